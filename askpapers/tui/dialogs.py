"""Small screens that ask for one thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
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
