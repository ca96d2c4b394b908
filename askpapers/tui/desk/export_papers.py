"""Papers given away from the desk: a digest, a file for another program; and what the doctor says."""

from __future__ import annotations

from pathlib import Path

from askpapers import errors
from askpapers.papers.paper import papers_in_words
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import ChoiceDialog
from askpapers.tui.messages import ErrorRaised

FORMS = {
    "bibtex": ("BibTeX", "bib"), "ris": ("RIS: Zotero, EndNote, Mendeley", "ris"),
    "csl-json": ("CSL-JSON: pandoc, Zotero", "json"), "csv": ("CSV: a spreadsheet", "csv"),
    "markdown": ("Markdown: a list with links", "md"), "jsonl": ("JSON Lines: everything that is known", "jsonl"),
}  # fmt: skip


class Exporting(DeskBase):
    """The part of the desk that gives papers away."""

    def action_digest(self) -> None:
        """Show the digest of the papers in the list."""
        from askpapers.tui.screens.page import DigestScreen

        self.app.push_screen(DigestScreen(self.library, self.listed))

    def action_interests(self) -> None:
        """Show what papers are ranked by."""
        from askpapers.tui.screens.interests import InterestsScreen

        self.app.push_screen(InterestsScreen(self.library))

    def action_verify(self) -> None:
        """Check a draft against the library."""
        from askpapers.tui.screens.draft import DraftScreen

        self.app.push_screen(DraftScreen(self.library))

    def action_doctor(self) -> None:
        """Look at what works."""
        from askpapers.tui.screens.page import DoctorScreen

        self.app.push_screen(DoctorScreen(self.library))

    async def action_export_papers(self) -> None:
        """Choose a form and a file for the chosen papers, or for all in the list."""
        await self._choose_form(chosen=True)

    async def _choose_form(self, *, chosen: bool) -> None:
        scope = Scope(ids=self.list.chosen) if chosen and self.list.chosen else self.listed
        count = await self.library.catalog.count(scope)
        if not count:
            self.notify("There is no paper in the list. s chooses others.", timeout=4)
            return
        from askpapers.tui.dialogs.files import ask_where

        choices = [(form, words) for form, (words, _) in FORMS.items()]
        if scope.ids != self.listed.ids:
            choices.append(("", f"Not the chosen ones: all {papers_in_words(self.list.count)} in the list"))

        def given(form: str | None) -> None:
            if form == "":
                self.run_worker(self._choose_form(chosen=False), exit_on_error=False)
            elif form is not None:
                day = f"-{scope.day.isoformat()}" if scope.day else ""
                title = f"Write {papers_in_words(count)} as {FORMS[form][0].partition(':')[0]} to"
                ask_where(self, title, f"papers{day}.{FORMS[form][1]}", lambda path: self._write(scope, form, path))

        those = "the chosen " if scope.ids and scope.ids == self.list.chosen else ""
        self.app.push_screen(ChoiceDialog(f"Export {those}{papers_in_words(count)} as", choices), given)

    def _write(self, scope: Scope, form: str, path: Path) -> None:
        self.run_worker(self._export(scope, form, path), group="exporting", exit_on_error=False)

    async def _export(self, scope: Scope, form: str, path: Path) -> None:
        from askpapers.tui.dialogs.files import write_pieces
        from askpapers.verbs.export import export_papers

        self.status.working(f"writing {sanitize(path.name, 60)}…")
        try:
            order = self.list.order
            ids = await order.ids_of(scope) if order is not None else []
            await write_pieces(self, path, export_papers(self.library, ids, form))
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        finally:
            self.status.working("")
