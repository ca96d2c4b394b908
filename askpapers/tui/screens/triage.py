"""A morning's reading: one paper after another, each read, starred, left or asked about."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from askpapers.papers.paper import ListedPaper, papers_in_words
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.keys import keys_text
from askpapers.tui.widgets.bars import KeyBar
from askpapers.tui.widgets.paper_view import PaperView, links_of
from askpapers.tui.widgets.rows import Marker, Step

FIRST_GUESS = 20.0
"""Seconds that a paper takes, until the reader's own pace is known."""
GUESSED = 3
"""Papers of the reader's own that the guess weighs as much as, so that a quick start promises no quick end."""
BAR = 20
"""Cells of the bar that tells how far the reading is."""


@dataclass(frozen=True, slots=True)
class TriageEnd:
    """Where the reading ended: the paper that was shown, None where none is left; `ask` to ask about it."""

    paper_id: str | None
    ask: bool = False


class TriageScreen(Screen[TriageEnd]):
    """The unread papers, one at a time; n or Space marks one read and shows the next, u takes the last step back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,n", "next", "Read, next", id="triage.next", tooltip="Mark it read and show the next"),
        Binding("x", "star", "Star, next", id="triage.star", tooltip="Star it, mark it read and show the next"),
        Binding("m", "keep", "Keep unread", id="triage.keep", tooltip="Leave it unread and show the next"),
        Binding("t", "annotate", "Tag", id="triage.annotate", tooltip="Write a note, tag or collect the paper"),
        Binding("u", "undo", "Undo", id="triage.undo", tooltip="Take the last step back"),
        Binding("a", "ask", "Ask", id="triage.ask", tooltip="Ask about this paper"),
        Binding("l", "open_link", "Open the link", id="triage.link"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="triage.down"),
        Binding("up", "scroll(-1)", "Up", show=False, id="triage.up"),
        Binding("question_mark", "keys", "Keys", id="triage.keys", tooltip="All keys of this place"),
        Binding("escape,q", "leave", "Back", id="triage.back"),
    ]

    def __init__(self, desk: Marker, rows: Sequence[ListedPaper], *, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._desk = desk
        self._rows = list(rows)
        self._now = now
        self._began = self._stepped = now()
        self._place = 0
        self._drawn = False
        self._taken: list[tuple[int, Step | None]] = []
        """The steps taken here: where each was, and what takes it back where anything was marked."""

    def compose(self) -> ComposeResult:
        yield Static(id="page-head")
        with Center():
            yield PaperView(id="triage-paper")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(PaperView).focus()
        self._drawn = True
        self._show()

    @property
    def row(self) -> ListedPaper | None:
        """The paper that is shown, None where all were."""
        return self._rows[self._place] if self._place < len(self._rows) else None

    def _show(self) -> None:
        if not self._drawn:  # over a slow line the first key may come before there is anything to draw on
            return
        view, row = self.query_one(PaperView), self.row
        if row is None:
            view.clear("That was all. Esc goes back to the list, u takes the last step back.")
        else:
            view.show_row(row)
        self.query_one("#page-head", Static).update(self._progress())

    def _progress(self) -> Content:
        done, left = self._place, len(self._rows) - self._place
        if not left:
            return Content(f" {papers_in_words(done)} done")
        pace = (self._stepped - self._began + GUESSED * FIRST_GUESS) / (done + GUESSED)
        minutes = round(pace * left / 60)
        told = "less than a minute" if minutes < 1 else "a minute" if minutes == 1 else f"{minutes} minutes"
        words = f" {done + 1} of {papers_in_words(len(self._rows))} · about {told} left"
        full = round(BAR * done / len(self._rows))
        if self.app.has_class("plain") or len(words) + BAR + 3 > self.app.size.width:
            return Content(words)
        return Content.assemble(words, "   ", ("━" * full, "$primary"), ("━" * (BAR - full), "$foreground 25%"))

    async def _step(self, words: str = "", *, read: bool | None = None, starred: bool | None = None) -> None:
        row = self.row
        if row is None:
            return
        step: Step | None = None
        if read is not None or starred is not None:
            await self._desk.mark(row, read=read, starred=starred)
            step = (words, partial(self._desk.mark, row, read=row.read, starred=row.starred))
        self._take(step)
        self._place += 1
        self._stepped = self._now()
        self._show()

    def _take(self, step: Step | None) -> None:
        """Keep a step, here and for whoever takes it back at the desk."""
        self._taken.append((self._place, step))
        if step is not None:
            self._desk.steps.append(step)

    async def action_next(self) -> None:
        await self._step("It is unread again.", read=True)

    async def action_star(self) -> None:
        await self._step("The star and the mark are as they were.", read=True, starred=True)

    async def action_keep(self) -> None:
        await self._step()

    async def action_annotate(self) -> None:
        """Write on the paper that is shown; it stays."""
        if self.row is not None:
            taken = len(self._desk.steps)
            await self._desk.write_on((self.row.paper.id,), partial(self._written, taken))

    async def _written(self, taken: int, row: ListedPaper) -> None:
        """Show the paper with its words; after `taken` steps of the desk they are another one."""
        at = next((place for place, other in enumerate(self._rows) if other.paper.id == row.paper.id), None)
        if at is None or not self.is_attached:
            return
        self._rows[at] = row
        if len(self._desk.steps) > taken:
            self._taken.append((at, self._desk.steps[-1]))
        self._show()

    async def action_undo(self) -> None:
        if not self._taken:
            self.notify("There is no step to take back.", timeout=3)
            return
        self._place, step = self._taken.pop()
        if step is not None and step in self._desk.steps:
            self._desk.steps.remove(step)
            await step[1]()
        self._show()

    def action_ask(self) -> None:
        if self.row is not None:
            self.dismiss(TriageEnd(self.row.paper.id, ask=True))

    def action_leave(self) -> None:
        self.dismiss(TriageEnd(self.row.paper.id if self.row else None))

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
