"""Removed papers: gone, hidden when they come again, and back as they were."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from askpapers.answers.answer import OneLine
from askpapers.library.catalog import schema
from askpapers.library.catalog.catalog import Catalog
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from tests.library.catalog.former_formats import former

DAY, NEXT = date(2025, 10, 30), date(2025, 10, 31)
LAMP = Paper(
    "2510.00001", "Lamps that burn for a long time", "They burn.", listed=(DAY,), arxiv_id="2510.00001", upvotes=3
)
OTHER = Paper("2510.00002", "Candles that burn for a short time", "They go out.", listed=(DAY,), arxiv_id="2510.00002")


async def merge(catalog: Catalog, *papers: Paper) -> tuple[tuple[str, ...], tuple[str, ...]]:
    merged = await catalog.merge(papers, default_day=DAY)
    return merged.ids, merged.hidden


async def test_a_removed_paper_is_nowhere(catalog: Catalog) -> None:
    await merge(catalog, LAMP, OTHER)
    version = await catalog.version()
    assert await catalog.removals.remove([LAMP.id]) == [LAMP.id]
    assert await catalog.paper(LAMP.id) is None
    assert await catalog.ids(Scope()) == [OTHER.id]
    assert await catalog.count(Scope(words="lamps")) == 0
    assert await catalog.version() > version
    assert await catalog.embedding_state.former_ids() == [LAMP.id]


@pytest.mark.parametrize(
    "again",
    [
        LAMP,
        Paper("t0000000000", LAMP.title, LAMP.abstract, listed=(NEXT,)),
        Paper("2510.00001", "Lamps", "Other words.", arxiv_id="2510.00001", listed=(NEXT,)),
    ],
)
async def test_listed_again_it_stays_hidden_and_is_counted(catalog: Catalog, again: Paper) -> None:
    await merge(catalog, LAMP)
    await catalog.removals.remove([LAMP.id])
    assert await merge(catalog, again, OTHER) == ((OTHER.id,), (LAMP.id,))
    assert await catalog.ids(Scope()) == [OTHER.id]


async def test_another_paper_of_the_same_title_is_not_hidden(catalog: Catalog) -> None:
    await merge(catalog, LAMP)
    await catalog.removals.remove([LAMP.id])
    twin = Paper("2511.00009", LAMP.title, "Quite another text.", arxiv_id="2511.00009", listed=(NEXT,))
    assert await merge(catalog, twin) == ((twin.id,), ())


async def test_undo_brings_marks_lines_former_ids_and_days_back(catalog: Catalog) -> None:
    titled = Paper("t0000000001", LAMP.title, LAMP.abstract, listed=(DAY,))
    await merge(catalog, titled)
    await merge(catalog, LAMP)
    await catalog.mark([LAMP.id], read=True, starred=True)
    await catalog.one_lines.put([OneLine(LAMP.id, "Lamps burn.", "gpt-x")], ["key"])
    before = await catalog.rows(Scope())
    await catalog.removals.remove([LAMP.id])
    await merge(catalog, Paper(LAMP.id, LAMP.title, LAMP.abstract, listed=(NEXT,), arxiv_id=LAMP.id, upvotes=9))
    assert await catalog.removals.undo() == [LAMP.id]
    (row,) = await catalog.rows(Scope())
    assert (row.one_line, row.read, row.starred) == (before[0].one_line, True, True)
    assert (row.paper.listed, row.paper.upvotes) == ((DAY, NEXT), 9)
    assert await catalog.paper(titled.id) == row.paper
    assert await catalog.embedding_state.former_ids() == [titled.id]
    assert await catalog.removals.undo() == []


async def test_the_last_removal_comes_back_first(catalog: Catalog) -> None:
    await merge(catalog, LAMP, OTHER)
    await catalog.removals.remove([LAMP.id])
    await catalog.removals.remove([OTHER.id])
    assert await catalog.removals.count() == 2
    assert [await catalog.removals.undo() for _ in range(3)] == [[OTHER.id], [LAMP.id], []]


@pytest.mark.parametrize("meanwhile", [0, 1, 2, 3])
async def test_undo_puts_papers_back_in_their_places(catalog: Catalog, meanwhile: int) -> None:
    day = [Paper(f"2510.0001{n}", f"Lamp of the number {n}", "It burns.", listed=(DAY,)) for n in range(5)]
    later = [Paper(f"2510.0002{n}", f"Candle of the number {n}", "It burns.", listed=(NEXT,)) for n in range(meanwhile)]
    await merge(catalog, *day)
    before = await catalog.ids(Scope(DAY, DAY))
    await catalog.removals.remove([before[n] for n in (4, 1, 3)])
    await merge(catalog, *later)
    await catalog.removals.undo()
    assert await catalog.ids(Scope(DAY, DAY)) == before


async def test_a_removal_of_before_that_knows_no_place_is_undone(catalog: Catalog) -> None:
    await merge(catalog, LAMP, OTHER)
    await catalog.removals.remove([LAMP.id])
    with closing(sqlite3.connect(catalog.path)) as file:
        file.execute("UPDATE removals SET beside = json_remove(beside, '$.place')")
        file.commit()
    assert await catalog.removals.undo() == [LAMP.id]
    assert await catalog.ids(Scope()) == [OTHER.id, LAMP.id]


async def test_a_library_of_the_version_before_learns_to_remove(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(schema.SCHEMA)
        old.executescript(former(1))
    catalog = Catalog(path)
    await catalog.open()
    await merge(catalog, LAMP)
    assert await catalog.removals.remove([LAMP.id]) == [LAMP.id]
    await catalog.close()


async def test_nothing_beside_the_paper_is_left_behind(catalog: Catalog, tmp_path: Path) -> None:
    await merge(catalog, LAMP)
    await catalog.mark([LAMP.id], starred=True)
    await catalog.removals.remove([LAMP.id])
    with closing(sqlite3.connect(catalog.path)) as file:
        for table in ("papers", "marks", "counts", "listings", "aliases", "one_lines", "embedded"):
            assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        (kept,) = file.execute("SELECT paper FROM removals").fetchone()
    assert json.loads(kept)["title"] == LAMP.title
