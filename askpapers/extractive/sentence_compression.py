"""Sentences made shorter: whole clauses and asides are left out, and nothing is ever reworded but a first letter."""

from __future__ import annotations

import re

_OPENINGS = re.compile(
    r"""^(?:
      (?:here|specifically|more\ specifically|concretely|furthermore|moreover|additionally|in\ addition|besides|also
        |however|nevertheless|nonetheless|therefore|thus|hence|finally|lastly|consequently|accordingly|as\ a\ result
        |then
        |in\ particular|in\ contrast|by\ contrast|on\ the\ other\ hand|instead|meanwhile|next|first|second|third|firstly
        |secondly|thirdly|notably|importantly|interestingly|surprisingly|remarkably|overall|in\ summary|in\ short
        |to\ this\ end|to\ that\ end|towards?\ this\ (?:end|goal)|and|but|yet|so|in\ turn|as\ such|crucially|similarly
        |ultimately|together|likewise|again|indeed|in\ fact|in\ conclusion|to\ summari[sz]e|to\ do\ so|in\ response
        |for\ (?:this|that)(?:\ \w+)?|with\ (?:this|that|these)(?:\ \w+){1,3})\s*,
      | (?:in|with|through|throughout)\ (?:this|our|the\ present|the\ current)\ (?:short\ |position\ |survey\
      |tutorial\ |review
        \ )?
        (?:paper|work|article|study|report|survey|letter|thesis|note|manuscript|contribution|technical\ report|research
        |project|review|tutorial|position\ paper)\s*,?
      | (?:thus|therefore|hence|then|and|but|so)\b(?=\s+(?:we|our)\b)
      )\s*""",
    re.I | re.X,
)
_WE = r"(?:we|I|our|this (?:paper|work|article|study|survey|report)|the (?:paper|authors?))"
# An adjunct before the main clause: "To address this, we …", "Inspired by X, we …".
_ADJUNCT = re.compile(
    rf"""^(?:to|in|by|with|for|inspired|motivated|based|building|using|given|given|drawing|leveraging|unlike|under
        |towards?|as
        |while|although|though|despite|when|since|because|from|on|through|following|guided|driven|among|after|rather
        |combining|considering|starting|extending|recogni[sz]ing|observing
        |utili[sz]ing)\b[^;:.!?]{{3,240}}?,\s+(?={_WE}\s)""",
    re.I | re.X,
)
# What heads a part of a structured abstract: "Purpose:", "METHODS", "Conclusion This study …".
_PART = r"""(?:background|introduction|context|motivation|rationale|importance|purpose|objectives?|aims?|goals?|hypothesis|study\ design
    |design|setting|participants|patients|(?:materials?\ and\ )?methods?|methodology|approach|experiments?|main\ outcome\ measures?
    |measurements|(?:main\ |key\ )?results?|(?:main\ |key\ )?findings?|performance|conclusions?|interpretation|discussion
    |significance|implications|summary|novelty|limitations|contributions?)"""
_LABEL = re.compile(
    rf"^(?:{_PART}\s*:\s+|(?-i:(?=[A-Z ]+\b)){_PART}\s+(?-i:(?=[A-Z]))"
    rf"|{_PART}\s+(?-i:(?=(?:We|This|These|The|In|To|An?|Our)\s)))",
    re.I | re.X,
)
_LINK = re.compile(r"\s*(?:\b(?:at|on|from|in|via|see|under)\s*:?\s*)?(?:https?://|\bwww\.)[^\s)\]]+")
# No brackets of a formula or of a word, f(x) and (un)supervised, and none that number what follows: (1), (a), (iv).
_PARENTHESES = re.compile(r"\s+(?!\((?:\d{1,2}|[a-h]|[ivxIVX]{1,4})\))(?:\([^()]*\)|\[[^\[\]]*\])(?!\w)")
_CITATION = re.compile(
    r"\s*(?:\((?:see |cf\.? |e\.g\.,? )?[^()]*\b(?:et\ al\.?|\d{4}[a-z]?)\s*[^()]*\)|\[(?!\s*0)[\d,\s–-]+\])(?=\s*[\s,.;:])",
    re.X,
)
_ALSO = re.compile(
    r"^(we|this paper|this work|our [\w-]+)\s+(?:also|further|additionally|then|therefore|thus|hence|first|finally)\s+",
    re.I,
)
_TAILS = (
    # Where a clause hangs on the end of a sentence, behind a comma.
    re.compile(
        r""",\s+(?=(?:which|where|whose|while|whereas|thereby|thus|hence|making|achieving|enabling|allowing|leading
        |resulting|yielding|showing|demonstrating|outperforming|providing|reducing|improving|without|with|using|based
        |including|such\ as|especially|particularly|rather|even|resulting|so\ that|as\ well\ as|but|yet|so|as|for|in
        |and\ (?:we|it|its|they|show|demonstrate|that|can|is|are|achieves?|provides?|outperforms?|propose|apply|use|find
        |evaluate|present|then|thus|therefore|also|therefore|introduce|prove|develop|report|discuss|investigate|study)
        |[a-z]+ing\ (?:a|an|the|its|their|both|up|that|to|for)|to\ [a-z]+|that\ [a-z]+s|and\ [a-z]+ly|by\ [a-z]+ing
        |from\ which|on\ which|in\ which)\b)""",
        re.X,
    ),
    re.compile(r"\s*(?:;|\s[–—]\s|—)\s*"),
    re.compile(r":\s+"),
    # Adjuncts without a comma.
    re.compile(
        r"\s+(?=(?:by|without|while|thereby|thus)\s+[a-z]+ing\b|in order to\b|so that\b|whereas\b|while\s|such that\b"
        r"|and\s+(?:show|demonstrate|prove|evaluate|apply)\s|using\s|based on\b|because\b|as well as\b"
        r"|which\s|where\s|via\s|through\s|with\s|when\s|and\s+(?:thus|therefore|hence|can|is|are|has|then)\b)"
    ),
)
_OF_THAT = re.compile(
    r"^(?:(?:moreover|further|also)\s+)?(?:we|our (?:(?:experimental |empirical )?results|experiments|findings"
    r"|analysis))\s+"
    r"(?:(?:also|further|then|empirically|theoretically|formally|experimentally|first)\s+)*"
    r"(?:show|demonstrate|find|observe|argue|prove|discover|hypothesi[sz]e|conclude|confirm|reveal|suggest|indicate"
    r"|establish)"
    r"\s+that,?\s+",
    re.I,
)
_WE_MAKE = re.compile(
    r"^(?:we|this (?:paper|work)|the paper)\s+(?:(?:also|therefore|thus|then|first|further|hence)\s+)*"
    r"(?:propose|present|introduce|develop|describe|provide|design|offer|study|investigate|consider|explore|examine"
    r"|devise|suggest)s?\s+(?=(?:an?|the|two|three|several)\s)",
    re.I,
)
# After "including A" a second comma may go on with B: only where the sentence plainly resumes is it an aside.
_ASIDE = re.compile(
    r",\s+(?:(?:called|named|termed|dubbed|which|denoted)\s[^,;:]{3,120},(?=\s)"
    r"|(?:namely|i\.e\.|e\.g\.|such as|including)\s[^,;:]{3,120},(?=\s(?:that|which|to|by|with|for|in|on|from|using|via|is|are|was|were"
    r"|has|have|can|we|while)\s))"
)
_DANGLING_END = re.compile(
    r"(?:\b(?:and|or|but|of|to|the|a|an|in|on|for|with|by|that|which|from|as|at|than|into|between|both|is|are|was|were"
    r"|be|we|our|its|their|this|these|can|not|via|using|such|i\.e|e\.g|where|when|while|if|because|how|whether)"
    r"|[,;:(–—-])$",
    re.I,
)
# "Not only this" without its "but that" says the opposite of what was meant.
_HALF = re.compile(r"\bnot (?:only|just|merely)\b(?!.*\b(?:but|also)\b)", re.I)


NEAR = 400
"""Characters before a cut that are looked at: an endless sentence takes no endless time."""

# A cut behind these takes away what they lead to: "aligned | with human values", "scenarios | where …".
_LEADS_ON = re.compile(
    r"\b(?:align|equip|combin|integrat|augment|associat|correlat|pair|coupl|conclud|deal|interact|compet|compar|endow|fac|begin|start"
    r"|end|cop|replac|compl)(?:s|e|es|ed|ied|ing|ning|ting|ped|ping)?$|\b(?:consistent|compatible|along|together"
    r"|scenarios?|settings?|cases?|situations?)$",
    re.I,
)
# "Three strategies: A, B" of A, B and C: what was announced by number is told to its "and" or not at all.
_ANNOUNCED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|multiple|various|different|following|manifold|(?:two|three|four)-?fold"
    r"|including)\b[^:;]*:\s(?!.*\b(?:and|or)\b)",
    re.I,
)
_FIRST_OF_MANY = re.compile(r"\((?:1|a|i|I)\)|(?<![\w.])1[.)]\s|[:;]\s+first(?:ly)?\b", re.I)
_SECOND_OF_MANY = re.compile(r"\((?:2|b|ii|II)\)|(?<![\w.])2[.)]\s|\bsecond(?:ly)?\b", re.I)


def tidy(sentence: str) -> str:
    """Return the sentence on one line, without web addresses, citation brackets, labels of its part and discourse openings."""
    text = _LABEL.sub("", " ".join(sentence.split()))
    text = _LINK.sub("", text)
    text = _CITATION.sub("", text)
    text = re.sub(r"\s*\(\s*\)|\s*\[\s*\]", "", text)
    before = ""
    while before != text:
        before, text = text, _OPENINGS.sub("", text)
    text = _ALSO.sub(r"\1 ", text)
    return finished(text)


def shorter(sentence: str, most: int = 30) -> tuple[tuple[str, str], ...]:
    """Return whole shorter forms of a sentence, each with the letters of what was left out; the first is `tidy`.

    Letters: p parentheses, o opening adjunct, a aside between commas, s "we show that", n "we propose", and a digit a
    tail. Forms longer than `most` words are left out, so that the result may be empty. A form is the sentence with
    stretches removed: its words stand in the sentence, in their order, and no number or name is altered.
    """
    whole = tidy(sentence)
    forms: dict[str, str] = {whole: ""}

    def more(letter: str, text: str, how: str) -> None:
        text = finished(text)
        if len(text.split()) >= 5 and text not in forms and sound(text):
            forms[text] = how + letter

    for letter, change in (("o", _without_adjunct), ("p", _without_parentheses), ("a", _without_aside)):
        for text, how in list(forms.items()):
            more(letter, change(text), how)
    for text, how in list(forms.items()):
        for place, cut in enumerate(_cuts(text)):
            more(str(min(place, 9)), cut, how)
    for letter, start in (("s", _OF_THAT), ("n", _WE_MAKE)):
        for text, how in list(forms.items()):
            if found := start.match(text):
                more(letter, text[found.end() :], how)
    kept = {text: how for text, how in forms.items() if sound(text)}
    for text, how in list(kept.items()):
        kept.setdefault(_unnumbered(text), how if "p" in how else how + "p")
    return tuple((text, how) for text, how in kept.items() if len(text.split()) <= most)


def sound(text: str) -> bool:
    """Whether a text could stand alone: brackets and quotation marks close, and it ends on no word that leads on."""
    body = text.rstrip(".!?")
    return (
        body.count("(") == body.count(")")
        and body.count("[") == body.count("]")
        and body.count("$") % 2 == 0
        and body.count('"') % 2 == 0
        and body.count("“") == body.count("”")
        and not _DANGLING_END.search(body)
        and not _HALF.search(body)
        and not (_FIRST_OF_MANY.search(body) and not _SECOND_OF_MANY.search(body))
        and not re.search(r",\s+(?!respectively\b)[a-z]+$", body)
        and not re.search(r"[:;,]\s*\(?(?:\d{1,2}|[a-h]|[ivx]{1,3})\)?$|\bi\.e$|\be\.g$", body)
    )


def finished(text: str) -> str:
    """Return the text trimmed, begun with a capital and ended with a full stop."""
    text = re.sub(r"\s+([,.;:])", r"\1", text.strip().strip(",;:–— ").strip())
    if not text:
        return ""
    first = text.split(" ", 1)[0]
    if first[1:] == first[1:].lower() and not any(c.isdigit() for c in first):
        text = text[0].upper() + text[1:]
    return text if re.search(r"[.!?][\"”’')\]]*$", text) else text + "."


def _without_adjunct(text: str) -> str:
    return _ADJUNCT.sub("", text, count=1)


def _without_parentheses(text: str) -> str:
    before = ""
    while before != text:
        before = text
        for found in _PARENTHESES.finditer(text):
            if text.count("$", 0, found.start()) % 2 == 0:
                text = text[: found.start()] + text[found.end() :]
                break
    return text


def _unnumbered(text: str) -> str:
    """Return the text without the numbers of a list that is told whole: the last thing done, for they show where it is not."""
    return re.sub(r"(?:(?<=\s)|^)\((?:\d{1,2}|[a-h]|[ivxIVX]{1,4})\)\s+", "", text)


def _without_aside(text: str) -> str:
    return _ASIDE.sub("", text, count=1)


def _cuts(text: str) -> list[str]:
    """Return the beginnings of the text that end where a clause hangs on, longest first, two at most of a kind."""
    found = []
    for tail in _TAILS:
        places = [m.start() for m in tail.finditer(text) if _outside(text, m.start()) and _whole(text, m)]
        found += [text[:at] for at in places[-3:][::-1]]
    return sorted((cut for cut in found if len(cut.split()) >= 6 and _has_verb(cut)), key=len, reverse=True)


def _outside(text: str, at: int) -> bool:
    return text.count("(", 0, at) == text.count(")", 0, at) and text.count("$", 0, at) % 2 == 0


def _whole(text: str, tail: re.Match[str]) -> bool:
    """Whether what stands before a tail leads to nothing in it: no number of things announced, no "aligned with", no name."""
    before, after = text[: tail.start()][-NEAR:], text[tail.end() :]
    if _ANNOUNCED.search(before) or _LEADS_ON.search(before):
        return False
    # "Reinforcement Learning with Verifiable Rewards" is one name.
    return not (re.search(r"\s[A-Z][\w-]*$", before) and re.match(r"(?:with|via|through)\s+[A-Z]", after))


_VERB = re.compile(
    r"\b(?:we\s+(?:\w+ly\s+)?[a-z]{2,}|(?:paper|work|article|study|survey)\s+[a-z]+s|is|are|was|were|has|have|can"
    r"|could|may|will"
    r"|outperforms?|achieves?|improves?|shows?|demonstrates?|requires?|provides?|enables?|allows?|uses?|does|do|leads?"
    r"|suffers?|learns?|reduces?|yields?|results? in|generali[sz]es?|remains?|reveals?|suggests?|indicates?)\b",
    re.I,
)


def _has_verb(text: str) -> bool:
    return _VERB.search(text) is not None
