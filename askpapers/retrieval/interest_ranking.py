"""How near papers are to what a reader likes: by meaning, against what they left, and by authors (Rocchio's rule)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.library.catalog.database import in_passing
from askpapers.library.completion import pay_for_embeddings
from askpapers.library.library import Library
from askpapers.models import bundled
from askpapers.papers.interest import Interest, InterestKind, Rank
from askpapers.papers.news import counts_in_words
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.query.question import Kind, kind_of
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import shared_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEFT = 500
"""Papers that the reader neither starred nor read, the newest: what they do not like is known by these."""

AUTHOR = 0.1
"""What an author whom the reader starred counts beside meaning; measured in benchmarks/interests.py."""

NARROWEST = 0.02
"""Added to the spread of what is left around an interest, a cosine: among few papers it may be nothing."""

SHARED, TELLING = 3, 2.5
"""A reason names so many words that a paper and an interest share, each of this idf at least: “models” tells nothing."""

KNOWN_BY = 0.1
"""What an author must add for a paper to be shown as theirs."""


NO_SUBJECT = frozenset({Kind.OVERVIEW, Kind.OFF_TOPIC, Kind.FOLLOW_UP})


async def all_interests(library: Library) -> list[Interest]:
    """Return what the reader said of their interests, then what was learned from stars, papers read and questions that name a subject."""
    learned = await library.catalog.interests.learned()
    subjects = await asyncio.to_thread(lambda: [one for one in learned if _names_a_subject(one)])
    return [*await library.catalog.interests.given(), *subjects]


def _names_a_subject(interest: Interest) -> bool:
    return interest.kind is not InterestKind.ASKED or _kind_of(interest.text) not in NO_SUBJECT


@lru_cache(maxsize=256)
def _kind_of(question: str) -> Kind:
    try:
        return kind_of(question, bundled.embedder().embed_now([question])[0])
    except errors.InstallationDamaged:
        return Kind.ONE


async def rank(library: Library, papers: Sequence[Paper]) -> dict[str, Rank]:
    """Return the rank of papers by id; empty where nothing is known of the reader, or no vectors are stored.

    Raises ServiceError and KeyProblem where a server's embedding model cannot be reached,
    SpendingLimit where it costs too much.
    """
    interests = await all_interests(library)
    if not interests or not papers:
        return {}
    liked = {one.paper_id for one in interests}
    listed = await library.catalog.rows(Scope(), limit=LEFT)
    left = [row.paper for row in listed if row.paper.id not in liked]
    try:
        stored = await (await library.vectors()).vectors(
            list({paper.id for paper in (*papers, *left)} | (liked - {""}))
        )
    except errors.LibraryError:
        # A list is sorted otherwise then; `askpapers doctor` says what ails the vectors.
        return {}
    candidates = [paper for paper in papers if paper.id in stored]
    known = await _vectors(library, interests, stored)
    if not candidates or not known:
        return {}

    def work() -> dict[str, Rank]:
        profile = Profile(
            [(one, known[id(one)]) for one in interests if id(one) in known],
            [(paper, stored[paper.id]) for paper in left if paper.id in stored],
        )
        return profile.rank([(paper, stored[paper.id]) for paper in candidates])

    return await asyncio.to_thread(work)


class Profile:
    """What a reader likes and what they leave, each with its vector of unit length."""

    def __init__(
        self, liked: Sequence[tuple[Interest, NDArray[np.float32]]], left: Sequence[tuple[Paper, NDArray[np.float32]]]
    ) -> None:
        import numpy as np

        self._liked = [one for one, _ in liked]
        self._rows = np.stack([row for _, row in liked])
        self._weights = np.array([one.weight for one in self._liked], np.float32)
        others = np.stack([row for _, row in left]) if left else np.zeros((1, self._rows.shape[1]), np.float32)
        self._toward = self._weights @ self._rows / self._weights.sum() - others.mean(axis=0)
        usual = others @ self._toward
        self._mean, self._spread = float(usual.mean()), float(usual.std()) or 1.0
        each = self._rows @ others.T
        self._usual, self._spreads = each.mean(axis=1), each.std(axis=1) + NARROWEST
        told = (one for one in self._liked if one.kind is not InterestKind.READ)
        self._written = Counter(name for one in told for name in set(one.authors))
        self._others = {paper.id: frozenset(paper.authors) & self._written.keys() for paper, _ in left}
        self._elsewhere = Counter(name for names in self._others.values() for name in names)

    def rank(self, papers: Sequence[tuple[Paper, NDArray[np.float32]]]) -> dict[str, Rank]:
        """Return the rank of papers by id."""
        import numpy as np

        documents = np.stack([row for _, row in papers])
        meant = documents @ self._toward
        # A sentence is farther from all papers than papers are from each other, so each interest is measured by its own usual.
        near = (documents @ self._rows.T - self._usual) / self._spreads
        ranks = {}
        for place, (paper, _) in enumerate(papers):
            name, known_by = self._author(paper)
            if known_by >= KNOWN_BY:
                why, named = f"by {sanitize(name, 40)}, whom you read", True
            else:
                why, named = self._why(paper, near[place])
            counts = counts_in_words(paper)
            score = (float(meant[place]) + known_by - self._mean) / self._spread
            ranks[paper.id] = Rank(score, f"{why}; {counts}" if counts else why, named)
        return ranks

    def _why(self, paper: Paper, near: NDArray[np.float32]) -> tuple[str, bool]:
        """What a paper is like: of the reader's interests the one that it stands out by; and whether words are shared."""
        known = next((one.kind for one in self._liked if one.paper_id == paper.id), None)
        if known is not None:
            return f"you {known.value} it", True
        best = self._liked[int(near.argmax())]
        said = shared_words(f"{paper.abstract} {paper.title}", best.text, TELLING)[:SHARED]
        words = f" ({', '.join(map(sanitize, said))})" if said else ", by meaning alone"
        return best.why + words, bool(said)

    def _author(self, paper: Paper) -> tuple[str, float]:
        """The author whom the reader likes most of a paper, and what that counts; ("", 0) for nobody."""
        own = self._others.get(paper.id, frozenset())
        scores = {
            name: AUTHOR * max(0.0, log((self._written[name] + 0.1) / (self._elsewhere[name] - (name in own) + 0.3)))
            for name in paper.authors
            if name in self._written
        }
        name = max(scores, key=scores.__getitem__, default="")
        return name, scores.get(name, 0.0)


async def _vectors(
    library: Library, interests: Sequence[Interest], stored: dict[str, NDArray[np.float32]]
) -> dict[int, NDArray[np.float32]]:
    """The vectors of interests by `id()`: papers' own, those kept, and those made now, which are kept."""
    import numpy as np

    embedder = await library.embedder()
    numbers = [one.number for one in interests if one.number is not None]
    kept = await library.catalog.interests.vectors(numbers, embedder.model) if numbers else {}
    found: dict[int, NDArray[np.float32]] = {}
    missing: list[Interest] = []
    for one in interests:
        if one.paper_id:
            if one.paper_id in stored:
                found[id(one)] = stored[one.paper_id]
        elif one.number in kept and one.number is not None:
            found[id(one)] = np.frombuffer(kept[one.number], np.float32)
        else:
            missing.append(one)
    if missing:
        texts = [one.document for one in missing]
        async with pay_for_embeddings(library, texts, reading=True):
            made = np.asarray(await embedder.embed(texts), np.float32)
        found |= {id(one): row for one, row in zip(missing, made, strict=True)}
        fresh = {one.number: row.tobytes() for one, row in zip(missing, made, strict=True) if one.number is not None}
        with in_passing():
            await library.catalog.interests.keep_vectors(fresh, embedder.model)
    return found
