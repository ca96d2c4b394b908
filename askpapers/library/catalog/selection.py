"""Which papers are inside a scope: all of a small one, and of some papers those that are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from askpapers.library.catalog.database import Connection, Database
from askpapers.papers.scope import Scope, scope_to_rows, scope_to_sql

FEW = 5_000
"""Papers up to which a scope is searched by itself: more are rarely lacking among the best of the whole library."""

AT_ONCE = 4_096
"""Vectors that are read at a time: six megabytes as numbers of four bytes."""

_OF_PAPERS = re.compile(r"\bp\.(?!pk\b)")
"""What in a condition makes it look at the papers themselves, which are long, and not at an index of their rows alone."""

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
