"""How the desk was left, kept in the catalogue so that a restart or a crash loses nothing of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from askpapers.catalog import SORTS, Catalog
from askpapers.papers import Scope
from askpapers.scopes import as_stored, of_stored

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
