"""What is done with papers on the desk: found, opened, compared, followed to their pages."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.worker import WorkType

from askpapers import errors
from askpapers.answers.answer import Status, Support
from askpapers.library.catalog.database import in_passing
from askpapers.papers.paper import Paper, papers_in_words
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import display_line
from askpapers.tui.desk.at_hand import AtHandPart
from askpapers.tui.dialogs.basic import ChoiceDialog
from askpapers.tui.dialogs.palette import PaletteEntry
from askpapers.tui.messages import CopyWanted, ErrorRaised
from askpapers.tui.widgets.bars import OpenComparison
from askpapers.tui.widgets.paper_list import PaperList
from askpapers.tui.widgets.paper_view import PaperView, links_of
from askpapers.tui.widgets.turn import Turn
from askpapers.verbs import mark

FOUND = 6
"""Of each kind, what the palette shows of the library."""


class PaperPart(AtHandPart):
    """The part of the desk that shows a paper and does something with it."""

    async def find(self, words: str) -> list[PaletteEntry]:
        """Return the papers, days and conversations that have some words, to be opened."""
        catalog = self.library.catalog
        found = [
            PaletteEntry("Papers", display_line(row.paper.title), partial(self.open_paper, row.paper))
            for row in await catalog.rows(Scope(), match=words, limit=FOUND)
        ]
        days = [
            (day, count)
            for day, count in await catalog.days()
            if words.casefold() in f"{day} {day:%d %b %Y}".casefold()
        ]
        found += [
            PaletteEntry(
                "Days", f"{day:%d %b %Y}", partial(self.take_scope, Scope(day, day), keep=False), papers_in_words(n)
            )
            for day, n in days[:FOUND]
        ]
        found += [
            PaletteEntry("Conversations", told.title, partial(self.open_conversation, told.id), told.touched[:10])
            for told in (await catalog.conversations.recent(words))[:FOUND]
        ]
        return found

    def open_paper(self, paper: Paper) -> None:
        """Show a paper, wherever it is listed."""
        self.panes.cited_from_answer = False
        self.reader.show(paper, {})
        self.panes.go("paper")

    def open_conversation(self, id: int) -> None:
        """Go on with an earlier conversation."""
        self.run_worker(self.resume(id, show=True), exit_on_error=False)

    @on(PaperList.Highlighted)
    def _highlighted(self, event: PaperList.Highlighted) -> None:
        # Beside an answer the list moves of itself too, when it is read anew: only whoever walks in it wants its paper.
        if self.panes.view != "answer":
            self.reader.show_row(event.row)
        elif self.list.has_focus:
            self.panes.cited_from_answer = False
            self.reader.show_row(event.row, self._cited_sentences(event.row.paper.id))

    def _cited_sentences(self, id: str) -> dict[int, Support]:
        """The sentences of a paper that the last answer cites, each with its verdict."""
        cited = [c for turn in self.conversation.turns[-1:] for c in turn.citations if c.paper_id == id]
        return {sentence: citation.support for citation in cited for sentence in citation.sentences}

    @on(PaperList.Opened)
    async def _opened(self, event: PaperList.Opened) -> None:
        self.panes.cited_from_answer = False
        self.reader.show_row(event.row)
        self.panes.go("paper")
        with in_passing():
            await mark.mark(self.library, [event.row.paper.id], read=True)
            await self.list.reload_rows()

    @on(Turn.Cited)
    async def _cited(self, event: Turn.Cited) -> None:
        citation = event.citation
        paper = event.turn.papers.get(citation.paper_id) or await self.library.catalog.paper(citation.paper_id)
        if paper is None:
            self.notify("This citation points at no paper that is here.", severity="warning", timeout=4)
            return
        if not paper.abstract:
            paper = await self.library.catalog.paper(citation.paper_id) or paper
        lit = dict.fromkeys(citation.sentences, citation.support)
        self.reader.show(paper, lit, event.turn.verdict(citation))
        self.panes.show_below(True)
        self.panes.cited_from_answer = True
        self._bring_into_view(paper.id)
        if event.open_it:
            if self.has_class("-narrow"):
                self.panes.show("paper")
            self.set_focus(self.reader)

    def show_cited(self, turn: Turn) -> None:
        """Mark in the list what an answer cites, and bring the first of it into view, there and beside the answer."""
        nothing = turn.answer is not None and turn.answer.status is Status.NOT_FOUND  # what is nearest is not cited
        cited = () if nothing else turn.citations
        self.list.cite(frozenset(c.paper_id for c in cited if c.paper_id in turn.papers))
        self.panes.tell()
        if self.focused not in {self.reader, self.list}:
            self.show_evidence()

    def show_evidence(self) -> None:
        """Show beside an answer the sentence that was walked to, or the first that it cites."""
        turn = self.conversation.walked
        if turn is None or self.panes.view != "answer":
            return
        here = [citation for citation in turn.citations if citation.paper_id in turn.papers]
        shown = turn.current() if turn.current() in here else here[0] if here else None
        if shown is None:
            self.panes.show_below(False)  # below the answer there is no room for a paper that has no part in it
            return
        lit = dict.fromkeys(shown.sentences, shown.support)
        self.reader.show(turn.papers[shown.paper_id], lit, turn.verdict(shown))
        self._bring_into_view(shown.paper_id)

    def _bring_into_view(self, id: str) -> None:
        """Scroll the list to a paper that is cited, unless somebody walks in it."""
        if not self.list.has_focus:
            # No coroutine: one that the next cancels before it began would be awaited by nobody.
            work: WorkType[None] = partial(self.list.bring_into_view, id)
            self.run_worker(work, group="view", exclusive=True, exit_on_error=False)

    @on(Turn.LinkOpened)
    @on(PaperView.LinkOpened)
    def _link(self, event: PaperView.LinkOpened | Turn.LinkOpened) -> None:
        self.app.open_url(event.url)

    def action_compare(self) -> None:
        chosen = self.list.chosen
        if len(chosen) < 2:
            self.notify("Choose two papers with Space, then c lays them side by side.", timeout=5)
            return
        open_already = [tab for tab in self.tabs if isinstance(tab, OpenComparison) and tab.papers == chosen]
        self.show_comparison(open_already[0] if open_already else OpenComparison(chosen, ""))

    async def action_open_link(self) -> None:
        for link in await self._links():
            self.app.open_url(link)

    async def _links(self) -> list[str]:
        """The link of each paper at hand; where some have none, or all, that is told."""
        papers = await self.papers_at_hand()
        links = [found[0] for paper in papers if (found := links_of(paper))]
        if links and len(links) < len(papers):
            self.notify(
                f"The list gave none for {papers_in_words(len(papers) - len(links))}.",
                title=f"{len(links)} {'link' if len(links) == 1 else 'links'}",
                timeout=4,
            )
        elif papers and not links:
            self._tell_no_link(papers[0])
        return links

    def _tell_no_link(self, paper: Paper) -> None:
        def chosen(answer: str | None) -> None:
            if answer == "resolve":
                self.run_worker(self._resolve(paper), group="resolving", exclusive=True, exit_on_error=False)

        choices = [("resolve", "Look for it by its title: arXiv, Semantic Scholar, OpenAlex, Crossref"),
                   ("leave", "Leave it")]  # fmt: skip
        self.app.push_screen(ChoiceDialog("The list gave no link for this paper", choices), chosen)

    async def _resolve(self, paper: Paper) -> None:
        """Look for the paper by its title, and show what was learned."""
        from askpapers.verbs import resolve

        self.status.working("looking for it by its title…")
        try:
            await resolve.resolve(self.library, Scope(ids=(paper.id,)))
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
            return
        finally:
            self.status.working("")
        found = await self.library.catalog.paper(paper.id)
        links = links_of(found) if found else []
        self.notify(
            links[0] if links else "No service is sure of it.", title="Found" if links else "Not found", timeout=5
        )
        if found is not None and self.reader.paper is paper:
            self.reader.show(found, {})

    async def action_copy_link(self) -> None:
        if links := await self._links():
            self.post_message(CopyWanted("\n".join(links), links[0] if len(links) == 1 else f"{len(links)} links"))

    async def action_copy_paper(self) -> None:
        if papers := await self.papers_at_hand():
            text = "\n\n\n".join(f"{paper.title}\n\n{paper.abstract}" for paper in papers)
            several = f" of {papers_in_words(len(papers))}" if len(papers) > 1 else ""
            self.post_message(CopyWanted(text, f"Title and abstract{several}"))

    async def action_related(self) -> None:
        from askpapers.retrieval import search as retrieve

        paper = self.paper_at_hand
        if paper is None:
            return
        self.status.working("looking for related papers…")
        matches = await retrieve.search(self.library, f"{paper.title}. {paper.abstract[:600]}", Scope(), k=12)
        self.status.working("")
        choices = [
            (m.paper.id, display_line(m.paper.title, 90, numbers=False)) for m in matches if m.paper.id != paper.id
        ]
        titles = {m.paper.id: m.paper for m in matches}

        def chosen(id: str | None) -> None:
            if id is not None:
                self.open_paper(titles[id])

        self.app.push_screen(ChoiceDialog("Related papers in the library", choices), chosen)
