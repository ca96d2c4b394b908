"""Two days side by side."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from askpapers.papers.paper import papers_in_words
from askpapers.papers.scope import Scope
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.keys import keys_text
from askpapers.tui.widgets.bars import KeyBar
from askpapers.tui.widgets.paper_list import PaperList
from askpapers.tui.widgets.rows import Marker

LINES, LINES_AT_ONCE = 100, 8
"""Rows of a day that get a line, and how many between two pictures."""


class DayPane(Vertical):
    """One of the two: a day's list under its date."""

    def __init__(self, day: date, *, id: str) -> None:
        super().__init__(id=id)
        self.day = day

    def compose(self) -> ComposeResult:
        yield PaperList()

    @property
    def list(self) -> PaperList:
        """Its list."""
        return self.query_one(PaperList)


class DaysScreen(Screen[str | None]):
    """Two days, each with its list; left for the id of the paper that was opened.

    `days` are all that have papers, oldest first; the screen begins with `at` and the day before it.
    """

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (90, "-columns")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "other", "Other day", id="days.other"),
        Binding("left_square_bracket", "day(-1)", "Older", id="days.older"),
        Binding("right_square_bracket", "day(1)", "Newer", id="days.newer"),
        Binding("x", "mark(True)", "Star", id="days.star"),
        Binding("m", "mark(False)", "Mark read or unread", id="days.read"),
        Binding("u", "undo", "Undo", id="days.undo", tooltip="Take the last mark back"),
        Binding("question_mark", "keys", "Keys", id="days.keys", tooltip="All keys of this place"),
        Binding("escape,q", "leave", "Back", id="days.back"),
    ]

    def __init__(self, desk: Marker, days: list[date], at: date) -> None:
        super().__init__()
        self._desk = desk
        self._library = desk.library
        self._days = days
        place = max(1, days.index(at) if at in days else len(days) - 1)
        self._first = days[place - 1], days[place]

    def compose(self) -> ComposeResult:
        with Horizontal(id="days"):
            yield DayPane(self._first[0], id="day-left")
            yield DayPane(self._first[1], id="day-right")
        yield KeyBar()

    async def on_mount(self) -> None:
        for pane in self._panes:
            await self._show(pane)
        self._panes[1].list.focus()

    @property
    def _panes(self) -> tuple[DayPane, DayPane]:
        return self.query_one("#day-left", DayPane), self.query_one("#day-right", DayPane)

    @property
    def _pane(self) -> DayPane:
        """The one that has the keys."""
        left, right = self._panes
        return left if left.list.has_focus else right

    async def _show(self, pane: DayPane, keep: str | None = None) -> None:
        await pane.list.load(self._library.catalog, Scope(pane.day, pane.day), keep=keep)
        catalog = self._library.catalog
        ids = [set(await catalog.ids(Scope(one.day, one.day))) for one in self._panes]
        both = f" · {len(ids[0] & ids[1])} on both" if ids[0] & ids[1] and ids[0] != ids[1] else ""
        for one, found in zip(self._panes, ids, strict=True):
            one.border_title = f"{one.day:%a %d %b %Y} · {papers_in_words(len(found))}{both}"
        self.run_worker(self._fill_lines(pane), group=pane.id or "", exclusive=True, exit_on_error=False)

    async def _fill_lines(self, pane: DayPane) -> None:
        """Give the rows that have no line yet one of their own sentences: a day that was never opened has none."""
        from askpapers.verbs import lists

        rows = await pane.list.rows(Scope(pane.day, pane.day), limit=LINES)
        missing = [row for row in rows if not row.one_line and row.paper.abstract]
        for start in range(0, len(missing), LINES_AT_ONCE):
            await lists.fill(self._library, missing[start : start + LINES_AT_ONCE])
            await pane.list.reload_rows()

    def action_other(self) -> None:
        left, right = self._panes
        (right if self._pane is left else left).list.focus()

    async def action_day(self, by: int) -> None:
        """Show the next day that has papers in this pane."""
        pane = self._pane
        place = self._days.index(pane.day) + by
        if 0 <= place < len(self._days):
            pane.day = self._days[place]
            await self._show(pane)
        else:
            self.notify("There is no newer day here." if by > 0 else "There is no older day here.", timeout=3)

    async def action_mark(self, star: bool) -> None:
        """Set a mark on the paper under the cursor, or take it away."""
        row = self._pane.list.row
        if row is None:
            return
        desk, told = self._desk, "The star is as it was." if star else "The mark is as it was."
        desk.steps.append((told, partial(desk.mark, row, read=row.read, starred=row.starred)))
        await desk.mark(row, read=None if star else not row.read, starred=not row.starred if star else None)
        await self._reload()

    async def action_undo(self) -> None:
        """Take the last mark back, here or at the desk."""
        await self._desk.action_undo()
        await self._reload()

    async def _reload(self) -> None:
        for pane in self._panes:
            await pane.list.reload_rows()

    @on(PaperList.Opened)
    def _opened(self, event: PaperList.Opened) -> None:
        event.stop()
        self.dismiss(event.row.paper.id)

    @on(PaperList.Highlighted)
    def _highlighted(self, event: PaperList.Highlighted) -> None:
        event.stop()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))
