"""A draft in LaTeX, Markdown or plain text: its sentences, and what each of them cites."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from askpapers.text.lexicon import pattern
from askpapers.text.sentences import Span, split

_ARXIV = re.compile(
    r"(?:(?<![\w./-])|(?<=/abs/)|(?<=/pdf/))(?:arXiv:\s*)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?![\w-])",
    re.I,
)
_CITE = re.compile(r"\\[a-zA-Z]*cite[a-zA-Z]*\*?\s*(?:\[[^\]]*\]\s*){0,2}\{([^}]*)\}")
_SPOKEN = re.compile(r"\\(?:[a-z]*citet|textcite|citeauthor)\b")
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
    rf"(?:(?!{_SPOKEN.pattern})(?:{_CITE.pattern})|{_PANDOC.pattern}|[(\[](?:(?i:{_ARXIV.pattern})|{_TITLE_ID.pattern})[)\]]))+)(?![^\s\w])"
)
"""What is cited behind the full stop of a sentence, with no sign behind that would make it a part of the next one."""

_NO_PROSE = (
    re.compile(r"\A---\n.*?\n(?:---|\.\.\.)(?=\n)", re.S),  # what pandoc is told
    re.compile(r"\A.*?\\begin\{document\}", re.S),
    re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.S | re.M),
    re.compile(
        r"\\begin\{((?:equation|align|gather|verbatim|lstlisting|tabular|tikzpicture|thebibliography)\*?)\}.*?\\end\{\1\}",
        re.S,
    ),
    re.compile(r"\$\$.*?\$\$|\\\[.*?\\\]", re.S),
    re.compile(
        r"\\(?:begin|end|label|title|author|date|bibliography|bibliographystyle|printbibliography|maketitle|item|(?:sub)*section|"
        r"paragraph|chapter|caption)\b\*?(?:\[[^\]]*\])?(?:\{[^{}]*\})?"
    ),
    re.compile(r"^#{1,6}\s.*$|^.+\n(?:===+|---+)$", re.M),
    re.compile(r"^[ \t]*(?:[-*+•>]|\d{1,3}[.)]|\|[-:| ]+\|?$)+(?=\s)", re.M),
)
_SOURCES = r"^(?:#{1,6}\s*|\\section\*?\{)?{sources}\}?\s*$"
_LATEX = re.compile(r"\\(?:[a-zA-Z]*cite|begin|section)")
_DOCUMENT = re.compile(r"\\(?:documentclass|begin\{document\})")
_MARKDOWN = re.compile(rf"{_PANDOC.pattern}|{_LINK.pattern}|^#{{1,6}}\s|^(?:```|~~~)|\A---\n", re.M)
_COMMENT = re.compile(r"(?<!\\)(?<!\d)(?<!\d[ ~\xa0])%[^\n]*")
"""LaTeX's; behind a number the sign is meant, and to read a comment loses less than to drop what was written."""


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft: its place without white space around, its words without citations, and what it cites."""

    span: Span
    text: str
    names: tuple[str, ...]


def sentences_of(text: str, known: Collection[str]) -> Iterator[DraftSentence]:
    """Yield the sentences of a draft that hold a word, in order; headings, code, formulas and the list of sources are none.

    `known` are ids and keys that count without a sign before them: a library's own ids, keys as in "@smith24 shows". An id of the
    form of a library's own counts where it is unknown, too; other words in brackets may be anything.
    """
    prose = _prose(text)
    for whole in split(_masked(prose)):
        words = whole.of(prose)
        start = whole.start + len(words) - len(words.lstrip())
        span = Span(start, start + len(words.strip()))
        said = _bare(span.of(prose), known)
        if any(c.isalpha() for c in said):
            yield DraftSentence(span, said, tuple(dict.fromkeys(_names(span.of(prose), known))))


def _prose(text: str) -> str:
    """The text with what is no prose turned into line ends, so that every place stays and a sentence ends there."""
    if sources := pattern("citations", _SOURCES, re.I | re.M).search(text):
        text = text[: sources.start()] + "\n" * (len(text) - sources.start())
    # Pandoc takes LaTeX's commands in Markdown, and not its comments.
    latex = _DOCUMENT.search(text) or (_LATEX.search(text) and not _MARKDOWN.search(text))
    for other in (_COMMENT, *_NO_PROSE) if latex else _NO_PROSE:
        text = other.sub(lambda found: "\n" * len(found[0]), text)
    return text


def _masked(text: str) -> str:
    """The text with its citations blackened, letter for letter: "p. 3" inside one ends no sentence.

    Behind a full stop they are whitened, since white space belongs to the sentence before it.
    """
    text = _AFTER_STOP.sub(lambda found: found["stop"] + re.sub(r"\S", " ", found["cited"]), text)
    for cited in (_CITE, _PANDOC):
        text = cited.sub(lambda found: ("X" if _opens(found) else "x") * len(found[0]), text)
    return _LINK.sub(lambda found: re.sub(r"[.!?…。！？]", "x", found[0]), text)


def _opens(found: re.Match[str]) -> bool:
    """Whether a citation can begin a sentence: one that speaks, or the first of a paragraph."""
    return _SPOKEN.match(found[0]) is not None or found.string.endswith("\n\n", 0, found.start())


def _names(sentence: str, known: Collection[str]) -> Iterator[str]:
    """Yield the ids and keys that a sentence cites."""
    for found in _ARXIV.finditer(sentence):
        yield found[1]
    for found in _CITE.finditer(sentence):
        yield from (key.strip() for key in found[1].split(",") if key.strip())
    cited = {key[1] for found in _PANDOC.finditer(sentence) for key in _KEY.finditer(found[1])}
    for found in _KEY.finditer(sentence):
        if found[1] in cited or found[1] in known:
            yield found[1]
    for found in _TOKEN.finditer(sentence):
        if _is_id(found, known) and any(c.isdigit() for c in found[0]):
            yield found[0]


def _is_id(found: re.Match[str], known: Collection[str]) -> bool:
    """Whether a word is an id or key that is known, or in brackets one of the form of a library's own."""
    if len(found[0]) > 5 and found[0] in known:
        return True
    return (
        found.string[max(0, found.start() - 1) : found.start()] in {"[", "("}
        and _TITLE_ID.fullmatch(found[0]) is not None
    )


def _bare(sentence: str, known: Collection[str]) -> str:
    """A sentence without its citations; one that speaks is "the authors"."""
    sentence = _CITE.sub(lambda found: " the authors " if _SPOKEN.match(found[0]) else " ", sentence)
    sentence = _PANDOC.sub(" ", sentence)
    sentence = _KEY.sub(lambda found: " the authors " if found[1] in known else found[0], sentence)
    sentence = _LINK.sub(r"\1", sentence)
    sentence = _TOKEN.sub(lambda found: " " if _is_id(found, known) else found[0], _ARXIV.sub(" ", sentence))
    sentence = re.sub(
        r"\\ref\{[^}]*\}|https?://\S*|[(\[]\s*(?:arXiv:)?\s*[,;]?\s*[)\]]|(?<!\\)[{}]", " ", sentence
    ).replace("~", " ")
    return re.sub(r"\s+(?=[.,;:!?](?:\s|$))", "", " ".join(sentence.split())).strip("*_>| ")
