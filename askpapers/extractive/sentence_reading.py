"""What is known of the sentences of some papers: what is seen of each without reading it, and what the reader says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from askpapers.extractive import ranking_model as model
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder, Relevance
from askpapers.text.terms import terms_of

UNREAD = Relevance(0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class PaperVectors:
    """Vectors of some papers by the bundled embedder, each of unit length, and what makes one of a question.

    `documents` has shape (m, 384), `sentences` one array (n, 384) a paper, empty where it has no abstract.
    """

    documents: NDArray[np.float32]
    sentences: Sequence[NDArray[np.float32]]
    embed: Callable[[str], NDArray[np.float32]]


class RankedSentence(NamedTuple):
    """A sentence with how well it answers; `number` counts papers and `place` sentences, both from 1 (place 0: the title)."""

    number: int
    place: int
    text: str
    score: float
    relevance: Relevance = UNREAD

    @property
    def cited(self) -> str:
        """The sentence with its mark."""
        return f"{self.text} [{self.number}.{self.place}]"


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The sentences of some papers one after another, `places` as (paper, sentence), and what is seen of each unread."""

    texts: list[str]
    places: list[tuple[int, int]]
    seen: model.SentenceFeatures


@lru_cache(maxsize=2048)
def _seen(sentences: tuple[str, ...]) -> tuple[list[str], NDArray[np.float32]]:
    """An abstract's sentences with their case folded, and their shapes, kept for all questions: a list that is read whole holds 8,000 of them."""
    shapes = [model.sentence_shape(text, place, len(sentences)) for place, text in enumerate(sentences)]
    return [text.casefold() for text in sentences], np.array(shapes, np.float32)


def lay_out(
    asked: dict[str, float],
    papers: Sequence[Paper],
    vectors: PaperVectors,
    cut: Callable[[Paper], Sequence[str]],
) -> Layout:
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    rows: list[NDArray[np.float32]] = []
    shapes: list[NDArray[np.float32]] = []
    shares: list[tuple[float, float]] = []
    for number, paper in enumerate(papers):
        own = tuple(cut(paper))
        first_place = 1 if own else 0
        rows.append(vectors.sentences[number] if own else vectors.documents[number][None, :])
        own = own or (paper.title,)
        folded, shape = _seen(own)
        held_by = [_held(asked, text, there) for text, there in zip(own, folded, strict=True)]
        together = _share(asked, _held(asked, paper.title, paper.title.casefold()).union(*held_by))
        texts += own
        places += [(number, place + first_place) for place in range(len(own))]
        shapes.append(shape)
        shares += [(_share(asked, terms), together) for terms in held_by]
    of_paper = np.array([number for number, _ in places], np.intp)
    seen = model.SentenceFeatures(
        np.concatenate(rows), vectors.documents, of_paper, np.array(shares, np.float32), np.concatenate(shapes)
    )
    return Layout(texts, places, seen)


class Reading:
    """What the reader says of the sentences of a layout, by their places: `in_context` of their abstracts, and `alone`.

    `scores` (n,) are those of the last stage that each sentence has come to.
    """

    def __init__(
        self,
        question: str,
        papers: Sequence[Paper],
        laid: Layout,
        near: NDArray[np.float32],
        first: NDArray[np.float32],
    ) -> None:
        self.in_context: dict[int, Relevance] = {}
        self.alone: dict[int, Relevance] = {}
        self.laid, self.near, self.first, self.scores = laid, near, first, first.copy()
        self._question, self._papers = question, papers
        self._of_papers = np.zeros(len(papers), np.float32)

    def likeliest_papers(self) -> list[int]:
        """Return the papers' numbers, from 1, by their best sentence before anything is read."""
        best = model.best_of(self.first, self.laid.seen.paper, len(self._papers))
        order: list[int] = (np.argsort(-best, kind="stable") + 1).tolist()
        return order

    def read_abstracts(self, reader: CrossEncoder, numbers: Sequence[int]) -> None:
        """Read the abstracts of papers whole."""
        inside = [np.flatnonzero(self.laid.seen.paper == number - 1).tolist() for number in numbers]
        given = [(self._title(own[0]), [self.laid.texts[i] for i in own]) for own in inside]
        for own, relevance in zip(inside, reader.relevance_in_context(self._question, given), strict=True):
            self.in_context |= {i: read for i, read in zip(own, relevance, strict=True) if read is not None}
        places = list(self.in_context)
        self.scores[places] = model.read_stage(
            "context", self.first[places], model.odds(list(self.in_context.values()))
        )

    def read_alone(self, reader: CrossEncoder, places: Sequence[int]) -> None:
        """Read sentences one by one, each with its paper's title."""
        at = list(places)
        relevance = reader.relevance(self._question, [(self._title(i), self.laid.texts[i]) for i in at])
        self.alone = dict(zip(at, relevance, strict=True))
        seen = [model.odds(relevance)]
        if self.in_context:
            seen = [model.odds([self.in_context[i] for i in at]), *seen, self.near[at]]
        self.scores[at] = model.read_stage("last" if self.in_context else "second", self.first[at], *seen)
        self._of_papers = model.best_of(self.scores[at], self.laid.seen.paper[at], len(self._papers))

    def order(self, *, many: bool = False) -> list[int]:
        """Return all sentences, best first, those read twice before those read once and those unread; of `many` papers one paper after another."""
        unread = np.ones(len(self.first))
        unread[list(self.in_context)] = 0 if many else 0.5
        unread[list(self.alone)] = 0
        keys: list[NDArray[Any]] = [-self.scores, unread]
        if many:
            paper = self.laid.seen.paper
            keys[1:1] = [np.where(unread, 0, paper), np.where(unread, 0, -self._of_papers[paper])]
        order: list[int] = np.lexsort(keys).tolist()
        return order

    def sentence(self, i: int) -> RankedSentence:
        """Return the sentence at a place as it is ranked."""
        number, place = self.laid.places[i]
        relevance = self.alone.get(i, self.in_context.get(i, UNREAD))
        return RankedSentence(number + 1, place, self.laid.texts[i], float(self.scores[i]), relevance)

    def _title(self, i: int) -> str:
        return self._papers[self.laid.places[i][0]].title


_NONE: frozenset[str] = frozenset()


def _held(asked: Collection[str], text: str, folded: str) -> frozenset[str]:
    """The terms of a question among those of a text; its words are cut and stemmed only where one could be, for a stem begins its word."""
    if near := [term for term in asked if term in folded]:
        return frozenset(near).intersection(terms_of(text))
    return _NONE


def _share(asked: dict[str, float], there: Collection[str]) -> float:
    total = sum(asked.values())
    return sum(weight for term, weight in asked.items() if term in there) / total if total and there else 0.0
