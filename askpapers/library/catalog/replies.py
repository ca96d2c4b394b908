"""What a model wrote, kept so that it is never paid for twice, and what was spent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from askpapers.answers.answer import OneLine
from askpapers.answers.usage import Usage
from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.text.sanitize import valid_unicode


class Replies:
    """The part of the catalog that holds replies, each under the key of what it answers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def get(self, key: str) -> tuple[str, Usage] | None:
        """The cached reply under this key with the usage of the call that made it, or None."""

        def work(c: Connection) -> tuple[str, Usage] | None:
            row = c.execute("SELECT text, usage FROM replies WHERE key = ?", [key]).fetchone()
            return None if row is None else (row[0], replace(Usage(**json.loads(row[1])), from_cache=True))

        return await self._db.read(work)

    async def put(self, key: str, text: str, usage: Usage) -> None:
        """Cache a whole reply; a reply that was cut short must not come here, one to a prompt read in part is not kept."""
        if usage.unread:
            return
        values = [key, valid_unicode(text), json.dumps(asdict(usage)), self._now()]
        await self._db.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)", values)


class Spending:
    """The part of the catalog that holds what calls have cost."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def add(self, model: str, usage: Usage) -> None:
        """Note what a call used today."""
        now = self._now()
        values = [now[:10], model, usage.prompt, usage.completion, usage.cost]
        await self._db.execute("INSERT INTO spending VALUES (?, ?, ?, ?, ?)", values)

    async def today(self) -> float:
        """US dollars spent since midnight UTC, as far as prices are known."""
        today = self._now()[:10]
        sql = "SELECT coalesce(sum(cost), 0) FROM spending WHERE day = ?"
        return await self._db.read(lambda c: float(c.execute(sql, [today]).fetchone()[0]))


class OneLines:
    """The part of the catalog that holds one-line summaries."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def get(self, ids: Sequence[str], model: str) -> dict[str, tuple[str, str]]:
        """The lines that `model` wrote for these papers: id → (key it was made under, text)."""

        def work(c: Connection) -> dict[str, tuple[str, str]]:
            sql = "SELECT o.key, o.text FROM one_lines AS o JOIN papers AS p USING (pk) WHERE p.id = ? AND o.model = ?"
            found = ((id, c.execute(sql, [id, model]).fetchone()) for id in ids)
            return {id: (row[0], row[1]) for id, row in found if row is not None}

        return await self._db.read(work)

    async def put(self, lines: Sequence[OneLine], keys: Sequence[str]) -> None:
        """Keep lines, each under the key of what it was made from."""
        now = self._now()
        sql = "INSERT OR REPLACE INTO one_lines SELECT pk, ?, ?, ?, ? FROM papers WHERE id = ?"
        values = [(line.model, key, line.text, now, line.paper_id) for line, key in zip(lines, keys, strict=True)]
        await self._db.executemany(sql, values)
