"""Citation marks as models really write them, and what is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from askpapers.papers import Paper, Span


@dataclass(frozen=True, slots=True)
class Reference:
    """What one item of a mark points at: paper number, sentence number (None: the paper only)."""

    paper: int
    sentence: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in an answer; `absent` is `[none]`, which states that the papers do not say it."""

    span: Span
    references: tuple[Reference, ...]
    absent: bool = False


_BRACKET = re.compile(r"(?<!\\)\^?(?:\[\^?([^\[\]\n]{1,120})\]|【([^【】\n]{1,120})】|［([^［］\n]{1,120})］)")
_PARENTHESIS = re.compile(r"(?<=\s)\(([^()\n]{3,60})\)(?=[.,;:!?]?(?:\s|$))")
_CLOSING = re.compile(r"\s*[.;]?\s*(?:\n|$)|[.;]\s")
_SEPARATOR = re.compile(r"\s*(?:[,;&/、，；]|\band\b|\bund\b|\bet\b|\by\b)\s*", re.I)
_PREFIX = re.compile(
    r"^(?:see|cf\.?|from|papers?|abstracts?|sentences?|sent\.?|refs?\.?|sources?|[psS§#^†])\s*\.?\s*(?=\d)", re.I
)
_PAIR = re.compile(r"^(\d{1,4})\s*[.:]\s*(\d{1,3})$")
_RANGE = re.compile(r"^(\d{1,4})\.(\d{1,3})\s*(?:-|–|—|−|to|\.\.)\s*(?:(\d{1,4})\.)?(\d{1,3})$")
_NUMBER = re.compile(r"^(\d{1,4})$")
_NUMBER_RANGE = re.compile(r"^(\d{1,3})\s*[-–]\s*(\d{1,3})$")
_ABSENT = re.compile(r"^(?:none|no source|n/?a|not stated|keine|aucun|ninguno)$", re.I)
_INTERVAL = re.compile(
    r"(?:∈|\\in|=|\bin|\brange|\bbetween|\binterval|\bover|\bfrom|\bdomain|\bvalues?|\bwithin)\s*\$?$", re.I
)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`|(?<![\\$])\$(?![\s\d])[^$\n]{1,200}\$", re.S)
LONGEST_RANGE = 40


def marks(text: str, shown: Sequence[Paper]) -> tuple[Mark, ...]:
    """Return the citation marks of an answer in order.

    Marks stand in brackets; a number pair in parentheses is one where the pair exists and no bracket cites a sentence, or
    where it closes its own. Decimals, years, intervals, tokens like [CLS], code and formulas are no marks.
    """
    code = [m.span() for m in _CODE.finditer(text)]

    def inside_code(at: int) -> bool:
        return any(start <= at < end for start, end in code)

    found: list[Mark] = []
    for m in _BRACKET.finditer(text):
        if inside_code(m.start()):
            continue
        inner = m[1] or m[2] or m[3]
        # After a letter only a pair is a mark: "models[1.2]"; "a[1]" is an index.
        if text[max(0, m.start() - 1) : m.start()].isalnum() and not re.match(r"\s*\d+\s*\.\s*\d", inner):
            continue
        mark = _read(inner, Span(*m.span()), text, shown)
        if mark is not None:
            found.append(mark)
    bracketed = any(reference.sentence for mark in found for reference in mark.references)
    for m in _PARENTHESIS.finditer(text):
        # Beside marks in brackets, only a pair that closes its sentence is one: "the ratio (1.5) is" is a figure.
        if inside_code(m.start()) or (bracketed and not _CLOSING.match(text[m.end() : m.end() + 8])):
            continue
        references = _references(m[1])
        if references and all(_exists(reference, shown) for reference in references):
            found.append(Mark(Span(*m.span()), references))
    return tuple(sorted(found, key=lambda mark: mark.span))


def _read(inner: str, span: Span, text: str, shown: Sequence[Paper]) -> Mark | None:
    inner = inner.strip()
    if _ABSENT.match(inner):
        return Mark(span, (), absent=True)
    references = _references(inner)
    if references:
        bare = all(reference.sentence is None for reference in references)
        if not bare and any(reference.paper == 0 for reference in references):
            return None  # papers are numbered from 1: [0.5, 1.5] is an interval
        if bare and not re.search(r"[a-z]", inner, re.I) and _is_no_paper(references, span, text, shown):
            return None
        return Mark(span, references)
    named = tuple(reference for name in _SEPARATOR.split(inner) if (reference := _named(name, shown)) is not None)
    return Mark(span, named) if named and len(named) == len(_SEPARATOR.split(inner)) else None


def _is_no_paper(references: Sequence[Reference], span: Span, text: str, shown: Sequence[Paper]) -> bool:
    """Whether plain numbers in brackets are a year, an interval or an index."""
    if any(reference.paper == 0 or 1900 <= reference.paper <= 2100 > len(shown) for reference in references):
        return True
    before = text[max(0, span.start - 12) : span.start]
    return len(references) == 2 and _INTERVAL.search(before) is not None


def _references(inner: str) -> tuple[Reference, ...]:
    """Return what the items of a mark point at; () where any item is something else."""
    found: list[Reference] = []
    for raw in _SEPARATOR.split(inner.strip(" .,;")):
        item = _PREFIX.sub("", raw.strip(" .^*_"))
        item = re.sub(r"^(\d+)\s*,?\s*(?:sentence|sent\.?|s\.?)\s*(\d+)$", r"\1.\2", item, flags=re.I)
        if not item:
            continue
        if m := _PAIR.match(item):
            found.append(Reference(int(m[1]), int(m[2])))
        elif m := _RANGE.match(item):
            paper, first, last = int(m[1]), int(m[2]), int(m[4])
            if (m[3] and int(m[3]) != paper) or not first <= last <= first + LONGEST_RANGE:
                return ()
            found.extend(Reference(paper, sentence) for sentence in range(first, last + 1))
        elif m := _NUMBER.match(item):
            found.append(Reference(int(m[1])))
        elif m := _NUMBER_RANGE.match(item):
            first, last = int(m[1]), int(m[2])
            if not first < last <= first + LONGEST_RANGE:
                return ()
            found.extend(Reference(paper) for paper in range(first, last + 1))
        else:
            return ()
    return tuple(dict.fromkeys(found))


def _exists(reference: Reference, shown: Sequence[Paper]) -> bool:
    from askpapers.sentences import split

    if not 1 <= reference.paper <= len(shown) or reference.sentence is None:
        return False
    return 1 <= reference.sentence <= len(split(shown[reference.paper - 1].abstract))


def short_name(title: str) -> str:
    """Return the coined name that a title begins with, or ""."""
    name, colon, _ = title.partition(":")
    return name.strip() if colon and len(name.split()) <= 4 else ""


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
