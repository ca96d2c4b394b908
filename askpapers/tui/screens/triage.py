"""A morning's reading: one paper after another, each read, starred, left or asked about."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, papers_in_words
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.keys import keys_text
from askpapers.tui.widgets.paper_view import PaperView, links_of
from askpapers.tui.widgets.status_bars import KeyBar

FIRST_GUESS = 20.0
"""Seconds that a paper takes, until the reader's own pace is known."""


@dataclass(frozen=True, slots=True)
class Left:
    """Where the reading ended: the paper that was shown, None where none is left; `ask` to ask about it."""

    paper_id: str | None
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to a paper, to be taken back: its place, and which marks it had before."""

    place: int
    read: bool
    starred: bool


class TriageScreen(Screen[Left]):
    """The unread papers, one at a time; n or Space marks one read and shows the next, u takes the last step back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,n", "next", "Read, next", id="triage.next", tooltip="Mark it read and show the next"),
        Binding("x", "star", "Star, next", id="triage.star", tooltip="Star it, mark it read and show the next"),
        Binding("m", "keep", "Keep unread, next", id="triage.keep", tooltip="Leave it unread and show the next"),
        Binding("u", "undo", "Undo", id="triage.undo", tooltip="Take the last step back"),
        Binding("a", "ask", "Ask", id="triage.ask", tooltip="Ask about this paper"),
        Binding("l", "open_link", "Open the link", id="triage.link"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="triage.down"),
        Binding("up", "scroll(-1)", "Up", show=False, id="triage.up"),
        Binding("question_mark", "keys", "Keys", id="triage.keys", tooltip="All keys of this place"),
        Binding("escape,q", "leave", "Back", id="triage.back"),
    ]

    def __init__(
        self, library: Library, rows: Sequence[ListedPaper], *, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._library = library
        self._rows = rows
        self._now = now
        self._began = now()
        self._place = 0
        self._steps: list[Step] = []

    def compose(self) -> ComposeResult:
        yield Static(id="page-head")
        yield PaperView(id="triage-paper")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(PaperView).focus()
        self._show()

    @property
    def row(self) -> ListedPaper | None:
        """The paper that is shown, None where all were."""
        return self._rows[self._place] if self._place < len(self._rows) else None

    def _show(self) -> None:
        view, row = self.query_one(PaperView), self.row
        if row is None:
            view.clear("That was all. Esc goes back to the list, u takes the last step back.")
        else:
            view.show_row(row)
        self.query_one("#page-head", Static).update(Content(f" {self._progress()}"))

    def _progress(self) -> str:
        done, left = self._place, len(self._rows) - self._place
        if not left:
            return f"{papers_in_words(done)} done"
        pace = (self._now() - self._began) / done if done >= 3 else FIRST_GUESS
        minutes = round(pace * left / 60)
        told = "less than a minute" if minutes < 1 else "a minute" if minutes == 1 else f"{minutes} minutes"
        return f"{done + 1} of {papers_in_words(len(self._rows))} · about {told} left"

    async def _step(self, *, read: bool | None = None, starred: bool | None = None) -> None:
        row = self.row
        if row is None:
            return
        self._steps.append(Step(self._place, row.read, row.starred))
        if read is not None or starred is not None:
            await self._library.catalog.mark([row.paper.id], read=read, starred=starred)
        self._place += 1
        self._show()

    async def action_next(self) -> None:
        await self._step(read=True)

    async def action_star(self) -> None:
        await self._step(read=True, starred=True)

    async def action_keep(self) -> None:
        await self._step()

    async def action_undo(self) -> None:
        if not self._steps:
            self.notify("There is no step to take back.", timeout=3)
            return
        step = self._steps.pop()
        paper = self._rows[step.place].paper
        await self._library.catalog.mark([paper.id], read=step.read, starred=step.starred)
        self._place = step.place
        self._show()

    def action_ask(self) -> None:
        if self.row is not None:
            self.dismiss(Left(self.row.paper.id, ask=True))

    def action_leave(self) -> None:
        self.dismiss(Left(self.row.paper.id if self.row else None))

    def action_open_link(self) -> None:
        links = links_of(self.row.paper) if self.row else []
        if links:
            self.app.open_url(links[0])
        else:
            self.notify("The list gave no link for this paper.", timeout=3)

    def action_scroll(self, by: int) -> None:
        self.query_one(PaperView).scroll_relative(y=by, animate=False)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    @on(PaperView.LinkOpened)
    def _link(self, event: PaperView.LinkOpened) -> None:
        self.app.open_url(event.url)
