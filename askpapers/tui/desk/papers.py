"""What is done with papers on the desk: opened, marked, compared, exported."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import on

from askpapers import errors
from askpapers.papers.paper import ListedPaper, papers_in_words
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import ChoiceDialog
from askpapers.tui.dialogs.files import ask_where, write
from askpapers.tui.widgets.paper_list import PaperList
from askpapers.tui.widgets.paper_view import PaperView, links_of
from askpapers.tui.widgets.turn import Turn

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

        self.app.push_screen(DigestScreen(self.desk, self.desk.listed))

    def action_doctor(self) -> None:
        """Look at what works."""
        from askpapers.tui.screens.page import DoctorScreen

        self.app.push_screen(DoctorScreen(self.desk))

    async def action_export_papers(self) -> None:
        """Choose a form and a file for the chosen papers, or for all in the list."""
        await self._choose_form(chosen=True)

    async def _choose_form(self, *, chosen: bool) -> None:
        desk = self.desk
        scope = Scope(ids=desk.list.chosen) if chosen and desk.list.chosen else desk.listed
        count = await desk.library.catalog.count(scope)
        if not count:
            self.notify("There is no paper in the list. s chooses others.", timeout=4)
            return
        choices = [(form, words) for form, (words, _) in FORMS.items()]
        if scope.ids != desk.listed.ids:
            choices.append(("", f"Not the chosen ones: all {papers_in_words(desk.list.count)} in the list"))

        def given(form: str | None) -> None:
            if form == "":
                self.run_worker(self._choose_form(chosen=False), exit_on_error=False)
            elif form is not None:
                day = f"-{scope.day.isoformat()}" if scope.day else ""
                title = f"Write {papers_in_words(count)} as {FORMS[form][0].partition(':')[0]} to"
                ask_where(self, title, f"papers{day}.{FORMS[form][1]}", lambda path: self._write(scope, form, path))

        those = "the chosen " if scope.ids and scope.ids == desk.list.chosen else ""
        self.app.push_screen(ChoiceDialog(f"Export {those}{papers_in_words(count)} as", choices), given)

    def _write(self, scope: Scope, form: str, path: Path) -> None:
        self.run_worker(self._export(scope, form, path), group="exporting", exit_on_error=False)

    async def _export(self, scope: Scope, form: str, path: Path) -> None:
        from askpapers.writers import bibliography as export

        desk = self.desk
        desk.status.working(f"writing {path.name}…")
        try:
            rows = await desk.library.catalog.rows(scope, sort=desk.sort_key, limit=1_000_000)
            text = await asyncio.to_thread(export.papers, rows, form)
        except errors.AskpapersError as error:
            desk.askpapers.tell_error(error)
        else:
            write(self, path, text)
        finally:
            desk.status.working("")


class Reading(DeskBase):
    """The part of the desk that shows a paper and does something with it."""

    @on(PaperList.Highlighted)
    def _highlighted(self, event: PaperList.Highlighted) -> None:
        desk = self.desk
        if desk.panes.view != "answer":
            desk.reader.show_row(event.row)

    @on(PaperList.Opened)
    async def _opened(self, event: PaperList.Opened) -> None:
        desk = self.desk
        desk.panes.cited_from_answer = False
        desk.reader.show_row(event.row)
        desk.panes.go("paper")
        await self.mark(event.row, read=True)

    @on(Turn.Cited)
    async def _cited(self, event: Turn.Cited) -> None:
        desk, citation = self.desk, event.citation
        paper = event.turn.papers.get(citation.paper_id) or await desk.library.catalog.paper(citation.paper_id)
        if paper is None:
            self.notify("This citation points at no paper that is here.", severity="warning", timeout=4)
            return
        if not paper.abstract:
            paper = await desk.library.catalog.paper(citation.paper_id) or paper
        lit = dict.fromkeys(citation.sentences, citation.support)
        desk.reader.show(paper, lit, event.turn.verdict(citation))
        desk.reader.add_class("cited")
        desk.panes.cited_from_answer = True
        if event.open_it:
            if desk.has_class("-narrow"):
                desk.panes.show("paper")
            desk.set_focus(desk.reader)

    @on(Turn.LinkOpened)
    @on(PaperView.LinkOpened)
    def _link(self, event: PaperView.LinkOpened | Turn.LinkOpened) -> None:
        self.app.open_url(event.url)

    async def mark(self, row: ListedPaper, *, read: bool | None = None, starred: bool | None = None) -> None:
        """Set or clear the reader's marks on a paper, and show them."""
        desk = self.desk
        await desk.library.catalog.mark([row.paper.id], read=read, starred=starred)
        await desk.list.reload_rows()

    async def action_star(self) -> None:
        desk = self.desk
        if (row := desk.list.row) is not None:
            await self.mark(row, starred=not row.starred)

    async def action_toggle_read(self) -> None:
        desk = self.desk
        if (row := desk.list.row) is not None:
            await self.mark(row, read=not row.read)

    def action_choose(self) -> None:
        """Choose the paper for a comparison, or put it back."""
        desk = self.desk
        id = desk.reader.paper.id if desk.panes.view != "list" and desk.reader.paper else desk.current_id
        if id is None:
            return
        chosen = desk.list.chosen
        if id in chosen:
            desk.list.choose(tuple(other for other in chosen if other != id))
        elif len(chosen) == 4:
            self.notify("Four papers are chosen already; c compares them.", severity="warning", timeout=4)
        else:
            desk.list.choose((*chosen, id))
        desk.tell_scope()

    def action_compare(self) -> None:
        desk = self.desk
        chosen = desk.list.chosen
        if len(chosen) < 2:
            self.notify("Choose two papers with Space, then c lays them side by side.", timeout=5)
            return
        from askpapers.tui.screens.comparison import CompareScreen

        self.app.push_screen(CompareScreen(chosen))

    def action_open_link(self) -> None:
        desk = self.desk
        links = links_of(desk.reader.paper) if desk.reader.paper else []
        if links:
            self.app.open_url(links[0])
        else:
            self.notify("This paper's list gave no link.", timeout=3)

    def action_copy_link(self) -> None:
        desk = self.desk
        links = links_of(desk.reader.paper) if desk.reader.paper else []
        if links:
            self.app.copy_to_clipboard(links[0])
            self.notify(f"Copied {links[0]}", timeout=3, markup=False)

    def action_copy_paper(self) -> None:
        desk = self.desk
        if (paper := desk.reader.paper) is not None:
            self.app.copy_to_clipboard(f"{paper.title}\n\n{paper.abstract}")
            self.notify("Title and abstract are on the clipboard.", timeout=3)

    async def action_related(self) -> None:
        desk = self.desk
        from askpapers.retrieval import search as retrieve

        paper = desk.reader.paper
        if paper is None:
            return
        desk.status.working("looking for related papers…")
        matches = await retrieve.search(desk.library, f"{paper.title}. {paper.abstract[:600]}", Scope(), k=12)
        desk.status.working("")
        choices = [(m.paper.id, sanitize(m.paper.title, 90)) for m in matches if m.paper.id != paper.id]
        titles = {m.paper.id: m.paper for m in matches}

        def chosen(id: str | None) -> None:
            if id is not None:
                desk.reader.show(titles[id], {})
                desk.panes.go("paper")

        self.app.push_screen(ChoiceDialog("Related papers in the library", choices), chosen)
