"""An answer cut into sentences, each with its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from askpapers.marks import Mark
from askpapers.papers import Span
from askpapers.sentences import split

_BULLET = re.compile(r"\s*(?:[-*•+]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"\s*(?:#{1,6}\s.*|(?:\d{1,2}[.)]\s*)?(?:\*\*|__)[^*_]+(?:\*\*|__)\s*:?\s*)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of an answer with its marks; pieces of one `group` (line) may share marks."""

    span: Span
    marks: tuple[Mark, ...]
    group: int
    listed: bool
    heading: bool


def pieces(text: str, found: Sequence[Mark]) -> Iterator[Piece]:
    """Yield the sentences of an answer, cut line by line; marks after a full stop go with the sentence before them."""
    left = list(found)
    at = 0
    waiting: list[Piece] = []
    for group, line in enumerate(text.split("\n")):
        start, at = at, at + len(line) + 1
        if not line.strip():
            continue
        bullet = _BULLET.match(line)
        heading = _HEADING.match(line) is not None
        offset = bullet.end() if bullet and not heading else 0
        spans = [Span(start + offset + s.start, start + offset + s.end) for s in split(line[offset:])]
        if heading:
            spans = [Span(start, start + len(line))]
        for span in _with_marks(spans, text, left):
            own = [mark for mark in left if span.start <= mark.span.start < span.end]
            body = text[span.start : span.end]
            if waiting and own and not _words_outside(body, span, own):
                # A line of marks alone belongs to the sentence above it.
                last = waiting.pop()
                joined = Span(last.span.start, own[-1].span.end)
                waiting.append(replace(last, span=joined, marks=(*last.marks, *own)))
                continue
            end = span.start + len(body.rstrip())
            waiting.append(Piece(Span(span.start, end), tuple(own), group, bullet is not None, heading))
    yield from waiting


def _with_marks(spans: Sequence[Span], text: str, found: Sequence[Mark]) -> list[Span]:
    """Move marks at the start of a sentence to the end of the one before, and never cut inside a mark."""
    moved: list[Span] = []
    for span in spans:
        start = span.start
        for mark in found:
            if mark.span.start < start < mark.span.end and moved:
                moved[-1] = Span(moved[-1].start, mark.span.end)
                start = mark.span.end
            elif moved and mark.span.start >= start and not text[start : mark.span.start].strip(" .,;"):
                start = mark.span.end
                while start < span.end and text[start] in ".,;":
                    start += 1
                moved[-1] = Span(moved[-1].start, start)
        if start < span.end:
            moved.append(Span(start, span.end))
    return moved


def _words_outside(body: str, span: Span, own: Sequence[Mark]) -> bool:
    for mark in reversed(own):
        body = body[: mark.span.start - span.start] + body[mark.span.end - span.start :]
    return any(c.isalnum() for c in body)


def bare(text: str, piece: Piece) -> str:
    """Return a piece's text without its marks and Markdown."""
    body = text[piece.span.start : piece.span.end]
    for mark in reversed(piece.marks):
        start, end = mark.span.start - piece.span.start, mark.span.end - piece.span.start
        body = body[:start].rstrip() + re.sub(r"^\([^)\s]*\)", "", body[end:])
    return re.sub(r"\*\*|__|`", "", body).strip(" *#>")


def asserts_nothing(body: str) -> bool:
    """Whether a piece is a lead-in, a question or a scrap that claims nothing."""
    words = re.findall(r"[^\W\d_]+", body)
    if not words and re.fullmatch(r"\W*\d{1,2}[.)]?\W*", body):
        return True  # the number of an item: "**1."
    return len(words) < 3 and not re.search(r"\d", body) or body.endswith((":", "?", "：", "？"))
