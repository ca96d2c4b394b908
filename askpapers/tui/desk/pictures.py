"""Other looks at the papers: one after another, a map of their themes with small plots, and two days side by side."""

from __future__ import annotations

from datetime import date

from askpapers.papers.scope import Scope
from askpapers.tui.desk.base import DeskBase

READ_AT_ONCE = 1000
"""Papers that are read one after another at most; nobody gets that far."""


class Looking(DeskBase):
    """The part of the desk that shows the papers otherwise than as one list."""

    async def action_triage(self) -> None:
        """Read the unread papers of the list one after another."""
        from askpapers.tui.screens.triage import Left, TriageScreen

        rows = await self.list.rows(self.listed, limit=READ_AT_ONCE)
        unread = [row for row in rows if not row.read]
        if not unread:
            self.notify("Everything in this list is read.", timeout=3)
            return

        async def left(ended: Left) -> None:
            await self.show_scope(keep=ended.paper_id or self.current_id)
            if ended.ask and ended.paper_id:
                self.scope = Scope(ids=(ended.paper_id,))
                await self.show_scope()
                self.set_focus(self.question.input)

        def done(ended: Left | None) -> None:
            if ended is not None:
                self.run_worker(left(ended), exit_on_error=False)

        self.app.push_screen(TriageScreen(self, unread), done)

    def action_map(self) -> None:
        """Show the papers in the list as pictures; what is opened there is shown here."""
        from askpapers.tui.screens.plots import PlotScreen

        if self.is_empty:
            self.notify("There is nothing to draw yet.", timeout=3)
            return
        at = self.reader.paper.id if self.reader.paper else ""
        typed = self.typed
        self.app.push_screen(
            PlotScreen(self.library, typed.scope, match=typed.words, cited=self.list.cited, at=at),
            self._opened_elsewhere,
        )

    async def action_two_days(self) -> None:
        """Show the day of the list beside the one before it."""
        from askpapers.tui.screens.days import DaysScreen

        days = sorted(day for day, _ in await self.library.catalog.days())
        if len(days) < 2:
            self.notify("Two days side by side take two days with papers: f fetches another.", timeout=4)
            return
        self.app.push_screen(DaysScreen(self, days, self.scope.until or days[-1]), self._opened_elsewhere)

    def _opened_elsewhere(self, opened: str | date | None) -> None:
        if isinstance(opened, date):
            self.take_scope(Scope(opened, opened), keep=False)
        elif opened is not None:
            self.run_worker(self._open(opened), exit_on_error=False)
        else:
            self.run_worker(self.list.reload_rows(), exit_on_error=False)

    async def _open(self, id: str) -> None:
        paper = await self.library.catalog.paper(id)
        if paper is not None:
            await self.show_scope(keep=id)
            self.open_paper(paper)
