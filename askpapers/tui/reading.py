"""What is done with the paper that is read or under the cursor: shown, marked, chosen, compared, followed, copied."""

from __future__ import annotations

from textual import on

from askpapers.catalog import Row
from askpapers.plain import plain
from askpapers.scopes import Scope
from askpapers.tui.daylist import DayList
from askpapers.tui.dialogs import ChoiceDialog
from askpapers.tui.part import Part
from askpapers.tui.reader import Reader, links_of
from askpapers.tui.turn import Turn


class Reading(Part):
    """The part of the desk that shows a paper and does something with it."""

    @on(DayList.Highlighted)
    def _highlighted(self, event: DayList.Highlighted) -> None:
        desk = self.desk
        if desk.panes.view != "answer":
            desk.reader.show_row(event.row)

    @on(DayList.Opened)
    async def _opened(self, event: DayList.Opened) -> None:
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
    @on(Reader.LinkOpened)
    def _link(self, event: Reader.LinkOpened | Turn.LinkOpened) -> None:
        self.app.open_url(event.url)

    async def mark(self, row: Row, *, read: bool | None = None, starred: bool | None = None) -> None:
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
        from askpapers.tui.compare_screen import CompareScreen

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
        from askpapers import retrieve

        paper = desk.reader.paper
        if paper is None:
            return
        desk.status.working("looking for related papers…")
        matches = await retrieve.search(desk.library, f"{paper.title}. {paper.abstract[:600]}", Scope(), k=12)
        desk.status.working("")
        choices = [(m.paper.id, plain(m.paper.title, 90)) for m in matches if m.paper.id != paper.id]
        titles = {m.paper.id: m.paper for m in matches}

        def chosen(id: str | None) -> None:
            if id is not None:
                desk.reader.show(titles[id], {})
                desk.panes.go("paper")

        self.app.push_screen(ChoiceDialog("Related papers in the library", choices), chosen)
