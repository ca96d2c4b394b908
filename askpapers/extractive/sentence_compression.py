"""Sentences made shorter: whole clauses and asides are left out, and nothing is ever reworded but a first letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from askpapers.text.lexicon import pattern

_OPENINGS = r"""^(?:(?:{opening}|for\ {this}(?:\ \w+)?|with\ {this}(?:\ \w+){1,3})\s*,
    | {in_this}\ (?:{sort}\ )?{paper}\s*,? | {linking}(?=\s+(?:we|our)\b))\s*"""
# An adjunct before the main clause: "To address this, we …", "Inspired by X, this paper …".
_ADJUNCT = r"^{adjunct}[^;:.!?]{3,240}?,\s+(?={we}\s|{this}\ (?:{sort}\ )?{paper}\s)"
# What heads a part of a structured abstract: "Purpose:", "METHODS", "Conclusion This study …".
_LABEL = r"""^(?:{part}\s*:\s+|(?-i:(?=[A-Z ]+\b)){part}\s+(?-i:(?=[A-Z]))|{part}\s+(?-i:(?={part_opens}\s)))"""
_LINK = re.compile(r"\s*(?:\b(?:at|on|from|in|via|see|under)\s*:?\s*)?(?:https?://|\bwww\.)[^\s)\]]+")
# No brackets of a formula or of a word, f(x) and (un)supervised, and none that number what follows: (1), (a), (iv).
_PARENTHESES = re.compile(r"\s+(?!\((?:\d{1,2}|[a-h]|[ivxIVX]{1,4})\))(?:\([^()]*\)|\[[^\[\]]*\])(?!\w)")
_CITATION = re.compile(r"\s*(?:\([^()]*\b(?:et\ al\.?|\d{4}[a-z]?)\s*[^()]*\)|\[(?!\s*0)[\d,\s–-]+\])(?=\s*[\s,.;:])")
_ALSO = r"^(we|this\ paper|this\ work|our\ [\w-]+)\s+{also}\s+"
_TAILS = (
    # Where a clause hangs on the end of a sentence, behind a comma.
    r",\s+(?=(?:{tail}|and\ {tail_and}|[a-z]+ing\ {tail_ing}|(?:to\ [a-z]+|that\ [a-z]+s|and\ [a-z]+ly|by\ [a-z]+ing)\b))",
    # Adjuncts without a comma.
    r"""\s+(?=(?:{adjunct_tail_ing}\s+[a-z]+ing\b|{adjunct_tail}|{adjunct_tail_word}\s|and\s+{adjunct_tail_and}|(?:to|and)\s+{meet}\s+{this}
        |and\s+{adjunct_tail_and_show}\s))""",
)
_OF_THAT = r"^(?:(?:moreover|further|also)\s+)?{found}\s+(?:{empirically}\s+)*{show}\s+that,?\s+"
_WE_MAKE = r"^(?:we|this\ (?:paper|work)|the\ paper)\s+(?:{also}\s+)*{make}\s+(?=(?:an?|the|two|three|several)\s)"
# After "including A" a second comma may go on with B: only where the sentence plainly resumes is it an aside.
_ASIDE = r",\s+(?:{called}\s[^,;:]{3,120},(?=\s)|{namely}\s[^,;:]{3,120},(?=\s{resumes}\s))"
_DANGLING_END = r"(?:{leads_on}|[,;:(–—-])$"
# "Not only this" without its "but that" says the opposite of what was meant.
_HALF = re.compile(r"\bnot (?:only|just|merely)\b(?!.*\b(?:but|also)\b)", re.I)
_ANNOUNCED = r"{announced}[^:;]*:\s(?!.*\b(?:and|or)\b)"
_FIRST_OF_MANY = re.compile(r"\((?:1|a|i|I)\)|(?<![\w.])1[.)]\s|[:;]\s+first(?:ly)?\b", re.I)
_SECOND_OF_MANY = re.compile(r"\((?:2|b|ii|II)\)|(?<![\w.])2[.)]\s|\bsecond(?:ly)?\b", re.I)
_LIST = re.compile(r":\s+(?:\((?:1|a|i|I)\)|1[.)])\s")
_NUMBER_OF_MANY = re.compile(r"(?:(?<=\s)|^)\((?:\d{1,2}|[a-h]|[ivxIVX]{1,4})\)\s+")
_VERB = r"(?:\bwe\s+(?:\w+ly\s+)?[a-z]{2,}|\b(?:paper|work|article|study|survey)\s+[a-z]+s\b|{verb})"

NEAR = 400
"""Characters before a cut that are looked at: an endless sentence takes no endless time."""


def _clause(template: str, flags: int = re.I | re.X) -> re.Pattern[str]:
    return pattern("clauses", template, flags)


def tidy(sentence: str) -> str:
    """Return the sentence on one line, without web addresses, citation brackets, labels of its part and discourse openings."""
    text = _clause(_LABEL).sub("", " ".join(sentence.split()))
    text = _LINK.sub("", text)
    text = _CITATION.sub("", text)
    text = re.sub(r"\s*\(\s*\)|\s*\[\s*\]", "", text)
    before = ""
    while before != text:
        before, text = text, _clause(_OPENINGS).sub("", text)
    text = _clause(_ALSO).sub(r"\1 ", text)
    if len(_NUMBER_OF_MANY.findall(text)) == 1 and not _FIRST_OF_MANY.search(text):
        # What came before it stands in another sentence.
        text = _unnumbered(text)
    return finished(text)


def shorter(sentence: str, most: int = 30) -> tuple[tuple[str, str], ...]:
    """Return whole shorter forms of a sentence, each with the letters of what was left out; the first is `tidy`.

    Letters: p parentheses, o opening adjunct, a aside between commas, s "we show that", n "we propose", and a digit a
    tail. Forms longer than `most` words are left out, so that the result may be empty. A form is the sentence with
    stretches removed: its words stand in the sentence, in their order, and no number or name is altered.
    """
    forms = {tidy(sentence): ""}
    for letter, change in _CHANGES:
        for text, how in list(forms.items()):
            for place, other in enumerate(map(finished, change(text))):
                if other not in forms and len(other.split()) >= 5 and sound(other):
                    forms[other] = how + (letter or str(min(place, 9)))
    kept = {text: how for text, how in forms.items() if sound(text)}
    for text, how in list(kept.items()):
        kept.setdefault(_unnumbered(text), how if "p" in how else how + "p")
    return tuple((text, how) for text, how in kept.items() if len(text.split()) <= most)


def sound(text: str) -> bool:
    """Whether a text could stand alone: brackets and quotation marks close, and it ends on no word that leads on."""
    body = text.rstrip(".!?。！？")
    return (
        all(body.count(opened) == body.count(closed) for opened, closed in ("()", "[]", "“”"))
        and all(body.count(sign) % 2 == 0 for sign in '$"')
        and not _clause(_DANGLING_END).search(body)
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
    return text if re.search(r"[.!?。！？][\"”’')\]」』）]*$", text) else text + "."


def _without_parentheses(text: str) -> str:
    while found := next((m for m in _PARENTHESES.finditer(text) if text.count("$", 0, m.start()) % 2 == 0), None):
        text = text[: found.start()] + text[found.end() :]
    return text


def _unnumbered(text: str) -> str:
    """Return the text without the numbers of a list that is told whole: the last thing done, for they show where it is not."""
    return _NUMBER_OF_MANY.sub("", text)


def _cuts(text: str) -> list[str]:
    """Return the beginnings of the text that end where a clause hangs on, longest first, two at most of a kind."""
    found = []
    for tail in _TAILS:
        places = [
            m.start() for m in _clause(tail, re.X).finditer(text) if _outside(text, m.start()) and _whole(text, m)
        ]
        found += [text[:at] for at in places[-3:][::-1]]
    found += [text[: m.start()] for m in _LIST.finditer(text)][:1]
    return sorted((cut for cut in found if len(cut.split()) >= 6 and _clause(_VERB).search(cut)), key=len, reverse=True)


def _outside(text: str, at: int) -> bool:
    return text.count("(", 0, at) == text.count(")", 0, at) and text.count("$", 0, at) % 2 == 0


def _whole(text: str, tail: re.Match[str]) -> bool:
    """Whether what stands before a tail leads to nothing in it: no number of things announced, no "aligned with", no name."""
    before, after = text[: tail.start()][-NEAR:], text[tail.end() :]
    if _clause(_ANNOUNCED).search(before) or _clause("{takes_with}$").search(before):
        return False
    # "Reinforcement Learning with Verifiable Rewards" is one name.
    return not (re.search(r"\s[A-Z][\w-]*$", before) and re.match(r"(?:with|via|through)\s+[A-Z]", after))


_CHANGES: tuple[tuple[str, Callable[[str], Iterable[str]]], ...] = (
    ("o", lambda text: [_clause(_ADJUNCT).sub("", text)]),
    ("p", lambda text: [_without_parentheses(text)]),
    ("a", lambda text: [_clause(_ASIDE, re.X).sub("", text, count=1)]),
    ("", _cuts),
    ("s", lambda text: [_clause(_OF_THAT).sub("", text)]),
    ("n", lambda text: [_clause(_WE_MAKE).sub("", text)]),
)
"""What may be left out, each from all forms so far, and its letter."""
