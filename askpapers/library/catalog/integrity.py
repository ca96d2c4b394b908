"""Whether a catalog's file is what it should be: its pages, its tables, its full-text indexes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from askpapers.library.catalog.database import Connection, SQLiteError, connect_plainly, scratch
from askpapers.library.catalog.schema import SCHEMA
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
