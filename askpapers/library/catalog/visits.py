"""What changed in the catalog since the reader last looked."""

from __future__ import annotations

from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.library.catalog.records import DAYS, paper_of
from askpapers.papers.news import Counts, News, compare_counts
from askpapers.papers.paper import Paper

SHOWN = 500


class Visits:
    """The part of the catalog that remembers when the reader looked."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def news(self, *, noting: bool = True) -> News:
        """Return what is new since the last look, and note this one unless told not to."""

        def papers(c: Connection, where: str, *values: object) -> tuple[Paper, ...]:
            # By "+" the order is made of what was found: SQLite would walk through the whole list in its order.
            sql = f"SELECT p.*, {DAYS} FROM papers AS p WHERE {where} ORDER BY +p.newest_day DESC, p.pk LIMIT {SHOWN}"
            return tuple(paper_of(row) for row in c.execute(sql, values).fetchall())

        def work(c: Connection) -> News:
            row = c.execute("SELECT value FROM state WHERE key = 'looked_at'").fetchone()
            since = row[0] if row else ""
            counted = c.execute(
                "SELECT p.id, p.comments, p.upvotes, k.comments, k.upvotes FROM counts AS k JOIN papers AS p USING (pk) "
                "WHERE p.first_seen <= ? AND (p.comments IS NOT k.comments OR p.upvotes IS NOT k.upvotes)",
                [since],
            ).fetchall()
            rises = compare_counts(
                {row[0]: Counts(row[3], row[4]) for row in counted}, {row[0]: Counts(row[1], row[2]) for row in counted}
            )[:SHOWN]
            risen = {
                row["id"]: paper_of(row)
                for rise in rises
                for row in c.execute(f"SELECT p.*, {DAYS} FROM papers AS p WHERE id = ?", [rise.id]).fetchall()
            }
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
                tuple((risen[rise.id], rise) for rise in rises),
            )
            if noting:
                c.execute("INSERT OR REPLACE INTO state VALUES ('looked_before', ?)", [since])
                c.execute("INSERT OR REPLACE INTO state VALUES ('looked_at', ?)", [self._now()])
                c.execute("DELETE FROM counts")
            return news

        return await (self._db.write(work) if noting else self._db.read(work))
