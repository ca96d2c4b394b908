"""A library of every former format opens as one of today's, with all that it knew."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.catalog import database, schema
from askpapers.library.catalog.catalog import Catalog
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from tests.library.catalog.former_formats import FORMER, former

CODE = Paper("a", "With code", "It is at https://github.com/x.", categories=("cs.CL", "stat.ML"), upvotes=3)
PLAIN = Paper("b", "Without", "Only sheep.", categories=("math.AG",), upvotes=1)
DAY = date(2025, 10, 31)


def tables(path: Path) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
        # A column that was added stands behind the others, and what a table holds is the same.
        columns = [
            ("columns", name, ",".join(sorted(row[1] for row in file.execute(f"PRAGMA table_xinfo({name})"))))
            for kind, name, _ in rows
            if kind == "table"
        ]
        return {row for row in rows if row[0] != "table"} | set(columns)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    await catalog.open()
    await catalog.merge([CODE, PLAIN], default_day=DAY)
    await catalog.visits.news()
    await catalog.embedding_state.put("store", [CODE, PLAIN])
    await catalog.close()
    return catalog.path


@pytest.mark.parametrize("format", sorted(FORMER))
async def test_a_library_of_a_former_format_is_one_of_today(path: Path, tmp_path: Path, format: int) -> None:
    today = tables(path)
    with closing(sqlite3.connect(path)) as file:
        file.executescript(former(format))
        # Gained after the reader looked, and before the program knew to note it.
        file.execute("UPDATE papers SET upvotes = 9 WHERE id = 'a'")
        file.commit()
    assert tables(path) != today
    catalog = Catalog(path)
    await catalog.open()
    assert tables(path) == today
    assert await catalog.ids(Scope(has_code=True)) == ["a"]
    assert await catalog.ids(Scope(category="math.AG")) == ["b"]
    assert await catalog.ids(Scope(category="CS")) == ["a"]
    assert await catalog.embedding_state.pending("store", 9) == []
    assert await catalog.embedding_state.stale("store", 9) == []
    assert [(paper.id, rise.upvotes) for paper, rise in (await catalog.visits.news()).rising] == [("a", 6)]
    assert (await catalog.visits.news()).rising == ()
    await catalog.close()


async def test_what_is_derived_follows_the_paper(path: Path) -> None:
    catalog = Catalog(path)
    await catalog.open()
    await catalog.merge([replace(PLAIN, categories=("math.AG", "cs.LG"), code_url="https://x.org")], default_day=DAY)
    assert await catalog.ids(Scope(has_code=True)) == ["a", "b"]
    assert await catalog.ids(Scope(category="cs.LG")) == ["b"]
    await catalog.removals.remove(["b"])
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT DISTINCT pk FROM paper_categories").fetchall() == [(1,)]
        assert file.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    await catalog.close()


async def test_looking_writes_only_what_changed(path: Path) -> None:
    catalog = Catalog(path)
    await catalog.open()

    async def rows() -> list[tuple[int, int]]:
        return await catalog._db.read(lambda c: [tuple(row) for row in c.execute("SELECT pk, upvotes FROM counts")])

    assert await rows() == []
    await catalog.merge([replace(CODE, upvotes=5)], default_day=DAY)
    await catalog.merge([replace(CODE, upvotes=8)], default_day=DAY)
    assert await rows() == [(1, 3)]
    before = await catalog._db.write(lambda c: c.total_changes)
    assert [(paper.id, rise.upvotes) for paper, rise in (await catalog.visits.news()).rising] == [("a", 5)]
    # The row of the paper that rose, and when the reader looked: now, and before.
    assert await catalog._db.write(lambda c: c.total_changes) - before == 3
    assert await rows() == []
    await catalog.close()


async def test_a_library_that_only_lacks_what_is_reckoned_is_read_where_it_may_not_be_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.executescript(former(min(schema.RECKONED) - 1))
    monkeypatch.setattr(database, "_read_only", lambda path: True)
    catalog = Catalog(path)
    await catalog.open()
    assert {paper.id for paper in await catalog.papers(["a", "b"])} == {"a", "b"}
    assert await catalog.prompt_sizes.get({"a": b"key"}) == {}
    with pytest.raises(errors.NotWritable):
        await catalog.prompt_sizes.put([("a", b"key", 3)])
    await catalog.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (min(schema.RECKONED) - 1,)
