"""What is known of the sentences of some papers: what is seen of each without reading it, and what the reader says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from askpapers.extractive import ranking_model as model
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder, Relevance
from askpapers.text.terms import find_terms, terms_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNREAD = Relevance(0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class PaperVectors:
    """Vectors of some papers by the bundled embedder, each of unit length, and what makes one of a question.

    `documents` has shape (m, 384), `sentences` one array (n, 384) a paper, empty where it has no abstract.
    """

    documents: NDArray[np.float32]
    sentences: Sequence[NDArray[np.float32]]
    embed: Callable[[str], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence with how well it answers; `number` counts papers and `place` sentences, both from 1 (place 0: the title).

    `first` is the score before anything was read.
    """

    number: int
    place: int
    text: str
    score: float
    first: float
    relevance: Relevance = UNREAD

    @property
    def cited(self) -> str:
        """The sentence with its mark."""
        return f"{self.text} [{self.number}.{self.place}]"


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The sentences of some papers one after another, `places` as (paper, sentence), and what is seen of each unread.

    `shares` (n, 2) are those of the question's terms that the sentence and its paper hold, `of_whole` (m,) the papers' own.
    """

    texts: list[str]
    places: list[tuple[int, int]]
    of_paper: NDArray[np.intp]
    vectors: NDArray[np.float32]
    shapes: NDArray[np.float32]
    shares: NDArray[np.float32]
    of_whole: NDArray[np.float32]


@lru_cache(maxsize=2048)
def _seen(sentences: tuple[str, ...]) -> tuple[list[tuple[str, ...]], NDArray[np.float32]]:
    """The terms and the shapes of an abstract's sentences, kept for all questions: a list that is read whole holds 8,000 of them."""
    import numpy as np

    shapes = [model.sentence_shape(text, place, len(sentences)) for place, text in enumerate(sentences)]
    return list(map(find_terms, sentences)), np.array(shapes, np.float32)


def lay_out(
    asked: dict[str, float],
    papers: Sequence[Paper],
    vectors: PaperVectors,
    cut: Callable[[Paper], Sequence[str]],
) -> Layout:
    import numpy as np

    texts: list[str] = []
    places: list[tuple[int, int]] = []
    rows: list[NDArray[np.float32]] = []
    shapes: list[NDArray[np.float32]] = []
    shares: list[tuple[float, float]] = []
    of_whole: list[float] = []
    for number, paper in enumerate(papers):
        own = tuple(cut(paper))
        first_place = 1 if own else 0
        rows.append(vectors.sentences[number] if own else vectors.documents[number][None, :])
        own = own or (paper.title,)
        held_by, shape = _seen(own)
        together = _share(
            asked, {term for terms in (terms_of(paper.title), *held_by) for term in asked if term in terms}
        )
        of_whole.append(together)
        texts += own
        places += [(number, place + first_place) for place in range(len(own))]
        shapes.append(shape)
        shares += [(_share(asked, terms), together) for terms in held_by]
    return Layout(
        texts,
        places,
        np.array([number for number, _ in places], np.intp),
        np.concatenate(rows),
        np.concatenate(shapes),
        np.array(shares, np.float32),
        np.array(of_whole, np.float32),
    )


class Reading:
    """What the reader says of the sentences of a layout, by their places: `in_context` of their abstracts, and `alone`."""

    def __init__(self, question: str, papers: Sequence[Paper], laid: Layout, first: NDArray[np.float32]) -> None:
        self.in_context: dict[int, Relevance] = {}
        self.alone: dict[int, Relevance] = {}
        self.laid, self.first = laid, first
        self._question, self._papers = question, papers
        self._scores: dict[int, float] = {}
        self._of_paper: dict[int, float] = {}

    def likeliest_papers(self) -> list[int]:
        """Return the papers' numbers, from 1, by their best sentence before anything is read."""
        import numpy as np

        best = np.full(len(self._papers), -np.inf, np.float32)
        np.maximum.at(best, self.laid.of_paper, self.first)
        order: list[int] = (np.argsort(-best, kind="stable") + 1).tolist()
        return order

    def read_abstracts(self, reader: CrossEncoder, numbers: Sequence[int]) -> None:
        """Read the abstracts of papers whole."""
        import numpy as np

        inside = [np.flatnonzero(self.laid.of_paper == number - 1).tolist() for number in numbers]
        given = [(self._papers[self.laid.of_paper[own[0]]].title, [self.laid.texts[i] for i in own]) for own in inside]
        for own, relevance in zip(inside, reader.relevance_in_context(self._question, given), strict=True):
            self.in_context |= {i: read for i, read in zip(own, relevance, strict=True) if read is not None}
        scores = model.read_stage("context", self.first[list(self.in_context)], list(self.in_context.values()))
        self._scores |= dict(zip(self.in_context, scores.tolist(), strict=True))

    def read_alone(self, reader: CrossEncoder, places: Sequence[int]) -> None:
        """Read sentences one by one, each with its paper's title."""
        passages = [(self._papers[self.laid.of_paper[i]].title, self.laid.texts[i]) for i in places]
        relevance = reader.relevance(self._question, passages)
        self.alone = dict(zip(places, relevance, strict=True))
        first = self.first[list(places)]
        if self.in_context:
            scores = model.read_stage("last", first, [self.in_context[i] for i in places], relevance)
        else:
            scores = model.read_stage("second", first, relevance)
        for i, score in zip(places, scores.tolist(), strict=True):
            self._scores[i] = score
            paper = self.laid.places[i][0]
            self._of_paper[paper] = max(score, self._of_paper.get(paper, score))

    def order(self, *, many: bool = False) -> list[int]:
        """Return all sentences, best first, those read twice before those read once and those unread; of `many` papers one paper after another."""

        def key(i: int) -> tuple[float, ...]:
            paper = self.laid.places[i][0]
            if i not in self._scores:
                return 2, -float(self.first[i]), i
            if many:
                return 0, -self._of_paper[paper], paper, -self._scores[i], i
            return float(i not in self.alone), -self._scores[i], i

        return sorted(range(len(self.first)), key=key)

    def sentence(self, i: int) -> RankedSentence:
        """Return the sentence at a place as it is ranked."""
        number, place = self.laid.places[i]
        first = float(self.first[i])
        relevance = self.alone.get(i, self.in_context.get(i, UNREAD))
        return RankedSentence(number + 1, place, self.laid.texts[i], self._scores.get(i, first), first, relevance)


def _share(asked: dict[str, float], there: Collection[str]) -> float:
    total = sum(asked.values())
    return sum(weight for term, weight in asked.items() if term in there) / total if total else 0.0
