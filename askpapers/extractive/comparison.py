"""A comparison without a language model: the papers' own sentences, chosen by their role and aligned by subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

from askpapers.answers.answer import Cell, Citation, Point, Support
from askpapers.extractive.sentence_roles import ROLES, likelihoods
from askpapers.papers.abstract import Abstract, abstract_of
from askpapers.papers.paper import Paper
from askpapers.text import cue_phrases as facts
from askpapers.text.lexicon import pattern
from askpapers.text.sentences import Span

ASPECTS = ("problem", "method", "data", "results", "limits", "code")
NAMED = ("data sets", "measures", "figures")
"""Rows of what is named outright; left out where no paper has any."""

_ORDER = ("code", "method", "results", "problem", "limits", "data")
_ALIGNMENT = 0.5
_RIVALS = 3
_CLOSE = 0.35
_MOST_NAMED = 6

_PROBLEM = "{problem}"
_FINDS = r"{found}|\bwe\s+(?:\w+ly\s+)?{we_find}"
_AHEAD = "{ahead}"
_TRIED_ON = r"{tried_on}|\bevaluat\w+ on\b"

_OPENING = 50
"""Characters of a sentence that show what it is about: a result may end in an outlook."""


def _search(template: str, text: str) -> re.Match[str] | None:
    return pattern("comparison", template).search(text)


@dataclass
class _Column:
    """One paper's sentences, and which of them are already in a cell."""

    paper: Paper
    taken: set[int] = field(default_factory=set)

    @property
    def abstract(self) -> Abstract:
        return abstract_of(self.paper)

    @property
    def texts(self) -> tuple[str, ...]:
        return self.abstract.texts

    @cached_property
    def roles(self) -> tuple[dict[str, float], ...]:
        return tuple(dict(zip(ROLES, row, strict=True)) for row in likelihoods(self.texts))

    @cached_property
    def start(self) -> int:
        """Where the paper begins to speak of itself."""
        return facts.own_start(self.texts)

    def rivals(self, aspect: str) -> list[tuple[float, int]]:
        """Return the sentences that could fill the cell, best first, with how well they do; those in a cell are out."""
        fits = [
            (points, i)
            for i in range(len(self.texts))
            if i not in self.taken and (points := _POINTS[aspect](self, i)) > 0
        ]
        fits.sort(key=lambda fit: (-fit[0], fit[1]))
        return [fit for fit in fits[:_RIVALS] if fit[0] >= fits[0][0] - _CLOSE]


def _problem(column: _Column, i: int) -> float:
    role, text = column.roles[i], column.texts[i]
    # The gap is told just before the paper speaks of itself, and rarely in its first words.
    before = i < column.start or (column.start == 0 and role["background"] > 0.6)
    points = (
        role["background"]
        + 0.4 * role["objective"]
        + 0.35 * bool(_search(_PROBLEM, text))
        + 0.1 * (i + 1 == column.start)
    )
    return points - (0.0 if before else 0.5) - 0.4 * facts.tells_own(text) - 0.45


def _method(column: _Column, i: int) -> float:
    role, text = column.roles[i], column.texts[i]
    made = facts.tells_own(text)
    new = _search("{new}", text) is not None
    return (
        role["method"]
        + 0.9 * role["objective"]
        + 0.5 * made
        + 0.25 * new
        - 0.3 * facts.tells_figures(text)
        - 0.03 * i
        - 0.35
    )


def _results(column: _Column, i: int) -> float:
    text = column.texts[i]
    if _search(_AHEAD, text[:_OPENING]):
        return 0.0
    found = 0.4 * bool(_search(_FINDS, text)) + 0.4 * facts.tells_figures(text)
    return column.roles[i]["result"] + found - 0.5 * column.roles[i]["background"] - 0.4


def _limits(column: _Column, i: int) -> float:
    if not facts.tells_limit(column.texts[i]) or i < column.start:
        return 0.0
    return 1.0 - column.roles[i]["background"]


def _data(column: _Column, i: int) -> float:
    text = column.texts[i]
    named = len(facts.data_sets(text))
    new = facts.tells_new_data(text)
    # Before the paper speaks of itself it speaks of others' data, and of what lies ahead it has none.
    if (i < column.start and not new) or _search(_AHEAD, text):
        return 0.0
    points = 0.8 * new + 0.5 * min(2, named) + 0.35 * bool(_search(_TRIED_ON, text))
    return points - 0.6 * column.roles[i]["background"] if points else 0.0


def _code(column: _Column, i: int) -> float:
    text = column.texts[i]
    return (1.0 + bool(facts.code_links(text))) if facts.releases_code(text) else 0.0


_POINTS: dict[str, Callable[[_Column, int], float]] = {
    "problem": _problem,
    "method": _method,
    "results": _results,
    "limits": _limits,
    "data": _data,
    "code": _code,
}


def compare(papers: Sequence[Paper]) -> tuple[Point, ...]:
    """Return one point an aspect, and rows of the data sets, measures and figures that the abstracts name.

    A cell quotes one sentence and cites it, or is empty: not stated in the abstract. No sentence fills two cells of the
    six aspects. A row of what is named quotes names and clauses, separated by "; ".
    """
    columns = [_Column(paper) for paper in papers]
    cells: dict[str, tuple[Cell, ...]] = {}
    for aspect in _ORDER:
        places = _aligned([column.rivals(aspect) for column in columns], columns)
        for column, place in zip(columns, places, strict=True):
            if place is not None:
                column.taken.add(place)
        cells[aspect] = tuple(
            Cell() if place is None else _cell(column, place, column.texts[place])
            for column, place in zip(columns, places, strict=True)
        )
    cells["data"] = tuple(
        cell if cell.text else _data_clause(column) for column, cell in zip(columns, cells["data"], strict=True)
    )
    points = [Point(aspect, cells[aspect]) for aspect in ASPECTS]
    rows = [Point(name, tuple(_named(column, name) for column in columns)) for name in NAMED]
    return (*points, *(row for row in rows if any(cell.text for cell in row.cells)))


def _aligned(rivals: Sequence[list[tuple[float, int]]], columns: Sequence[_Column]) -> list[int | None]:
    """Return a place for each column so that the sentences fit their cell and speak of the same things."""
    none: list[tuple[float, int | None]] = [(0.0, None)]
    best: tuple[float, list[int | None]] = (-1.0, [None] * len(columns))
    for choice in product(*(fits or none for fits in rivals)):
        points = sum(p for p, _ in choice)
        told = [columns[k].abstract.terms[i] for k, (_, i) in enumerate(choice) if i is not None]
        pairs = list(combinations(told, 2))
        if pairs:
            points += _ALIGNMENT * sum(len(a & b) / max(1, min(len(a), len(b))) for a, b in pairs) / len(pairs)
        if points > best[0]:
            best = (points, [i for _, i in choice])
    return best[1]


def _cell(column: _Column, place: int, text: str) -> Cell:
    return Cell(text, (_citation(column, place, text),))


def _citation(column: _Column, place: int, text: str) -> Citation:
    """Cite a sentence at the end of a cell's text."""
    return Citation(column.paper.id, (place + 1,), Span(len(text), len(text)), Support.VERIFIED, column.texts[place])


def _data_clause(column: _Column) -> Cell:
    """Return the clause that tells of data in a sentence that another cell holds already, or an empty cell."""
    for place in sorted(column.taken):
        sentence = column.texts[place]
        found = _search(_TRIED_ON, sentence)
        spans = facts.data_sets(sentence) or ((Span(*found.span()),) if found else ())
        own = place >= column.start and column.roles[place]["background"] < 0.5
        if spans and own and not _search(_AHEAD, sentence):
            return _cell(column, place, facts.clause(sentence, spans[0]))
    return Cell()


def _named(column: _Column, name: str) -> Cell:
    """Return the names or clauses of one kind in an abstract, each cited."""
    text = ""
    citations: list[Citation] = []
    seen: set[str] = set()
    for place, sentence in enumerate(column.texts):
        if name == "figures" and not facts.tells_figures(sentence):
            continue
        if name == "measures" and place < column.start:
            continue
        for item in _items(sentence, name):
            if item.casefold() in seen or len(seen) >= _MOST_NAMED:
                continue
            seen.add(item.casefold())
            text += ("; " if text else "") + item
            citations.append(_citation(column, place, text))
    return Cell(text, tuple(citations))


def _items(sentence: str, name: str) -> list[str]:
    if name == "data sets":
        return [span.of(sentence) for span in facts.data_sets(sentence)]
    if name == "measures":
        return [span.of(sentence) for span in facts.measures(sentence)]
    return list(dict.fromkeys(facts.clause(sentence, span) for span in facts.figures(sentence)))
