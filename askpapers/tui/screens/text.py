"""The frame of a screen of text: a head, a text that scrolls, a line that says what goes on, the keys."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from askpapers.tui.faults import FaultReporter
from askpapers.tui.widgets.status_bars import KeyBar

Result = TypeVar("Result")


class TextScreen(FaultReporter, Screen[Result]):
    """A screen of text, scrolled by the keys; `head` is its title."""

    head = ""

    def compose(self) -> ComposeResult:
        yield Static(Content(f" {self.head}"), id="page-head")
        with VerticalScroll(id="page-body"):
            yield Static(id="page-text")
        yield Static(id="page-state")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#page-body").focus()
        self.begin()

    def begin(self) -> None:
        """Fill the page."""
        raise NotImplementedError

    def show(self, text: Content) -> None:
        """Show a text in place of the one before."""
        self.query_one("#page-text", Static).update(text)

    def state(self, words: str) -> None:
        """Say what goes on; "" for nothing."""
        state = self.query_one("#page-state", Static)
        state.display = bool(words)
        state.update(Content(words))
