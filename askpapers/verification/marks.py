"""Citation marks as models really write them, and what is none."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper, short_name
from askpapers.text.lexicon import pattern
from askpapers.text.sentences import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """What one item of a mark points at: paper number, sentence number (None: the paper only).

    `unread` is the wording of an item that names no paper that was shown; its `paper` is 0.
    """

    paper: int
    sentence: int | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in an answer; `absent` is `[none]`, which states that the papers do not say it."""

    span: Span
    references: tuple[Reference, ...]
    absent: bool = False


_BRACKET = re.compile(
    r"(?<!\\)\^?(?:\[\^?([^\[\]\n]{1,120}|[\d.,; –-]{1,2000})\]|【([^【】\n]{1,120})】|［([^［］\n]{1,120})］)"
)
"""A mark is short, but a count of forty papers cites them all."""
_PARENTHESIS = re.compile(r"(?<=\s)\(([^()\n]{3,60})\)(?=[.,;:!?]?(?:\s|$))")
_CLOSING = re.compile(r"\s*[.;]?\s*(?:\n|$)|[.;]\s")
_SEPARATOR = r"\s*(?:[,;&/、，；]|{joins})\s*"
_PREFIX = r"^(?:{before_number}|[psS§#^†])\s*[.:]?\s*(?=\d)"
_PAIR = re.compile(r"^(\d{1,4})\s*[.:]\s*(\d{1,3})$")
_SPACED = re.compile(r"\d{1,4}\.\d{1,3}(?:\s+\d{1,4}\.\d{1,3})+")
_RANGE = re.compile(r"^(\d{1,4})\.(\d{1,3})\s*(?:-|–|—|−|to|\.\.)\s*(?:(\d{1,4})\.)?(\d{1,3})$")
_NUMBER = re.compile(r"^(\d{1,4})$")
_OF_PAPER = re.compile(
    r"(?<![\w.])(?<!sentence\s)(?<!sentences\s)(?<!sent\.\s)(\d{1,4})\s*[,:;]?\s*"
    r"(?:sentences\s*(?P<several>\d{1,3}(?:\s*(?:[-–,;&]|\band\b)\s*\d{1,3})*)|(?:sentence|sent|s)\b\.?\s*(?P<one>\d{1,3})"
    r"|s(?P<close>\d{1,3}))(?![\w.:]*\d)",
    re.I,
)
_SENTENCE = re.compile(r"^sent(?:ence)?s?\b\.?\s*\d", re.I)
_PAGE = re.compile(r"(?:pp?\.|pages?\b)\s*\d+(?:\s*[-–]\s*\d+)?", re.I)
_NOTE = re.compile(r"(?<=\d)\s*[†‡][\w-]*(?=\s*(?:[,;†‡]|$))")
_NUMBER_RANGE = re.compile(r"^(\d{1,3})\s*[-–]\s*(\d{1,3})$")
_INTERVAL = r"(?:∈|\\in|=|{before_interval}:?)\s*\$?$"
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`|(?<![\\$])\$(?![\s\d])[^$\n]{1,200}\$", re.S)
_FENCE_LINE = re.compile(r"^[ \t]*```[ \t]*(?P<name>[^`\s]*)[ \t]*\r?$", re.M)
_WRAPPED = re.compile(r"```[ \t]*(?:markdown|md)\b", re.I)
_CODED_MARK = re.compile(r"`[\[【［][\d\s.,;:–-]+[\]】］]`")
LONGEST_RANGE = 40
QUOTED = 24


def unwrap(text: str) -> str:
    """Return an answer with the fences of a block of Markdown, which is no code, as spaces."""
    if _WRAPPED.search(text) is None:
        return text
    parts: list[str] = []
    at, wrapped, code = 0, False, False
    for fence in _FENCE_LINE.finditer(text):
        named = fence["name"].casefold()
        if not code and (named in {"markdown", "md"} or (wrapped and not named)):
            wrapped = bool(named)
            parts += [text[at : fence.start()], " " * len(fence[0])]
            at = fence.end()
        else:
            code = not (code and not named)
    return "".join([*parts, text[at:]])


def parse_marks(text: str, shown: Sequence[Paper], start: int = 0, bracketed: bool = False) -> tuple[Mark, ...]:
    """Return the citation marks of an answer from `start` on, the beginning of a line outside code, in order.

    Marks stand in brackets; a number pair in parentheses is one where the pair exists and no bracket cites a sentence, or
    where it closes its own. Decimals, years, intervals, tokens like [CLS], code and formulas are no marks, and neither is a
    bracket of an abstract's own that is quoted with the words around it. `bracketed`: one before `start` cites a sentence.
    """
    code = [m.span() for m in CODE.finditer(text, start) if not _CODED_MARK.fullmatch(m[0])]

    def inside_code(at: int) -> bool:
        place = bisect_right(code, (at, len(text)))
        return place > 0 and at < code[place - 1][1]

    found: list[Mark] = []
    for m in _BRACKET.finditer(text, start):
        if inside_code(m.start()):
            continue
        inner = m[1] or m[2] or m[3]
        if _is_quoted(Span(*m.span()), text, shown):
            continue
        # After a letter only a pair is a mark: "models[1.2]"; "a[1]" is an index.
        if text[max(0, m.start() - 1) : m.start()].isalnum() and not re.match(r"\s*\d+\s*\.\s*\d", inner):
            continue
        mark = _read(inner, Span(*m.span()), text, shown)
        if mark is not None:
            found.append(mark)
    bracketed = bracketed or cites_in_brackets(text, found)
    for m in _PARENTHESIS.finditer(text, start):
        # Beside marks in brackets, only a pair that closes its sentence is one: "the ratio (1.5) is" is a figure.
        if inside_code(m.start()) or (bracketed and not _CLOSING.match(text[m.end() : m.end() + 8])):
            continue
        references = tuple(_items(m[1]))
        known = references and all(_exists(reference, shown) for reference in references)
        if known and not _is_quoted(Span(*m.span()), text, shown):
            found.append(Mark(Span(*m.span()), references))
    return tuple(sorted(found, key=lambda mark: mark.span))


def cites_in_brackets(text: str, found: Sequence[Mark]) -> bool:
    """Whether a mark in brackets cites a sentence."""
    return any(item.sentence for mark in found if text[mark.span.start] != "(" for item in mark.references)


def _is_quoted(span: Span, text: str, shown: Sequence[Paper]) -> bool:
    """Whether a bracket stands in an abstract that was shown, after the same words or before the same words."""
    bracket = span.of(text)
    before = text[max(0, span.start - QUOTED) : span.start].rpartition("\n")[2] + bracket
    after = bracket + re.split(r"[\n\[【]", text[span.end : span.end + QUOTED])[0]
    told = [" ".join(words.split()) for words in (before, after) if sum(map(str.isalpha, words)) >= QUOTED // 3]
    # Its first sign alone is found in a tenth of the time, and few abstracts have it.
    holding = (paper.abstract for paper in shown if bracket[0] in paper.abstract and bracket in paper.abstract)
    return bool(told) and any(words in " ".join(abstract.split()) for abstract in holding for words in told)


def _read(inner: str, span: Span, text: str, shown: Sequence[Paper]) -> Mark | None:
    inner = "".join(c for c in unicodedata.normalize("NFKC", inner) if unicodedata.category(c) != "Cf")
    inner = _NOTE.sub("", inner.strip())
    if _SPACED.fullmatch(inner):
        inner = ", ".join(inner.split())
    if pattern("citations", "{absent}").fullmatch(inner):
        return Mark(span, (), absent=True)
    items = _items(_unnamed(inner, shown))
    numbers = [item for item in items if not item.unread]
    if any(item.sentence is not None for item in numbers):
        if any(item.paper == 0 for item in numbers):
            return None  # papers are numbered from 1: [0.5, 1.5] is an interval
    elif (
        numbers
        and (len(numbers) < len(items) or not re.search(r"[a-z]", inner, re.I))
        and _is_no_paper(numbers, span, text, shown)
    ):
        return None
    references = _named_too(items, shown)
    if any(item.unread for item in references) and not _is_broken(references, span, text):
        return None
    return Mark(span, tuple(references)) if references else None


def _named_too(items: Sequence[Reference], shown: Sequence[Paper]) -> list[Reference]:
    """Put papers for the names among the items, save for those that a number cites already."""
    numbered = {item.paper for item in items if not item.unread}
    found = [(_named(item.unread, shown) or item) if item.unread else item for item in items]
    return [now for was, now in zip(items, found, strict=True) if was is now or now.paper not in numbered]


def _is_broken(references: Sequence[Reference], span: Span, text: str) -> bool:
    """Whether a bracket with something unread in it is a citation all the same.

    It is, where a pair stands in it or what is unread is a range or a sentence's number; but beside a pair
    "95% CI" tells figures, and with an address after it the bracket is a link.
    """
    unread = [item.unread for item in references if item.unread]
    numeric = [told for told in unread if _RANGE.match(told) or _SENTENCE.match(told)]
    if not numeric and not any(item.sentence is not None for item in references):
        return False
    if text[span.end : span.end + 1] == "(" or pattern("citations", _INTERVAL).search(
        text[max(0, span.start - 12) : span.start]
    ):
        return False
    return all(told in numeric or told[0].isalpha() for told in unread)


def _is_no_paper(references: Sequence[Reference], span: Span, text: str, shown: Sequence[Paper]) -> bool:
    """Whether plain numbers in brackets are a year, an interval or an index."""
    if any(reference.paper == 0 or 1900 <= reference.paper <= 2100 > len(shown) for reference in references):
        return True
    before = text[max(0, span.start - 12) : span.start]
    return len(references) == 2 and pattern("citations", _INTERVAL).search(before) is not None


def _unnamed(inner: str, shown: Sequence[Paper]) -> str:
    """Leave out a paper's name before pairs of its own: "TurboMerge, 1.2" says "1.2" where TurboMerge is paper 1."""
    for m in re.finditer(r"[\s,;:§(]+(?=\d)", inner):
        named, rest = _named(inner[: m.start()], shown), inner[m.end() :]
        if named and {named.paper} == {item.paper for item in _items(rest)}:
            return rest
    return inner


def _of_paper(found: re.Match[str]) -> str:
    """Write "1, sentences 2 and 3" as "1.2, 1.3"."""
    told = found["several"] or found["one"] or found["close"]
    return ", ".join(f"{found[1]}.{one.strip()}" for one in re.split(r"[,;&]|\band\b", told, flags=re.I))


def _items(inner: str) -> list[Reference]:
    """Return what the items of a mark point at; what is no number at all is an unread one."""
    found: list[Reference] = []
    for raw in pattern("citations", _SEPARATOR).split(_OF_PAPER.sub(_of_paper, inner).strip(" .,;")):
        told = raw.strip(" .^*_")
        item = pattern("citations", _PREFIX).sub("", told)
        if not item or (found and _PAGE.fullmatch(told) and not _PAGE.match(inner.strip())):
            continue  # beside a reference, "p. 3" is a page
        if m := _PAIR.match(item):
            found.append(Reference(int(m[1]), int(m[2])))
        elif m := _RANGE.match(item):
            paper, first, last = int(m[1]), int(m[2]), int(m[4])
            if (m[3] and int(m[3]) != paper) or not first <= last <= first + LONGEST_RANGE:
                found.append(Reference(0, unread=told))
            else:
                found.extend(Reference(paper, sentence) for sentence in range(first, last + 1))
        elif (m := _NUMBER.match(item)) and not _SENTENCE.match(told):
            found.append(Reference(int(m[1])))
        elif (m := _NUMBER_RANGE.match(item)) and int(m[1]) < int(m[2]) <= int(m[1]) + LONGEST_RANGE:
            found.extend(Reference(paper) for paper in range(int(m[1]), int(m[2]) + 1))
        else:
            found.append(Reference(0, unread=told))
    return list(dict.fromkeys(found))


def _exists(reference: Reference, shown: Sequence[Paper]) -> bool:
    if not 1 <= reference.paper <= len(shown) or reference.sentence is None:
        return False
    return 1 <= reference.sentence <= len(abstract_of(shown[reference.paper - 1]).spans)


def _named(name: str, shown: Sequence[Paper]) -> Reference | None:
    """The paper whose short name, or whose whole title, is `name`."""
    folded = _fold(name)
    if len(folded) < 3:
        return None
    for number, paper in enumerate(shown, 1):
        if folded in {_fold(short_name(paper.title)), _fold(paper.title)}:
            return Reference(number)
    return None


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
