"""A library's health: the checks of the doctor; and a damaged library, what a repair will do, and the repair itself."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from askpapers import errors
from askpapers.answers.answer import Progress
from askpapers.library.library import Library
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize
from askpapers.tui.screens.page import PageScreen, TextScreen
from askpapers.verbs import doctor


class DoctorScreen(PageScreen):
    """The checks of `askpapers doctor`, each shown when it is done."""

    FILE = "askpapers-doctor.txt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "look(False)", "Look again", id="doctor.again"),
        Binding("m", "look(True)", "Try the model", id="doctor.model",
                tooltip="Try the model server too: one call as long as a question, which may cost"),
    ]  # fmt: skip

    def __init__(self, library: Library) -> None:
        super().__init__(library, "Doctor: what works and what does not")
        self._checks: list[doctor.Check] = []
        self._model = False

    def action_look(self, model: bool) -> None:
        """Look again; with `model`, at the model server too."""
        self._model = model
        self.begin()

    async def fill(self) -> None:
        """Show each check as it is done."""
        self._checks = []
        library = self._library
        async for check in doctor.look(library.settings, model=self._model, library=library, tell=self._looking):
            self._checks.append(check)
            self.add(_shown(check))
        bad = sum(not check.ok for check in self._checks)
        more = "" if self._model else " · m tries the model server too"
        self.state((f"{bad} not well; what to do stands below it" if bad else "All is well") + more)

    def _looking(self, what: str) -> None:
        self.state(f"looking at: {what}…")

    def text(self) -> str:
        """The checks as lines of text."""
        return "".join(f"{_shown(check).plain}\n" for check in self._checks)


def _shown(check: doctor.Check) -> Content:
    sign, style = ("✓", "bold $text-success") if check.ok else ("✗", "bold $text-error")
    hint = f"\n  {sanitize(check.hint)}" if check.hint and not check.ok else ""
    return Content.assemble((sign, style), Content(f" {check.what}: {sanitize(check.told)}{hint}"))


ASK = "r repairs it. Esc leaves it as it is, and the program."


class RepairScreen(TextScreen[bool]):
    """Says what is damaged and repairs it where the reader wants that; dismissed with whether the library is whole."""

    head = "The library is damaged"
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

    def begin(self) -> None:
        """Say what is damaged, and look what can be done."""
        self._say(str(self._error), "")
        self.run_worker(self._plan(), group="repair", exit_on_error=False)

    def _say(self, *lines: str) -> None:
        self._lines += [sanitize(line, 400) for line in lines]
        self.show(Content("\n".join(self._lines)))

    async def _plan(self) -> None:
        from askpapers.verbs import repair

        self.state("looking at what is damaged…")
        try:
            plan = await repair.plan(self._settings)
        except errors.AskpapersError as error:
            self._say(str(error), error.hint)
            self.state("Esc leaves.")
            return
        if plan.steps:
            self._say("To be done:", *(f"  {step}" for step in plan.steps))
            self.state(ASK)
        else:
            self._whole = True
            self._say("Looked at again, nothing is damaged.")
            self.state("r goes on.")
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
            self.state(f"{sanitize(progress.what, 180)} {progress.done} of {progress.total}")

        self.state("repairing…")
        try:
            done = await repair.repair(self._settings, self._say, tell)
        except errors.AskpapersError as error:
            self._say("", str(error), error.hint)
            self.state("r tries again. Esc leaves.")
        else:
            self._whole = True
            self._say("", *done)
            self.state("It is whole. r goes on.")
        finally:
            self._repairing = False

    def action_leave(self) -> None:
        """Leave; a repair that is under way is finished first."""
        if self._repairing:
            self.state("repairing still; it is safe to wait")
        else:
            self.dismiss(self._whole)
