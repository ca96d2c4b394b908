"""One SQLite file and its two threads: transactions, and every fault turned into one of ours."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
import weakref
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.catalog import database
from askpapers.library.catalog.database import Connection, Database
from askpapers.library.catalog.sqlite import FORMER_PAGE_SIZE, PAGE_SIZE, translated

SCHEMA = """
CREATE TABLE things (name TEXT UNIQUE);
CREATE TABLE seen (name TEXT);
CREATE TRIGGER noticed AFTER INSERT ON things BEGIN
    INSERT INTO seen VALUES (new.name);
    INSERT INTO seen VALUES ('a semicolon; inside');
END;
CREATE VIRTUAL TABLE words USING fts5 (text);
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)


@asynccontextmanager
async def opened(path: Path, version: int = 1) -> AsyncIterator[Database]:
    made = Database(path, SCHEMA, version)
    try:
        await made.open()
        yield made
    finally:
        await made.close()


def names(connection: Connection) -> list[str]:
    return [row["name"] for row in connection.execute("SELECT name FROM things ORDER BY name").fetchall()]


def insert(name: str, connection: Connection) -> None:
    connection.execute("INSERT INTO things VALUES (?)", [name])


async def test_a_missing_file_is_made_with_its_folders_and_its_whole_schema(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "things.sqlite"
    async with opened(path) as made:
        await made.write(lambda c: insert("lamp", c))
        seen = await made.read(lambda c: [row[0] for row in c.execute("SELECT name FROM seen").fetchall()])
        assert seen == ["lamp", "a semicolon; inside"]
        assert await made.read(lambda c: c.execute("PRAGMA user_version").fetchone()[0]) == 1
    assert path.is_file()


async def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    async with opened(path) as made:
        await made.write(lambda c: insert("lamp", c))
    async with opened(path) as made:
        assert await made.read(names) == ["lamp"]


async def test_a_file_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    async with opened(path, version=7):
        pass
    before = path.read_bytes()
    with pytest.raises(errors.LibraryNewer) as caught:
        async with opened(path, version=6):
            pass
    assert "newer" in str(caught.value)
    assert "Update" in caught.value.hint
    assert "rebuild" not in caught.value.hint
    assert path.read_bytes() == before


async def test_where_opening_fails_no_connection_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    async with opened(path, version=7):
        pass
    older = Database(path, SCHEMA, 6)
    with pytest.raises(errors.LibraryNewer) as kept:
        await older.open()
    # The error holds on to all that it came through; what SQLite lays beside an open file is gone all the same.
    assert os.listdir(tmp_path) == ["things.sqlite"], kept  # noqa: PTH208
    await older.close()


STEPS = {
    2: "ALTER TABLE things ADD COLUMN colour TEXT;",
    3: "CREATE INDEX by_colour ON things (colour);\nDELETE FROM seen;",
}
"""Two versions after the one of SCHEMA."""

LATEST = (
    SCHEMA.replace("(name TEXT UNIQUE);", "(name TEXT UNIQUE, colour TEXT);")
    + "CREATE INDEX by_colour ON things (colour);"
)


@pytest.mark.parametrize("before", [1, 2])
async def test_a_file_of_an_older_program_is_brought_up_step_by_step(tmp_path: Path, before: int) -> None:
    path = tmp_path / "things.sqlite"
    async with opened(path) as made:
        await made.write(lambda c: insert("lamp", c))
    for version in (before, 3):
        made = Database(path, LATEST, version, STEPS)
        await made.open()
        assert await made.read(lambda c: c.execute("PRAGMA user_version").fetchone()[0]) == version
        await made.close()
    made = Database(path, LATEST, 3, STEPS)
    await made.open()
    assert await made.read(names) == ["lamp"]
    await made.write(lambda c: c.execute("UPDATE things SET colour = 'red'").close())
    assert await made.read(lambda c: c.execute("SELECT count(*) FROM seen").fetchone()[0]) == 0
    await made.close()


async def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    async with opened(path) as made:
        await made.write(lambda c: insert("lamp", c))
    broken = Database(path, LATEST, 3, {**STEPS, 3: "DROP TABLE seen;\nSELECT nonsense FROM nowhere;"})
    with pytest.raises(errors.LibraryError):
        await broken.open()
    await broken.close()
    async with opened(path) as made:
        assert await made.read(names) == ["lamp"]
        assert await made.read(lambda c: [tuple(row) for row in c.execute("SELECT * FROM seen").fetchall()]) != []
        assert await made.read(lambda c: len(c.execute("SELECT * FROM things").description)) == 1


async def test_many_may_make_the_same_file_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 10.0)
    made = [Database(tmp_path / "things.sqlite", SCHEMA, 1) for _ in range(6)]
    await asyncio.gather(*(each.open() for each in made))
    await asyncio.gather(*(each.write(lambda c, i=i: insert(f"{i}", c)) for i, each in enumerate(made)))  # type: ignore[misc]
    assert await made[0].read(names) == [f"{i}" for i in range(6)]
    for each in made:
        await each.close()


async def test_a_write_that_fails_leaves_nothing_and_its_own_error_comes_through(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def half(connection: Connection) -> None:
        insert("half", connection)
        raise Stop("in the middle")

    async with opened(tmp_path / "things.sqlite") as made:
        with pytest.raises(Stop, match="in the middle"):
            await made.write(half)
        assert await made.read(names) == []
        # The thread must not stay inside the broken transaction.
        await made.write(lambda c: insert("whole", c))
        assert await made.read(names) == ["whole"]


async def test_a_fault_of_sqlite_inside_a_write_leaves_nothing_either(tmp_path: Path) -> None:
    async with opened(tmp_path / "things.sqlite") as made:

        def twice(connection: Connection) -> None:
            insert("same", connection)
            insert("same", connection)

        with pytest.raises(errors.LibraryError):
            await made.write(twice)
        assert await made.read(names) == []


async def test_what_is_written_is_returned_and_seen_by_the_next_read(tmp_path: Path) -> None:
    async with opened(tmp_path / "things.sqlite") as made:

        def work(connection: Connection) -> int:
            insert("lamp", connection)
            return 42

        assert await made.write(work) == 42
        assert await made.read(names) == ["lamp"]


async def test_a_reader_does_not_wait_for_a_writer_and_sees_nothing_unfinished(tmp_path: Path) -> None:
    inside, go = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        insert("unfinished", connection)
        inside.set()
        assert go.wait(20)

    async with opened(tmp_path / "things.sqlite") as made:
        writing = asyncio.ensure_future(made.write(slow))
        assert await asyncio.to_thread(inside.wait, 20)
        try:
            assert await made.read(names) == []
        finally:
            go.set()
        await writing
        assert await made.read(names) == ["unfinished"]


async def test_writes_asked_for_together_happen_one_after_the_other(tmp_path: Path) -> None:
    def count_up(connection: Connection) -> None:
        known = len(names(connection))
        insert(f"{known:02}", connection)

    async with opened(tmp_path / "things.sqlite") as made:
        await asyncio.gather(*(made.write(count_up) for _ in range(20)))
        assert await made.read(names) == [f"{i:02}" for i in range(20)]


async def test_a_file_that_another_program_writes_to_is_locked_and_then_free_again(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    async with opened(path) as made:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(errors.LibraryLocked) as caught:
                await made.write(lambda c: insert("lamp", c))
            assert await made.read(names) == []
            other.execute("ROLLBACK")
        assert caught.value.exit_code == 6
        assert caught.value.hint
        await made.write(lambda c: insert("lamp", c))
        assert await made.read(names) == ["lamp"]


async def test_a_new_file_that_another_program_holds_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(errors.LibraryLocked):
            async with opened(path):
                pass
    async with opened(path) as made:
        assert await made.read(names) == []


@pytest.mark.parametrize(
    "content", [b"this is no database " * 400, b"\x00" * 8192, b"SQLite format 3\x00" + b"\xff" * 8000]
)
async def test_what_is_no_database_is_damaged_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "things.sqlite"
    path.write_bytes(content)
    with pytest.raises(errors.LibraryDamaged) as caught:
        async with opened(path):
            pass
    assert "--repair" in caught.value.hint
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


async def test_no_cursor_leaves_its_thread(tmp_path: Path) -> None:
    async with opened(tmp_path / "things.sqlite") as made:
        with pytest.raises(AssertionError):
            await made.read(lambda c: c.execute("SELECT * FROM things"))


async def test_no_cursor_leaves_its_thread_with_an_error(tmp_path: Path) -> None:
    cursors: list[weakref.ref[sqlite3.Cursor]] = []

    def fail(c: Connection) -> None:
        half_read = c.execute("WITH n(i) AS (VALUES (1), (2)) SELECT i FROM n")
        half_read.fetchone()
        cursors.append(weakref.ref(half_read))
        raise KeyError("a row")

    async with opened(tmp_path / "things.sqlite") as made:
        with pytest.raises(KeyError) as caught:
            await made.read(fail)
        assert caught.value.__traceback__ is not None
        assert cursors[0]() is None


async def test_a_file_damaged_in_its_middle_is_told_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    async with opened(path) as made:
        await made.executemany("INSERT INTO things VALUES (?)", [[f"{i:05}" + "x" * 300] for i in range(400)])
    content = bytearray(path.read_bytes())
    middle = len(content) // 4096 // 2 * 4096
    content[4096 * 12 : middle + 4096 * 10] = b"\xff" * (middle + 4096 * 10 - 4096 * 12)
    path.write_bytes(bytes(content))
    async with opened(path) as made:
        with pytest.raises(errors.LibraryDamaged) as caught:
            await made.read(names)
        assert caught.value.exit_code == 6


async def test_a_new_file_has_large_pages_and_one_of_before_its_own(tmp_path: Path) -> None:
    def page_size(c: Connection) -> int:
        return int(c.execute("PRAGMA page_size").fetchone()[0])

    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as old:
        old.execute("CREATE TABLE things (name TEXT)")
        old.execute("PRAGMA user_version = 1")
    async with opened(tmp_path / "things.sqlite") as new, opened(tmp_path / "old.sqlite") as former:
        assert (await new.read(page_size), await former.read(page_size)) == (PAGE_SIZE, FORMER_PAGE_SIZE)


async def test_an_empty_file_becomes_a_library(tmp_path: Path) -> None:
    # What a full disk, or `touch`, leaves behind.
    path = tmp_path / "things.sqlite"
    path.touch()
    async with opened(path) as made:
        assert await made.read(names) == []


async def test_a_folder_where_the_file_should_be_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "things.sqlite").mkdir()
    with pytest.raises(errors.NotWritable) as caught:
        async with opened(tmp_path / "things.sqlite"):
            pass
    assert "(mv " in caught.value.hint


@pytest.mark.parametrize("rest", ["things.sqlite", "deeper/things.sqlite"])
async def test_a_file_where_a_folder_should_be_is_not_writable(tmp_path: Path, rest: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(errors.NotWritable):
        async with opened(tmp_path / "file" / rest):
            pass
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555)])
@pytest.mark.parametrize("held", [False, True])
async def test_what_may_not_be_written_is_read(tmp_path: Path, file: int, folder: int, held: bool) -> None:
    path = tmp_path / "a # b" / "things.sqlite"
    async with AsyncExitStack() as stack:
        async with opened(path) as made:
            await made.write(lambda c: insert("lamp", c))
        if held:
            owner = await stack.enter_async_context(opened(path))
            await owner.write(lambda c: insert("boat", c))
        there = ["boat", "lamp"] if held else ["lamp"]
        path.chmod(file)
        path.parent.chmod(folder)
        try:
            async with opened(path) as made:
                assert await made.read(names) == there
                if not held or file == 0o444:
                    with pytest.raises(errors.NotWritable):
                        await made.write(lambda c: insert("tree", c))
                    assert await made.read(names) == there
        finally:
            path.parent.chmod(0o755)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_an_empty_file_that_may_not_be_written_is_not_writable(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    path.touch(mode=0o444)
    with pytest.raises(errors.NotWritable):
        async with opened(path):
            pass


async def test_words_that_cannot_be_searched_are_no_damage(tmp_path: Path) -> None:
    async with opened(tmp_path / "things.sqlite") as made:
        with pytest.raises(errors.UsageError):
            await made.read(lambda c: c.execute("SELECT * FROM words WHERE words MATCH 'AND OR ('").fetchall())


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (sqlite3.OperationalError("database is locked"), errors.LibraryLocked),
        (sqlite3.OperationalError("database table is locked: papers"), errors.LibraryLocked),
        (sqlite3.OperationalError("database or disk is full"), errors.DiskFull),
        (sqlite3.OperationalError("attempt to write a readonly database"), errors.NotWritable),
        (sqlite3.OperationalError("unable to open database file"), errors.NotWritable),
        (sqlite3.OperationalError("disk I/O error"), errors.LibraryDamaged),
        (sqlite3.DatabaseError("database disk image is malformed"), errors.LibraryDamaged),
        (sqlite3.DatabaseError("file is not a database"), errors.LibraryDamaged),
        (OSError(28, "No space left on device"), errors.DiskFull),
        (PermissionError(13, "Permission denied"), errors.NotWritable),
        (OSError(30, "Read-only file system"), errors.NotWritable),
    ],
)
def test_each_fault_has_its_error_with_a_hint_and_no_trace_of_sqlite(
    tmp_path: Path, raised: Exception, kind: type[errors.LibraryError]
) -> None:
    with pytest.raises(kind) as caught, translated(tmp_path / "things.sqlite"):
        raise raised
    assert caught.value.exit_code == 6
    assert caught.value.hint
    assert caught.value.__suppress_context__


def test_what_sqlite_says_cannot_command_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(errors.LibraryDamaged) as caught, translated(tmp_path / "things.sqlite"):
        raise sqlite3.DatabaseError("no such table: \x1b[2J\u202eevil\n" + "x" * 5000)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1000
