"""A catalog's file: whether it is what it should be, copies made while it is in use, and a damaged one opened."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from askpapers import errors
from askpapers.library.catalog.database import Connection, SQLiteError, connect_plainly, scratch
from askpapers.library.catalog.schema import SCHEMA
from askpapers.library.catalog.sqlite import FORMER_PAGE_SIZE, PAGE_SIZE, translated
from askpapers.text.sanitize import sanitize

FULL_TEXT = ("words", "names")
MOST = 5


@dataclass(frozen=True, slots=True)
class Integrity:
    """What is wrong with a catalog's file, each a few words; a full-text index can be made anew from the papers alone."""

    pages: tuple[str, ...] = ()
    full_text: tuple[str, ...] = ()


def examine(connection: Connection) -> Integrity:
    """Look at every page and every table of a catalog; the full-text indexes are compared with the papers.

    To compare them SQLite wants a transaction that writes; nothing is changed.
    """
    pages = [*_pages(connection), *_tables(connection)]
    pages = pages or _values(connection)
    full_text = [] if pages else _full_text(connection)
    # An index that cannot even be opened cannot be made anew in its place.
    pages += [words for words in full_text if not words.startswith("the full-text")]
    return Integrity(tuple(pages[:MOST]), tuple(words for words in full_text if words not in pages))


def holds_records(file: Path) -> bool:
    """Return whether a store of Chroma's holds records, told by its file and without Chroma; no where it cannot be read."""
    if not file.is_file():
        return False
    try:
        with closing(connect_plainly(file)) as c:
            return bool(c.execute("SELECT EXISTS (SELECT 1 FROM embeddings)").fetchone()[0])
    except SQLiteError:
        return False


def rebuild_full_text(connection: Connection) -> None:
    """Make both full-text indexes anew from the papers, inside a transaction."""
    for table in FULL_TEXT:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


def _pages(connection: Connection) -> list[str]:
    try:
        told = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({MOST})").fetchall()]
    except SQLiteError as error:
        return [sanitize(str(error), 160)]
    lines = [line for text in told for line in text.splitlines() if line != "ok"]
    # FTS5 speaks up here as well where its index cannot be read; that is looked at by itself.
    return [sanitize(line, 160) for line in lines if "malformed inverted index" not in line]


def _tables(connection: Connection) -> list[str]:
    with scratch(SCHEMA) as model:
        expected = _made(model)
    try:
        there = _made(connection)
        missing = [f"the {kind} {name} is missing" for (kind, name) in sorted(expected - there)]
        if not missing and connection.execute("SELECT 1 FROM state WHERE key = 'changes'").fetchone() is None:
            missing = ["the counter of changes is missing"]
    except SQLiteError as error:
        return [sanitize(str(error), 160)]
    return missing


_LISTS = (
    "authors",
    "categories",
    "keywords",
    *(f"coalesce({name}, '[]')" for name in ("models", "datasets", "spaces")),
)
_UNREADABLE = " OR ".join(
    [*(f"typeof({name}) != 'text'" for name in ("id", "title", "abstract")),
     *(f"CASE WHEN json_valid({name}) THEN json_type({name}) END IS NOT 'array'" for name in _LISTS),
     "(length(published) = 10 AND date(published) IS NOT published)"]
)  # fmt: skip
"""What no paper can be read from: pages and tables are whole, and a value is none of its kind."""


def _values(connection: Connection) -> list[str]:
    try:
        papers = connection.execute(f"SELECT count(*) FROM papers WHERE {_UNREADABLE}").fetchone()[0]
        days = connection.execute("SELECT count(*) FROM listings WHERE date(day) IS NOT day").fetchone()[0]
    except SQLiteError as error:
        return [sanitize(str(error), 160)]
    counted = ((papers, "papers hold values that cannot be read"), (days, "listings are on days that are none"))
    return [f"{count:,} {what}" for count, what in counted if count]


def _made(connection: Connection) -> set[tuple[str, str]]:
    sql = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
    return {(row[0], row[1]) for row in connection.execute(sql).fetchall()}


def _full_text(connection: Connection) -> list[str]:
    found = []
    for table, what in zip(FULL_TEXT, ("titles and abstracts", "names"), strict=True):
        connection.execute("SAVEPOINT looked_at")
        try:
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        except SQLiteError as error:
            if "readonly" in str(error):
                continue
            shut = "constructor failed" in str(error)
            how = (
                f"full-text index of {what}: {error}"
                if shut
                else f"the full-text index of {what} does not fit the papers"
            )
            found.append(sanitize(how, 160))
        finally:
            connection.execute("ROLLBACK TO looked_at")
            connection.execute("RELEASE looked_at")
    return found


FOLDER = "backups"
KEPT = 3
"""Copies made by the program itself that are kept, of each occasion."""


def snapshot(catalog: Path, target: Path, *, without_sentences_of: str = "") -> None:
    """Copy a catalog, with what is still in its log, to `target`, which is there only when it is whole.

    The sentence vectors of one model can be left out. Raises LibraryError.
    """
    building = target.with_name(target.name + ".building")
    building.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with (
            translated(catalog),
            closing(connect_plainly(catalog)) as source,
            closing(connect_plainly(building)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            if without_sentences_of:
                copy.execute("DELETE FROM sentence_vectors WHERE model = ?", [without_sentences_of])
                copy.execute("VACUUM")
        building.chmod(0o600)
        building.replace(target)
    except BaseException:
        building.unlink(missing_ok=True)
        raise


def keep_copy(catalog: Path, name: str, say: Callable[[str], None], *, without_sentences_of: str = "") -> Path | None:
    """Copy a catalog into the folder `backups` beside it as `name`, and keep the last three whose name begins alike.

    `name` ends in a stamp of the time behind a last "-at-". Where there is no room, or the copy cannot be made, it says so and
    returns None.
    """
    folder = catalog.parent / FOLDER
    target = folder / f"{name}.sqlite"
    size = sum(path.stat().st_size for path in (catalog, catalog.with_name(catalog.name + "-wal")) if path.is_file())
    try:
        if shutil.disk_usage(catalog.parent).free < size * 2:
            say(f"There is no room for a backup of {catalog.name} ({size / 1e6:,.0f} MB): it goes on without one.")
            return None
        snapshot(catalog, target, without_sentences_of=without_sentences_of)
        alike = sorted(folder.glob(f"{name.partition('-at-')[0]}-at-*.sqlite"))
        for old in alike[:-KEPT]:
            old.unlink(missing_ok=True)
    except (errors.LibraryError, OSError, sqlite3.Error) as error:
        say(f"No backup was made of {catalog.name}: {error}")
        return None
    return target


@contextmanager
def open_damaged(damaged: Path) -> Iterator[sqlite3.Connection]:
    """Open what is left of a file; its first page, where it is noise, is taken from a new catalog.

    Where no table can be read that way, an empty database stands for it.
    """
    _lengthen(damaged)
    # Which pages the file has is told by its head alone. The shorter heads come first: the longest writes over three pages of a former file.
    heads = [(100, PAGE_SIZE), (100, FORMER_PAGE_SIZE), (FORMER_PAGE_SIZE, FORMER_PAGE_SIZE), (PAGE_SIZE, PAGE_SIZE)]
    for length, page_size in [(0, PAGE_SIZE), *heads]:
        if length:
            _mend_head(damaged, length, page_size)
        with closing(connect_plainly(damaged)) as connection:
            try:
                # A table whose root is noise must not keep the others from being read.
                connection.execute("PRAGMA writable_schema = ON")
                tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('papers', 'marks')")
                readable = tables.fetchone()[0] > 0 and (length < page_size or _fits(connection))
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


def _mend_head(damaged: Path, length: int, page_size: int) -> None:
    """Write the beginning of a new catalog over that of a damaged one: all of one format and size of pages are laid out alike."""
    model = damaged.with_name(damaged.name + ".model")
    # One may be left of a repair that was killed.
    model.unlink(missing_ok=True)
    with closing(connect_plainly(model, page_size)) as made:
        made.executescript(SCHEMA)
    head = bytearray(model.read_bytes()[:length])
    model.unlink()
    # How many pages there are, and which are free: SQLite counts them itself where the two counters differ.
    head[24:28], head[28:40], head[92:96] = b"\0\0\0\1", bytes(12), bytes(4)
    with damaged.open("r+b") as file:
        file.write(head)
