"""Conversations at the desk: begun anew, found again, renamed, deleted, exported and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from askpapers.answers.answer import Answer
from askpapers.papers.scope import describe
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import ChoiceDialog, LineDialog
from askpapers.tui.messages import CopyWanted
from askpapers.tui.widgets.conversation import Conversation
from askpapers.tui.widgets.tab_bar import OpenConversation

if TYPE_CHECKING:
    from askpapers.tui.dialogs.history import Chosen


class Conversing(DeskBase):
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

        def done(chosen: Chosen | None) -> None:
            if chosen is not None:
                self.run_worker(self._do(chosen), exit_on_error=False)

        find = self.library.catalog.conversations.recent
        self.app.push_screen(HistoryDialog(await find(), find), done)

    async def _do(self, chosen: Chosen) -> None:
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

    async def _delete(self, chosen: Chosen) -> None:
        await self.library.catalog.conversations.delete([chosen.id])
        gone = [tab for tab in self.tabs if isinstance(tab, OpenConversation) and tab.id == chosen.id]
        self.tabs = [tab for tab in self.tabs if tab not in gone]
        if self.answered_in is not None and self.answered_in in gone:
            self.stop_asking()
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
        from askpapers.tui.dialogs.files import ask_where, write
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

        self.post_message(CopyWanted(writers_markdown.answer_markdown(event.answer), "The answer, with its quotations"))
