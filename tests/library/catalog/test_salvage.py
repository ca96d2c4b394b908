"""What can be read of a damaged catalog is saved; tests/faults has the damages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from askpapers.library.catalog import salvage, schema
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.database import connect_plainly
from askpapers.library.catalog.sqlite import FORMER_PAGE_SIZE, PAGE_SIZE
from askpapers.papers.paper import Paper

DAY = date(2026, 1, 5)


def test_every_table_is_saved() -> None:
    with closing(sqlite3.connect(":memory:")) as c:
        c.executescript(schema.SCHEMA)
        made = {row[0] for row in c.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept = {name for name in made if not name.startswith(("words", "names", "paper_categories"))}
    assert kept == {"papers", *salvage.KEYS, *salvage.BY_NUMBER} == set(salvage.WORDS)


async def test_a_whole_catalog_is_copied_whole(tmp_path: Path, papers: tuple[Paper, ...]) -> None:
    old = Catalog(tmp_path / "old.sqlite")
    await old.open()
    await old.merge(papers, default_day=DAY)
    await old.mark([papers[0].id], starred=True)
    await old.close()
    report = salvage.salvage(tmp_path / "old.sqlite", tmp_path / "new.sqlite", {})
    assert report.kept["papers"] == 3 and report.kept["marks"] == 1
    assert not any(report.lost.values())
    new = Catalog(tmp_path / "new.sqlite")
    await new.open()
    assert [paper.id for paper in await new.papers([paper.id for paper in papers])] == [paper.id for paper in papers]
    integrity = await new.integrity()
    assert not integrity.pages and not integrity.full_text
    await new.close()


def test_of_noise_nothing_is_saved_and_the_store_gives_nothing_it_was_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "old.sqlite").write_bytes(b"noise" * 9000)
    report = salvage.salvage(tmp_path / "old.sqlite", tmp_path / "new.sqlite", {"a": Paper("a", "A", "B.")})
    assert report.kept["papers"] == 0 and report.lost["papers"] is None
    assert report.in_words()[0] == "read: nothing"


@pytest.mark.parametrize("page_size", [PAGE_SIZE, FORMER_PAGE_SIZE])
@pytest.mark.parametrize("noise", [100, FORMER_PAGE_SIZE, PAGE_SIZE])
async def test_a_catalog_whose_head_is_noise_is_read_by_the_head_of_a_new_one_with_pages_of_its_size(
    tmp_path: Path, papers: tuple[Paper, ...], page_size: int, noise: int
) -> None:
    path = tmp_path / "old.sqlite"
    with closing(connect_plainly(path, page_size)) as former:
        # A library of before, whose pages stay as large as they are.
        former.executescript(schema.SCHEMA)
        former.execute(f"PRAGMA user_version = {schema.VERSION}")
    old = Catalog(path)
    await old.open()
    await old.merge(papers, default_day=DAY)
    await old.close()
    content = path.read_bytes()
    assert int.from_bytes(content[16:18], "big") == page_size
    length = min(noise, page_size)
    path.write_bytes(b"\xfe" * length + content[length:])
    report = salvage.salvage(path, tmp_path / "new.sqlite", {})
    assert report.kept["papers"] == 3 and not report.lost["papers"]
    with closing(sqlite3.connect(tmp_path / "new.sqlite")) as new:
        assert new.execute("PRAGMA page_size").fetchone()[0] == PAGE_SIZE
