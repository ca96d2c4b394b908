"""How the desk was left, kept in the catalogue so that a restart or a crash loses nothing of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from askpapers.catalog import SORTS, Catalog
from askpapers.scopes import Scope, as_stored, of_stored

KEY = "desk"


@dataclass(frozen=True, slots=True)
class DeskState:
    """Scope, order, filter, paper, draft question and open conversation; `newest` is the newest day there was."""

    scope: Scope = field(default_factory=Scope)
    newest: date | None = None
    sort: str = "listed"
    match: str = ""
    paper: str = ""
    draft: str = ""
    conversation: int | None = None
    view: str = "list"

    @classmethod
    async def load(cls, catalog: Catalog) -> DeskState | None:
        """Return how the desk was left, None where it never was; what is damaged is left out."""
        try:
            stored: Any = json.loads(await catalog.get_state(KEY) or "null")
        except ValueError:
            return None
        if not isinstance(stored, dict):
            return None
        texts = {
            name: value for name in ("match", "paper", "draft", "view") if isinstance(value := stored.get(name), str)
        }
        conversation = stored.get("conversation")
        return cls(
            scope=of_stored(stored.get("scope")),
            newest=of_stored({"since": stored.get("newest")}).since,
            sort=sort if (sort := stored.get("sort")) in SORTS else "listed",
            conversation=conversation if isinstance(conversation, int) else None,
            **texts,
        )

    async def save(self, catalog: Catalog) -> None:
        """Keep it."""
        stored = {name: getattr(self, name) for name in ("sort", "match", "paper", "draft", "conversation", "view")}
        newest = self.newest.isoformat() if self.newest else None
        await catalog.put_state(KEY, json.dumps({**stored, "scope": as_stored(self.scope), "newest": newest}))


class Drafts:
    """The questions begun and not asked, of every interface on this library; each writes to a place of its own.

    So none takes another's away, however many are open, and what one leaves behind the next can find.
    """

    PLACE = "draft:"
    KEPT = 20

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._place = f"{self.PLACE}{uuid4().hex}"

    async def keep(self, draft: str) -> None:
        """Keep what stands in this one's line, nothing where it is empty."""
        if draft.strip():
            await self._catalog.put_state(self._place, json.dumps([self._catalog.now(), draft]))
        else:
            await self._catalog.drop_states([self._place])

    async def left(self, asked: Collection[str], own: str) -> list[str]:
        """Return what others left, the newest first; what was asked since, or is `own` now, is kept for nobody."""
        found: list[tuple[str, str, str]] = []
        for place, stored in (await self._catalog.states(self.PLACE)).items():
            try:
                when, draft = json.loads(stored)
                found.append((str(when), str(draft), place))
            except (ValueError, TypeError):
                found.append(("", own, place))
        found.sort(reverse=True)
        kept = [(draft, place) for _, draft, place in found if draft != own and draft not in asked][: self.KEPT]
        places = {place for _, place in kept}
        await self._catalog.drop_states([place for _, _, place in found if place not in places])
        return list(dict.fromkeys(draft for draft, _ in kept))
