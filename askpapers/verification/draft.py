"""A draft in LaTeX, Markdown or plain text: its sentences, and what each of them cites."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from askpapers.text.latex import latex_to_text
from askpapers.text.sentences import Span, split
from askpapers.verification.draft_prose import blank, body_of, notes_in, prose_of
from askpapers.verification.draft_sources import SAYING, cited_in, sources_in

_ARXIV = re.compile(
    r"(?:(?<![\w./-])|(?<=/abs/)|(?<=/pdf/))(?:arXiv:\s*)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?![\w-])",
    re.I,
)
_ONE = r"(?:\[[^\]]{0,300}\]\s*){0,2}\{[^}]{0,2000}\}"
_CITE = re.compile(
    rf"\\(?!no|bib)[a-zA-Z]*cite(?:s\s*(?:\([^()]{{0,300}}\)\s*){{0,2}}{_ONE}(?:\s*{_ONE})*|[a-zA-Z]*\*?\s*{_ONE})"
)
_KEYS = re.compile(r"\{([^}]*)\}")
_SPOKEN = re.compile(r"\\(?:[a-zA-Z]*[cC]itet|[tT]extcites?|[cC]iteauthor)(?![a-z])")
_PANDOC = re.compile(r"\[([^\[\]]*@[^\[\]]*)\]")
_KEY = re.compile(r"(?<![\w.@])-?@([\w:.#$%&+?<>~/-]*\w)")
_ADDRESS = r"(?:<[^<>()\n]*+>|(?=[A-Za-z]+:|www\.|\.{0,2}/|\#|[^()\s]*?\.[A-Za-z]\w)[^()\s]++)"
_LINK = re.compile(rf"!?\[([^\[\]]*)\]\(\s*+{_ADDRESS}(?:\s++[\"'][^()]*+)?+\s*+\)")
_TOKEN = re.compile(r"(?<![\w.-])[\w.-]*\w")
_TITLE_ID = re.compile(r"t(?=[a-f]*\d)[\da-f]{10}")
"""The id of a paper without a number, of the library or not: `title_id` of papers/deduplication.py."""
_AFTER_STOP = re.compile(
    rf"(?P<stop>[.!?…。！？][\"'”’)\]}}]*+)"
    rf"(?P<cited>(?:[~ \t]*+(?:\n[~ \t]*+)?+"
    rf"(?:(?!{_SPOKEN.pattern})(?:{_CITE.pattern})|{_PANDOC.pattern}|[(\[](?:(?i:{_ARXIV.pattern})|{_TITLE_ID.pattern})[)\]]))+)(?![^\s\w]|\s+[a-z])"
)
"""What is cited behind the full stop of a sentence, with no sign or small letter behind that would make it a part of the next one."""

_SILENT = re.compile(
    r"\\(?:[a-zA-Z]*ref|label|url|todo|index|href(?=\{[^{}]*\}\{))\*?\{[^{}]*\}|\\(?:noindent|xspace|centering|small|footnotesize|par|medskip|smallskip|bigskip|linebreak|newline)(?![a-zA-Z])"
)
"""Commands within a sentence that say nothing."""
_SPACE = re.compile(r"\\[ ,;:!]")
_ASIDE = re.compile(r"\([^()\x00]{0,60}\x00[^()]{0,60}\)")
_LEADING = 4
"""Words and places beside what is cited up to which an aside only leads to it: "(see, e.g., …, Fig. 3)"."""
_PLACE = re.compile(r"[^\W\d]{1,5}\.\s*\d[\d.]*")
_TAG = re.compile(
    r"</?(?:div|p|span|sup|sub|br|b|i|em|strong|a|img|details|summary|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|kbd|code|figure|figcaption|center)"
    r"(?:\s[^<>\n]{0,300}=[^<>\n]{0,300})?\s?/?>",
    re.I,
)
_STOP = re.compile(r"[.!?…。！？]")
_BRACKETED = re.compile(r"\([^()]{0,200}\)")
_FONT = re.compile(r"\\[a-zA-Z]+(?=\{)")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft: its place without white space around, its words without citations, and what it cites."""

    span: Span
    text: str
    names: tuple[str, ...]


def sentences_of(text: str, known: Collection[str]) -> Iterator[DraftSentence]:
    """Yield the sentences of a draft that hold a word, in order; headings, code, formulas and the list of sources are none.

    `known` are ids and keys that count without a sign before them: a library's own ids, keys as in "@smith24 shows". An id of the
    form of a library's own counts where it is unknown, too; other words in brackets may be anything. A source of the text's own list
    is named by what cites it ("[1]", "[^note]"). A sentence of a footnote lies within the one that it stands in.
    """
    listed = frozenset(source.key for source in sources_in(text) if source.key.startswith("["))
    found = list(_sentences(prose_of(text), _Names(known, listed)))
    yield from sorted(found, key=lambda sentence: sentence.span.start)


@dataclass(frozen=True, slots=True)
class _Names:
    """What counts as a name: ids and keys, and what cites the sources of the text's own list."""

    known: Collection[str]
    listed: frozenset[str]


def _sentences(prose: str, names: _Names) -> Iterator[DraftSentence]:
    notes = notes_in(prose)
    words = blank(prose, notes, " ")
    for whole in split(_masked(words, names.listed)):
        said = whole.of(words)
        start = whole.start + len(said) - len(said.lstrip())
        span = Span(start, start + len(said.strip()))
        sentence = span.of(words)
        bare = _bare(sentence, names)
        own = list(_names(sentence, names))
        while notes and notes[0].start < whole.end:
            body = body_of(prose, notes.pop(0))
            cited = list(_names(body.of(prose), names))
            says = len(re.findall(r"[^\W\d_]{2,}", _bare(body.of(prose), names))) >= SAYING
            own += cited if not says or not own else []
            if says:
                for inner in _sentences(body.of(prose), names):
                    yield replace(inner, span=Span(body.start + inner.span.start, body.start + inner.span.end))
        if any(c.isalpha() for c in bare):
            yield DraftSentence(span, bare, tuple(dict.fromkeys(own)))


def _masked(text: str, listed: frozenset[str]) -> str:
    """The text with its citations blackened, letter for letter: "p. 3" inside one ends no sentence.

    Behind a full stop they are whitened, since white space belongs to the sentence before it.
    """
    parts, at = [], 0
    for mark, _ in cited_in(text, listed):
        parts += [text[at : mark.start], f"[@{'x' * (mark.end - mark.start - 3)}]"]
        at = mark.end
    text = "".join([*parts, text[at:]])
    text = _AFTER_STOP.sub(lambda found: found["stop"] + re.sub(r"\S", " ", found["cited"]), text)
    for cited in (_CITE, _PANDOC):
        text = cited.sub(lambda found: ("X" if _opens(found) else "x") * len(found[0]), text)
    text = _LINK.sub(lambda found: _STOP.sub("x", found[0]), text)
    return _BRACKETED.sub(lambda found: _STOP.sub("x", found[0]) if _ARXIV.search(found[0]) else found[0], text)


def _opens(found: re.Match[str]) -> bool:
    """Whether a citation can begin a sentence: one that speaks, the first of a paragraph, or one before a verb behind a full stop."""
    text, start = found.string, found.start()
    if _SPOKEN.match(found[0]) or text.endswith("\n\n", 0, start):
        return True
    return re.search(r"[.!?][\"”’)\]]*\s+$", text[max(0, start - _BACK) : start]) is not None and (
        re.compile(r"\s+[a-z]").match(text, found.end()) is not None
    )


def _names(sentence: str, names: _Names) -> Iterator[str]:
    """Yield the ids and keys that a sentence cites."""
    known = names.known
    for found in _ARXIV.finditer(sentence):
        yield found[1]
    for _, keys in cited_in(sentence, names.listed):
        yield from keys
    for found in _CITE.finditer(sentence):
        bare = re.sub(r"\[[^\]]*\]", "", found[0])
        yield from (key.strip() for held in _KEYS.findall(bare) for key in held.split(",") if key.strip())
    cited = {key[1] for found in _PANDOC.finditer(sentence) for key in _KEY.finditer(found[1])}
    for found in _KEY.finditer(sentence):
        if found[1] in cited or found[1] in known:
            yield found[1]
    for found in _TOKEN.finditer(sentence):
        if _is_id(found, known) and any(c.isdigit() for c in found[0]):
            yield found[0]


def links_in(text: str) -> list[tuple[str, str]]:
    """Return the words and the address of each link of Markdown."""
    return [(found[1], found[0][len(found[1]) :]) for found in _LINK.finditer(text)]


def ids_in(text: str, known: Collection[str]) -> list[str]:
    """Return the arXiv ids in a text, and other ids that are known."""
    return [
        *(found[1] for found in _ARXIV.finditer(text)),
        *(found[0] for found in _TOKEN.finditer(text) if _is_id(found, known)),
    ]


def _is_id(found: re.Match[str], known: Collection[str]) -> bool:
    """Whether a word is an id or key that is known, or in brackets one of the form of a library's own."""
    if len(found[0]) > 5 and found[0] in known:
        return True
    return (
        found.string[max(0, found.start() - 1) : found.start()] in {"[", "("}
        and _TITLE_ID.fullmatch(found[0]) is not None
    )


def _only_leads(aside: str) -> bool:
    """Whether an aside says nothing itself: a figure in it that is no page or section does."""
    words = _PLACE.sub("_", aside)
    return not re.search(r"\d", words) and len(re.findall(r"[^\W\d]+(?:\.[^\W\d]+)*", words)) <= _LEADING


_BACK = 80
"""Characters before a citation in which a full stop is sought; other citations behind it are white by then."""
_HOLE = "\x00"
"""Stands for what was cited while the words around it are made whole."""


def _bare(sentence: str, names: _Names) -> str:
    """A sentence without its citations and what only leads to them ("(see …)"); one that speaks is "the authors"."""
    known = names.known
    for mark, _ in reversed(cited_in(sentence, names.listed)):
        before, words = sentence[: mark.start], mark.of(sentence).strip("[]")
        if (linked := re.search(r"\[([^\[\]]*)\]$", before)) is not None:
            before, words = before[: linked.start()], linked[1]
        kept = _HOLE if words[:1] in "^" or not any(c.isalpha() for c in words) else words
        sentence = before + kept + sentence[mark.end :]
    sentence = _CITE.sub(lambda found: " the authors " if _SPOKEN.match(found[0]) else _HOLE, sentence)
    sentence = _PANDOC.sub(_HOLE, sentence)
    sentence = _KEY.sub(lambda found: " the authors " if found[1] in known else found[0], sentence)
    sentence = _TAG.sub(" ", _LINK.sub(r"\1", sentence))
    sentence = _TOKEN.sub(lambda found: " " if _is_id(found, known) else found[0], _ARXIV.sub(_HOLE, sentence))
    if "\\" in sentence:
        sentence = _FONT.sub("", latex_to_text(_SPACE.sub(" ", _SILENT.sub(_HOLE, sentence))))
    sentence = _ASIDE.sub(lambda found: " " if _only_leads(found[0]) else found[0], sentence)
    sentence = re.sub(
        rf"https?://[^\s)\]]*[^\s)\].,;]|[(\[]\s*(?:arXiv:)?\s*[,;]?\s*[)\]]|(?<!\\)[{{}}]|{_HOLE}", " ", sentence
    ).replace("~", " ")
    sentence = re.sub(r"\s+(?=[.,;:!?](?:\s|$))", "", " ".join(sentence.split()))
    sentence = re.sub(r"^(\*\*|__|[*_])(.+?)\1|(\*\*|__|[*_])(.+?)\3$", r"\2\4", sentence)
    return sentence.strip("*_>| ")
