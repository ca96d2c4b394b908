"""Conversations at the desk: begun anew, found again, renamed, deleted, exported and copied; and the tabs that stay open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import on

from askpapers.answers.answer import Answer, Comparison
from askpapers.papers.paper import short_name
from askpapers.papers.scope import describe
from askpapers.text.sanitize import display_line, sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import ChoiceDialog, LineDialog
from askpapers.tui.messages import CopyWanted
from askpapers.tui.widgets.bars import OpenComparison, OpenConversation, Tab, TabBar
from askpapers.tui.widgets.conversation import Conversation

if TYPE_CHECKING:
    from askpapers.tui.dialogs.history import HistoryChoice


class ConversationPart(DeskBase):
    """The part of the desk that keeps conversations."""

    async def keep(self, kept: OpenConversation, answer: Answer) -> None:
        """Add the answer to its conversation; where another interface went on with that one, to one of its own."""
        catalog, scope = self.library.catalog, describe(self.scope)
        known = len(await catalog.conversations.turns(kept.id)) if kept.id is not None else 0
        answers = self.conversation.answers_of(kept)
        shown_here = any(one is answer for one in answers)
        if shown_here and known > len(answers) - 1:
            kept.id = None
            for earlier in answers[:-1]:
                kept.id = await catalog.conversations.put_turn(kept.id, earlier, scope)
        kept.id = await catalog.conversations.put_turn(kept.id, answer, scope)

    async def action_new_conversation(self) -> None:
        """Begin a conversation anew; the one that was shown stays open, and what streams there goes on."""
        await self.take_conversation(OpenConversation(), show=False)
        self.notify("A new conversation: questions follow up on nothing. { and } go to what is open.", timeout=4)

    async def take_conversation(self, kept: OpenConversation, *, show: bool) -> None:
        """Show an open conversation, as it was left; what is not loaded yet is."""
        if kept.id is not None and not self.conversation.turns_of(kept) and not await self._load(kept):
            self.tabs = [tab for tab in self.tabs if tab is not kept]
            kept = OpenConversation()
        self.kept = kept
        self.conversation.switch(kept)
        self.last_question = self.conversation.turns[-1].question if self.conversation.turns else ""
        if self.conversation.turns:
            self.open_tab(kept)
            if show:
                self.panes.go("answer")
            self.show_cited(self.conversation.turns[-1])
        else:
            self.list.cite(frozenset())
            self.panes.tell()
            self.tell_tabs()
            if self.panes.view == "answer":
                self.panes.go("list")
        self.question.retype()

    async def _load(self, kept: OpenConversation) -> bool:
        """Read a conversation's turns; False where it is gone."""
        turns = await self.library.catalog.conversations.turns(kept.id) if kept.id is not None else []
        if not turns:
            return False
        ids = list(dict.fromkeys(m.paper.id for turn in turns for m in turn.matches))
        papers = {paper.id: paper for paper in await self.library.catalog.papers(ids)}
        kept.title = kept.title or turns[0].question
        await self.conversation.show(kept, turns, papers)
        return True

    async def action_history(self) -> None:
        """Show earlier conversations."""
        from askpapers.tui.dialogs.history import HistoryDialog

        def done(chosen: HistoryChoice | None) -> None:
            if chosen is not None:
                self.run_worker(self._do(chosen), exit_on_error=False)

        find = self.library.catalog.conversations.recent
        self.app.push_screen(HistoryDialog(await find(), find), done)

    async def _do(self, chosen: HistoryChoice) -> None:
        catalog = self.library.catalog
        if chosen.action == "open":
            await self.resume(chosen.id, show=True, words=chosen.words)
        elif chosen.action == "delete":

            def answered(answer: str | None) -> None:
                if answer == "delete":
                    self.run_worker(self._delete(chosen), exit_on_error=False)

            choices = [("keep", "Keep it"), ("delete", "Delete it; it cannot be brought back")]
            self.app.push_screen(ChoiceDialog(f"Delete “{sanitize(chosen.title, 50)}”?", choices), answered)
        else:

            async def rename(title: str) -> None:
                await catalog.conversations.rename(chosen.id, title)
                await self.action_history()

            def given(title: str | None) -> None:
                if title:
                    self.run_worker(rename(title), exit_on_error=False)

            self.app.push_screen(LineDialog("Its new title", "Enter renames · Esc closes", chosen.title), given)

    async def _delete(self, chosen: HistoryChoice) -> None:
        await self.library.catalog.conversations.delete([chosen.id])
        gone = [tab for tab in self.tabs if isinstance(tab, OpenConversation) and tab.id == chosen.id]
        self.tabs = [tab for tab in self.tabs if tab not in gone]
        for tab in gone:
            self.questions.drop(tab)
        if self.conversation_id == chosen.id:
            await self.take_conversation(OpenConversation(), show=False)
        for tab in gone:
            await self.conversation.close(tab)
        self.tell_tabs()
        await self.action_history()

    async def resume(self, id: int, *, show: bool, words: str = "") -> None:
        """Go on with an earlier conversation, from where it has some words."""
        kept = next((tab for tab in self.tabs if isinstance(tab, OpenConversation) and tab.id == id), None)
        await self.take_conversation(kept or OpenConversation(id), show=show)
        if words.strip():
            self.conversation.find(words)

    def action_export(self) -> None:
        """Write the conversation as Markdown to a file."""
        from askpapers.tui.dialogs.forms import ask_where, write
        from askpapers.writers import markdown as writers_markdown

        answers = self.conversation.answers
        if not answers:
            self.notify("There is no conversation to export yet.", timeout=3)
            return

        text = "\n".join(map(writers_markdown.answer_markdown, answers))
        what = "A Markdown file · "
        ask_where(self, "Write the conversation to", "answers.md", lambda path: write(self, path, text), what=what)

    @on(Conversation.Copied)
    def _copied(self, event: Conversation.Copied) -> None:
        from askpapers.writers import markdown as writers_markdown

        self.post_message(
            CopyWanted(writers_markdown.answer_markdown(event.answer), "The answer, with its quotations", True)
        )


MOST = 20
"""Tabs kept over a restart."""


class TabPart(DeskBase):
    """The part of the desk that keeps conversations and comparisons open."""

    def open_tab(self, tab: Tab) -> None:
        """Add a tab where it is not there yet, and show the line."""
        if tab not in self.tabs:
            self.tabs.append(tab)
        self.tell_tabs()

    def tell_tabs(self) -> None:
        """Show which tabs there are."""
        self.query_one(TabBar).tell(self.tabs, self.kept if self.kept in self.tabs else None)

    def action_tab(self, by: int) -> None:
        """Go to the next or previous tab."""
        if len(self.tabs) < 2 and self.kept in self.tabs:
            self.notify("Nothing else is open: N begins another conversation, c a comparison.", timeout=4)
            return
        if self.tabs:
            at = self.tabs.index(self.kept) if self.kept in self.tabs else -1 if by > 0 else 0
            self.show_tab((at + by) % len(self.tabs))

    def show_tab(self, place: int) -> None:
        """Show a tab by its place."""
        tab = self.tabs[place]
        if isinstance(tab, OpenComparison):
            self.show_comparison(tab)
        else:
            self.run_worker(self.take_conversation(tab, show=True), exit_on_error=False)

    def show_comparison(self, tab: OpenComparison) -> None:
        """Lay the papers of a comparison side by side; from there the next and previous tab are reached too."""
        from askpapers.tui.screens.comparison import CLOSE, CompareScreen

        def made(comparison: Comparison) -> None:
            tab.made, tab.papers = comparison, tuple(paper.id for paper in comparison.papers)
            tab.title = " / ".join(_name(paper.title) for paper in comparison.papers)
            self.open_tab(tab)

        def left(by: int | None) -> None:
            if by is None or tab not in self.tabs:
                return
            place = self.tabs.index(tab)
            if by == CLOSE:
                self.close_tab(place)
            else:
                self.show_tab((place + by) % len(self.tabs))

        self.app.push_screen(CompareScreen(self.library, tab.papers, made=tab.made, tell=made), left)

    def action_close_tab(self) -> None:
        """Close the conversation that is shown; it is kept, and h finds it again."""
        if self.kept in self.tabs:
            self.close_tab(self.tabs.index(self.kept))
        else:
            self.notify("No conversation is open.", timeout=3)

    def close_tab(self, place: int) -> None:
        """Close a tab by its place; what is seen in the place of the shown conversation is its neighbor."""
        tab = self.tabs.pop(place)
        if isinstance(tab, OpenConversation):
            self.questions.drop(tab)
        if tab is self.kept:
            self.run_worker(self._leave(tab, place), exit_on_error=False)
        self.tell_tabs()

    async def _leave(self, tab: Tab, place: int) -> None:
        others = [other for other in self.tabs if isinstance(other, OpenConversation)]
        before = [other for other in self.tabs[:place] if isinstance(other, OpenConversation)]
        await self.take_conversation((before or others or [OpenConversation()])[-1 if before else 0], show=bool(others))
        await self.conversation.close(tab)
        self.tell_tabs()

    @on(TabBar.Chosen)
    def _tab_chosen(self, event: TabBar.Chosen) -> None:
        self.show_tab(event.place)

    @on(TabBar.Closed)
    def _tab_closed(self, event: TabBar.Closed) -> None:
        self.close_tab(event.place)


def stored_tabs(tabs: Sequence[Tab]) -> str:
    """Return the tabs as they are kept over a restart."""
    kept: list[dict[str, Any]] = []
    for tab in tabs[-MOST:]:
        if isinstance(tab, OpenComparison):
            kept.append({"papers": list(tab.papers), "title": tab.title})
        elif tab.id is not None:
            kept.append({"conversation": tab.id, "title": tab.title})
    return json.dumps(kept)


def tabs_of_stored(text: str) -> list[Tab]:
    """Return the tabs that were kept; what is damaged is left out."""
    try:
        stored: Any = json.loads(text or "[]")
    except ValueError:
        return []
    tabs: list[Tab] = []
    for one in stored if isinstance(stored, list) else []:
        match one:
            case {"papers": [*papers], "title": str(title)} if len(papers) > 1 and all(
                isinstance(p, str) for p in papers
            ):
                tabs.append(OpenComparison(tuple(papers), title))
            case {"conversation": int(id), "title": str(title)}:
                tabs.append(OpenConversation(id, title))
    return tabs


def _name(title: str) -> str:
    shown = display_line(title, 200)
    return short_name(shown) or f"{shown[:18].rstrip()}…"
