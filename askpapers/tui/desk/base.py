"""What all parts of the desk share: its widgets, its panes, and its state."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Literal, get_args

from textual import getters
from textual.screen import Screen
from textual.widget import Widget

from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, Paper
from askpapers.papers.scope import Scope
from askpapers.query.filter_line import FilterLine
from askpapers.tui.desk.borders import Borders, is_displayed
from askpapers.tui.desk.questions import OpenQuestions
from askpapers.tui.widgets.bars import OpenComparison, OpenConversation, StatusBar, Tab
from askpapers.tui.widgets.conversation import Conversation
from askpapers.tui.widgets.lines import QuestionLine
from askpapers.tui.widgets.paper_list import PaperList
from askpapers.tui.widgets.paper_view import PaperView
from askpapers.tui.widgets.rows import RowShower, Step
from askpapers.tui.widgets.turn import Turn

View = Literal["list", "paper", "answer"]
NAMES: dict[View, str] = {"list": "Papers", "answer": "Answer", "paper": "Paper"}  # from left to right


class Panes:
    """The three panes; a wide terminal shows them beside each other.

    `cited_from_answer` tells that the paper was opened by a citation, and that the way back leads to the answer.
    """

    def __init__(self, desk: DeskBase) -> None:
        self._desk = desk
        self.view: View = "list"
        self.cited_from_answer = False
        self.zoomed: View | None = None
        self.borders = Borders(desk)

    def zoom(self, *, off: bool | None = None) -> None:
        """Show the pane that has the focus alone, or all again; `off=False` changes nothing."""
        desk = self._desk
        if off is False or (off and self.zoomed is None) or desk.is_empty:
            return
        focused = desk.focused
        view: View = "paper" if focused is desk.reader else "answer" if focused is desk.conversation else "list"
        self.zoomed = None if self.zoomed else view
        for other in get_args(View):
            desk.set_class(self.zoomed == other, f"zoom-{other}", update=False)
        self._restyle()

    def share(self, by: int) -> None:
        """Move the border at the pane that has the focus."""
        if not self.borders.share(by):
            self._desk.notify("One pane stands alone here: there is nothing to share the room with.", timeout=3)

    def tell(self) -> None:
        """Name the panes in their titles, and beside them those that are not seen; a click on a name goes there."""
        desk = self._desk
        seen: list[View] = [view for view in NAMES if self._pane(view).display]
        told: dict[View, list[View]] = {view: [view] for view in seen}
        for view in get_args(View):
            if view in seen or not seen or desk.is_empty or (view == "answer" and not desk.conversation.turns):
                continue
            told[seen[0] if view == "list" else seen[-1]].append(view)
        for view in seen:  # as markup, whose colors are the theme's whenever it is drawn
            self._pane(view).border_title = "  ".join(
                f"[{'' if other == view else 'not bold $foreground 60% '}@click=screen.pane('{other}')]{self._name(other)}[/]"
                for other in sorted(told[view], key=get_args(View).index)
            )

    def _name(self, view: View) -> str:
        more = f" · » {cited} cited" if (cited := len(self._desk.list.cited)) and view == "list" else ""
        return f"{get_args(View).index(view) + 1} {NAMES[view]}{more}"

    def _pane(self, view: View) -> Widget:
        return self._desk.query_one({"list": "#left", "paper": "#reader", "answer": "#conversation"}[view])

    def show_below(self, on: bool) -> None:
        """Show what an answer cites below it, or no more, where one pane is seen at a time."""
        desk = self._desk
        if desk.reader.has_class("cited") != on:
            desk.reader.set_class(on, "cited", update=False)
            self._restyle()
            desk.rest_focus()

    def _restyle(self) -> None:
        # At once, and not when idle: a pane that is still hidden would refuse the focus, and the next key get lost.
        self._desk.app.stylesheet.update(self._desk, animate=False)
        self.settle()

    def settle(self) -> None:
        """Give the panes their room and their names, since others may be seen now."""
        self.borders.settle()
        self.tell()

    def show(self, view: View) -> None:
        """Show a pane."""
        desk = self._desk
        self.zoom(off=self.zoomed not in {None, view})
        if desk.has_class(f"view-{view}"):
            return
        self.view = view
        for other in get_args(View):
            desk.set_class(view == other, f"view-{other}", update=False)
        self._restyle()
        desk.rest_focus()

    def go(self, view: View) -> None:
        """Show a pane and give it the keys."""
        desk = self._desk
        if desk.is_empty:
            view = "list"
        if view == "answer" and not desk.conversation.turns:
            desk.notify("No question was asked yet: a asks one.", timeout=3)
            return
        self.show(view)
        desk.set_focus(self.home)
        if view == "list":
            self._show_row()
        elif view == "answer":
            desk.show_evidence()

    def _show_row(self) -> None:
        """Show the row under the cursor and its paper: a citation may have left others there."""
        self._desk.list.show_cursor()
        if (row := self._desk.list.row) is not None:
            self._desk.reader.show_row(row)

    @property
    def home(self) -> Widget:
        """What has the keys where nothing else has: the pane that is shown, in an empty library its menu."""
        desk = self._desk
        if desk.is_empty:
            return desk.query_one("#welcome OptionList")
        panes: dict[View, Widget] = {"list": desk.list, "paper": desk.reader, "answer": desk.conversation}
        return panes[self.view]

    def back(self) -> bool:
        """Go back from a cited paper to its answer, and from all else to the list; False where that is shown."""
        desk = self._desk
        if desk.reader.has_focus and self.cited_from_answer:
            self.go("answer")
        elif self.view != "list":
            self.go("list")
        else:
            return False
        return True


class DeskBase(Screen[None]):
    """The widgets and the state that the parts of the desk share, and what one part, which is the desk, does for another."""

    list = getters.query_one(PaperList)
    reader = getters.query_one("#reader", PaperView)
    conversation = getters.query_one(Conversation)
    question = getters.query_one(QuestionLine)
    status = getters.query_one(StatusBar)

    def __init__(self, library: Library, *, usual_model: str | None = None) -> None:
        super().__init__()
        self.library = library
        self.usual_model = usual_model
        """The model of the settings; M may have chosen another for now."""
        self.panes = Panes(self)
        self.kept = OpenConversation()
        """The conversation that is shown; a tab from its first question on."""
        self.tabs: builtins.list[Tab] = []
        self.questions = OpenQuestions()
        self.last_question = ""
        self.scope = Scope()
        self.whole_day: Scope | None = None
        """What Esc goes back to from papers that were just added."""
        self.steps: builtins.list[Step] = []
        """What can be taken back, the last one last."""
        self.unsent: dict[str, str] = {}
        """What was typed into a dialog that was left, by its field; for this session."""
        self.match = ""
        self.typed = FilterLine(Scope())
        """What was understood of the filter line, over the scope."""
        self.sort_key = "listed"
        self.shown_version = -1
        self.idle: frozenset[str] = frozenset()
        """Keys, each by its id, that could only say that there is nothing to do: the last line leaves them out."""

    @property
    def is_empty(self) -> bool:
        """Whether the library holds no paper, so that there is a menu to begin with in place of the list."""
        return self.has_class("empty")

    def rest_focus(self) -> None:
        """Give the keys to what is seen, where what has them is not."""
        if self.focused is None or not is_displayed(self.focused):
            self.set_focus(self.panes.home)

    @property
    def current_id(self) -> str | None:
        """The id of the paper under the list's cursor."""
        row = self.list.row
        return row.paper.id if row else None

    @property
    def conversation_id(self) -> int | None:
        """The open conversation's id in the catalog, None until its first answer."""
        return self.kept.id

    @property
    def listed(self) -> Scope:
        """What the list shows: the scope, and what is typed into the filter."""
        scope = self.typed.scope
        return replace(scope, words=f"{scope.words} {self.typed.words}".strip())

    async def show_scope(self, *, keep: str | None = None) -> None:
        """Show the papers in scope; the cursor stays on the paper `keep`."""
        raise NotImplementedError

    def take_scope(self, scope: Scope, *, keep: bool = True) -> None:
        """Show another scope; the cursor stays on its paper where that is in it, unless told not to."""
        raise NotImplementedError

    def tell_scope(self) -> None:
        """Say which papers are shown, in what order, and how many are chosen."""
        raise NotImplementedError

    def embed_soon(self) -> None:
        """Make the vectors that are missing in the background."""
        raise NotImplementedError

    async def fill_lines(self) -> None:
        """Give the rows in view that have no line yet one of their own sentences."""
        raise NotImplementedError

    async def mark(self, row: ListedPaper, *, read: bool | None = None, starred: bool | None = None) -> None:
        """Set or clear the reader's marks on a paper, and show them."""
        raise NotImplementedError

    async def write_on(self, ids: tuple[str, ...], then: RowShower | None = None) -> None:
        """Ask for a note, tags and collections of papers, and keep them; `then` gets the first row with them, again when they are taken back."""
        raise NotImplementedError

    async def action_undo(self) -> None:
        """Take the last mark or removal back."""
        raise NotImplementedError

    def show_cited(self, turn: Turn) -> None:
        """Mark in the list what an answer cites, and bring the first of it into view, there and beside the answer."""
        raise NotImplementedError

    def show_evidence(self) -> None:
        """Show beside an answer the sentence that was walked to, or the first that it cites."""
        raise NotImplementedError

    def open_paper(self, paper: Paper) -> None:
        """Show a paper, wherever it is listed."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw anew what holds colors of the theme, since that is another now."""
        for turn in self.conversation.turns:
            turn.redraw()
        self.reader.redraw()
        self.tell_scope()
        self.list.refresh()

    def stop_asking(self) -> bool:
        """Stop the answer that comes in the conversation shown, keeping what came; False where none does."""
        raise NotImplementedError

    async def keep(self, kept: OpenConversation, answer: Answer) -> None:
        """Add an answer to its conversation."""
        raise NotImplementedError

    async def take_conversation(self, kept: OpenConversation, *, show: bool) -> None:
        """Show an open conversation, as it was left; what is not loaded yet is."""
        raise NotImplementedError

    def open_tab(self, tab: Tab) -> None:
        """Add a tab where it is not there yet, and show the line."""
        raise NotImplementedError

    def tell_tabs(self) -> None:
        """Show which tabs there are."""
        raise NotImplementedError

    def show_comparison(self, tab: OpenComparison) -> None:
        """Lay the papers of a comparison side by side."""
        raise NotImplementedError

    async def resume(self, id: int, *, show: bool, words: str = "") -> None:
        """Go on with an earlier conversation, from where it has some words."""
        raise NotImplementedError
