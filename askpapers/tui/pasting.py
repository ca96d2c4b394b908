"""Pasting a list of papers."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from askpapers.tui.dialogs import Dialog, Hint


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
            yield Hint("Ctrl+R adds it · Esc closes")

    def action_add(self) -> None:
        self.dismiss(self.query_one(PasteArea).whole or None)
