"""A page to read, to copy and to keep; it fills while one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from askpapers import errors
from askpapers.plain import plain
from askpapers.tui.dialogs import TextDialog
from askpapers.tui.keys import keys_text
from askpapers.tui.saving import ask_where, write

if TYPE_CHECKING:
    from pathlib import Path

    from askpapers.tui.desk import Desk


class PageScreen(Screen[None]):
    """What a page has in common: a head, a text that scrolls, a line that says what goes on."""

    FILE = "page.md"
    HINT = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", id="page.back"),
        Binding("y", "copy", "Copy", id="page.copy", tooltip="Copy the page to the clipboard"),
        Binding("w", "save", "Write to a file", id="page.save"),
        Binding("question_mark", "keys", "Keys", id="page.keys", tooltip="All keys of this place"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="page.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="page.up"),
    ]

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self._desk = desk
        self._head = title
        self._parts: list[Content] = []

    def compose(self) -> ComposeResult:
        yield Static(Content(f" {self._head}"), id="page-head")
        with VerticalScroll(id="page-body"):
            yield Static(id="page-text")
        yield Static(id="page-state")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        self.query_one("#page-body").focus()
        self.begin()

    def begin(self) -> None:
        """Fill the page anew."""
        self._parts = []
        self.run_worker(self._fill(), group="page", exclusive=True, exit_on_error=False)

    async def _fill(self) -> None:
        try:
            await self.fill()
        except errors.AskpapersError as error:
            self.state(f"✗ {plain(str(error))} {plain(error.hint)}".strip())

    async def fill(self) -> None:
        """Write the page by `add`, saying by `state` what goes on."""
        raise NotImplementedError

    def text(self) -> str:
        """The page as it is copied."""
        raise NotImplementedError

    def written(self, path: Path) -> str:
        """The page as it is written to a file of this name."""
        return self.text()

    def add(self, part: Content) -> None:
        """Add lines to the page."""
        self._parts.append(part)
        self.query_one("#page-text", Static).update(Content("\n").join(self._parts))

    def state(self, words: str) -> None:
        """Say what goes on; "" for nothing."""
        state = self.query_one("#page-state", Static)
        state.display = bool(words)
        state.update(Content(words))

    def action_scroll(self, by: int) -> None:
        self.query_one("#page-body").scroll_relative(y=by, animate=False)

    def action_copy(self) -> None:
        if not self._parts:
            self.notify("There is nothing to copy yet.", timeout=3)
            return
        self.app.copy_to_clipboard(self.text())
        self.notify(f"{self._head}: it is on the clipboard.", timeout=3, markup=False)

    def action_save(self) -> None:
        if not self._parts:
            self.notify("There is nothing to write yet.", timeout=3)
            return
        ask_where(self, "Write it to", self.FILE, lambda path: write(self, path, self.written(path)), what=self.HINT)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    def on_click(self, event: events.Click) -> None:
        if url := event.style.meta.get("url"):
            self.app.open_url(url)
