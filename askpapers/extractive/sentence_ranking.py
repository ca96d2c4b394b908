"""Which sentences of some papers answer a question: vectors and words choose the papers, the reader reads them and decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from askpapers.extractive import ranking_model as model
from askpapers.extractive.sentence_reading import UNREAD, PaperVectors, RankedSentence, Reading, lay_out
from askpapers.papers.abstract import sentence_texts
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.text.terms import weigh_terms

ABSTRACTS = 8
"""Papers whose abstracts are read whole: a sentence is judged among those around it."""

READ = 16
"""Sentences of them that are read once more, each by itself: the two readings err in different places."""

LISTED_READ, EACH = 80, 2
"""Sentences read where many papers are wanted, and how many of a paper."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Sentences, best first, those read before the others; `read` counts those that the reader read, `of` all.

    `fits` are the chances of each paper (by number) to belong to a list of all that answer, told by what stands `beside` it
    (`list_features`); `sure` is what the `ending` is reckoned from (`ending_features`).
    """

    sentences: tuple[RankedSentence, ...]
    read: int
    of: int
    ending: model.Ending
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
    sentences: Callable[[Paper], Sequence[str]] = sentence_texts,
) -> Ranking:
    """Return the sentences of the papers in the order in which they answer the question, and how sure that is.

    The abstracts of the likeliest papers are read, and the best of their sentences once more by themselves (`read` of them at most). Where
    `many` papers are wanted, the best `EACH` sentences of those most likely to fit are read first, and tell whose abstracts to read. A paper
    without an abstract is read by its title. `named` says that the question names these papers. `sentences` cuts an abstract otherwise than
    usual. Without a reader nothing is sure: `ending.answered` is 0.
    """
    if not papers:
        return Ranking((), 0, 0, model.Ending(0.0, 0.0), {}, {})
    laid = lay_out(weigh_terms(question), papers, vectors, sentences)
    vector, seen = vectors.embed(question), laid.seen
    near = model.nearness(vector, seen)
    first = model.first_stage(vector, seen, near)
    cosines = vectors.documents @ vector
    reading = Reading(question, papers, laid, near, first)
    fits: dict[int, float] = {}
    beside: dict[int, list[float]] = {}
    if many:
        listed = model.list_stage(vector, seen)
        fits = dict(enumerate(model.fits_unread(listed.papers).tolist(), 1))
        if reader is not None:
            likeliest = _best_of_each(listed.papers, first + listed.sentences, seen.paper, read or LISTED_READ)
            reading.read_alone(reader, likeliest)
            numbers, features = _list_features(reading, cosines, listed.papers)
            fits |= dict(zip(numbers, model.fits_list(features).tolist(), strict=True))
            beside = dict(zip(numbers, features.tolist(), strict=True))
            reading.read_abstracts(reader, sorted(numbers, key=lambda number: -fits[number])[:ABSTRACTS])
    elif reader is not None:
        reading.read_abstracts(reader, reading.likeliest_papers()[:ABSTRACTS])
        reading.read_alone(reader, [i for i in reading.order() if i in reading.in_context][: read or READ])
    found = reading.order(many=many)
    at = [i for i in reading.alone if i in reading.in_context] or found[:1]
    sure = model.ending_features(
        first[at],
        [reading.in_context.get(i, UNREAD) for i in at],
        [reading.alone.get(i, UNREAD) for i in at],
        near[at],
        first,
    )
    ending = model.ending(sure, named=named and len(papers) == 1)
    known = len(reading.in_context.keys() | reading.alone.keys())
    return Ranking(
        tuple(reading.sentence(i) for i in found),
        known,
        len(found),
        ending if known else ending._replace(answered=0.0),
        fits,
        beside,
        tuple(sure.tolist()),
    )


def _list_features(
    reading: Reading, cosines: NDArray[np.float32], listed: NDArray[np.float32]
) -> tuple[list[int], NDArray[np.float32]]:
    """The papers of which sentences were read, by number, and what tells whether they belong to a list."""
    at, seen = list(reading.alone), reading.laid.seen
    papers, one_of, group = np.unique(seen.paper[at], return_index=True, return_inverse=True)
    odds, first, score = (
        model.best_of(values, group, len(papers))
        for values in (model.odds(list(reading.alone.values())), reading.first[at], reading.scores[at])
    )
    share = seen.shares[at, 1][one_of]
    return (papers + 1).tolist(), model.list_features(odds, first, score, cosines[papers], share, listed[papers])


def _best_of_each(
    papers: NDArray[np.float32], sentences: NDArray[np.float32], of_paper: NDArray[np.intp], read: int
) -> list[int]:
    """Return the places of the best `EACH` sentences of the best papers, `read` of them at most."""
    order = np.lexsort((-sentences, of_paper, -papers[of_paper]))
    taken = [0] * len(papers)
    head: list[int] = []
    for i in order.tolist():
        taken[of_paper[i]] += 1
        if taken[of_paper[i]] <= EACH and len(head) < read:
            head.append(i)
    return head
