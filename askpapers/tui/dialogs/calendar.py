"""Choosing a day, a week or a month."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from askpapers.tui.dialogs.basic import Dialog, Hint


class CalendarDialog(Dialog[tuple[date, date]]):
    """A month with the number of papers of each day; arrows walk, Enter opens a day, w its week, m the month."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Day back", show=False, id="calendar.left"),
        Binding("right", "move(1)", "Day on", show=False, id="calendar.right"),
        Binding("up", "move(-7)", "Week back", show=False, id="calendar.up"),
        Binding("down", "move(7)", "Week on", show=False, id="calendar.down"),
        Binding("pageup,[", "month(-1)", "Month back", show=False, id="calendar.month_back"),
        Binding("pagedown,]", "month(1)", "Month on", show=False, id="calendar.month_on"),
        Binding("n", "next(1)", "Next day with papers", show=False, id="calendar.next"),
        Binding("p", "next(-1)", "Previous day with papers", show=False, id="calendar.previous"),
        Binding("enter", "open('day')", "Open the day", id="calendar.day"),
        Binding("w", "open('week')", "Open the week", id="calendar.week"),
        Binding("m", "open('month')", "Open the month", id="calendar.month"),
    ]

    def __init__(self, counts: Mapping[date, int], at: date) -> None:
        super().__init__()
        self._counts = counts
        self._at = at

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(id="calendar-title", classes="dialog-title")
            yield Static(id="calendar-days")
            yield Hint("Enter opens the day · w its week · m the month · n next with papers · p previous · Esc closes")

    def on_mount(self) -> None:
        self._draw()

    def action_move(self, days: int) -> None:
        self._at += timedelta(days=days)
        self._draw()

    def action_month(self, by: int) -> None:
        first = self._at.replace(day=1)
        other = (first + timedelta(days=32)).replace(day=1) if by > 0 else (first - timedelta(days=1)).replace(day=1)
        last = calendar.monthrange(other.year, other.month)[1]
        self._at = other.replace(day=min(self._at.day, last))
        self._draw()

    def action_next(self, by: int) -> None:
        """Go to the next or previous day that has papers."""
        beyond = [
            day for day, count in self._counts.items() if count and (day > self._at if by > 0 else day < self._at)
        ]
        if beyond:
            self._at = min(beyond) if by > 0 else max(beyond)
            self._draw()

    def action_open(self, what: str) -> None:
        at = self._at
        if what == "day":
            self.dismiss((at, at))
        elif what == "week":
            monday = at - timedelta(days=at.weekday())
            self.dismiss((monday, monday + timedelta(days=6)))
        else:
            last = calendar.monthrange(at.year, at.month)[1]
            self.dismiss((at.replace(day=1), at.replace(day=last)))

    def on_click(self, event: object) -> None:
        meta = getattr(getattr(event, "style", None), "meta", {})
        if by := meta.get("month"):
            self.action_month(by)
        if by := meta.get("next"):
            self.action_next(by)
        if day := meta.get("day"):
            self._at = date.fromisoformat(day)
            self.action_open("day")

    def _draw(self) -> None:
        at = self._at
        earlier, later = any(day < at for day in self._counts), any(day > at for day in self._counts)
        self.query_one("#calendar-title", Static).update(
            Content.assemble(
                Content.styled(" ‹ ", Style.from_meta({"month": -1})), f"{at:%B %Y}",
                Content.styled(" › ", Style.from_meta({"month": 1})), "   ",
                Content.styled("« papers", Style.from_meta({"next": -1}) + Style(dim=not earlier)), "  ",
                Content.styled("papers »", Style.from_meta({"next": 1}) + Style(dim=not later)),
            )
        )  # fmt: skip
        parts: list[Content] = [Content(" Mo     Tu     We     Th     Fr     Sa     Su\n")]
        for week in calendar.Calendar().monthdatescalendar(at.year, at.month):
            for day in week:
                count = self._counts.get(day, 0)
                cell = f"{day.day:>3}" + (f"·{count:<3}" if count else "    ")
                style = Style.from_meta({"day": day.isoformat()})
                if day == at:
                    style += Style(reverse=True, bold=True)
                elif day.month != at.month or not count:
                    style += Style(dim=True)
                else:
                    style += Style(bold=True)
                parts.append(Content.styled(cell, style))
            parts.append(Content("\n"))
        self.query_one("#calendar-days", Static).update(Content.assemble(*parts))
