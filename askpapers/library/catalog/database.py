"""One SQLite file, reached from async code through two threads: one that reads and one that writes.

Two, so that a long ingest never makes the reader of a list wait; WAL lets both and other processes work at once.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import os
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

from askpapers import errors
from askpapers.library.catalog.sqlite import (
    PAGE_SIZE,
    add_functions,
    damage_of,
    short_of_room,
    statements,
    translated,
)
from askpapers.library.folder import check_file

T = TypeVar("T")
Connection = sqlite3.Connection
Row = sqlite3.Row
Cursor = sqlite3.Cursor
SQLiteError = sqlite3.Error
Clock = Callable[[], str]
"""The time now as it is stored: ISO 8601, UTC, microseconds."""

BUSY_SECONDS = 10.0
CACHE = 16_000
"""Kilobytes of a file that reading keeps at most: eight times SQLite's own, in which a search of 75,000 papers runs twice as fast."""


_WAIT: ContextVar[float] = ContextVar("wait", default=BUSY_SECONDS)


@contextmanager
def in_passing() -> Iterator[None]:
    """Let a reading command write what is good to note: where another writes, or no room or right is left, it goes without."""
    token = _WAIT.set(0.1)
    try:
        yield
    except errors.UNWRITABLE:
        pass
    finally:
        _WAIT.reset(token)


class Database:
    """A SQLite file with a schema; `read` and `write` run a function of a connection in a thread.

    `write` wraps its function in one transaction that is rolled back when it raises. Both raise LibraryLocked,
    LibraryDamaged, NotWritable or DiskFull, UsageError for what SQLite cannot hold, and nothing of sqlite3's own. A file
    that nobody may write here is only read: each `write` raises NotWritable. `steps` are the scripts that make of the
    version before each version, of which the schema makes the last at once; `before_steps` is called with the old version
    before any of them. Steps among `reckoned` only add tables that may be empty: a file without these is read where it may not be written.
    """

    def __init__(
        self,
        path: Path,
        schema: str,
        version: int,
        steps: Mapping[int, str] | None = None,
        before_steps: Callable[[int], object] | None = None,
        reckoned: frozenset[int] = frozenset(),
    ) -> None:
        self.path = path
        self._before_steps = before_steps
        self._schema = schema
        self._version = version
        self._steps, self._reckoned = steps or {}, reckoned
        self._reader = _Thread(path, "askpapers-read", reads=True)
        self._writer = _Thread(path, "askpapers-write")

    @property
    def read_only(self) -> bool:
        """Whether the file is there and cannot be written."""
        return _read_only(self.path)

    async def open(self) -> None:
        """Create the file where it is missing and bring its schema up to date; where that fails, no file beside it is left open."""
        thread = self._reader if _read_only(self.path) else self._writer
        try:
            await thread.run(self._prepare)
        except BaseException:
            await thread.disconnect()
            raise

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Return `work(connection)`, run in the reading thread."""
        return await self._reader.run(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Return `work(connection)`, run in the writing thread inside one transaction."""

        wait = _WAIT.get()

        def transaction(connection: Connection) -> T:
            connection.execute(f"PRAGMA busy_timeout = {round(wait * 1000)}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            return result

        return await self._writer.run(transaction)

    async def execute(self, sql: str, values: Sequence[object]) -> None:
        """Run one statement that writes."""
        await self.executemany(sql, [values])

    async def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement that writes, once for each row of values."""

        def work(connection: Connection) -> None:
            connection.executemany(sql, rows)

        await self.write(work)

    async def close(self) -> None:
        """Close both connections and end both threads."""
        await self._reader.close()
        await self._writer.close()

    def _prepare(self, connection: Connection) -> None:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found == self._version:
            # A file that was restored or repaired has no log to write ahead yet.
            if not self.read_only and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                _write_ahead(connection)
            return
        if found > self._version:
            raise errors.LibraryNewer(
                f"{self.path} was written by a newer askpapers (format {found}, this one knows {self._version}).",
                "Update askpapers, or choose another folder with --home.",
            )
        if found < 0:
            raise damage_of(self.path, f"it says that its format is {found}, which none is")
        missing = range(found + 1, self._version + 1)
        if found and self.read_only and self._reckoned.issuperset(missing):
            # It is read as it is; what was not reckoned yet stands in memory.
            for statement in itertools.chain.from_iterable(statements(self._steps[n]) for n in missing):
                connection.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE"))
            return
        if found and self._before_steps is not None:
            self._before_steps(found)
        # Of a file that has pages already this changes nothing.
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        _write_ahead(connection)
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made the tables while this one waited for the lock.
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] == found:
                scripts = [self._steps[n] for n in missing] if found else [self._schema]
                for statement in itertools.chain.from_iterable(map(statements, scripts)):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {self._version}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _write_ahead(connection: Connection) -> None:
    """Turn on the write-ahead log; SQLite does not wait for a lock here, so two first starts at once would clash."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


class _Thread:
    """A thread with a connection of its own, opened at its first work."""

    def __init__(self, path: Path, name: str, *, reads: bool = False) -> None:
        self._path = path
        self._reads = reads
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._guarded, work)

    async def disconnect(self) -> None:
        def shut() -> None:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

        await asyncio.get_running_loop().run_in_executor(self._executor, shut)

    async def close(self) -> None:
        await self.disconnect()
        self._executor.shutdown(wait=False)

    def _guarded(self, work: Callable[[Connection], T]) -> T:
        with translated(self._path):
            if self._connection is None:
                self._connection = _connect(self._path, self._reads)
            try:
                result = work(self._connection)
            except BaseException as error:
                # The error goes to another thread, and would take the cursors of its frames along.
                traceback.clear_frames(error.__traceback__)
                raise
            # Freed in another thread, a cursor resets a cached statement that this thread may be running.
            assert not isinstance(result, sqlite3.Cursor)
            return result


def _read_only(path: Path) -> bool:
    """Whether a file is there that cannot be written; SQLite needs its folder too, for the log beside it."""
    if not path.is_file():
        return False
    if _no_room(path):
        return True
    return not os.access(path, os.W_OK) or not (os.access(path.parent, os.W_OK) or _log(path).exists())


def _no_room(path: Path) -> bool:
    """Whether the disk is too full for the log that SQLite keeps beside a file that has something to be read."""
    # A log that holds something is part of the library: without it nothing may be read.
    if not path.stat().st_size or (_log(path).exists() and _log(path).stat().st_size):
        return False
    return short_of_room(path)


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _connect(path: Path, reads: bool) -> Connection:
    check_file(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    address = path.absolute().as_uri()
    if _read_only(path):
        if not reads and _no_room(path):
            raise OSError(errno.ENOSPC, "no room", str(path))
        if not reads:
            raise PermissionError(errno.EACCES, "not writable", str(path))
        # Where SQLite can make no file for its locks, it reads only what is said to stay as it is.
        still = _no_room(path) or (not os.access(path.parent, os.W_OK) and not _log(path).exists())
        address += "?mode=ro" + "&immutable=1" * still
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = Row
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if reads:
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
    add_functions(connection)
    return connection


def connect_plainly(path: Path, page_size: int = PAGE_SIZE) -> Connection:
    """Open a file as it is, for work in this thread alone; the caller closes it and meets SQLiteError. `page_size` is that of a new one."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = Row
    connection.execute(f"PRAGMA page_size = {page_size}")
    add_functions(connection)
    return connection


@contextmanager
def scratch(schema: str) -> Iterator[Connection]:
    """Open a database of a schema in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.executescript(schema)
        yield connection
    finally:
        connection.close()
