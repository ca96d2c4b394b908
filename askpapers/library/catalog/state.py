"""What the program remembers: of itself, what trended, what was sent to whom, and what the reader has seen.

Nothing here is said by the reader or stands in a paper: each part notes what a run did, so that the next one knows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.library.catalog.records import DAYS, paper_of
from askpapers.papers.news import Counts, News, compare_counts
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import valid_unicode


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


TRENDING = "trending"
TRENDS_FOR = 7
"""After so many days nobody means it any more."""


class Trends:
    """The part of the catalog that keeps the order of what trends; a new one takes the place of the old."""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._now = clock

    async def keep(self, ids: Sequence[str]) -> None:
        """Keep papers by id in the order in which they trend now."""
        await self._state.put(TRENDING, json.dumps({"at": self._now(), "ids": list(ids)}))

    async def places(self, today: date) -> dict[str, tuple[int, date]]:
        """The place of each paper, from 1, and the day of the order; nothing where it is older than DAYS."""
        kept = json.loads(await self._state.get(TRENDING) or "{}")
        when = date.fromisoformat(kept["at"][:10]) if kept else None
        if when is None or (today - when).days > TRENDS_FOR:
            return {}
        return {id: (place, when) for place, id in enumerate(kept["ids"], 1)}


class SendingState(StrEnum):
    """How a sending ended: taken by the server, surely not arrived, or unknown, since the server was lost after the whole text."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sending:
    """One scope sent to one recipient; `said` is what the server said, `at` when (ISO 8601, UTC)."""

    key: str
    scope: str
    recipient: str
    message_id: str
    state: SendingState
    said: str = ""
    at: str = ""


class Sendings:
    """The part of the catalog that knows what was sent."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def get(self, key: str) -> Sending | None:
        """The sending with this key, or None."""
        row = await self._db.read(lambda c: c.execute("SELECT * FROM sendings WHERE key = ?", [key]).fetchone())
        if row is None:
            return None
        return Sending(
            row["key"],
            row["scope"],
            row["recipient"],
            row["message_id"],
            SendingState(row["state"]),
            row["said"],
            row["at"],
        )

    async def put(self, sending: Sending) -> None:
        """Note how a sending ended, in the place of what was noted of it before."""
        values = [sending.key, sending.scope, sending.recipient, sending.message_id, sending.state.value, sending.said]
        sql = "INSERT OR REPLACE INTO sendings VALUES (?, ?, ?, ?, ?, ?, ?)"
        await self._db.execute(sql, [*map(valid_unicode, values), self._now()])


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
