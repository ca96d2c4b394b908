"""A comparison without a language model: the papers' own sentences, chosen by their role."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.papers import Cell, Citation, Paper, Point, Span, Support, quote
from askpapers.roles import roles_of
from askpapers.sentences import split

ASPECTS = ("problem", "method", "data", "results", "limits", "code")
_CUES = {
    "data": r"\b(?:data ?sets?|benchmarks?|corpus|corpora|ImageNet|images|samples|dataset)\b",
    "limits": r"\b(?:limitations?|limited to|does not|do not|cannot|fails?|future work|"
    r"remains? (?:open|challenging))\b",
    "code": r"https?://|\b(?:code|github|models?|weights|dataset)\b[^.]*\b"
    r"(?:available|released?|open[- ]sourced?|public)",
}
_ROLES = {"problem": ("background",), "method": ("method", "objective"), "results": ("result",)}


def compare(papers: Sequence[Paper]) -> tuple[Point, ...]:
    """Return one point an aspect; a cell quotes one sentence or is empty: not stated in the abstract."""
    columns = [_column(paper) for paper in papers]
    return tuple(Point(aspect, tuple(column[aspect] for column in columns)) for aspect in ASPECTS)


def _column(paper: Paper) -> dict[str, Cell]:
    spans = split(paper.abstract)
    texts = [span.of(paper.abstract) for span in spans]
    roles = roles_of(texts)
    taken: set[int] = set()
    column: dict[str, Cell] = {}
    for aspect in ("code", "method", "results", "problem", "data", "limits"):
        fits = [
            i
            for i, text in enumerate(texts)
            if i not in taken
            and (re.search(_CUES[aspect], text, re.I) if aspect in _CUES else roles[i] in _ROLES[aspect])
        ]
        if fits:
            taken.add(fits[0])
        column[aspect] = _cell(paper, spans, fits[0]) if fits else Cell()
    return column


def _cell(paper: Paper, spans: Sequence[Span], place: int) -> Cell:
    text = quote(paper.abstract, [spans[place]])
    end = Span(len(text), len(text))
    return Cell(text, (Citation(paper.id, (place + 1,), end, Support.VERIFIED, text),))
