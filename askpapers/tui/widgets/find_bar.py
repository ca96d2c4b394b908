"""The line that narrows the list while one types, and the one that finds words in a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from askpapers.query.filter_line import EXAMPLES, FilterLine
from askpapers.text.sanitize import sanitize


class FilterInput(Input):
    """Narrows the list as one types; Enter and Down go on to the list. Below it stands what was understood."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "submit", "To the list", id="filter.done"),
        Binding("escape", "screen.back", "Clear", id="filter.clear"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="Filter by title, author, organization…", id="filter")

    def on_mount(self) -> None:
        self.border_subtitle = Content(EXAMPLES)

    def allow_focus(self) -> bool:
        """What is typed goes to no line that is not seen."""
        return self.display

    def tell(self, typed: FilterLine) -> None:
        """Say what was understood of the line."""
        told, words = typed.told(), sanitize(typed.words, 60)
        parts = [f"only papers {told}"] if told else []
        parts += [f"searched: {words}"] if words and (told or typed.begun) else []
        parts += [f"“{sanitize(typed.begun.strip(), 30)}…” goes on"] if typed.begun else []
        parts += ["Enter keeps the filters"] if told else []
        self.border_subtitle = Content(" · ".join(parts) if parts or words else EXAMPLES)


class FindInput(Input):
    """The words to find."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "step(1)", "Next", id="find.next"),
        Binding("up", "step(-1)", "Previous", id="find.previous"),
        Binding("escape", "leave", "Close", id="find.leave"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="Find in this conversation…", id="find-input", compact=True)

    def action_step(self, by: int) -> None:
        self.post_message(FindBar.Stepped(by))

    def action_leave(self) -> None:
        self.post_message(FindBar.Left())


class FindBar(Horizontal):
    """One line: the words, and how often they are there."""

    @dataclass
    class Typed(Message):
        """Other words are looked for."""

        words: str

    @dataclass
    class Stepped(Message):
        """The next place is wanted, or the previous one (-1)."""

        by: int

    class Left(Message):
        """Nothing is looked for any more."""

    def compose(self) -> ComposeResult:
        yield Static("/", id="find-sign")
        yield FindInput()
        yield Static(id="find-count")

    def on_mount(self) -> None:
        self.display = False

    @property
    def input(self) -> FindInput:
        """The line itself."""
        return self.query_one(FindInput)

    def tell(self, at: int, total: int) -> None:
        """Say which place of how many is shown."""
        words = "" if not self.input.value.strip() else f"{at + 1} of {total}" if total else "not found"
        self.query_one("#find-count", Static).update(Content(words))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))
