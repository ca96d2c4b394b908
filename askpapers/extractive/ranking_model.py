"""What the reader and retrieval say together: which sentences answer, whether any does, which papers a list names.

Arithmetic over numbers that `benchmarks/fit_ranking.py` fitted (`data/reader/ranking.npz`, float16 and float32 arrays):
no model is run here. Vectors are the bundled embedder's, of unit length.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from askpapers import data
from askpapers.answers.answer import Status

_FIGURE = re.compile(r"\d")
_FIGURE_OF_RESULT = re.compile(r"\d\s?\\?%|\d\.\d|\d\s?(x|×)\b", re.I)
_SENTENCE_SHAPES = tuple(
    # Small letters are looked for in small letters in two thirds of the time; beyond ASCII that is not the same.
    (tuple(parts.split("|")), re.compile(pattern), re.compile(pattern, re.I))
    for parts, pattern in (
        ("we|this |authors", r"\b(we|this (paper|work|study)|authors)\b"),
        ("propose|introduce|present|develop", r"\b(propose|introduce|present|develop)"),
        (
            "however|although|yet|limited|challeng|lack|remains|suffer",
            r"\b(however|although|yet|limited|challeng|lack|remains|suffer)",
        ),
        (
            "result|experiment|outperform|achiev|show|demonstrat|find|found",
            r"\b(results?|experiments?|outperform|achiev|show|demonstrat|find|found)",
        ),
        ("code|github|available|release", r"\b(code|github|available|release)"),
        ("because|due|since|thereby|lead|by ", r"\b(because|due to|since|thereby|leads? to|by \w+ing)\b"),
    )
)
"""What one of must stand in a text of small letters for the pattern to be looked for: looking for all of them takes a fourth of its time."""


SHARE_OF_OTHERS = 0.3
"""How much a paper's other sentences count beside its best one where a list is asked for."""


class SentenceFeatures(NamedTuple):
    """What is seen of n sentences of m papers before anything is read; vectors are of unit length.

    `sentences` (n, 384), `documents` (m, 384), `paper` each sentence's row in these (n,), `shares` of the weight of the question's
    terms: the sentence's own, the paper's (title and abstract) (n, 2), `shapes` the rows of `sentence_shape` (n, 12).
    """

    sentences: NDArray[np.float32]
    documents: NDArray[np.float32]
    paper: NDArray[np.intp]
    shares: NDArray[np.float32]
    shapes: NDArray[np.float32]


class ListScores(NamedTuple):
    """Log odds that each of m papers belongs to a list of all that fit a question, (m,), and what each of n sentences adds, (n,)."""

    papers: NDArray[np.float32]
    sentences: NDArray[np.float32]


class Ending(NamedTuple):
    """Chances, 0 to 1, that the best sentence answers, and that the best paper is on the question's subject at all."""

    answered: float
    near: float

    @property
    def status(self) -> Status:
        """How an answer ends, by the calibrated thresholds."""
        limits = _numbers()["ending_limits"]
        if self.answered >= limits[0]:
            return Status.ANSWERED
        return Status.CLOSEST if self.near >= limits[1] else Status.NOT_FOUND


@lru_cache(maxsize=1)
def _numbers() -> dict[str, NDArray[np.float32]]:
    with np.load(io.BytesIO(data.load("reader/ranking.npz")), allow_pickle=False) as held:
        return {name: held[name].astype(np.float32) for name in held.files}


def sentence_shape(sentence: str, number: int, count: int) -> list[float]:
    """Return what is seen of a sentence without reading it, 12 numbers; it is the `number`th, from 0, of `count`."""
    has_figure = _FIGURE.search(sentence) is not None
    plain = sentence.isascii()
    read = sentence.lower() if plain else sentence
    seen = [
        any(map(read.__contains__, parts)) and small.search(read) is not None
        if plain
        else both.search(read) is not None
        for parts, small, both in _SENTENCE_SHAPES
    ]
    return [
        float(has_figure),
        float(has_figure and _FIGURE_OF_RESULT.search(sentence) is not None),
        *map(float, seen),
        float(number == 0),
        float(number == count - 1),
        number / max(1, count - 1),
        min(len(sentence), 400) / 200,
    ]


def best_of(values: NDArray[np.float32], group: NDArray[np.intp], count: int) -> NDArray[np.float32]:
    """Return the highest of the values (n, …) in each of `count` groups, -∞ of a group without any."""
    best = np.full((count, *values.shape[1:]), -np.inf, np.float32)
    np.maximum.at(best, group, values)
    return best


def nearness(question: NDArray[np.float32], seen: SentenceFeatures) -> NDArray[np.float32]:
    """Return what vectors and words say of n sentences, (n, 4): each one's cosine with the question, its paper's, and the two `shares`."""
    near: NDArray[np.float32] = np.column_stack(
        [seen.sentences @ question, (seen.documents @ question)[seen.paper], seen.shares]
    )
    return near


def first_stage(
    question: NDArray[np.float32], seen: SentenceFeatures, near: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return a score for each of n sentences, higher is better; costs nothing beside the vectors. `near` is their `nearness`."""
    fit = _numbers()
    best = best_of(near[:, 0], seen.paper, len(seen.documents))[seen.paper]
    plain = np.column_stack([near, best]) @ fit["first_plain"]
    by_sentence = seen.sentences @ (question @ fit["first_sentence"] + fit["first_sentence_bias"])
    by_document = (seen.documents @ (question @ fit["first_document"] + fit["first_document_bias"]))[seen.paper]
    by_shape = seen.shapes @ (question @ fit["first_shape"] + fit["first_shape_bias"])
    score: NDArray[np.float32] = plain + by_sentence + by_document + by_shape
    return score


def list_stage(question: NDArray[np.float32], seen: SentenceFeatures) -> ListScores:
    """Return how far each paper belongs to a list of all that fit a question, before anything is read.

    Each paper counts by its best sentences (a soft maximum) and as a whole. Fitted by `benchmarks/fit_lists.py` on traits that several
    papers share, each asked for in many ways.
    """
    fit = _numbers()
    by_sentence = seen.sentences @ (question @ fit["list_sentence"] + fit["list_sentence_bias"])
    best = best_of(by_sentence, seen.paper, len(seen.documents))
    together = np.bincount(seen.paper, np.exp(by_sentence - best[seen.paper]), len(seen.documents)).astype(np.float32)
    by_document = seen.documents @ (question @ fit["list_document"] + fit["list_document_bias"])
    level = question @ fit["list_question"][:-1] + fit["list_question"][-1]
    return ListScores(best + SHARE_OF_OTHERS * np.log(together) + by_document + level, by_sentence)


def odds(relevance: Sequence[tuple[float, float]]) -> NDArray[np.float32]:
    """Return the log odds that each sentence answers, and that it is of a fitting paper, shape (n, 2); (answers, related) given."""
    chances = np.clip(np.array(relevance, np.float32).reshape(-1, 2), 1e-5, 1.0)
    answers, related = chances[:, 0], chances[:, 1]
    rest = np.clip(1 - answers - related, 1e-5, 1.0)
    both: NDArray[np.float32] = np.stack(
        [np.log(answers / (1 - answers + 1e-6)), np.log((answers + related) / (rest + 1e-6))], axis=1
    )
    return both


def read_stage(stage: str, first: NDArray[np.float32], *seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the scores of sentences that were read; `first` are their scores of `first_stage`, `seen` columns of what else is known of them.

    `stage` says what: "second" the `odds` of a reading one by one, "context" those of a reading in their abstracts, "last" the latter, the
    former, and their `nearness`.
    """
    score: NDArray[np.float32] = np.column_stack([first, *seen]) @ _numbers()[stage]
    return score


def ending_features(
    first: NDArray[np.float32],
    in_context: Sequence[tuple[float, float]],
    alone: Sequence[tuple[float, float]],
    near: NDArray[np.float32],
    everything: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return what tells how sure an answer is, shape (15,): of the n sentences read twice, and `everything`, the first-stage scores of all in scope.

    The arrays are of the sentences read, in one order: first-stage score, relevance read in the abstract and alone, and `nearness`.
    """
    pair, around = odds(alone), odds(in_context)
    top = int(np.argmax(read_stage("last", first, around, pair, near)))
    cosine, document_cosine, _, word_share = near.T
    total = sum(max(answers, 1e-5) for answers, _ in alone)
    apart = (first[top] - everything.mean()) / (everything.std() + 1e-6)
    return np.array(
        [
            pair[top, 0], pair[top, 1], pair[:, 0].max(), pair[:, 1].max(), np.log(total + 1e-4), cosine[top], cosine.max(),
            document_cosine[top], around[top, 0], around[top, 1], around[:, 0].max(), around[:, 1].max(),
            word_share[top], word_share.max(), apart,
        ],
        np.float32,
    )  # fmt: skip


def ending(features: NDArray[np.float32], *, named: bool) -> Ending:
    """Return how sure an answer is by its `ending_features`; `named` says that the one paper in scope was named by the question."""
    fit = _numbers()
    # Of a paper that is named nobody asks whether it is the right one: the reader and the cosines count (`fit_within.py`).
    weights = fit["answered_within"] if named else fit["answered"]
    told = features[: len(weights) - 1]
    return Ending(float(_chances(told, weights)), float(_chances(features, fit["near"])))


def list_features(
    best_odds: NDArray[np.float32],
    first: NDArray[np.float32],
    score: NDArray[np.float32],
    document_cosine: NDArray[np.float32],
    word_share: NDArray[np.float32],
    listed: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return what is seen of each of m papers beside the others, (m, 16), for the question which of them belong to a list.

    `best_odds` (m, 2) are the highest `odds` of a paper's sentences that were read, `first` and `score` (m,) their highest scores of
    the two stages; then the paper's cosine with the question, its share of the question's terms and its `list_stage`.
    """
    answers, related = best_odds[:, 0], best_odds[:, 1]
    features: NDArray[np.float32] = np.column_stack(
        [
            answers, related, first - first.max(), score - score.max(), answers - answers.max(), related - related.max(),
            document_cosine, document_cosine - document_cosine.max(), word_share, word_share - word_share.max(),
            _beside(first), _beside(score), _beside(answers), *_among(listed),
        ]
    )  # fmt: skip
    return features


def _beside(values: NDArray[np.float32]) -> NDArray[np.float32]:
    deviation: NDArray[np.float32] = (values - values.mean()) / (values.std() + 1e-6)
    return deviation


def _among(listed: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    return listed, listed - listed.max(), _beside(listed)


def fits_list(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the chance that each of m papers fits a question for all papers that do, by their `list_features`.

    Fitted by `benchmarks/fit_lists.py`.
    """
    return _chances(features, _numbers()["list"])


def fits_unread(listed: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the same chance of papers of which nothing was read, by their `list_stage` alone."""
    return _chances(np.column_stack(_among(listed)), _numbers()["list_unread"])


def _chances(features: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    odds = features @ weights[:-1] + weights[-1]
    chance: NDArray[np.float32] = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return chance
