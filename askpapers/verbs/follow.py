"""What others have put on the team's Chroma server comes into this reader's catalog; marks and conversations stay each reader's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from askpapers import errors
from askpapers.library.library import Library
from askpapers.library.vector_store import Vectors
from askpapers.papers.paper import Paper, paper_to_json

OVERLAP = 600_000
"""Milliseconds that are looked at again: a batch is written later than it is stamped."""

_BATCH = 500


@dataclass(frozen=True, slots=True)
class FollowReport:
    """How many papers others added, reworded or brought up to date, and removed for all.

    `resent` are papers that the server no longer has, to be sent again; `failure` says why it could not be followed.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    resent: int = 0
    failure: errors.AskpapersError | None = None


async def follow(library: Library) -> FollowReport:
    """Take over what has come to a shared server since the last time; does nothing where the library's store is its own.

    Nothing is sent and nothing embedded. A server that does not answer is a `failure`; then nothing is changed.

    >>> await follow(library) == FollowReport()
    True
    """
    if not library.settings.chroma:
        return FollowReport()
    try:
        return await _followed(library, await library.vectors())
    except (errors.LibraryError, errors.ServiceError, errors.KeyProblem) as error:
        return FollowReport(failure=error)


async def _followed(library: Library, vectors: Vectors) -> FollowReport:
    catalog, state = library.catalog, library.catalog.embedding_state
    key = f"followed {vectors.store}"
    seen = json.loads(await catalog.state.get(key) or "{}")
    # The moment is read before the papers: what is written in between comes once more, and not never.
    moment, count = await vectors.moment(), await vectors.count()
    report = FollowReport()
    if seen:
        report = await _take(library, vectors, await vectors.changed_since(seen["moment"] - OVERLAP), report)
    noted = await state.noted_count(vectors.store)
    if [count, noted] != seen.get("counts"):
        report = await _compare(library, vectors, report)
        noted = await state.noted_count(vectors.store)
    await catalog.state.put(key, json.dumps({"moment": moment, "counts": [count, noted]}))
    return report


async def _compare(library: Library, vectors: Vectors, report: FollowReport) -> FollowReport:
    """Bring both sides together by their ids; seconds for hundreds of thousands."""
    catalog, state = library.catalog, library.catalog.embedding_state
    there, noted = await vectors.ids(), await state.noted(vectors.store)
    withdrawn = await vectors.withdrawn()
    removed = await catalog.removals.remove(sorted((noted - there) & withdrawn), vectors=False)
    gone = sorted(noted - there - withdrawn)
    await state.drop(vectors.store, gone)
    missing = sorted(there - noted - await catalog.former_ids())
    for start in range(0, len(missing), _BATCH):
        report = await _take(library, vectors, await vectors.stored(missing[start : start + _BATCH]), report)
    return FollowReport(report.added, report.updated, len(removed), len(gone))


async def _take(library: Library, vectors: Vectors, papers: Sequence[Paper], report: FollowReport) -> FollowReport:
    """Merge papers of the server; those that are here as they are there need not be sent."""
    catalog, added, updated = library.catalog, report.added, report.updated
    for start in range(0, len(papers), _BATCH):
        part = papers[start : start + _BATCH]
        merged = await catalog.merge(part, default_day=None)
        here = {paper.id: paper for paper in await catalog.papers([paper.id for paper in part])}
        same = [paper for paper in part if (own := here.get(paper.id)) and paper_to_json(own) == paper_to_json(paper)]
        await catalog.embedding_state.put(vectors.store, same)
        added, updated = added + len(merged.added), updated + len(merged.updated)
    return FollowReport(added, updated, report.removed, report.resent)
