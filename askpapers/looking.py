"""What changed in the catalogue since the reader last looked."""

from __future__ import annotations

from dataclasses import dataclass

from askpapers.database import Connection, Database
from askpapers.papers import Paper
from askpapers.records import DAYS, paper_of

SHOWN = 500


@dataclass(frozen=True, slots=True)
class News:
    """Papers that are new, listed on another day again, reworded, or rising, since `since` (ISO 8601; "" for ever).

    `rising` holds papers known before with the comments and upvotes they gained, the most first.
    """

    since: str
    new: tuple[Paper, ...] = ()
    again: tuple[Paper, ...] = ()
    changed: tuple[Paper, ...] = ()
    rising: tuple[tuple[Paper, int], ...] = ()


class Looking:
    """The part of the catalogue that remembers when the reader looked."""

    _db: Database

    def now(self) -> str:
        """The time now as it is stored."""
        raise NotImplementedError

    async def look(self) -> News:
        """Return what is new since the last look, and note this one."""
        now = self.now()

        def papers(c: Connection, where: str, *values: object) -> tuple[Paper, ...]:
            sql = f"SELECT p.*, {DAYS} FROM papers AS p WHERE {where} ORDER BY p.newest_day DESC, p.pk LIMIT {SHOWN}"
            return tuple(paper_of(row) for row in c.execute(sql, values).fetchall())

        def work(c: Connection) -> News:
            row = c.execute("SELECT value FROM state WHERE key = 'looked_at'").fetchone()
            since = row[0] if row else ""
            gained = (
                "coalesce(p.comments, 0) - coalesce(k.comments, 0) + coalesce(p.upvotes, 0) - coalesce(k.upvotes, 0)"
            )
            rising = c.execute(
                f"SELECT p.*, {DAYS}, {gained} AS gained FROM papers AS p JOIN counts AS k USING (pk) "
                f"WHERE gained > 0 AND p.first_seen <= ? ORDER BY gained DESC, p.pk LIMIT {SHOWN}",
                [since],
            ).fetchall()
            news = News(
                since,
                papers(c, "p.first_seen > ?", since),
                papers(
                    c,
                    "p.first_seen <= ? AND p.pk IN (SELECT pk FROM listings WHERE seen > ?)",
                    since,
                    since,
                ),
                papers(c, "p.changed_at > ?", since),
                tuple((paper_of(row), int(row["gained"])) for row in rising),
            )
            c.execute("INSERT OR REPLACE INTO state VALUES ('looked_before', ?)", [since])
            c.execute("INSERT OR REPLACE INTO state VALUES ('looked_at', ?)", [now])
            c.execute("INSERT OR REPLACE INTO counts SELECT pk, comments, upvotes FROM papers")
            return news

        return await self._db.write(work)
