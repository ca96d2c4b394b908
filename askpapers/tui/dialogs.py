"""Small screens that ask for one thing."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from askpapers.papers import plain

LEAVE = Binding("escape", "dismiss(None)", "Close", id="dialog.close")
Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """A small screen before the desk; Escape, or a click beside it, closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [LEAVE]

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self.get_widget_at(*event.screen_offset)[0] is self:
            self.dismiss(None)


class LineDialog(Dialog[str]):
    """Asks for one line of text."""

    def __init__(self, title: str, hint: str, value: str = "") -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._value = value

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield Input(self._value, id="dialog-input")
            yield Static(Content(self._hint), classes="dialog-hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)


class PasteArea(TextArea):
    """A text to paste into; of a long paste it shows the beginning and keeps the rest, for drawing it all takes seconds."""

    SHOWN = 20_000

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rest = ""

    @property
    def whole(self) -> str:
        """All that was pasted and typed."""
        return self.text.removesuffix(self._told()) + self._rest if self._rest else self.text

    def _told(self) -> str:
        return f"\n… and {len(self._rest):,} more characters, which are kept"

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) <= self.SHOWN:
            return
        event.stop()
        event.prevent_default()
        whole = self.whole + event.text
        self._rest = whole[self.SHOWN :]
        self.text = whole[: self.SHOWN] + self._told()


class PasteDialog(Dialog[str]):
    """Takes a pasted list of papers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "add", "Add it", id="paste.add", priority=True),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(
                Content("Paste a list: a page's text, a mailing, BibTeX, arXiv links…"), classes="dialog-title"
            )
            yield PasteArea(id="paste-area")
            yield Static(Content("Ctrl+R adds it · Esc closes"), classes="dialog-hint")

    def action_add(self) -> None:
        self.dismiss(self.query_one(PasteArea).whole or None)


class ChoiceDialog(Dialog[str]):
    """Asks for one of a few things."""

    def __init__(self, title: str, choices: Sequence[tuple[str, str]], now: str | None = None) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._now = now

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield OptionList(*(Option(Content(self._words(key, words)), id=key) for key, words in self._choices))
            yield Static(Content("Enter chooses · Esc closes"), classes="dialog-hint")

    def _words(self, key: str, words: str) -> str:
        if self._now is None:
            return words
        return f"{'●' if key == self._now else ' '} {words}"

    def on_mount(self) -> None:
        keys = [key for key, _ in self._choices]
        if self._now in keys:
            self.query_one(OptionList).highlighted = keys.index(self._now)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


class SearchDialog(Dialog[str]):
    """Finds one of many lines by words that are all in it, typed in any order."""

    SHOWN = 200
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+r", "move(1)", "Next", show=False, id="search.next", priority=True),
        Binding("up", "move(-1)", "Previous", show=False, id="search.previous", priority=True),
    ]

    def __init__(self, title: str, lines: Sequence[str], value: str = "") -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._value = value
        self._found: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Content(self._title), classes="dialog-title")
            yield Input(self._value, placeholder="Search…", id="search-input")
            yield OptionList(id="search-list")
            yield Static(Content("Arrows walk · Enter takes · Esc closes"), classes="dialog-hint")

    def on_mount(self) -> None:
        self._fill(self._value)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        words = typed.casefold().split()
        self._found = [line for line in self._lines if all(word in line.casefold() for word in words)][: self.SHOWN]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(plain(line, 300))) for line in self._found])
        if self._found:
            options.highlighted = 0
        else:
            options.add_option(Option(Content("Nothing has these words. Esc closes."), disabled=True))

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._found)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        place = self.query_one(OptionList).highlighted
        self.dismiss(self._found[place] if place is not None and self._found else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index])


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
            yield Static(
                Content("Arrows walk · Enter opens the day · w its week · m the month · [ ] other months"),
                classes="dialog-hint",
            )

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
        from textual.style import Style

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


class TextDialog(Dialog[None]):
    """Shows a text to read: the keys of this place, the news."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss(None)", "Close", id="text.close"),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll():
                yield Static(Content(self._text))
            yield Static(Content("Esc closes"), classes="dialog-hint")
