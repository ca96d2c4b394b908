"""What can still be read of a damaged catalog, table by table, into a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from askpapers.library.catalog.database import connect_plainly
from askpapers.library.catalog.integrity import open_damaged
from askpapers.library.catalog.records import DAYS, paper_of, record_of
from askpapers.library.catalog.schema import SCHEMA, VERSION
from askpapers.papers.paper import Paper

KEYS = {
    "aliases": ("id",), "listings": ("day", "pk"), "one_lines": ("pk", "model"), "embedded": ("store", "pk"),
    "forgotten": ("id",), "replies": ("key",), "turns": ("conversation", "number"), "state": ("key",), "removed_ids": ("id",),
    "sendings": ("key",), "document_vectors": ("pk", "model"), "labels": ("kind", "name", "pk"),
}  # fmt: skip
"""The tables that are kept in the order of a key of their own, and that key."""

BY_NUMBER = tuple(
    "marks notes watches counts sentence_vectors spending conversations removals interests prompt_sizes".split()
)
"""The tables whose rows have a number: where a page is unreadable, the rows behind it are asked for one by one."""

WORDS = {
    "papers": "papers", "aliases": "former ids", "listings": "days of papers", "marks": "marks", "counts": "counts",
    "one_lines": "one-line summaries", "embedded": "notes of what is indexed", "forgotten": "ids to forget",
    "sentence_vectors": "sentence vectors", "document_vectors": "vectors", "replies": "paid replies", "spending": "spending",
    "conversations": "conversations", "turns": "questions and answers", "state": "values of the program", "removals": "removed papers", "removed_ids": "ids of removed papers",
    "interests": "interests", "sendings": "notes of what was sent", "notes": "notes", "labels": "tags and collections", "watches": "watches",
    "prompt_sizes": "counts of tokens",
}  # fmt: skip
PROBED = 20_000
"""Numbers that are tried behind the last row that can be read."""


@dataclass(slots=True)
class Salvage:
    """How many rows of each table were read, and how many are known to be lost; None where nobody can tell how many."""

    kept: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int | None] = field(default_factory=dict)

    def in_words(self) -> list[str]:
        """What was read, and what was not, as a person would say it."""
        names = [
            name
            for name in WORDS
            if self.kept.get(name) and name not in {"state", "counts", "embedded", "forgotten", "prompt_sizes"}
        ]
        lines = ["read: " + (", ".join(f"{self.kept[name]:,} {WORDS[name]}" for name in names) or "nothing")]
        gone = [
            ("some" if count is None else f"{count:,}") + f" {WORDS[name]}"
            for name, count in self.lost.items()
            if count != 0
        ]
        return [*lines, "could not be read: " + ", ".join(gone)] if gone else lines


def salvage(damaged: Path, target: Path, known: Mapping[str, Paper]) -> Salvage:
    """Make a new catalog at `target` of what can be read of `damaged`; papers that are lost there are taken from `known`.

    `known` are papers by id, from the vector store. `damaged` may be changed: it is to be a copy.
    """
    report = Salvage()
    with closing(connect_plainly(target)) as new, open_damaged(damaged) as old:
        new.execute("PRAGMA journal_mode = OFF")
        new.execute("PRAGMA synchronous = OFF")
        new.executescript(SCHEMA)
        new.execute(f"PRAGMA user_version = {VERSION}")
        new.execute("PRAGMA foreign_keys = OFF")
        new.execute("BEGIN")
        numbers = _papers(old, new, known, report)
        for table in (*KEYS, *BY_NUMBER):
            _copy(old, new, table, numbers, report)
        _listings_of_known(new, known)
        _drop_orphans(new, report)
        new.execute("COMMIT")
        new.execute("PRAGMA journal_mode = DELETE")
    return report


def _papers(
    old: sqlite3.Connection, new: sqlite3.Connection, known: Mapping[str, Paper], report: Salvage
) -> dict[int, str]:
    """Copy the papers; return the numbers that papers have, as far as a table or an index tells them."""
    numbers: dict[int, str] = {}
    with suppress(sqlite3.Error):
        for pk, id in old.execute("SELECT pk, id FROM papers INDEXED BY sqlite_autoindex_papers_1 ORDER BY id"):
            if isinstance(pk, int) and isinstance(id, str):
                numbers[pk] = id  # noqa: PERF403 - what came before an unreadable page is kept
    columns = _columns(old, new, "papers")
    kept, lost = 0, set(numbers)
    used: set[str] = set()
    for row in _by_number(old, "papers", columns, sorted(numbers)):
        values = dict(zip(columns, row, strict=True))
        if values["id"] not in used and _insert(new, "papers", columns, row) and _is_paper(new, values["pk"]):
            kept += 1
            used.add(values["id"])
            numbers[values["pk"]] = values["id"]
            lost.discard(values["pk"])
    for pk in sorted(lost):
        id = numbers[pk]
        if id in known and id not in used:
            record = record_of(known[id]) | {"pk": pk, "first_seen": "1970-01-01T00:00:00.000000+00:00"}
            if _insert(new, "papers", list(record), list(record.values())):
                used.add(id)
                lost.discard(pk)
    report.kept["papers"] = kept
    # A file that names no paper cannot tell how many it had.
    report.lost["papers"] = len(lost) if numbers else None
    return numbers


def _is_paper(new: sqlite3.Connection, pk: int) -> bool:
    try:
        row = new.execute(f"SELECT p.*, {DAYS} FROM papers AS p WHERE pk = ?", [pk]).fetchone()
        return paper_of(row).id != ""
    except (sqlite3.Error, ValueError, TypeError, KeyError):
        with suppress(sqlite3.Error):
            new.execute("DELETE FROM papers WHERE pk = ?", [pk])
        return False


def _copy(
    old: sqlite3.Connection, new: sqlite3.Connection, table: str, numbers: Mapping[int, str], report: Salvage
) -> None:
    columns = _columns(old, new, table)
    if not columns:
        report.kept[table], report.lost[table] = 0, None
        return
    if table == "state":
        new.execute("DELETE FROM state")
    whole = [True]
    if table in KEYS:
        rows: Iterable[Sequence[Any]] = _by_key(old, table, columns, KEYS[table], whole)
    else:
        number = "pk" if table in {"marks", "notes", "counts"} else "rowid"
        rows = _by_number(old, table, columns, sorted(numbers) if number == "pk" else [], whole)
    kept = sum(_insert(new, table, columns, row) for row in rows)
    if table == "listings" and not whole[0]:
        with suppress(sqlite3.Error):
            days = old.execute("SELECT day, pk FROM listings INDEXED BY listings_by_paper").fetchall()
            now = "1970-01-01T00:00:00.000000+00:00"
            kept += sum(_insert(new, table, ["day", "pk", "seen"], [*row, now]) for row in days)
    if table == "state":
        new.execute("INSERT OR IGNORE INTO state VALUES ('changes', '1')")
    report.kept[table], report.lost[table] = kept, 0 if whole[0] else None


def _columns(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> list[str]:
    def of(connection: sqlite3.Connection) -> list[str]:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]

    try:
        there = set(of(old))
    except sqlite3.Error:
        there = set()
    return [name for name in of(new) if name in there]


def _by_key(
    old: sqlite3.Connection, table: str, columns: Sequence[str], key: Sequence[str], whole: list[bool]
) -> Iterator[Sequence[Any]]:
    """Yield the rows from the first on, and those from the last back, as far as pages can be read."""
    select = f"SELECT {', '.join(columns)} FROM {table} ORDER BY "
    for order in (", ".join(key), ", ".join(f"{name} DESC" for name in key)):
        try:
            yield from map(tuple, old.execute(select + order))
            return
        except sqlite3.Error:
            whole[0] = False


def _by_number(
    old: sqlite3.Connection, table: str, columns: Sequence[str], likely: Sequence[int], whole: list[bool] | None = None
) -> Iterator[Sequence[Any]]:
    """Yield the rows as `_by_key` does, and in between ask for each number by itself."""
    if not columns:
        return
    select = f"SELECT rowid, {', '.join(columns)} FROM {table} NOT INDEXED "
    ends: dict[str, int | None] = {"ASC": None, "DESC": None}
    for order in ends:
        try:
            for row in old.execute(f"{select} ORDER BY rowid {order}"):
                ends[order] = row[0]
                yield tuple(row)[1:]
            return
        except sqlite3.Error:
            if whole is not None:
                whole[0] = False
    first = 1 if ends["ASC"] is None else ends["ASC"] + 1
    last = first + PROBED if ends["DESC"] is None else ends["DESC"] - 1
    for number in [n for n in likely if first <= n <= last] or range(first, min(last, first + PROBED) + 1):
        with suppress(sqlite3.Error):
            for row in old.execute(f"{select} WHERE rowid = ?", [number]).fetchall():
                yield tuple(row)[1:]


def _insert(new: sqlite3.Connection, table: str, columns: Sequence[str], row: Sequence[Any]) -> bool:
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    try:
        return new.execute(sql, list(row)).rowcount > 0
    except (sqlite3.Error, OverflowError):
        return False


def _listings_of_known(new: sqlite3.Connection, known: Mapping[str, Paper]) -> None:
    """The days that the vector store remembers, for papers whose own are lost."""
    bare = "SELECT pk, id, first_seen FROM papers AS p WHERE NOT EXISTS (SELECT 1 FROM listings AS l WHERE l.pk = p.pk)"
    for pk, id, seen in new.execute(bare).fetchall():
        for day in known[id].listed if id in known else ():
            new.execute("INSERT OR IGNORE INTO listings VALUES (?, ?, ?)", [day.isoformat(), pk, seen])


def _drop_orphans(new: sqlite3.Connection, report: Salvage) -> None:
    """Leave out what belongs to papers and conversations that are lost, and days that are none: no row may point at nothing."""
    wrong = new.execute("DELETE FROM listings WHERE date(day) IS NOT day").rowcount
    if wrong:
        report.kept["listings"] = report.kept.get("listings", 0) - wrong
        report.lost["listings"] = (report.lost.get("listings") or 0) + wrong
    for table in (
        "aliases",
        "listings",
        "marks",
        "notes",
        "labels",
        "counts",
        "one_lines",
        "embedded",
        "sentence_vectors",
        "document_vectors",
        "prompt_sizes",
    ):
        gone = new.execute(f"DELETE FROM {table} WHERE pk NOT IN (SELECT pk FROM papers)").rowcount
        lost = report.lost.get(table, 0)
        report.kept[table] = report.kept.get(table, 0) - gone
        report.lost[table] = None if lost is None else lost + gone
    # A turn whose conversation is lost is worth more than the conversation's title.
    new.execute(
        "INSERT INTO conversations (id, title, scope, made_at, touched_at) SELECT conversation, "
        "substr(min(question), 1, 80), '', min(made_at), max(made_at) FROM turns "
        "WHERE conversation NOT IN (SELECT id FROM conversations) GROUP BY conversation"
    )
