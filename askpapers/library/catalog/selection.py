"""Which papers are inside a scope: all of a small one, and of some papers those that are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from askpapers.library.catalog.database import Connection, Database
from askpapers.papers.scope import Scope, scope_to_rows, scope_to_sql

FEW = 5_000
"""Papers up to which a scope is searched by itself: more are rarely lacking among the best of the whole library."""

IN_GIVEN = "IN (SELECT value FROM json_each(?))"


def few(c: Connection, scope: Scope, most: int = FEW) -> list[int] | None:
    """Return the rows of all papers in scope, None where there are more than `most`; it stops counting there."""
    select, values = scope_to_rows(scope)
    counted = c.execute(f"SELECT count(*) FROM ({select} LIMIT ?)", [*values, most + 1]).fetchone()[0]
    if counted > most:
        return None
    sql = f"{select} LIMIT ?"
    return [row[0] for row in c.execute(sql, [*values, most])]


def inside(c: Connection, scope: Scope, rows: Sequence[int]) -> dict[int, str]:
    """Return those of these papers that are in scope, row → id."""
    where, values = scope_to_sql(scope, one_by_one=True)
    sql = f"SELECT p.pk, p.id FROM papers AS p LEFT JOIN marks AS m USING (pk) WHERE p.pk {IN_GIVEN} AND {where}"
    return dict(c.execute(sql, [json.dumps(list(rows)), *values]).fetchall())


class Selection:
    """The part of the catalog that tells which papers are inside a scope."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def few(self, scope: Scope, most: int = FEW) -> list[str] | None:
        """The ids of all papers in scope, None where there are more than `most`."""

        def work(c: Connection) -> list[str] | None:
            rows = few(c, scope, most)
            return None if rows is None else _ids(c, rows)

        return await self._db.read(work)

    async def inside(self, scope: Scope, ids: Sequence[str]) -> set[str]:
        """Those of these papers that are in scope."""

        def work(c: Connection) -> set[str]:
            # By their rows: with ids SQLite would rather begin with all that has code.
            rows = c.execute(f"SELECT pk FROM papers WHERE id {IN_GIVEN}", [json.dumps(list(ids))])
            return set(inside(c, scope, [row[0] for row in rows]).values())

        return await self._db.read(work)

    async def document_vectors(self, scope: Scope, model: str) -> list[tuple[str, bytes]]:
        """The quantized vectors of all papers in scope that have one, as (id, bytes)."""
        where, values = scope_to_sql(scope)
        sql = (
            "SELECT p.id, v.vector FROM papers AS p LEFT JOIN marks AS m USING (pk) "
            f"CROSS JOIN document_vectors AS v ON v.pk = p.pk AND v.model = ? WHERE {where}"
        )
        return await self._db.read(lambda c: [(row[0], row[1]) for row in c.execute(sql, [model, *values])])


def _ids(c: Connection, rows: Sequence[int]) -> list[str]:
    return [row[0] for row in c.execute(f"SELECT id FROM papers WHERE pk {IN_GIVEN}", [json.dumps(list(rows))])]
