"""The question line: history, and the price before Enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static


class QuestionInput(Input):
    """One line to type in; up and down go through earlier questions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier(1)", "Earlier question", show=False, id="question.earlier"),
        Binding("down", "earlier(-1)", "Later question", show=False, id="question.later"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="Ask these papers a question…", id="question-input")
        self._history: list[str] = []
        self._place = -1
        self._draft = ""

    def set_history(self, questions: list[str]) -> None:
        """Set the earlier questions, newest first."""
        self._history = questions
        self.suggester = SuggestFromList(questions, case_sensitive=False)

    def remember(self, question: str) -> None:
        """Add a question that was just asked."""
        self._place = -1
        self.set_history([question, *(q for q in self._history if q != question)])

    def action_earlier(self, by: int) -> None:
        place = self._place + by
        if place < -1 or place >= len(self._history):
            return
        if self._place == -1:
            self._draft = self.value
        self._place = place
        self.value = self._draft if place == -1 else self._history[place]
        self.cursor_position = len(self.value)

    def _on_paste(self, event: events.Paste) -> None:
        # A pasted question may hold line breaks; Input would keep the first line only.
        self.insert_text_at_cursor(" ".join(event.text.split())[:4000])
        event.stop()
        event.prevent_default()


class QuestionLine(Horizontal):
    """The line with its price."""

    @dataclass
    class Asked(Message):
        """A question is to be answered."""

        question: str

    @dataclass
    class Typed(Message):
        """The question has changed."""

        question: str

    def compose(self) -> ComposeResult:
        yield Static("›", id="question-sign")
        yield QuestionInput()
        yield Static(id="question-price")

    @property
    def input(self) -> QuestionInput:
        """The line itself."""
        return self.query_one(QuestionInput)

    def price(self, text: str) -> None:
        """Show what asking would send and cost."""
        self.query_one("#question-price", Static).update(Content(text))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        question = " ".join(event.value.split())
        if question:
            self.input.remember(question)
            self.input.value = ""
            self.post_message(self.Asked(question))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(" ".join(event.value.split())))
