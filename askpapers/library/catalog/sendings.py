"""What was sent to whom: so that nothing is sent twice by itself, and what may have arrived goes out under its first name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from askpapers.library.catalog.database import Clock, Database
from askpapers.text.sanitize import valid_unicode


class State(StrEnum):
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
    state: State
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
            row["key"], row["scope"], row["recipient"], row["message_id"], State(row["state"]), row["said"], row["at"]
        )

    async def put(self, sending: Sending) -> None:
        """Note how a sending ended, in the place of what was noted of it before."""
        values = [sending.key, sending.scope, sending.recipient, sending.message_id, sending.state.value, sending.said]
        sql = "INSERT OR REPLACE INTO sendings VALUES (?, ?, ?, ?, ?, ?, ?)"
        await self._db.execute(sql, [*map(valid_unicode, values), self._now()])
