"""The line that narrows the list while one types."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from askpapers.filter_words import EXAMPLES, Typed
from askpapers.plain import plain


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

    def tell(self, typed: Typed) -> None:
        """Say what was understood of the line."""
        told, words = typed.told(), plain(typed.words, 60)
        parts = [f"only papers {told}"] if told else []
        parts += [f"searched: {words}"] if words and (told or typed.begun) else []
        parts += [f"“{plain(typed.begun.strip(), 30)}…” goes on"] if typed.begun else []
        parts += ["Enter keeps the filters"] if told else []
        self.border_subtitle = Content(" · ".join(parts) if parts or words else EXAMPLES)
