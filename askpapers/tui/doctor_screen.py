"""What works and what does not, inside the interface."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from askpapers import doctor
from askpapers.plain import plain
from askpapers.tui.desk import Desk
from askpapers.tui.page_screen import PageScreen


class DoctorScreen(PageScreen):
    """The checks of `askpapers doctor`, each shown when it is done."""

    FILE = "askpapers-doctor.txt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "look(False)", "Look again", id="doctor.again"),
        Binding("m", "look(True)", "Try the model", id="doctor.model",
                tooltip="Try the model server too: one call as long as a question, which may cost"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Doctor: what works and what does not")
        self._checks: list[doctor.Check] = []
        self._model = False

    def action_look(self, model: bool) -> None:
        """Look again; with `model`, at the model server too."""
        self._model = model
        self.begin()

    async def fill(self) -> None:
        """Show each check as it is done."""
        self._checks = []
        library = self._desk.library
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
    hint = f"\n  {plain(check.hint)}" if check.hint and not check.ok else ""
    return Content.assemble((sign, style), Content(f" {check.what}: {plain(check.told)}{hint}"))
