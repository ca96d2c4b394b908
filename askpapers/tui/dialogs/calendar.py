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
            yield Hint("Arrows walk · Enter opens the day · w its week · m the month · [ ] other months")

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
        day = getattr(getattr(event, "style", None), "meta", {}).get("day")
        if day:
            self._at = date.fromisoformat(day)
            self.action_open("day")

    def _draw(self) -> None:
        at = self._at
        self.query_one("#calendar-title", Static).update(Content(f"{at:%B %Y}"))
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
