"""The main screen: the day's papers, the paper being read, the question line, the answer."""

from __future__ import annotations

from typing import ClassVar, TypeVar, get_args

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from askpapers import errors
from askpapers.library.library import Library
from askpapers.tui.desk.add_papers import Adding
from askpapers.tui.desk.annotate import Annotating
from askpapers.tui.desk.ask import Asking, Modeling
from askpapers.tui.desk.base import View
from askpapers.tui.desk.conversations import Conversing
from askpapers.tui.desk.export_papers import Exporting
from askpapers.tui.desk.papers import Reading
from askpapers.tui.desk.pictures import Looking
from askpapers.tui.desk.scope import Scoping
from askpapers.tui.desk.state import DeskRestorer
from askpapers.tui.desk.tabs import Tabbing
from askpapers.tui.desk.warmth import warm
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.keys import keys_text
from askpapers.tui.messages import ErrorRaised
from askpapers.tui.widgets.conversation import Conversation
from askpapers.tui.widgets.find_bar import FilterInput
from askpapers.tui.widgets.paper_list import PaperList
from askpapers.tui.widgets.paper_view import PaperView
from askpapers.tui.widgets.question_line import QuestionLine
from askpapers.tui.widgets.status_bars import KeyBar, ScopeBar, StatusBar
from askpapers.tui.widgets.tab_bar import TabBar
from askpapers.tui.widgets.welcome import Welcome

Pane = TypeVar("Pane", bound=Widget)


def titled(pane: Pane, title: str) -> Pane:
    """Return a pane with its title, which begins with its key."""
    pane.border_title = title
    return pane


OF_PAPERS = frozenset(
    "filter scope choose compare day calendar sort star toggle_read annotate triage remove summarize related open_link "
    "copy_link copy_paper widen ask_anyway new_conversation export verify digest export_papers map two_days zoom share".split()
)
"""What there is nothing to do to in an empty library."""

FOLLOWED_EVERY = 60.0
"""Seconds after which a team's server is looked at again."""


class Desk(
    Adding, Annotating, Asking, Conversing, Exporting, Looking, Modeling, Reading, Scoping, Tabbing, Screen[None]
):
    """Everything that a morning needs, on one screen."""

    # The focus is put where it belongs by `rest_focus`; Textual would give it to the first widget, the filter, hidden or not.
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        # Priority: over a slow line the key and what is typed next come in one burst, and must not part ways.
        Binding("a,i", "ask", "Ask", id="desk.ask", tooltip="Ask the papers in scope a question", priority=True),
        Binding("question_mark", "keys", "Keys", id="desk.keys", tooltip="All keys of this place"),
        Binding("slash", "filter", "Filter", id="desk.filter", tooltip="Narrow the list while typing", priority=True),
        Binding("s", "scope", "Scope", id="desk.scope", tooltip="Day, week, everything, unread, starred…"),
        Binding("space", "choose", "Choose", id="desk.choose", tooltip="Choose a paper for a comparison"),
        Binding("c", "compare", "Compare", id="desk.compare", tooltip="Lay the chosen papers side by side"),
        Binding("left_square_bracket", "day(-1)", "Older day", show=False, id="desk.older"),
        Binding("right_square_bracket", "day(1)", "Newer day", show=False, id="desk.newer"),
        Binding("d", "calendar", "Calendar", show=False, id="desk.calendar"),
        Binding("o", "sort", "Sort", show=False, id="desk.sort"),
        Binding("x", "star", "Star", show=False, id="desk.star"),
        Binding("m", "toggle_read", "Mark read or unread", show=False, id="desk.read"),
        Binding(
            "t",
            "annotate",
            "Note and tags",
            show=False,
            id="desk.annotate",
            tooltip="Write a note, tag or collect the paper",
        ),
        Binding("u", "undo", "Undo", show=False, id="desk.undo", tooltip="Take the last mark or removal back"),
        Binding(
            "b", "triage", "Read in order", show=False, id="desk.triage", tooltip="The unread papers, one after another"
        ),
        Binding(
            "delete", "remove", "Remove", show=False, id="desk.remove", tooltip="Take papers out; u brings them back"
        ),
        Binding("S", "summarize", "Write summaries", show=False, id="desk.summarize"),
        Binding("r", "related", "Related papers", show=False, id="desk.related"),
        Binding("l", "open_link", "Open the link", show=False, id="desk.open_link"),
        Binding("L", "copy_link", "Copy the link", show=False, id="desk.copy_link"),
        Binding("Y", "copy_paper", "Copy the paper", show=False, id="desk.copy_paper"),
        Binding("w", "widen", "Widen and ask again", show=False, id="desk.widen"),
        Binding("A", "ask_anyway", "Ask the model all the same", show=False, id="desk.ask_anyway"),
        Binding("plus", "add", "Add a file or address", show=False, id="desk.add"),
        Binding("f", "fetch", "Fetch a list", show=False, id="desk.fetch"),
        Binding("p", "paste", "Paste a list", show=False, id="desk.paste"),
        Binding("h", "history", "Conversations", show=False, id="desk.history"),
        Binding("N", "new_conversation", "New conversation", show=False, id="desk.new_conversation"),
        Binding("E", "export", "Export the conversation", show=False, id="desk.export"),
        Binding("D", "digest", "Digest", show=False, id="desk.digest", tooltip="The papers in the list as one page"),
        Binding(
            "e",
            "export_papers",
            "Export papers",
            show=False,
            id="desk.export_papers",
            tooltip="Export the papers in the list, or the chosen ones",
        ),
        Binding("I", "interests", "Interests", show=False, id="desk.interests", tooltip="What papers are ranked by"),
        Binding(
            "V",
            "verify",
            "Check a draft",
            show=False,
            id="desk.verify",
            tooltip="A text of yours against the papers that it cites",
        ),
        Binding("H", "doctor", "Doctor", show=False, id="desk.doctor", tooltip="What works and what does not"),
        Binding("n", "news", "What is new", show=False, id="desk.news"),
        Binding(
            "M", "model", "Model", show=False, id="desk.model", tooltip="Choose what answers: a model, or quotations"
        ),
        Binding("right_curly_bracket", "tab(1)", "Next tab", show=False, id="desk.next_tab"),
        Binding("left_curly_bracket", "tab(-1)", "Previous tab", show=False, id="desk.previous_tab"),
        Binding("X", "close_tab", "Close the tab", show=False, id="desk.close_tab", tooltip="h finds it again"),
        Binding(
            "T", "map", "Theme map", show=False, id="desk.map", tooltip="Themes, papers a day, comments: as pictures"
        ),
        Binding(
            "vertical_line", "two_days", "Two days", show=False, id="desk.two_days", tooltip="Two days side by side"
        ),
        Binding("1", "pane('list')", "The list", show=False, id="desk.list"),
        Binding("2", "pane('paper')", "The paper", show=False, id="desk.paper"),
        Binding("3", "pane('answer')", "The answer", show=False, id="desk.answer"),
        Binding("z", "zoom", "Zoom", show=False, id="desk.zoom", tooltip="This pane alone, and all again"),
        Binding("less_than_sign", "share(-1)", "Narrower list", show=False, id="desk.narrower"),
        Binding("greater_than_sign", "share(1)", "Wider list", show=False, id="desk.wider"),
        Binding("4", "fourth", "Paste a list", show=False, id="desk.fourth", system=True),
        Binding("escape", "back", "Back, or stop", show=False, id="desk.back"),
    ]

    def __init__(self, library: Library, *, usual_model: str | None = None, sample: bool = False) -> None:
        super().__init__(library, usual_model=usual_model)
        self.add_class("view-list")
        self._sample = sample
        self._dragging = False
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
            with Vertical(id="left") as left:
                left.border_title = "1 Papers"
                yield PaperList(id="list")
            yield titled(Conversation(id="conversation"), "3 Answer")
            yield titled(PaperView(id="reader"), "2 Paper")
        yield QuestionLine(id="question")
        yield StatusBar(self.library.settings.engine)
        yield KeyBar()

    async def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.conversation.switch(self.kept)
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
        self.call_after_refresh(self.rest_focus)

    def _after_first_paint(self) -> None:
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
        """Take hold of the border between list and paper."""
        if self.panes.grip(event.screen_x, event.screen_y):
            self._dragging = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self.panes.drag(event.screen_x)

    def on_mouse_up(self) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def action_zoom(self) -> None:
        """Show the pane that has the focus alone, or all again."""
        self.panes.zoom()

    def action_share(self, by: int) -> None:
        """Give the list more or less of the width."""
        self.panes.share(by)

    def action_fourth(self) -> None:
        self.query_one(Welcome).choose(3)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the letters to a line that is being typed in."""
        if action == "filter" and self.focused is self.conversation:
            return False  # there / finds in the conversation
        if action == "fourth":
            return self.is_empty
        if self.is_empty and action in OF_PAPERS:
            return False
        return not (action in {"ask", "filter"} and isinstance(self.focused, Input))

    def action_ask(self) -> None:
        self.set_focus(self.question.input)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    def spent(self, cost: float | None) -> None:
        """Add to what the status line says this session has cost."""
        try:
            self.status.spent(cost)
        except NoMatches:
            return
