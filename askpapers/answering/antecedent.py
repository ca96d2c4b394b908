"""What a question in a conversation goes back to: the papers in hand, or nothing, where it has a topic of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.answering.interpretation import Interpretation, question_vector, shown_by
from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.abstract import document
from askpapers.papers.paper import Match, Paper
from askpapers.query.question import Kind, continues
from askpapers.text.inference import load_classifier
from askpapers.text.terms import terms_of, weigh_terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def beside(
    question: str,
    vector: NDArray[np.float32],
    papers: Sequence[Paper],
    documents: NDArray[np.float32],
    held: Sequence[int],
) -> list[float]:
    """Return what tells, beside its words, whether a question goes back, 5 numbers.

    `documents` (n, 384) are the papers' vectors, `vector` (384,) the question's; `held` are the places of the papers in hand:
    how much likelier than these another paper is meant, by likeness and by the weight of shared words, and how like they are.
    """
    alike = (documents @ vector).tolist() if papers else []
    weights = weigh_terms(question)
    shares = [
        sum(weights[term] for term in weights.keys() & set(terms_of(f"{paper.title} {paper.abstract}")))
        for paper in papers
    ]
    near, shared = max((alike[i] for i in held), default=0.0), max((shares[i] for i in held), default=0.0)
    best = max(shares, default=0.0)
    return [
        max(alike, default=0.0) - near,
        near,
        min(sum(weights.values()), 40.0) / 10,
        best / 10,
        (best - shared) / 10,
    ]


WEIGHTS, BIAS = (1.098, -1.377, 0.642, -0.426, 1.077, -1.622), 1.547
"""What the classifier of the words and each number of `beside` add to the log odds (`benchmarks/fit_follow_ups.py`)."""

SURELY, PERHAPS = 0.0, -2.0
"""The log odds from which a question goes back, and below which it has a topic of its own; between them what answers better is meant."""

EVEN = -1.0
"""The log odds in the middle of those that are not sure: the better answer alone decides."""

COMPARED = 10
"""Papers that a question alone finds, and of those in hand, that are compared."""


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The turn that a question goes back to, by these log odds; it is the last one that showed a paper, if any did."""

    turn: Answer
    odds: float

    @property
    def surely(self) -> bool:
        """Whether the question is about what that turn showed, and nothing else."""
        return self.odds >= SURELY


async def find_antecedent(
    library: Library, question: str, read: Interpretation, turns: Sequence[Answer], cited: Sequence[Match], k: int
) -> Antecedent | None:
    """Return what a question goes back to, None where it has a topic of its own; `cited` are the papers in hand.

    Where its words refer to these, nothing is reckoned; else they are held against the `k` papers at most that it finds alone.
    """
    from askpapers.retrieval import search as retrieve

    if not turns:
        return None
    if read.refers:
        # It is asked of these alone already: only its wording is open.
        return Antecedent(turns[-1], EVEN)
    with retrieve.sending_nothing():
        alone = searched_words(question, read, None)
        found = await retrieve.search(library, alone, read.scope, k=min(k, COMPARED)) if k else ()
    odds = await _odds(library, question, cited[:COMPARED], found)
    goes_on = continues(question)
    if goes_on:
        # "And which …?": what is added may be a subject of its own, and still goes on.
        odds = max(odds, EVEN)
    turn = next((turn for turn in reversed(turns) if shown_by(turn)), turns[-1])
    # Small talk is no question about papers unless it surely is.
    least = SURELY if read.kind is Kind.OFF_TOPIC and not goes_on else PERHAPS
    return Antecedent(turn, odds) if odds >= least else None


def searched_words(question: str, read: Interpretation, back: Antecedent | None) -> str:
    """Return what is searched: a follow-up with the question that it goes back to, a foreign question with its English."""
    return " ".join([*([back.turn.question] if back else []), question, *filter(None, [read.english])])


async def _odds(library: Library, question: str, held: Sequence[Match], found: Sequence[Match]) -> float:
    papers = list({match.paper.id: match.paper for match in (*held, *found)}.values())
    documents = await _documents(library, papers)

    def work() -> float:
        vector = question_vector(question)
        said = float(load_classifier("follow_ups.npz").log_odds(question, vector)[0])
        values = (said, *beside(question, vector, papers, documents, range(len(held))))
        return sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True)) + BIAS

    return await asyncio.to_thread(work)


async def _documents(library: Library, papers: Sequence[Paper]) -> NDArray[np.float32]:
    """The bundled vectors of some papers, as they are stored, or made; zeros where the bundled model cannot be read."""
    import numpy as np

    from askpapers.models import bundled
    from askpapers.retrieval.neighbors import document_vectors

    stored = (await library.embedder()).model == bundled.BUNDLED
    known = await document_vectors(library, [paper.id for paper in papers]) if stored else {}
    missing = [paper for paper in papers if paper.id not in known]

    def work() -> NDArray[np.float32]:
        made = dict(known)
        nothing = np.zeros(bundled.BundledEmbedder.dimension, np.float32)
        if missing:
            rows: Iterable[NDArray[np.float32]] = [nothing] * len(missing)
            with suppress(errors.InstallationDamaged):
                rows = bundled.embedder().embed_now([document(paper) for paper in missing])
            made |= dict(zip((paper.id for paper in missing), rows, strict=True))
        return np.stack([made[paper.id] for paper in papers]) if papers else nothing[None, :0]

    return await asyncio.to_thread(work)
