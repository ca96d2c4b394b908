"""A question asked from the desk: the model chosen, the price before Enter, the streaming answer."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from functools import partial

from textual import on
from textual.worker import WorkType

from askpapers import errors
from askpapers.answers.answer import Answer, Checked, Found, Progress, Words
from askpapers.answers.usage import money
from askpapers.papers.paper import read_in_words
from askpapers.papers.scope import Scope
from askpapers.settings.settings import DEFAULT_MODEL, OPENAI_URL
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.desk.questions import OpenQuestion
from askpapers.tui.dialogs.basic import ChoiceDialog, LineDialog, SearchDialog
from askpapers.tui.messages import ErrorRaised, SettingsWanted, Spent, hint_of
from askpapers.tui.widgets.lines import QuestionLine
from askpapers.tui.widgets.turn import LOOKING, Turn

PRICE_AFTER = 0.15
"""Seconds of rest in typing after which the price is reckoned."""


class QuestionPart(DeskBase):
    """The part of the desk that asks."""

    _repair_offered = False

    @on(QuestionLine.Typed)
    def _typed(self, event: QuestionLine.Typed) -> None:
        if not event.question or self.is_empty:
            self.workers.cancel_group(self, "price")
            self.question.price("")
            return

        # Not a coroutine: typing on cancels what may not have begun, and that would be one that nobody awaits.
        price: WorkType[None] = partial(self._price, event.question)
        self.run_worker(price, group="price", exclusive=True, exit_on_error=False)

    async def _price(self, question: str) -> None:
        """Say what Enter would send; typing on cancels it."""
        from askpapers.answering import estimate as answering_estimate

        await asyncio.sleep(PRICE_AFTER)
        try:
            told = await answering_estimate.estimate(
                self.library, question, self.scope, turns=self.conversation.answers, literal=self.question.literal
            )
        except errors.AskpapersError as error:
            self.question.price(sanitize(str(error), 60))
            return
        papers = read_in_words(told.shown, told.scope_size)
        if not told.calls:
            self.question.price(f"{papers} · quoted, no model", told.filters)
            return
        calls = f" · {told.calls} calls" if told.calls > 1 else ""
        cost = money(told.cost, "≤ ")
        words = f"≈ {told.tokens:,} tokens in · {papers}{calls} · {cost} · {sanitize(told.model, 30)}"
        self.question.price(words, told.filters)

    @on(QuestionLine.Asked)
    def _asked(self, event: QuestionLine.Asked) -> None:
        self.start_asking(event.question, literal=event.literal)

    def action_ask_anyway(self) -> None:
        """Ask the model the last question though nothing in the papers came near it."""
        if not self.last_question:
            self.notify("No question was asked yet: a asks one.", timeout=3)
            return
        self.start_asking(self.last_question, anyway=True)

    def start_asking(self, question: str, *, literal: bool = False, anyway: bool = False) -> None:
        """Begin to answer a question, once those before it in its conversation are answered."""
        if self.is_empty:
            self.question.input.value = question
            self.set_focus(self.panes.home)
            self.notify("Add papers first: 1 opens the sample day.", title="There is nothing to ask yet", timeout=6)
            return
        self.last_question = question
        self.question.price("")
        # At once, and not when the turn is there: what is pressed next is no part of another question.
        self.panes.show("answer")
        self.panes.show_below(False)
        if self.focused in {None, self.question.input, self.list}:
            self.set_focus(self.conversation)
        answer = self._answer(question, literal=literal, anyway=anyway)
        self.run_worker(answer, group="answer", exclusive=False, exit_on_error=False)

    def stop_asking(self) -> bool:
        """Stop the answer that comes in the conversation shown, keeping what came; False where none does."""
        return self.questions.stop(self.kept)

    @on(Turn.StopWanted)
    def _stop_wanted(self, event: Turn.StopWanted) -> None:
        self.questions.stop_turn(event.turn)

    async def _answer(self, question: str, *, literal: bool, anyway: bool = False) -> None:
        # What is opened meanwhile is another conversation, and this answer no part of it.
        asked, scope = self.questions.add(question, self.kept), self.scope
        try:
            asked.turn = await self.conversation.begin(question)
            asked.kept.title = asked.kept.title or question
            self.open_tab(asked.kept)
            if not asked.ready.is_set():
                asked.turn.goes_on("waits for the answer before it…")
                await asked.ready.wait()
            await self._answer_in_turn(asked, asked.turn, scope, literal=literal, anyway=anyway)
        finally:
            self.questions.end(asked)

    async def _answer_in_turn(
        self, asked: OpenQuestion, turn: Turn, scope: Scope, *, literal: bool, anyway: bool
    ) -> None:
        from askpapers.verbs import ask

        question, kept, stop = asked.question, asked.kept, asked.stop
        if stop.is_set():
            turn.fail("Not asked:", "it was stopped before the answer before it was there.")
            return
        turn.goes_on(LOOKING)
        turns = self.conversation.answers_of(kept)
        try:
            events = ask.ask(self.library, question, scope, turns=turns, literal=literal, anyway=anyway, stop=stop)
            async for event in events:
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
                        if kept is self.kept:
                            self.show_cited(turn)
                        self.post_message(Spent(event.usage))
                        try:
                            await self.keep(kept, event)
                        except errors.UNWRITABLE as error:
                            # The answer is there all the same.
                            self.post_message(ErrorRaised(error))
                        self._offer_repair()
        except errors.AskpapersError as error:
            instead = "M chooses another model, or none: then the papers answer with their own sentences."
            hint = hint_of(error)
            turn.fail(sanitize(str(error)), hint if re.search(r"\bM\b", hint) else f"{hint} {instead}".strip())
            # Which model a server has may be known by now, though it did not answer.
            self.status.engine(self.library.settings.engine)
            # The question goes back to the line, unless another is being typed there.
            if not self.question.input.value:
                self.question.input.value = question
            if isinstance(error, errors.SeveralModels):
                await self.run_action("another_model")

    def _offer_repair(self) -> None:
        """Ask once whether the vector store is to be repaired, where the search found it damaged."""
        damage = self.library.store_damage
        if damage is None or self._repair_offered:
            return
        self._repair_offered = True
        choices = [
            ("repair", "Repair it now: it is made anew from the catalog"),
            ("", "Later: until then words alone are searched"),
        ]

        def chosen(key: str | None) -> None:
            if key:
                self.post_message(ErrorRaised(damage))

        self.app.push_screen(ChoiceDialog("The vector store is damaged.", choices), chosen)

    async def action_widen(self) -> None:
        """Ask the last question again over more days, and then over the whole library."""
        if not self.last_question:
            self.notify("No question was asked yet: a asks one.", timeout=3)
            return
        last, count = self.scope.until, self.library.catalog.count
        now = await count(self.scope)
        for wider in [*([Scope(last - timedelta(days=13), last)] if last else []), Scope()]:
            if await count(wider) > now:
                break
        else:
            self.notify("The whole library is asked already.", timeout=3)
            return
        self.scope = wider
        await self.show_scope(keep=self.current_id)
        self.start_asking(self.last_question, literal=True)


class ModelPart(DeskBase):
    """The part of the desk that chooses a model."""

    def action_model(self) -> None:
        """Choose what answers from now on."""
        settings = self.library.settings
        if not (settings.api_key or settings.base_url or self.usual_model):
            self.post_message(SettingsWanted("base_url"))
            self.notify("Set base_url and api_key here, or OPENAI_API_KEY before the start; then M chooses a model.",
                        title="No model is set", timeout=6)  # fmt: skip
            return
        usual = self.usual_model or DEFAULT_MODEL
        names = dict.fromkeys([usual, *([settings.model] if settings.model else [])])
        choices = [(f"={name}", sanitize(name, 60)) for name in names]
        choices += [("", "No model: answers are quotations"), ("?", "Another model of this server…"),
                    ("!", "Another server, its key, what it may cost…")]  # fmt: skip

        def chosen(key: str | None) -> None:
            if key == "?":
                self.run_worker(self._ask_model(), exit_on_error=False)
            elif key == "!":
                self.post_message(SettingsWanted("base_url"))
            elif key is not None:
                self._use(key.removeprefix("=") or None)

        now = f"={settings.model}" if settings.model else ""
        self.app.push_screen(ChoiceDialog("What answers, until you leave?", choices, now), chosen)

    def action_another_model(self) -> None:
        """Choose among the models of the server."""
        self.run_worker(self._ask_model(), exit_on_error=False)

    async def _ask_model(self) -> None:
        """Offer the models that the server lists; where it lists none, ask for a name."""
        from askpapers.models import endpoint as offered
        from askpapers.models.server import Server

        settings = self.library.settings
        self.status.working("asking the server for its models…")
        try:
            names = await offered.models(Server(settings.base_url or OPENAI_URL, settings.api_key, settings.timeout))
        except errors.AskpapersError:
            names = []
        finally:
            self.status.working("")

        def given(name: str | None) -> None:
            if name:
                self._use(name)

        if names:
            self.app.push_screen(SearchDialog("Models of this server", names), given)
        else:
            self.app.push_screen(LineDialog("The model's name", "The server lists none · Enter takes it"), given)

    def _use(self, model: str | None) -> None:
        self.library.use_model(model)
        self.status.engine(self.library.settings.engine)
        self.question.retype()
        if model != self.usual_model:
            what = sanitize(model, 60) if model else "No model"
            told = "Until you leave; “model” in the settings (,) keeps one for good." if model else "Until you leave."
            self.notify(told, title=f"{what} answers", timeout=5, markup=False)
