"""What the program itself remembers."""

from __future__ import annotations

from collections.abc import Sequence

from askpapers.library.catalog.database import Connection, Database


class State:
    """The part of the catalog that keeps values for the program itself."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, key: str) -> str | None:
        """A value kept for the program itself, or None."""

        def work(c: Connection) -> str | None:
            row = c.execute("SELECT value FROM state WHERE key = ?", [key]).fetchone()
            return None if row is None else str(row[0])

        return await self._db.read(work)

    async def put(self, key: str, value: str) -> None:
        """Keep a value for the program itself."""
        await self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", [key, value])

    async def all(self, prefix: str) -> dict[str, str]:
        """All values kept under keys that begin so."""
        sql = "SELECT key, value FROM state WHERE substr(key, 1, ?) = ?"
        return await self._db.read(lambda c: {row[0]: row[1] for row in c.execute(sql, [len(prefix), prefix])})

    async def drop(self, keys: Sequence[str]) -> None:
        """Keep the values of these keys no longer."""
        await self._db.executemany("DELETE FROM state WHERE key = ?", [(key,) for key in keys])
