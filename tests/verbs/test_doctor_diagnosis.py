"""What ails a library is seen, and what does not is not said to."""

from __future__ import annotations

from datetime import date

from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.retrieval import indexing
from askpapers.verbs.doctor import diagnose

DAY = date(2026, 1, 5)


async def filled(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    await indexing.index_pending(library)


async def test_a_whole_library_has_nothing_wrong(library: Library, papers: tuple[Paper, ...]) -> None:
    await filled(library, papers)
    found = await diagnose(library)
    assert not found.damaged and found.trouble is None
    assert (found.papers, found.vectors) == (3, 3)


async def test_what_is_still_to_be_indexed_is_no_damage(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    assert not (await diagnose(library)).damaged


async def test_a_removed_paper_whose_vectors_stay_is_no_damage(library: Library, papers: tuple[Paper, ...]) -> None:
    await filled(library, papers)
    await library.catalog.removals.remove([papers[0].id], vectors=False)
    assert not (await diagnose(library)).damaged


async def test_papers_on_one_side_only_are_named(library: Library, papers: tuple[Paper, ...]) -> None:
    await filled(library, papers)
    await (await library.vectors()).delete([papers[1].id])
    await (await library.vectors()).upsert(
        [Paper("new", "New", "Words.")], await (await library.embedder()).embed(["x"])
    )
    found = await diagnose(library)
    assert (found.unlisted, found.unstored) == (("new",), (papers[1].id,))
    assert found.between == [
        "1 paper is in the vector store and not in the catalog",
        "1 paper is in the catalog and not in the store",
    ]
