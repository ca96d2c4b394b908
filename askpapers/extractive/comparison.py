"""A comparison without a language model: the papers' own sentences, chosen by their role and aligned by subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations, product

from askpapers.answers.answer import Cell, Citation, Point, Support
from askpapers.extractive.sentence_roles import likelihoods
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper
from askpapers.text import cue_phrases as facts
from askpapers.text.lexicon import pattern
from askpapers.text.sentences import Span

ASPECTS = ("problem", "method", "data", "results", "limits", "code")
NAMED = ("data sets", "measures", "figures")
"""Rows of what is named outright; left out where no paper has any."""

_ALIGNMENT = 0.5
_RIVALS = 3
_CLOSE = 0.35
_MOST_NAMED = 6

_FINDS = r"{found}|\bwe\s+(?:\w+ly\s+)?{we_find}"
_TRIED_ON = r"{tried_on}|\bevaluat\w+ on\b"

_OPENING = 50
"""Characters of a sentence that show what it is about: a result may end in an outlook."""


def _search(template: str, text: str) -> re.Match[str] | None:
    return pattern("comparison", template).search(text)


class _Column:
    """One paper's sentences with their roles, the `start` of what it says of itself, and which are `taken` into a cell."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.abstract = paper, abstract_of(paper)
        self.texts = self.abstract.texts
        self.roles = likelihoods(self.texts)
        self.start = facts.own_start(self.texts)
        self.taken: set[int] = set()

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
    before = i < column.start or (column.start == 0 and role.background > 0.6)
    told = 0.35 * bool(_search("{problem}", text)) + 0.1 * (i + 1 == column.start) - 0.4 * facts.tells_own(text)
    return role.background + 0.4 * role.objective + told - 0.5 * (not before) - 0.45


def _method(column: _Column, i: int) -> float:
    role, text = column.roles[i], column.texts[i]
    told = (
        0.5 * facts.tells_own(text) + 0.25 * bool(_search("{new}", text)) - 0.3 * facts.tells_figures(text) - 0.03 * i
    )
    return role.method + 0.9 * role.objective + told - 0.35


def _results(column: _Column, i: int) -> float:
    role, text = column.roles[i], column.texts[i]
    if _search("{ahead}", text[:_OPENING]):
        return 0.0
    found = 0.4 * bool(_search(_FINDS, text)) + 0.4 * facts.tells_figures(text)
    return role.result + found - 0.5 * role.background - 0.4


def _limits(column: _Column, i: int) -> float:
    told = i >= column.start and facts.tells_limit(column.texts[i])
    return 1.0 - column.roles[i].background if told else 0.0


def _data(column: _Column, i: int) -> float:
    text = column.texts[i]
    new = facts.tells_new_data(text)
    # Before the paper speaks of itself it speaks of others' data, and of what lies ahead it has none.
    if (i < column.start and not new) or _search("{ahead}", text):
        return 0.0
    points = 0.8 * new + 0.5 * min(2, len(facts.data_sets(text))) + 0.35 * bool(_search(_TRIED_ON, text))
    return points - 0.6 * column.roles[i].background if points else 0.0


def _code(column: _Column, i: int) -> float:
    text = column.texts[i]
    return (1.0 + bool(facts.code_links(text))) if facts.releases_code(text) else 0.0


# In the order in which they choose.
_POINTS: dict[str, Callable[[_Column, int], float]] = {
    "code": _code, "method": _method, "results": _results, "problem": _problem, "limits": _limits, "data": _data,
}  # fmt: skip


def compare(papers: Sequence[Paper]) -> tuple[Point, ...]:
    """Return one point an aspect, and rows of the data sets, measures and figures that the abstracts name.

    A cell quotes one sentence and cites it, or is empty: not stated in the abstract. No sentence fills two cells of the
    six aspects. A row of what is named quotes names and clauses, separated by "; ".
    """
    columns = [_Column(paper) for paper in papers]
    cells: dict[str, tuple[Cell, ...]] = {}
    for aspect in _POINTS:
        places = _aligned([column.rivals(aspect) for column in columns], columns)
        cells[aspect] = tuple(map(_whole_sentence, columns, places))
    cells["data"] = tuple(
        cell if cell.text else _data_clause(column) for column, cell in zip(columns, cells["data"], strict=True)
    )
    points = [Point(aspect, cells[aspect]) for aspect in ASPECTS]
    rows = [Point(name, tuple(_named(column, name) for column in columns)) for name in NAMED]
    return (*points, *(row for row in rows if any(cell.text for cell in row.cells)))


def _aligned(rivals: Sequence[list[tuple[float, int]]], columns: Sequence[_Column]) -> list[int | None]:
    """Return a place for each column so that the sentences fit their cell and speak of the same things."""
    none: list[tuple[float, int | None]] = [(0.0, None)]

    def worth(choice: Sequence[tuple[float, int | None]]) -> float:
        told = [column.abstract.terms[i] for column, (_, i) in zip(columns, choice, strict=True) if i is not None]
        alike = [len(a & b) / max(1, min(len(a), len(b))) for a, b in combinations(told, 2)]
        return sum(points for points, _ in choice) + _ALIGNMENT * sum(alike) / max(1, len(alike))

    return [i for _, i in max(product(*(fits or none for fits in rivals)), key=worth)]


def _whole_sentence(column: _Column, place: int | None) -> Cell:
    """A cell of one sentence, which no other cell may hold then."""
    if place is None:
        return Cell()
    column.taken.add(place)
    return _cell(column, place, column.texts[place])


def _cell(column: _Column, place: int, text: str) -> Cell:
    return Cell(text, (_citation(column, place, text),))


def _citation(column: _Column, place: int, text: str) -> Citation:
    """Cite a sentence at the end of a cell's text, as copied: a green tick would prove nothing."""
    return Citation(column.paper.id, (place + 1,), Span(len(text), len(text)), Support.QUOTED, column.texts[place])


def _data_clause(column: _Column) -> Cell:
    """Return the clause that tells of data in a sentence that another cell holds already, or an empty cell."""
    for place in sorted(column.taken):
        sentence = column.texts[place]
        found = _search(_TRIED_ON, sentence)
        spans = facts.data_sets(sentence) or ((Span(*found.span()),) if found else ())
        own = place >= column.start and column.roles[place].background < 0.5
        if spans and own and not _search("{ahead}", sentence):
            return _cell(column, place, facts.clause(sentence, spans[0]))
    return Cell()


def _named(column: _Column, name: str) -> Cell:
    """Return the names or clauses of one kind in an abstract, each cited."""
    told: dict[str, tuple[str, int]] = {}
    for place, sentence in enumerate(column.texts):
        for item in _items(sentence, name) if name != "measures" or place >= column.start else ():
            told.setdefault(item.casefold(), (item, place))
    text = ""
    citations: list[Citation] = []
    for item, place in list(told.values())[:_MOST_NAMED]:
        text = f"{text}; {item}" if text else item
        citations.append(_citation(column, place, text))
    return Cell(text, tuple(citations))


def _items(sentence: str, name: str) -> list[str]:
    if name == "figures":
        return [facts.clause(sentence, span) for span in facts.figures(sentence) if facts.tells_figures(sentence)]
    return [span.of(sentence) for span in (facts.data_sets if name == "data sets" else facts.measures)(sentence)]
