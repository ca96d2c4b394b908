"""The line that narrows the list while one types, and the one that finds words in a conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style as DrawnStyle
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content, Span
from textual.message import Message
from textual.style import Style
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
        super().__init__(placeholder="Filter by title, author, organisation…", id="filter")

    def on_mount(self) -> None:
        self.border_subtitle = Content(EXAMPLES)

    def tell(self, typed: FilterLine) -> None:
        """Say what was understood of the line."""
        told, words = typed.told(), sanitize(typed.words, 60)
        parts = [f"only papers {told}"] if told else []
        parts += [f"searched: {words}"] if words and (told or typed.begun) else []
        parts += [f"“{sanitize(typed.begun.strip(), 30)}…” goes on"] if typed.begun else []
        parts += ["Enter keeps the filters"] if told else []
        self.border_subtitle = Content(" · ".join(parts) if parts or words else EXAMPLES)


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Words that are looked for, in this order and in any case; between them may be any white space."""

    words: str

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where they stand in a text, each as (start, end)."""
        if not self.words.split():
            return []
        pattern = r"\s+".join(map(re.escape, self.words.split()))
        return [found.span() for found in re.finditer(pattern, text, re.I)]

    def count(self, contents: Sequence[Content]) -> int:
        """How often they stand in several texts."""
        return sum(len(self.places(content.plain)) for content in contents)

    def lit(self, contents: Sequence[Content], at: int | None) -> list[Content]:
        """Return the texts with every place lit, and the one numbered `at` from 0 most, which `is_found` knows again."""
        shown: list[Content] = []
        number = 0
        for content in contents:
            spans: list[Span] = []
            for start, end in self.places(content.plain):
                spans.append(Span(start, end, _MOST if number == at else _LIT))
                number += 1
            shown.append(content.add_spans(spans))
        return shown


_LIT = "underline $text on $warning 30%"
_MOST = Style(reverse=True, bold=True) + Style.from_meta({"found": True})


def is_found(style: DrawnStyle) -> bool:
    """Whether what is drawn in this style is the place that is lit most."""
    return bool(style.meta.get("found"))


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
