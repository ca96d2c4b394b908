"""Pairs of papers that are worth comparing: on one subject by their whole abstracts, apart by the sentence that says how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from askpapers.answers.answer import Citation, Support
from askpapers.extractive.comparison import compare
from askpapers.extractive.sentence_roles import ROLES, likelihoods
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper
from askpapers.text.sentences import Span
from askpapers.text.terms import shared_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 3
NEAR = 0.6
"""The cosine of two abstracts from which they are on one subject: a tenth of the pairs of the sample day are."""

SAME = 0.75
"""The cosine of the sentences that say how from which two papers do the same thing."""

APART = 0.5
"""How much a difference in what is done counts against nearness in subject."""

TELLING = 0.3
"""How likely the sentence that says how must be one of method or aim."""

SHARED = 3


class Contrast(NamedTuple):
    """Two papers by their places, the sentence of each that says what it does, and the words of their subject."""

    papers: tuple[int, int]
    ways: tuple[Citation, Citation]
    shared: tuple[str, ...]


def contrasts(
    papers: Sequence[Paper], documents: NDArray[np.float32], sentences: Sequence[NDArray[np.float32]], most: int = MOST
) -> list[Contrast]:
    """Return the pairs most worth comparing, best first; no paper stands in two.

    `documents` (n, d) and `sentences`, one (m, d) a paper, are vectors of unit length; a paper without them is in no pair.
    """
    import numpy as np

    ways = {n: way for n, paper in enumerate(papers) if (way := _way(paper)) is not None and way < len(sentences[n])}
    places = [n for n in ways if documents[n].any()]
    if len(places) < 2:
        return []
    near = documents[places] @ documents[places].T
    told = np.stack([sentences[n][ways[n]] for n in places])
    alike = told @ told.T
    worth = np.where((near >= NEAR) & (alike < SAME), near - APART * alike, -np.inf)
    worth[np.tril_indices(len(places))] = -np.inf
    found: list[Contrast] = []
    taken: set[int] = set()
    for at in np.argsort(-worth, axis=None, kind="stable")[: 50 * most].tolist():
        i, j = divmod(at, len(places))
        left, right = places[i], places[j]
        if not np.isfinite(worth[i, j]) or len(found) == most:
            break
        if not taken & {left, right} and (shared := shared_words(_whole(papers[left]), _whole(papers[right]))[:SHARED]):
            taken |= {left, right}
            told_so = (papers[left], ways[left]), (papers[right], ways[right])
            found.append(Contrast((left, right), _cited(*told_so), shared))
    return found


def _whole(paper: Paper) -> str:
    return f"{paper.abstract} {paper.title}"


def _cited(left: tuple[Paper, int], right: tuple[Paper, int]) -> tuple[Citation, Citation]:
    """The sentences that lay both methods side by side, as a comparison chooses them; else those of the two places."""
    (method,) = (point for point in compare([left[0], right[0]]) if point.aspect == "method")
    first, second = (
        cell.citations[0] if cell.citations else _citation(*one)
        for cell, one in zip(method.cells, (left, right), strict=True)
    )
    return replace(first, support=Support.QUOTED), replace(second, support=Support.QUOTED)


def _citation(paper: Paper, place: int) -> Citation:
    return Citation(paper.id, (place + 1,), Span(0, 0), Support.QUOTED, abstract_of(paper).texts[place])


def _way(paper: Paper) -> int | None:
    """The place of the sentence in which a paper says what it does, None where none does."""
    texts = abstract_of(paper).texts
    own = [dict(zip(ROLES, likely, strict=True)) for likely in likelihoods(texts)]
    scores = [role["method"] + role["objective"] if text else 0.0 for role, text in zip(own, texts, strict=True)]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= TELLING else None
