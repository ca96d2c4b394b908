"""What is left of a damaged catalog, opened as a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from askpapers.library.catalog.database import connect_plainly, scratch
from askpapers.library.catalog.schema import SCHEMA


@contextmanager
def open_damaged(damaged: Path) -> Iterator[sqlite3.Connection]:
    """Open what is left of a file; its first page, where it is noise, is taken from a new catalog.

    Where no table can be read that way, an empty database stands for it.
    """
    _lengthen(damaged)
    for start in (0, 100, 4096):
        if start:
            _mend_head(damaged, start)
        with closing(connect_plainly(damaged)) as connection:
            try:
                # A table whose root is noise must not keep the others from being read.
                connection.execute("PRAGMA writable_schema = ON")
                tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('papers', 'marks')")
                readable = tables.fetchone()[0] > 0 and (start < 4096 or _fits(connection))
            except sqlite3.Error:
                readable = False
            if readable:
                yield connection
                return
    with scratch("") as nothing:
        yield nothing


def _fits(connection: sqlite3.Connection) -> bool:
    """Whether the tables are where another file's first page says: the index of ids leads to papers of those ids."""
    row = connection.execute("SELECT pk, id FROM papers INDEXED BY sqlite_autoindex_papers_1 LIMIT 1").fetchone()
    if row is None:
        return False
    paper = connection.execute("SELECT id, authors FROM papers NOT INDEXED WHERE pk = ?", [row[0]]).fetchone()
    return paper is not None and paper[0] == row[1] and str(paper[1]).startswith("[")


def _lengthen(damaged: Path) -> None:
    """Give a file that was cut the length that its head tells; what was cut off is empty."""
    with damaged.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3"):
        return
    size = int.from_bytes(head[16:18], "big")
    wanted = (65536 if size == 1 else size) * int.from_bytes(head[28:32], "big")
    if damaged.stat().st_size < wanted <= 2**36:
        with damaged.open("r+b") as file:
            file.truncate(wanted)


def _mend_head(damaged: Path, length: int) -> None:
    """Write the beginning of a new catalog over that of a damaged one: all of one format are laid out alike."""
    model = damaged.with_name(damaged.name + ".model")
    # One may be left of a repair that was killed.
    model.unlink(missing_ok=True)
    with closing(connect_plainly(model)) as made:
        made.executescript(SCHEMA)
    head = bytearray(model.read_bytes()[:length])
    model.unlink()
    # How many pages there are, and which are free: SQLite counts them itself where the two counters differ.
    head[24:28], head[28:40], head[92:96] = b"\0\0\0\1", bytes(12), bytes(4)
    with damaged.open("r+b") as file:
        file.write(head)
