"""Which papers are inside a scope, and their order, a page at a time."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Sequence, Set

from askpapers.library.catalog.database import Connection, Cursor, Database
from askpapers.library.catalog.records import _ONE_LINE, ANNOTATION, DAYS, _row
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope, scope_to_rows, scope_to_sql

FEW = 5_000
"""Papers up to which a scope is searched by itself: more are rarely lacking among the best of the whole library."""

AT_ONCE = 4_096
"""Vectors that are read at a time: six megabytes as numbers of four bytes."""

_OF_PAPERS = re.compile(r"\bp\.(?!pk\b)")
"""What in a condition makes it look at the papers themselves, which are long, and not at an index of their rows alone."""

SAMPLED = 200
"""Papers that are looked at to tell how much of the library a scope holds."""

IN_GIVEN = "IN (SELECT value FROM json_each(?))"


def few(c: Connection, scope: Scope, most: int = FEW) -> list[int] | None:
    """Return the rows of all papers in scope, None where there are more than `most`; it stops counting there."""
    select, values = scope_to_rows(scope)
    counted = c.execute(f"SELECT count(*) FROM ({select} LIMIT ?)", [*values, most + 1]).fetchone()[0]
    if counted > most:
        return None
    sql = f"{select} LIMIT ?"
    return [row[0] for row in c.execute(sql, [*values, most])]


def inside(c: Connection, scope: Scope, rows: Sequence[int]) -> set[int]:
    """Return those of these rows whose papers are in scope."""
    if scope == Scope():
        return set(rows)
    where, values = scope_to_sql(scope, one_by_one=True)
    given = "(SELECT value AS pk FROM json_each(?)) AS p"
    if _OF_PAPERS.search(where):
        given = "json_each(?) AS j CROSS JOIN papers AS p ON p.pk = j.value"
    sql = f"SELECT p.pk FROM {given} LEFT JOIN marks AS m ON m.pk = p.pk WHERE {where}"
    return {row[0] for row in c.execute(sql, [json.dumps(list(rows)), *values])}


def last_row(c: Connection) -> int:
    """Return the highest row of a paper, 0 without any: where papers were removed this is more than there are."""
    return int(c.execute("SELECT coalesce(max(pk), 0) FROM papers").fetchone()[0])


def share(c: Connection, scope: Scope) -> float:
    """Return about which share of the library a scope holds, by some rows of all its length."""
    last = last_row(c)
    rows = range(1, last + 1, max(1, last // SAMPLED))
    return len(inside(c, scope, rows)) / max(1, len(rows))


def names(c: Connection, rows: Sequence[int]) -> dict[int, str]:
    """Return the ids of the papers of these rows, row → id."""
    sql = f"SELECT pk, id FROM papers WHERE pk {IN_GIVEN}"
    return dict(c.execute(sql, [json.dumps(list(rows))]).fetchall())


class Selection:
    """The part of the catalog that tells which papers are inside a scope."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def few(self, scope: Scope, most: int = FEW) -> list[str] | None:
        """The ids of all papers in scope, None where there are more than `most`."""

        def work(c: Connection) -> list[str] | None:
            rows = few(c, scope, most)
            return None if rows is None else list(names(c, rows).values())

        return await self._db.read(work)

    async def inside(self, scope: Scope, ids: Sequence[str]) -> set[str]:
        """Those of these papers that are in scope."""

        def work(c: Connection) -> set[str]:
            # By their rows: with ids SQLite would rather begin with all that has code.
            rows = dict(c.execute(f"SELECT pk, id FROM papers WHERE id {IN_GIVEN}", [json.dumps(list(ids))]).fetchall())
            return {rows[pk] for pk in inside(c, scope, list(rows))}

        return await self._db.read(work)

    async def names(self, rows: Sequence[int]) -> dict[int, str]:
        """The ids of the papers of these rows, row → id."""
        return await self._db.read(lambda c: names(c, rows))

    async def each_vector(self, model: str, work: Callable[[Sequence[tuple[int, bytes]]], None]) -> None:
        """Call `work` in a thread with all papers' quantized vectors, some thousands at a time, as (row, bytes)."""

        def read(c: Connection) -> None:
            found = c.execute("SELECT pk, vector FROM document_vectors WHERE model = ?", [model])
            while part := found.fetchmany(AT_ONCE):
                work([(row[0], row[1]) for row in part])

        await self._db.read(read)

    async def document_vectors(self, scope: Scope, model: str) -> list[tuple[str, bytes]]:
        """The quantized vectors of all papers in scope that have one, as (id, bytes)."""
        where, values = scope_to_sql(scope)
        sql = (
            "SELECT p.id, v.vector FROM papers AS p LEFT JOIN marks AS m USING (pk) "
            f"CROSS JOIN document_vectors AS v ON v.pk = p.pk AND v.model = ? WHERE {where}"
        )
        return await self._db.read(lambda c: [(row[0], row[1]) for row in c.execute(sql, [model, *values])])


SORTS = {
    "listed": "p.newest_day DESC, p.pk",
    "comments": "p.comments DESC, p.newest_day DESC, p.pk",
    "upvotes": "p.upvotes DESC, p.newest_day DESC, p.pk",
    "title": "p.title COLLATE NOCASE, p.pk",
    "organization": "p.organization IS NULL, p.organization COLLATE NOCASE, p.pk",
    "published": "p.published DESC, p.pk",
}
RANKINGS = ("interest", "trending")
"""The orders of a list that are reckoned anew for its reader (`verbs.interests`)."""

SORTED_ALONE = 2_000
"""Papers that are sorted by themselves; of more, those are kept of the whole library in its order."""


def order_of(scope: Scope, sort: str) -> str:
    """Return the order of a scope's papers by a key of SORTS, in SQL."""
    # Within one day the day's own order counts, not when a paper was listed last.
    return "p.pk" if sort == "listed" and scope.day else SORTS[sort]


class Pages:
    """What was found last, so that a key typed into a filter costs one search for its count and its rows."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._fits: Set[int] = frozenset()

    def count(self, c: Connection, scope: Scope, match: str) -> int:
        """Return how many papers are in scope and fit what is being typed."""
        if _is_looked_up(scope, match):
            return len(self._fitting(c, scope, match))
        where, values = scope_to_sql(scope, match)
        sql = f"SELECT count(*) FROM papers AS p LEFT JOIN marks AS m USING (pk) WHERE {where}"
        return int(c.execute(sql, values).fetchone()[0])

    def rows(
        self, c: Connection, scope: Scope, match: str, sort: str, limit: int, offset: int, looked: str
    ) -> list[ListedPaper]:
        """Return a page of the papers in scope; `looked` is when the reader last looked."""
        order = order_of(scope, sort)
        where, values = scope_to_sql(scope, match)
        if _is_looked_up(scope, match):
            fitting = self._fitting(c, scope, match)
            if len(fitting) > SORTED_ALONE:
                # The list is walked in its order as far as this page.
                walked = (row[0] for row in _bare(c).execute(f"SELECT p.pk FROM papers AS p ORDER BY {order}"))
                fitting = set(itertools.islice((pk for pk in walked if pk in fitting), offset, offset + limit))
                limit, offset = -1, 0
            where, values = "p.pk IN (SELECT value FROM json_each(?))", [json.dumps(list(fitting))]
        # The page first, and only for its papers what a row shows: SQLite would look that up for all it sorts.
        page_sql = (
            f"SELECT p.pk FROM papers AS p LEFT JOIN marks AS m USING (pk) WHERE {where} "
            f"ORDER BY {order} LIMIT ? OFFSET ?"
        )
        found = c.execute(
            f"SELECT p.*, {DAYS}, m.read_at, m.starred_at, {_ONE_LINE}, {ANNOTATION} FROM papers AS p "
            f"LEFT JOIN marks AS m USING (pk) WHERE p.pk IN ({page_sql}) ORDER BY {order}",
            [*values, limit, offset],
        )
        return [_row(row, looked) for row in found.fetchall()]

    def _fitting(self, c: Connection, scope: Scope, match: str) -> Set[int]:
        version = int(c.execute("PRAGMA data_version").fetchone()[0])
        sql, values = scope_to_rows(scope, match)
        key = (version, sql, *values)
        if key != self._key:
            self._fits, self._key = {row[0] for row in _bare(c).execute(sql, values)}, key
        return self._fits


def _bare(c: Connection) -> Cursor:
    """A cursor whose rows are tuples: of many numbers they take half the time."""
    cursor = c.cursor()
    cursor.row_factory = None
    return cursor


def _is_looked_up(scope: Scope, match: str) -> bool:
    """Whether the papers are found in an index of names, categories or code: not by walking the list in its order."""
    return bool(match or scope.words or scope.author or scope.organization or scope.category or scope.has_code)
