"""What trended when it was last fetched, in the order of the service that says so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from askpapers.library.catalog.database import Clock
from askpapers.library.catalog.state import State

KEY = "trending"
DAYS = 7
"""After so many days nobody means it any more."""


class Trending:
    """The part of the catalog that keeps the order of what trends; a new one takes the place of the old."""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._now = clock

    async def keep(self, ids: Sequence[str]) -> None:
        """Keep papers by id in the order in which they trend now."""
        await self._state.put(KEY, json.dumps({"at": self._now(), "ids": list(ids)}))

    async def places(self, today: date) -> dict[str, tuple[int, date]]:
        """The place of each paper, from 1, and the day of the order; nothing where it is older than DAYS."""
        kept = json.loads(await self._state.get(KEY) or "{}")
        when = date.fromisoformat(kept["at"][:10]) if kept else None
        if when is None or (today - when).days > DAYS:
            return {}
        return {id: (place, when) for place, id in enumerate(kept["ids"], 1)}
