"""Keeping how the desk is, and putting it back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.widgets import Input

from askpapers import errors
from askpapers.scopes import Scope
from askpapers.tui.state import DeskState, Drafts

if TYPE_CHECKING:
    from askpapers.tui.desk import Desk


class Keeper:
    """Puts the desk back as it was left, and keeps how it is against a crash."""

    def __init__(self, desk: Desk) -> None:
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
        asked = await catalog.questions()
        desk.question.input.set_history([*await self._drafts.left(asked, known.draft), *asked])
        await desk.show_scope(keep=known.paper)
        if desk.list.row is not None:
            desk.reader.show_row(desk.list.row)
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

    async def save(self) -> None:
        """Keep how the desk is left, whatever another interface on this library has kept since."""
        self._saved = None
        with suppress(errors.AskpapersError):
            await self._save()

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
        )
        if state != self._saved:
            if self._drafts is not None:
                await self._drafts.keep(state.draft)
            await state.save(desk.library.catalog)
            self._saved = state
