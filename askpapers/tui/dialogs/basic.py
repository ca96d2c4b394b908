"""Small screens that ask for one thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from askpapers.text.sanitize import sanitize
from askpapers.tui.dialogs.choices import ChoiceList
from askpapers.tui.dialogs.line import Line

LEAVE = Binding("escape", "dismiss(None)", "Close", id="dialog.close")
Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None], Generic[Result]):
    """A small screen before the desk; Escape, or a click beside it, closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [LEAVE]

    _pressed_beside = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._pressed_beside = self.get_widget_at(*event.screen_offset)[0] is self

    def on_mouse_up(self, event: events.MouseUp) -> None:
        # The footer opens a dialog when the mouse goes down: the way up again is no click beside it.
        if self._pressed_beside and self.get_widget_at(*event.screen_offset)[0] is self:
            self.dismiss(None)


PRESSED = {
    "Enter": "enter",
    "Esc": "escape",
    "F2": "f2",
    "Ctrl+R": "ctrl+r",
    "Ctrl+X": "ctrl+x",
    "Ctrl+S": "ctrl+s",
    "Tab": "tab",
    "w": "w",
    "m": "m",
    "n": "n",
    "p": "p",
}


class Hint(Static):
    """Tells the keys of a dialog; a click on one of its parts presses the key that the part begins with."""

    def __init__(self, words: str) -> None:
        parts = words.split(" · ")
        keys = [PRESSED.get(part.split(" ", 1)[0]) for part in parts]
        shown = [
            Content.styled(part, Style.from_meta({"key": key})) if key else Content(part)
            for part, key in zip(parts, keys, strict=True)
        ]
        super().__init__(Content(" · ").join(shown), classes="dialog-hint")

    def on_click(self, event: events.Click) -> None:
        if key := event.style.meta.get("key"):
            self.app.simulate_key(key)


SHORT = 6
"""Choices that stand in a low terminal with all that is around them."""


def marked(key: str, words: str, now: str | None) -> str:
    """Return a choice's words, with a sign before the one that is in force; without any where none is."""
    return words if now is None else f"{'●' if key == now else ' '} {words}"


class LineDialog(Dialog[str]):
    """Asks for one line of text, or for one of `choices`, each the text it stands for and its words.

    `now` is the one that is in force, and is marked. `check` returns why a text cannot be taken, "" where it can; what cannot is told, and can be mended. `preview` is called
    with each choice that the cursor comes to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "choices", "Choices", show=False, id="line.choices")]

    def __init__(
        self,
        title: str,
        hint: str,
        value: str = "",
        *,
        choices: Sequence[tuple[str, str]] = (),
        now: str | None = None,
        check: Callable[[str], str] | None = None,
        hidden: bool = False,
        preview: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._value = value
        self._choices = choices
        self._now = now
        self._check = check
        self._hidden = hidden
        self._preview = preview

    def compose(self) -> ComposeResult:
        # A long list takes what room there is, a short one what it needs.
        with Vertical(classes="dialog tall" if len(self._choices) > SHORT else "dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield Line(self._value, id="dialog-input", password=self._hidden)
            yield Static(id="dialog-error")
            if self._choices:
                yield ChoiceList(*(Option(Content(marked(key, words, self._now))) for key, words in self._choices))
            yield Hint(self._hint)

    def on_mount(self) -> None:
        self.query_one("#dialog-error").display = False
        keys = [key for key, _ in self._choices]
        if self._now in keys:
            self.query_one(OptionList).highlighted = keys.index(self._now)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take(event.value.strip())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._choices[event.option_index][0])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._preview is not None and event.option_list.has_focus:
            self._preview(self._choices[event.option_index][0])

    def action_choices(self) -> None:
        for options in self.query(ChoiceList):
            options.focus()

    def _take(self, text: str) -> None:
        wrong = self._check(text) if self._check and text else ""
        if wrong:
            told = self.query_one("#dialog-error", Static)
            told.update(Content(f"✗ {wrong}"))
            told.display = True
        else:
            self.dismiss(text or None)


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
            yield ChoiceList(*(Option(Content(marked(key, words, self._now)), id=key) for key, words in self._choices))
            yield Hint("Enter chooses · Esc closes")

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
            yield Line(self._value, placeholder="Search…", id="search-input")
            yield ChoiceList(id="search-list")
            yield Hint("Arrows walk · Enter takes · Esc closes")

    def on_mount(self) -> None:
        self._fill(self._value)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        words = typed.casefold().split()
        self._found = [line for line in self._lines if all(word in line.casefold() for word in words)][: self.SHOWN]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(sanitize(line, 300))) for line in self._found])
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
    """Shows a text to read: the keys of this place, the news; a click on a line with the meta `press` presses that key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss(None)", "Close", id="text.close"),
    ]

    def __init__(self, title: str, text: str | Content) -> None:
        super().__init__()
        self._title = title
        self._text = text if isinstance(text, Content) else Content(text)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll():
                yield Static(self._text)
            yield Hint("Esc closes")

    def on_click(self, event: events.Click) -> None:
        if key := event.style.meta.get("press"):
            self.dismiss(None)
            self.app.call_later(self.app.simulate_key, key)
