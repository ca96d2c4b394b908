"""Pages of the list: the papers in scope in their order, found anew only where the library has changed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Set

from askpapers.library.catalog.database import Connection, Cursor
from askpapers.library.catalog.records import _ONE_LINE, ANNOTATION, DAYS, _row
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope, scope_to_rows, scope_to_sql

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

FEW = 2_000
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
            if len(fitting) > FEW:
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
