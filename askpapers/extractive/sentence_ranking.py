"""Which sentences of some papers answer a question: vectors and words choose, the reader reads the best and decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder, Relevance
from askpapers.text.terms import terms_of, weigh_terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READ = 40
"""Sentences that the reader reads for a question: of 60 papers they hold .97 of those that answer."""

LISTED_READ, EACH = 80, 2
"""Sentences read where many papers are wanted, and how many of a paper."""

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


@dataclass(frozen=True, slots=True)
class Ranking:
    """Sentences, best first, those read before the others; `read` counts those that the reader read, `of` all.

    `answered` and `near` are the chances, 0 to 1, that the best sentence answers, and that anything is on the subject;
    `fits` those of each paper (by number) to belong to a list of all that answer, told by what stands `beside` it (`list_features`);
    `sure` is what `answered` and `near` are reckoned from (`ending_features`).
    """

    sentences: tuple[RankedSentence, ...]
    read: int
    of: int
    answered: float
    near: float
    fits: dict[int, float]
    beside: dict[int, list[float]]
    sure: tuple[float, ...] = ()

    def best_of_papers(self) -> list[RankedSentence]:
        """Return the best sentence of each paper, best first."""
        found: dict[int, RankedSentence] = {}
        for sentence in self.sentences:
            found.setdefault(sentence.number, sentence)
        return list(found.values())


def rank_sentences(
    question: str,
    papers: Sequence[Paper],
    vectors: PaperVectors,
    reader: CrossEncoder | None,
    *,
    many: bool = False,
    named: bool = False,
    read: int | None = None,
    sentences: Callable[[Paper], Sequence[str]] | None = None,
) -> Ranking:
    """Return the sentences of the papers in the order in which they answer the question, and how sure that is.

    Where `many` papers are wanted, the best `EACH` sentences of those most likely to fit are read, else the best of all. A paper without an
    abstract is read by its title. `named` says that the question names these papers.
    `sentences` cuts an abstract otherwise than usual. Without a reader nothing is sure: `answered` is 0.
    """
    import numpy as np

    from askpapers.extractive import ranking_model as model

    if not papers:
        return Ranking((), 0, 0, 0.0, 0.0, {}, {})
    laid = _lay_out(weigh_terms(question), papers, vectors, sentences or _sentences)
    places, texts, of_paper, stacked = laid.places, laid.texts, laid.of_paper, laid.vectors
    vector = vectors.embed(question)
    first = model.first_stage(vector, stacked, vectors.documents, of_paper, laid.shares, laid.shapes)
    order = np.lexsort((np.arange(len(first)), -first))
    listed = model.list_stage(vector, stacked, vectors.documents, of_paper) if many else None
    head: list[int] = []
    if reader is not None and listed is not None:
        head = _best_of_each(listed.papers, first + listed.sentences, of_paper, read or LISTED_READ)
    elif reader is not None:
        head = order[: read or READ].tolist()
    seen: list[Relevance] = []
    if reader is not None:
        seen = reader.relevance(question, [(papers[of_paper[i]].title, texts[i]) for i in head])
    scores = model.second_stage(first[head], seen) if head else np.zeros(0, np.float32)

    def ranked(i: int, score: float, relevance: Relevance = UNREAD) -> RankedSentence:
        number, place = places[i]
        return RankedSentence(number + 1, place, texts[i], score, float(first[i]), relevance)

    found = [ranked(i, float(score), relevance) for i, score, relevance in zip(head, scores, seen, strict=True)]
    found.sort(key=lambda sentence: (-sentence.score, sentence.number, sentence.place))
    taken = set(head)
    found += [ranked(i, float(first[i])) for i in order.tolist() if i not in taken]
    cosine, whole = stacked @ vector, (vectors.documents @ vector)[of_paper]
    held = laid.shares[:, 1]
    at = head or order[:1].tolist()
    sure = model.ending_features(first[at], seen or [UNREAD], cosine[at], whole[at], held[at], first)
    ending = model.ending(sure, named=named and len(papers) == 1)
    fits: dict[int, float] = {}
    beside: dict[int, list[float]] = {}
    if listed is not None:
        fits = dict(enumerate(model.fits_unread(listed.papers).tolist(), 1))
    if head and listed is not None:
        numbers, features = _list_features(found[: len(head)], vectors.documents @ vector, laid.of_whole, listed.papers)
        fits |= dict(zip(numbers, model.fits_list(features).tolist(), strict=True))
        beside = dict(zip(numbers, features.tolist(), strict=True))
    chance = ending.answered if head else 0.0
    return Ranking(tuple(found), len(head), len(found), chance, ending.near, fits, beside, tuple(sure.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
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


def _lay_out(
    asked: dict[str, float],
    papers: Sequence[Paper],
    vectors: PaperVectors,
    cut: Callable[[Paper], Sequence[str]],
) -> _Layout:
    import numpy as np

    from askpapers.extractive import ranking_model as model

    texts: list[str] = []
    places: list[tuple[int, int]] = []
    rows: list[NDArray[np.float32]] = []
    shapes: list[list[float]] = []
    shares: list[tuple[float, float]] = []
    of_whole: list[float] = []
    for number, paper in enumerate(papers):
        own = list(cut(paper))
        first_place = 1 if own else 0
        rows.append(vectors.sentences[number] if own else vectors.documents[number][None, :])
        own = own or [paper.title]
        held_by = [frozenset(terms_of(text)) for text in own]
        together = _share(asked, frozenset(terms_of(paper.title)).union(*held_by))
        of_whole.append(together)
        for place, text in enumerate(own):
            texts.append(text)
            places.append((number, place + first_place))
            shapes.append(model.sentence_shape(text, place, len(own)))
            shares.append((_share(asked, held_by[place]), together))
    return _Layout(
        texts,
        places,
        np.array([number for number, _ in places], np.intp),
        np.concatenate(rows),
        np.array(shapes, np.float32),
        np.array(shares, np.float32),
        np.array(of_whole, np.float32),
    )


def _list_features(
    read: Sequence[RankedSentence],
    cosines: NDArray[np.float32],
    shares: NDArray[np.float32],
    listed: NDArray[np.float32],
) -> tuple[list[int], NDArray[np.float32]]:
    """The papers of which sentences were read, by number, and what tells whether they belong to a list."""
    import numpy as np

    from askpapers.extractive import ranking_model as model

    of_papers: dict[int, list[RankedSentence]] = {}
    for sentence in read:
        of_papers.setdefault(sentence.number, []).append(sentence)
    numbers = list(of_papers)
    odds = np.array([model.odds([s.relevance for s in own]).max(axis=0) for own in of_papers.values()])
    first = np.array([max(s.first for s in own) for own in of_papers.values()], np.float32)
    score = np.array([max(s.score for s in own) for own in of_papers.values()], np.float32)
    of = [number - 1 for number in numbers]
    return numbers, model.list_features(odds, first, score, cosines[of], shares[of], listed[of])


def _sentences(paper: Paper) -> Sequence[str]:
    return abstract_of(paper).texts


def _best_of_each(
    papers: NDArray[np.float32], sentences: NDArray[np.float32], of_paper: NDArray[np.intp], read: int
) -> list[int]:
    """Return the places of the best `EACH` sentences of the best papers, `read` of them at most."""
    import numpy as np

    order = np.lexsort((-sentences, of_paper, -papers[of_paper]))
    taken = [0] * len(papers)
    head: list[int] = []
    for i in order.tolist():
        taken[of_paper[i]] += 1
        if taken[of_paper[i]] <= EACH and len(head) < read:
            head.append(i)
    return head


def _share(asked: dict[str, float], there: Set[str]) -> float:
    total = sum(asked.values())
    return sum(weight for term, weight in asked.items() if term in there) / total if total else 0.0
