"""The main screen: the day's papers, the paper being read, the question line, the answer."""

from __future__ import annotations

from typing import ClassVar, get_args

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Input

from askpapers import errors
from askpapers.library.library import Library
from askpapers.tui.desk.add_papers import AdditionPart
from askpapers.tui.desk.ask import ModelPart, QuestionPart
from askpapers.tui.desk.at_hand import AnnotationPart
from askpapers.tui.desk.base import View
from askpapers.tui.desk.conversations import ConversationPart, TabPart
from askpapers.tui.desk.other_screens import ExportPart, OtherScreensPart
from askpapers.tui.desk.papers import PaperPart
from askpapers.tui.desk.scope import ScopePart
from askpapers.tui.desk.state import DeskRestorer
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.keys import KEYS, OF_PAPERS, keys_text
from askpapers.tui.messages import ErrorRaised, FaultReporter
from askpapers.tui.process import warm
from askpapers.tui.widgets.bars import KeyBar, ScopeBar, StatusBar, TabBar
from askpapers.tui.widgets.conversation import Conversation
from askpapers.tui.widgets.lines import FilterInput, QuestionLine
from askpapers.tui.widgets.paper_list import PaperList
from askpapers.tui.widgets.paper_view import PaperView
from askpapers.tui.widgets.rows import Welcome

FOLLOWED_EVERY = 60.0
"""Seconds after which a team's server is looked at again."""


class Desk(
    AdditionPart,
    AnnotationPart,
    QuestionPart,
    ConversationPart,
    ExportPart,
    OtherScreensPart,
    ModelPart,
    PaperPart,
    ScopePart,
    TabPart,
    FaultReporter,
    Screen[None],
):
    """Everything that a morning needs, on one screen."""

    # The focus is put where it belongs by `rest_focus`; Textual would give it to the first widget, the filter, hidden or not.
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, library: Library, *, usual_model: str | None = None, sample: bool = False) -> None:
        super().__init__(library, usual_model=usual_model)
        self.add_class("view-list")
        self._sample = sample
        self._holding = False
        self.is_painted = False
        """Whether the first picture stands, behind which the rest is loaded."""
        self.keeper = DeskRestorer(self)

    def compose(self) -> ComposeResult:
        # Styled once and rightly: put on with the first resize, the classes would have all styled again.
        for points, size in (
            (self.app.HORIZONTAL_BREAKPOINTS or [], self.app.size.width),
            (self.app.VERTICAL_BREAKPOINTS or [], self.app.size.height),
        ):
            self.add_class(max(point for point in points if point[0] <= size)[1])
        yield ScopeBar(id="scope")
        yield TabBar(id="tabs")
        yield FilterInput()
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield PaperList(id="list")
            yield Conversation(id="conversation")
            yield PaperView(id="reader")
        yield QuestionLine(id="question")
        yield StatusBar(self.library.settings.engine)
        yield KeyBar()

    async def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.conversation.switch(self.kept)
        self.panes.tell()
        try:
            await self.keeper.restore()
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        self.set_focus(self.panes.home)
        self.set_interval(2.0, self.keeper.tick)
        self.call_after_refresh(self._after_first_paint)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # The first time all have just been styled, as they were mounted.
        event.refresh_styles = self.stack_updates > 0
        self.rest_focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self.panes.settle()
        self.rest_focus()

    def _after_first_paint(self) -> None:
        self.is_painted = True
        self.conversation.prepare()
        self.run_worker(self._warm(), group="warm", exit_on_error=False)
        if self._sample:
            self.run_worker(self.add_sample(), group="adding", exit_on_error=False)

    async def _warm(self) -> None:
        """Import what is heavy, finish what an earlier run left, and say what is new."""
        try:
            if self.library.settings.chroma:
                await self.follow()
                self.set_interval(FOLLOWED_EVERY, self.follow)
            await warm(self.library)
            if self.list.count:
                await self.tell_news()
                await self.embed()
                await self.fill_lines()
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))

    def action_back(self) -> None:
        """Stop what runs; else close what is open; else go back to the list."""
        if self.stop_asking():
            return
        filtering = self.query_one("#filter", Input)
        if filtering.display and (filtering.has_focus or filtering.value):
            filtering.value = ""
            filtering.display = False
            self.panes.go("list")
        elif self.question.input.has_focus:
            self.panes.go(self.panes.view)
        elif not self.panes.back() and not self.unfilter_last():
            self.set_focus(self.panes.home)

    def action_pane(self, view: View) -> None:
        """Show a pane; in an empty library its number chooses what the menu has there."""
        if self.is_empty:
            self.query_one(Welcome).choose(get_args(View).index(view))
        else:
            self.panes.go(view)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a border between panes."""
        self._holding = self.panes.borders.grip(event.screen_x, event.screen_y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._holding:
            # Not before: what is pressed and let go is a click on the title that stands in the border.
            self.capture_mouse()
            self.panes.borders.drag(event.screen_x, event.screen_y)

    def on_mouse_up(self) -> None:
        if self._holding:
            self._holding = False
            self.release_mouse()

    def action_zoom(self) -> None:
        """Show the pane that has the focus alone, or all again."""
        self.panes.zoom()

    def action_share(self, by: int) -> None:
        """Move the border at this pane."""
        self.panes.share(by)

    def action_fourth(self) -> None:
        self.query_one(Welcome).choose(3)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the letters to a line that is being typed in."""
        if action == "filter" and self.focused is self.conversation:
            return False  # there / finds in the conversation
        if action == "fourth":
            return self.is_empty
        if self.is_empty and (action in OF_PAPERS or (action == "undo" and not self.steps)):
            return False
        return not (action in {"ask", "filter"} and isinstance(self.focused, Input))

    def action_ask(self) -> None:
        self.set_focus(self.question.input)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    def spent(self, cost: float | None) -> None:
        """Add to what the status line says this session has cost; what answered is known by now."""
        try:
            self.status.engine(self.library.settings.engine)
            self.status.spent(cost)
        except NoMatches:
            return
