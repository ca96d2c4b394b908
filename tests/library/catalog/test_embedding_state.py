"""What is still to be embedded, for each store by itself, and the vectors of sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from askpapers.library.catalog.catalog import Catalog
from askpapers.papers.paper import Paper

DAY = date(2025, 10, 31)


async def filled(catalog: Catalog, count: int) -> list[Paper]:
    """Papers of as many days, the first one the newest."""
    papers = [
        Paper(f"2511.{i:05}", f"Title number {i}", f"We train model {i}.", listed=(DAY - timedelta(i),), arxiv_id=f"2511.{i:05}")
        for i in range(count)
    ]  # fmt: skip
    await catalog.merge(papers[::-1], default_day=DAY)
    return papers


async def test_every_new_paper_is_pending_newest_day_first(catalog: Catalog) -> None:
    papers = await filled(catalog, 5)
    assert await catalog.embedding_state.pending("s", 3) == papers[:3]
    assert await catalog.embedding_state.pending("s", 99) == papers
    assert await catalog.embedding_state.pending_count("s") == 5


async def test_what_is_noted_is_no_longer_pending_and_noting_twice_is_as_once(catalog: Catalog) -> None:
    papers = await filled(catalog, 3)
    await catalog.embedding_state.put("s", papers[:2])
    await catalog.embedding_state.put("s", papers[:2])
    assert await catalog.embedding_state.pending("s", 9) == papers[2:]
    assert await catalog.embedding_state.pending_count("s") == 1


async def test_each_store_is_counted_by_itself(catalog: Catalog) -> None:
    papers = await filled(catalog, 3)
    await catalog.embedding_state.put("/a#m", papers)
    assert await catalog.embedding_state.pending_count("/a#m") == 0
    assert await catalog.embedding_state.pending_count("/a#n") == 3
    assert await catalog.embedding_state.pending("http://b#m", 9) == papers


async def test_forgetting_one_store_leaves_the_other(catalog: Catalog) -> None:
    papers = await filled(catalog, 3)
    await catalog.embedding_state.put("a", papers)
    await catalog.embedding_state.put("b", papers)
    await catalog.embedding_state.clear("a")
    assert (await catalog.embedding_state.pending_count("a"), await catalog.embedding_state.pending_count("b")) == (
        3,
        0,
    )


@pytest.mark.parametrize("change", [{"abstract": "before"}, {"title": "before"}, {"id": "2511.99999"}])
async def test_what_was_embedded_in_other_words_or_is_unknown_stays_pending(
    catalog: Catalog, change: dict[str, Any]
) -> None:
    papers = await filled(catalog, 2)
    await catalog.embedding_state.put("s", [replace(papers[0], **change), papers[1]])
    assert await catalog.embedding_state.pending("s", 9) == papers[:1]


async def test_a_batch_that_was_merged_away_in_between_leaves_the_new_id_pending(catalog: Catalog) -> None:
    titled = Paper("t0123456789", "Lamps That Burn for Four Hundred Hours", "We build lamps.")
    await catalog.merge([titled], default_day=DAY)
    batch = await catalog.embedding_state.pending("s", 9)
    await catalog.merge([replace(titled, id="2511.00001", arxiv_id="2511.00001")], default_day=DAY)
    await catalog.embedding_state.put("s", batch)
    assert [paper.id for paper in await catalog.embedding_state.pending("s", 9)] == ["2511.00001"]
    assert await catalog.embedding_state.former_ids() == [titled.id]


async def test_a_paper_whose_counts_changed_keeps_its_vectors_and_is_told_anew(catalog: Catalog) -> None:
    # The store holds its metadata too, for those who share the server.
    papers = await filled(catalog, 2)
    await catalog.embedding_state.put("s", papers)
    await catalog.merge([replace(papers[1], upvotes=9)], default_day=DAY)
    assert await catalog.embedding_state.pending("s", 9) == []
    stale = await catalog.embedding_state.stale("s", 9)
    assert [(paper.id, paper.upvotes, times) for paper, times in stale] == [(papers[1].id, 9, 1)]
    # Changed once more before it was noted: it stays out of date.
    await catalog.merge([replace(papers[1], upvotes=10)], default_day=DAY)
    await catalog.embedding_state.refreshed("s", stale)
    assert [times for _, times in await catalog.embedding_state.stale("s", 9)] == [2]
    await catalog.embedding_state.refreshed("s", await catalog.embedding_state.stale("s", 9))
    assert await catalog.embedding_state.stale("s", 9) == []


async def test_the_ids_to_be_removed_are_told_until_they_are_gone(catalog: Catalog) -> None:
    for i in range(2):
        titled = Paper(f"t{i:010}", f"Lamps number {i} that burn for four hundred hours", "We build lamps.")
        await catalog.merge([titled], default_day=DAY)
        await catalog.merge([replace(titled, id=f"2511.{i:05}", arxiv_id=f"2511.{i:05}")], default_day=DAY)
    assert sorted(await catalog.embedding_state.former_ids()) == ["t0000000000", "t0000000001"]
    await catalog.embedding_state.drop_former_ids(["t0000000000", "nobody"])
    assert await catalog.embedding_state.former_ids() == ["t0000000001"]
    await catalog.embedding_state.drop_former_ids([])
    assert await catalog.embedding_state.former_ids() == ["t0000000001"]


async def test_sentence_vectors_come_back_byte_by_byte_and_by_model(catalog: Catalog) -> None:
    papers = await filled(catalog, 3)
    blob = bytes(range(256)) * 20
    await catalog.embedding_state.put_sentence_vectors("m", [(papers[0].id, blob), (papers[1].id, b"")])
    await catalog.embedding_state.put_sentence_vectors("n", [(papers[0].id, b"of another model")])
    ids = [paper.id for paper in papers]
    assert await catalog.embedding_state.sentence_vectors(ids, "m") == {ids[0]: blob, ids[1]: b""}
    assert await catalog.embedding_state.sentence_vectors(ids, "n") == {ids[0]: b"of another model"}
    assert await catalog.embedding_state.sentence_vectors(ids, "o") == {}


async def test_sentence_vectors_made_anew_replace_the_old_ones(catalog: Catalog) -> None:
    papers = await filled(catalog, 1)
    await catalog.embedding_state.put_sentence_vectors("m", [(papers[0].id, b"old")])
    await catalog.embedding_state.put_sentence_vectors("m", [(papers[0].id, b"new")])
    assert await catalog.embedding_state.sentence_vectors([papers[0].id], "m") == {papers[0].id: b"new"}


async def test_sentence_vectors_of_nobody_are_dropped(catalog: Catalog) -> None:
    await catalog.embedding_state.put_sentence_vectors("m", [("nobody", b"x")])
    assert await catalog.embedding_state.sentence_vectors(["nobody"], "m") == {}
    assert await catalog.embedding_state.sentence_vectors([], "m") == {}


async def test_more_papers_than_a_statement_takes_are_all_found(catalog: Catalog) -> None:
    papers = await filled(catalog, 1000)
    ids = [paper.id for paper in papers]
    await catalog.embedding_state.put_sentence_vectors("m", [(id, id.encode()) for id in ids])
    # As often as one likes, in any order, and past SQLite's limit of parameters.
    assert await catalog.embedding_state.sentence_vectors(ids * 40, "m") == {id: id.encode() for id in ids}
