"""The lines that the reader writes in: the question, what narrows the list, and what finds words in a conversation."""

from __future__ import annotations

from collections.abc import Sequence
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

from askpapers.query.filter_line import EXAMPLES, FilterLine
from askpapers.text.sanitize import sanitize
from askpapers.tui.dialogs.basic import SearchDialog
from askpapers.tui.dialogs.line import Line
from askpapers.tui.rendering.verdicts import chip


class QuestionInput(Line):
    """One line to type in; up and down go through earlier questions."""

    LONGEST = 4000

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Ask", id="question.ask"),
        Binding("ctrl+l", "literal", "Filters on or off", show=False, id="question.literal"),
        Binding("ctrl+r", "search", "Search questions", id="question.search"),
        Binding("escape", "screen.back", "Leave", id="question.leave"),
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

    def action_literal(self) -> None:
        for line in self.ancestors:
            if isinstance(line, QuestionLine):
                line.toggle_filters()

    def action_search(self) -> None:
        """Find an earlier question by its words."""
        if not self._history:
            self.notify("No question was asked yet.", timeout=3)
            return

        def chosen(question: str | None) -> None:
            if question is not None:
                self.value = question
                self.cursor_position = len(question)

        self.app.push_screen(SearchDialog("Earlier questions", self._history, self.value), chosen)

    def action_earlier(self, by: int) -> None:
        place = self._place + by
        if place < -1 or place >= len(self._history):
            return
        if self._place == -1:
            self._draft = self.value
        self._place = place
        self.value = self._draft if place == -1 else self._history[place]
        self.cursor_position = len(self.value)


class QuestionLine(Horizontal):
    """The line with its price."""

    @dataclass
    class Asked(Message):
        """A question is to be answered; `literal` leaves out the filters that its words would make."""

        question: str
        literal: bool = False

    @dataclass
    class Typed(Message):
        """The question has changed."""

        question: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.literal = False

    def compose(self) -> ComposeResult:
        yield Static("›", id="question-sign")
        yield QuestionInput()
        yield Static(id="question-price")

    @property
    def input(self) -> QuestionInput:
        """The line itself."""
        return self.query_one(QuestionInput)

    def price(self, text: str, filters: Sequence[str] = ()) -> None:
        """Show what asking would send and cost, and the filters that the question's words make."""
        parts = [Content(text)]
        for words in filters:
            parts += [Content(" "), chip(words, filters=True)]
        told = self.query_one("#question-price", Static)
        told.update(Content.assemble(*parts))
        self.set_class(bool(text), "priced")

    def toggle_filters(self) -> None:
        """Leave out the filters that the question's words make, or put them back."""
        self.literal = not self.literal
        self.notify("The question's words filter no papers." if self.literal else "“by …”, “since …” filter the papers.",
                    timeout=3)  # fmt: skip
        self.retype()

    def retype(self) -> None:
        """Have the price reckoned anew."""
        self.post_message(self.Typed(" ".join(self.input.value.split())))

    def on_click(self, event: events.Click) -> None:
        if event.style.meta.get("filters"):
            self.toggle_filters()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        question = " ".join(event.value.split())
        if question:
            self.input.remember(question)
            self.input.value = ""
            self.post_message(self.Asked(question, self.literal))
            self.literal = False

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.retype()


class FilterInput(Line):
    """Narrows the list as one types; Enter and Down go on to the list. Below it stands what was understood."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "submit", "To the list", id="filter.done"),
        Binding("escape", "screen.back", "Clear", id="filter.clear"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="Filter by title, author, organization…", id="filter")

    def on_mount(self) -> None:
        self.border_subtitle = Content(EXAMPLES)

    def allow_focus(self) -> bool:
        """What is typed goes to no line that is not seen."""
        return self.display

    def tell(self, typed: FilterLine) -> None:
        """Say what was understood of the line."""
        told, words = typed.told(), sanitize(typed.words, 60)
        parts = [f"only papers {told}"] if told else []
        parts += [f"searched: {words}"] if words and (told or typed.begun) else []
        parts += [f"“{sanitize(typed.begun.strip(), 30)}…” goes on"] if typed.begun else []
        parts += ["Enter keeps the filters"] if told else []
        self.border_subtitle = Content(" · ".join(parts) if parts or words else EXAMPLES)


class FindInput(Line):
    """The words to find."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "step(1)", "Next", id="find.next"),
        Binding("up", "step(-1)", "Previous", id="find.previous"),
        Binding("escape", "leave", "Close", id="find.leave"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="Find in this conversation…", id="find-input", compact=True)

    def action_step(self, by: int) -> None:
        self.post_message(FindBar.Stepped(by))

    def action_leave(self) -> None:
        self.post_message(FindBar.Left())


class FindBar(Horizontal):
    """One line: the words, and how often they are there."""

    @dataclass
    class Typed(Message):
        """Other words are looked for."""

        words: str

    @dataclass
    class Stepped(Message):
        """The next place is wanted, or the previous one (-1)."""

        by: int

    class Left(Message):
        """Nothing is looked for any more."""

    def compose(self) -> ComposeResult:
        yield Static("/", id="find-sign")
        yield FindInput()
        yield Static(id="find-count")

    def on_mount(self) -> None:
        self.display = False

    @property
    def input(self) -> FindInput:
        """The line itself."""
        return self.query_one(FindInput)

    def tell(self, at: int, total: int) -> None:
        """Say which place of how many is shown."""
        words = "" if not self.input.value.strip() else f"{at + 1} of {total}" if total else "not found"
        self.query_one("#find-count", Static).update(Content(words))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))
