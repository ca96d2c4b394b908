"""Asking from the desk: the price before Enter, the streaming answer, the conversation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from textual import on

from askpapers import errors
from askpapers.papers import Answer, Checked, Found, Progress, Scope, Words, papers_in_words, plain
from askpapers.scopes import in_words
from askpapers.tui.conversation import Conversation
from askpapers.tui.dialogs import ChoiceDialog, LineDialog
from askpapers.tui.history_dialog import Chosen, HistoryDialog
from askpapers.tui.part import Part
from askpapers.tui.question import QuestionLine
from askpapers.tui.status import money

PRICE_AFTER = 0.15
"""Seconds of rest in typing after which the price is reckoned."""


@dataclass
class Kept:
    """Where the open conversation is kept: its id in the catalogue, None until its first answer."""

    id: int | None = None


class Asking(Part):
    """The part of the desk that asks."""

    _stop: asyncio.Event | None = None
    _last_question: str = ""
    _kept: Kept

    @property
    def conversation_id(self) -> int | None:
        """The open conversation's id in the catalogue, None until its first answer."""
        return self._kept.id

    @on(QuestionLine.Typed)
    def _typed(self, event: QuestionLine.Typed) -> None:
        desk = self.desk
        if not event.question:
            self.workers.cancel_group(self, "price")
            desk.question.price("")
            return
        self.run_worker(self._price(event.question), group="price", exclusive=True, exit_on_error=False)

    async def _price(self, question: str) -> None:
        """Say what Enter would send; typing on cancels it."""
        from askpapers import ask

        desk = self.desk
        await asyncio.sleep(PRICE_AFTER)
        try:
            told = await ask.estimate(
                desk.library, question, desk.scope, turns=desk.conversation.answers, literal=desk.question.literal
            )
        except errors.AskpapersError as error:
            desk.question.price(plain(str(error), 60))
            return
        papers = f"{told.shown} of {papers_in_words(told.scope_size)}"
        if not told.calls:
            desk.question.price(f"{papers} · quoted, no model", told.filters)
            return
        calls = f" · {told.calls} calls" if told.calls > 1 else ""
        cost = money(told.cost, "≤ ")
        words = f"≈ {told.tokens:,} tokens in · {papers}{calls} · {cost} · {plain(told.model, 30)}"
        desk.question.price(words, told.filters)

    @on(QuestionLine.Asked)
    def _asked(self, event: QuestionLine.Asked) -> None:
        self.start_asking(event.question, literal=event.literal)

    def start_asking(self, question: str, *, literal: bool = False) -> None:
        """Begin to answer a question; the one that runs is stopped."""
        self.stop_asking()
        self._last_question = question
        self.desk.question.price("")
        self.run_worker(self._answer(question, literal=literal), group="answer", exclusive=False, exit_on_error=False)

    def stop_asking(self) -> bool:
        """Stop the running answer, keeping what came; False where none runs."""
        if self._stop is None or self._stop.is_set():
            return False
        self._stop.set()
        return True

    async def _answer(self, question: str, *, literal: bool) -> None:
        from askpapers import ask

        desk = self.desk
        stop = self._stop = asyncio.Event()
        # What is opened meanwhile is another conversation, and this answer no part of it.
        kept = self._kept
        turns = desk.conversation.answers
        turn = await desk.conversation.begin(question)
        desk.panes.show("answer")
        if desk.focused is None or desk.focused is desk.question.input or desk.focused is desk.list:
            desk.set_focus(desk.conversation)
        try:
            async for event in ask.ask(desk.library, question, desk.scope, turns=turns, literal=literal, stop=stop):
                match event:
                    case Found():
                        turn.found(event)
                    case Progress():
                        turn.progress(event)
                    case Words():
                        turn.words(event.text)
                    case Checked():
                        turn.checked(event.claims)
                    case Answer():
                        turn.finish(event)
                        desk.spent(event.usage.cost)
                        kept.id = await desk.library.catalog.put_turn(kept.id, event, in_words(desk.scope))
        except errors.AskpapersError as error:
            instead = "M chooses another model, or none: then the papers answer with their own sentences."
            turn.fail(plain(str(error)), f"{plain(error.hint)} {instead}".strip())
            # The question goes back to the line, unless another is being typed there.
            if not desk.question.input.value:
                desk.question.input.value = question
        finally:
            if self._stop is stop:
                self._stop = None

    async def action_widen(self) -> None:
        """Ask the last question again over more days, and then over the whole library."""
        desk = self.desk
        if not self._last_question:
            self.notify("No question was asked yet: a asks one.", timeout=3)
            return
        last, count = desk.scope.until, desk.library.catalog.count
        now = await count(desk.scope)
        for wider in [*([Scope(last - timedelta(days=13), last)] if last else []), Scope()]:
            if await count(wider) > now:
                break
        else:
            self.notify("The whole library is asked already.", timeout=3)
            return
        desk.scope = wider
        await desk.show_scope(keep=desk.current_id)
        self.start_asking(self._last_question, literal=True)

    async def action_new_conversation(self) -> None:
        """Begin a conversation anew."""
        self.stop_asking()
        self._kept = Kept()
        await self.desk.conversation.clear()
        self.notify("A new conversation: questions follow up on nothing.", timeout=3)

    async def action_history(self) -> None:
        """Show earlier conversations."""
        desk = self.desk

        def done(chosen: Chosen | None) -> None:
            if chosen is not None:
                self.run_worker(self._do(chosen), exit_on_error=False)

        self.app.push_screen(HistoryDialog(await desk.library.catalog.conversations()), done)

    async def _do(self, chosen: Chosen) -> None:
        catalog = self.desk.library.catalog
        if chosen.action == "open":
            await self.resume(chosen.id, show=True, words=chosen.words)
        elif chosen.action == "delete":

            def answered(answer: str | None) -> None:
                if answer == "delete":
                    self.run_worker(self._delete(chosen), exit_on_error=False)

            choices = [("keep", "Keep it"), ("delete", "Delete it; it cannot be brought back")]
            self.app.push_screen(ChoiceDialog(f"Delete “{plain(chosen.title, 50)}”?", choices), answered)
        else:

            async def rename(title: str) -> None:
                await catalog.rename(chosen.id, title)
                await self.action_history()

            def given(title: str | None) -> None:
                if title:
                    self.run_worker(rename(title), exit_on_error=False)

            self.app.push_screen(LineDialog("Its new title", "Enter renames · Esc closes", chosen.title), given)

    async def _delete(self, chosen: Chosen) -> None:
        await self.desk.library.catalog.delete([chosen.id])
        if self.conversation_id == chosen.id:
            await self.action_new_conversation()
        await self.action_history()

    async def resume(self, id: int, *, show: bool, words: str = "") -> None:
        """Go on with an earlier conversation, from where it has some words."""
        desk = self.desk
        turns = await desk.library.catalog.conversation(id)
        if not turns:
            return
        ids = list(dict.fromkeys(m.paper.id for turn in turns for m in turn.matches))
        papers = {paper.id: paper for paper in await desk.library.catalog.papers(ids)}
        self.stop_asking()
        self._kept = Kept(id)
        self._last_question = turns[-1].question
        await desk.conversation.show(turns, papers)
        if show:
            desk.panes.go("answer")
        if words.strip():
            desk.conversation.find(words)

    def action_export(self) -> None:
        """Write the conversation as Markdown to a file."""
        from askpapers import export

        answers = self.desk.conversation.answers
        if not answers:
            self.notify("There is no conversation to export yet.", timeout=3)
            return

        text = "\n".join(map(export.answer_markdown, answers))

        def write(path: Path) -> None:
            try:
                path.write_text(text, encoding="utf-8")
                self.notify(f"Written to {plain(str(path), 80)}", timeout=4, markup=False)
            except OSError as error:
                self.notify(f"{error.strerror}", title="It cannot be written", severity="error", markup=False)

        def given(name: str | None) -> None:
            if not name:
                return
            path = Path(name).expanduser()
            if not path.exists():
                write(path)
                return
            choices = [("keep", "Keep what is there"), ("replace", "Replace it")]
            asked = ChoiceDialog(f"{plain(path.name, 50)} is there already", choices)
            self.app.push_screen(asked, lambda answer: write(path) if answer == "replace" else None)

        self.app.push_screen(
            LineDialog("Write the conversation to", "A Markdown file · Enter writes · Esc closes", _free("answers.md")),
            given,
        )

    @on(Conversation.Copied)
    def _copied(self, event: Conversation.Copied) -> None:
        from askpapers import export

        self.app.copy_to_clipboard(export.answer_markdown(event.answer))
        self.notify("The answer is on the clipboard, with its quotations.", timeout=3)


def _free(name: str) -> str:
    """Return a file's name that is not taken: "answers.md", else "answers-2.md"…"""
    path = Path(name)
    number = 1
    while path.exists():
        number += 1
        path = Path(name).with_stem(f"{Path(name).stem}-{number}")
    return str(path)
