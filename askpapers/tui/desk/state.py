"""How the desk is, kept and put back."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from textual.widgets import Input

from askpapers import errors
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.database import in_passing
from askpapers.library.catalog.selection import RANKINGS, SORTS
from askpapers.papers.scope import Scope, as_stored, of_stored
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.desk.conversations import stored_tabs, tabs_of_stored


class DeskRestorer:
    """Puts the desk back as it was left, and keeps how it is against a crash."""

    def __init__(self, desk: DeskBase) -> None:
        self._desk = desk
        self._saved: DeskState | None = None
        self._drafts: Drafts | None = None

    async def restore(self) -> None:
        """Show the desk as it was left; where a newer list came since, that list."""
        desk = self._desk
        catalog = desk.library.catalog
        known = await DeskState.load(catalog)
        days = await catalog.days()
        newest = days[0][0] if days else None
        # A list that came since then is what the reader is here for; else the desk is as it was left.
        left = known is not None and known.newest == newest and await catalog.count(known.scope) > 0
        known = known or DeskState()
        desk.scope = known.scope if left else Scope(newest, newest)
        desk.sort_key = known.sort
        desk.match = known.match if left else ""
        if desk.match:
            filtering = desk.query_one("#filter", Input)
            filtering.value, filtering.display = desk.match, True
        desk.question.input.value = known.draft
        self._drafts = Drafts(catalog)
        asked = await catalog.conversations.questions()
        desk.question.input.set_history([*await self._drafts.left(asked, known.draft), *asked])
        await desk.show_scope(keep=known.paper)
        if desk.list.row is not None:
            desk.reader.show_row(desk.list.row)
        desk.panes.borders.restore(known.borders)
        desk.panes.settle()
        desk.tabs = tabs_of_stored(known.tabs)
        desk.tell_tabs()
        if known.conversation is not None:
            await desk.resume(known.conversation, show=known.view == "answer")

    async def tick(self) -> None:
        """See what another process added, and keep what a crash must not lose."""
        desk = self._desk
        try:
            version = await desk.library.catalog.version()
            if desk.shown_version >= 0 and version != desk.shown_version:
                await desk.show_scope(keep=desk.current_id)
            desk.shown_version = version
            await self._save()
        except errors.AskpapersError:
            # The disk is full or locked for a moment: the next tick tries again.
            return

    async def save(self, waiting: Sequence[str] = ()) -> None:
        """Keep how the desk is left, whatever another interface on this library has kept since, and what waits to be asked."""
        self._saved = None
        with suppress(errors.AskpapersError):
            await self._save()
            for question in reversed(waiting):  # the first of them is found first
                await Drafts(self._desk.library.catalog).keep(question)

    async def _save(self) -> None:
        desk = self._desk
        days = await desk.library.catalog.days()
        state = DeskState(
            scope=desk.scope,
            newest=days[0][0] if days else None,
            sort=desk.sort_key,
            match=desk.match,
            paper=desk.current_id or "",
            draft=desk.question.input.value,
            conversation=desk.conversation_id,
            view=desk.panes.view,
            tabs=stored_tabs(desk.tabs),
            borders=desk.panes.borders.stored(),
        )
        if state != self._saved:
            if self._drafts is not None:
                await self._drafts.keep(state.draft)
            await state.save(desk.library.catalog)
            self._saved = state


KEY = "desk"


@dataclass(frozen=True, slots=True)
class DeskState:
    """Scope, order, filter, paper, draft question, open conversation, tabs and moved borders; `newest` is the newest day there was."""

    scope: Scope = field(default_factory=Scope)
    newest: date | None = None
    sort: str = "listed"
    match: str = ""
    paper: str = ""
    draft: str = ""
    conversation: int | None = None
    view: str = "list"
    tabs: str = ""
    borders: str = ""

    @classmethod
    async def load(cls, catalog: Catalog) -> DeskState | None:
        """Return how the desk was left, None where it never was; what is damaged is left out."""
        try:
            stored: Any = json.loads(await catalog.state.get(KEY) or "null")
        except ValueError:
            return None
        if not isinstance(stored, dict):
            return None
        texts = {
            name: value
            for name in ("match", "paper", "draft", "view", "tabs", "borders")
            if isinstance(value := stored.get(name), str)
        }
        conversation = stored.get("conversation")
        return cls(
            scope=of_stored(stored.get("scope")),
            newest=of_stored({"since": stored.get("newest")}).since,
            sort=sort if (sort := stored.get("sort")) in (*SORTS, *RANKINGS) else "listed",
            conversation=conversation if isinstance(conversation, int) else None,
            **texts,
        )

    async def save(self, catalog: Catalog) -> None:
        """Keep it."""
        names = ("sort", "match", "paper", "draft", "conversation", "view", "tabs", "borders")
        stored = {name: getattr(self, name) for name in names}
        newest = self.newest.isoformat() if self.newest else None
        await catalog.state.put(KEY, json.dumps({**stored, "scope": as_stored(self.scope), "newest": newest}))


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
            await self._catalog.state.put(self._place, json.dumps([self._catalog.now(), draft]))
        else:
            await self._catalog.state.drop([self._place])

    async def left(self, asked: Collection[str], own: str) -> list[str]:
        """Return what others left, the newest first; what was asked since, or is `own` now, is kept for nobody."""
        found: list[tuple[str, str, str]] = []
        for place, stored in (await self._catalog.state.all(self.PLACE)).items():
            try:
                when, draft = json.loads(stored)
                found.append((str(when), str(draft), place))
            except (ValueError, TypeError):
                found.append(("", own, place))
        found.sort(reverse=True)
        kept = [(draft, place) for _, draft, place in found if draft != own and draft not in asked][: self.KEPT]
        places = {place for _, place in kept}
        with in_passing():
            if old := [place for _, _, place in found if place not in places]:
                await self._catalog.state.drop(old)
        return list(dict.fromkeys(draft for draft, _ in kept))
