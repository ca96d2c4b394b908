"""Other screens that the desk opens: other looks at the papers, a digest, a file for another program, a draft, the doctor."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from askpapers import errors
from askpapers.papers.paper import papers_in_words
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import ChoiceDialog
from askpapers.tui.messages import ErrorRaised

READ_AT_ONCE = 1000
"""Papers that are read one after another at most; nobody gets that far."""


class OtherScreensPart(DeskBase):
    """The part of the desk that shows the papers otherwise than as one list."""

    async def action_triage(self) -> None:
        """Read the unread papers of the list one after another."""
        from askpapers.tui.screens.triage import TriageEnd, TriageScreen

        rows = await self.list.rows(self.listed, limit=READ_AT_ONCE)
        unread = [row for row in rows if not row.read]
        if not unread:
            self.notify("Everything in this list is read.", timeout=3)
            return

        async def left(ended: TriageEnd) -> None:
            await self.show_scope(keep=ended.paper_id or self.current_id)
            if ended.ask and ended.paper_id:
                self.scope = Scope(ids=(ended.paper_id,))
                await self.show_scope()
                self.set_focus(self.question.input)

        def done(ended: TriageEnd | None) -> None:
            if ended is not None:
                self.run_worker(left(ended), exit_on_error=False)

        self.app.push_screen(TriageScreen(self, unread), done)

    def action_map(self) -> None:
        """Show the papers in the list as pictures; what is opened there is shown here."""
        from askpapers.tui.screens.plots import PlotScreen

        if self.is_empty:
            self.notify("There is nothing to draw yet.", timeout=3)
            return
        at = self.reader.paper.id if self.reader.paper else ""
        typed = self.typed
        self.app.push_screen(
            PlotScreen(self.library, typed.scope, match=typed.words, cited=self.list.cited, at=at),
            self._opened_elsewhere,
        )

    async def action_two_days(self) -> None:
        """Show the day of the list beside the one before it."""
        from askpapers.tui.screens.days import DaysScreen

        days = sorted(day for day, _ in await self.library.catalog.days())
        if len(days) < 2:
            self.notify("Two days side by side take two days with papers: f fetches another.", timeout=4)
            return
        self.app.push_screen(DaysScreen(self, days, self.scope.until or days[-1]), self._opened_elsewhere)

    def _opened_elsewhere(self, opened: str | date | None) -> None:
        if isinstance(opened, date):
            self.take_scope(Scope(opened, opened), keep=False)
        elif opened is not None:
            self.run_worker(self._open(opened), exit_on_error=False)
        else:
            self.run_worker(self.list.reload_rows(), exit_on_error=False)

    async def _open(self, id: str) -> None:
        paper = await self.library.catalog.paper(id)
        if paper is not None:
            await self.show_scope(keep=id)
            self.open_paper(paper)


FORMS = {
    "bibtex": ("BibTeX", "bib"), "ris": ("RIS: Zotero, EndNote, Mendeley", "ris"),
    "csl-json": ("CSL-JSON: pandoc, Zotero", "json"), "csv": ("CSV: a spreadsheet", "csv"),
    "markdown": ("Markdown: a list with links", "md"), "jsonl": ("JSON Lines: everything that is known", "jsonl"),
}  # fmt: skip


class ExportPart(DeskBase):
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

        self.app.push_screen(DraftScreen(self.library, self.unsent))

    def action_doctor(self) -> None:
        """Look at what works."""
        from askpapers.tui.screens.doctor import DoctorScreen

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
        from askpapers.tui.dialogs.forms import ask_where

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
        from askpapers.tui.dialogs.forms import write_pieces
        from askpapers.verbs.export import export_papers

        self.status.working(f"writing {sanitize(path.name, 60)}…")
        try:
            order = self.list.order
            ids = await order.ids_of(scope) if order is not None else []
            await write_pieces(self, path, export_papers(self.library, ids, form, file=True))
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        finally:
            self.status.working("")
