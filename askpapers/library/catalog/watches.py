"""What the reader watches for, as it was typed."""

from __future__ import annotations

from dataclasses import dataclass

from askpapers.library.catalog.database import Clock, Connection, Database


@dataclass(frozen=True, slots=True)
class Watch:
    """What the reader watches for: `text` as it was typed, its number, and when it was first said (ISO 8601)."""

    id: int
    text: str
    made_at: str


class Watches:
    """The part of the catalog that remembers what the reader watches for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def add(self, text: str) -> tuple[Watch, bool]:
        """Watch for something; return the watch, and whether it is new."""
        now = self._now()

        def work(c: Connection) -> tuple[Watch, bool]:
            new = c.execute("INSERT OR IGNORE INTO watches (text, made_at) VALUES (?, ?)", [text, now]).rowcount > 0
            row = c.execute("SELECT id, text, made_at FROM watches WHERE text = ?", [text]).fetchone()
            return Watch(*row), new

        return await self._db.write(work)

    async def all(self) -> list[Watch]:
        """Every watch, the oldest first."""
        sql = "SELECT id, text, made_at FROM watches ORDER BY id"
        return await self._db.read(lambda c: [Watch(*row) for row in c.execute(sql).fetchall()])

    async def remove(self, watch: Watch) -> None:
        """Watch for something no longer."""
        await self._db.execute("DELETE FROM watches WHERE id = ?", [watch.id])
