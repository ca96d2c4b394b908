"""A damaged library: what is wrong, what a repair will do, and the repair itself."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from askpapers import errors
from askpapers.answers.answer import Progress
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize
from askpapers.tui.widgets.status_bars import KeyBar

ASK = "r repairs it. Esc leaves it as it is, and the program."


class RepairScreen(Screen[bool]):
    """Says what is damaged and repairs it where the reader wants that; dismissed with whether the library is whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "r,enter", "repair", "Repair", id="repair.repair", tooltip="Mend what is damaged, beside the old files"
        ),
        Binding("escape,q", "leave", "Leave", id="repair.leave", tooltip="Leave the library as it is"),
    ]

    def __init__(self, settings: Settings, error: errors.LibraryDamaged) -> None:
        super().__init__()
        self._settings = settings
        self._error = error
        self._lines: list[str] = []
        self._planned = self._repairing = self._whole = False

    def compose(self) -> ComposeResult:
        yield Static(Content(" The library is damaged"), id="page-head")
        with VerticalScroll(id="page-body"):
            yield Static(id="page-text")
        yield Static(id="page-state")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#page-body").focus()
        self._say(str(self._error), "")
        self.run_worker(self._plan(), group="repair", exit_on_error=False)

    def _say(self, *lines: str) -> None:
        self._lines += [sanitize(line, 400) for line in lines]
        self.query_one("#page-text", Static).update(Content("\n".join(self._lines)))

    def _state(self, words: str) -> None:
        self.query_one("#page-state", Static).update(Content(f" {sanitize(words, 200)}"))

    async def _plan(self) -> None:
        from askpapers.verbs import repair

        self._state("looking at what is damaged…")
        try:
            plan = await repair.plan(self._settings)
        except errors.AskpapersError as error:
            self._say(str(error), error.hint)
            self._state("Esc leaves.")
            return
        if plan.steps:
            self._say("To be done:", *(f"  {step}" for step in plan.steps))
            self._state(ASK)
        else:
            self._whole = True
            self._say("Looked at again, nothing is damaged.")
            self._state("r goes on.")
        self._planned = True

    def action_repair(self) -> None:
        """Repair, or go on where all is whole."""
        if self._whole:
            self.dismiss(True)
        elif self._planned and not self._repairing:
            self._repairing = True
            self.run_worker(self._repair(), group="repair", exit_on_error=False)

    async def _repair(self) -> None:
        from askpapers.verbs import repair

        def tell(progress: Progress) -> None:
            self._state(f"{progress.what} {progress.done} of {progress.total}")

        self._state("repairing…")
        try:
            done = await repair.repair(self._settings, self._say, tell)
        except errors.AskpapersError as error:
            self._say("", str(error), error.hint)
            self._state("r tries again. Esc leaves.")
        else:
            self._whole = True
            self._say("", *done)
            self._state("It is whole. r goes on.")
        finally:
            self._repairing = False

    def action_leave(self) -> None:
        """Leave; a repair that is under way is finished first."""
        if self._repairing:
            self._state("repairing still; it is safe to wait")
        else:
            self.dismiss(self._whole)
