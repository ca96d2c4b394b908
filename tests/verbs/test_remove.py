"""Removing where vectors are a reader's own, and where a team shares them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending, is_complete
from askpapers.settings.settings import Settings
from askpapers.verbs.remove import RemoveReport, remove, undo_removal
from tests.fakes.embedder import HashedWords

PAPERS = [
    Paper(f"2510.0000{n}", f"A paper about subject number {n}", "One text.", arxiv_id=f"2510.0000{n}") for n in (1, 2)
]


async def test_vectors_of_an_own_store_go_and_come_back(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=date(2025, 10, 31))
    await index_pending(library)
    vectors = await library.vectors()
    report = await remove(library, [PAPERS[0].id])
    assert (report.ids, report.kept_on_server, report.failure) == ((PAPERS[0].id,), False, None)
    assert list(await vectors.vectors([paper.id for paper in PAPERS])) == [PAPERS[1].id]
    assert await undo_removal(library) == RemoveReport((PAPERS[0].id,))
    assert await (await library.vectors()).count() == 2
    assert await is_complete(library)
    assert await undo_removal(library) == RemoveReport(())


async def test_a_shared_store_keeps_them_unless_told_otherwise(settings: Settings) -> None:
    # Nothing listens there: whoever spoke to the server would fail.
    shared = replace(settings, chroma="http://127.0.0.1:9")
    async with Library(shared, embedder=HashedWords()) as library:
        await library.catalog.merge(PAPERS, default_day=date(2025, 10, 31))
        kept = await remove(library, [PAPERS[0].id])
        assert (kept.ids, kept.kept_on_server, kept.failure) == ((PAPERS[0].id,), True, None)
        assert await library.catalog.embedding_state.former_ids() == []
        gone = await remove(library, [PAPERS[1].id], everywhere=True)
        assert gone.ids == (PAPERS[1].id,) and gone.failure is not None
        assert await library.catalog.embedding_state.former_ids() == [PAPERS[1].id]
        assert await library.catalog.ids(Scope()) == []
