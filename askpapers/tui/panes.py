"""Which pane of the desk is looked at: the list, the paper or the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from textual.widget import Widget

if TYPE_CHECKING:
    from askpapers.tui.desk import Desk

View = Literal["list", "paper", "answer"]


class Panes:
    """The three panes; a wide terminal shows them beside each other.

    `cited_from_answer` tells that the paper was opened by a citation, and that the way back leads to the answer.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.view: View = "list"
        self.cited_from_answer = False

    def show(self, view: View) -> None:
        """Show a pane."""
        desk = self._desk
        if desk.has_class(f"view-{view}"):
            return
        self.view = view
        for other in get_args(View):
            desk.set_class(view == other, f"view-{other}", update=False)
        # At once, and not when idle: a pane that is still hidden would refuse the focus, and the next key get lost.
        desk.app.stylesheet.update(desk, animate=False)

    def go(self, view: View) -> None:
        """Show a pane and give it the keys."""
        desk = self._desk
        if view == "answer" and not desk.conversation.turns:
            desk.notify("No question was asked yet: a asks one.", timeout=3)
            return
        self.show(view)
        panes: dict[View, Widget] = {"list": desk.list, "paper": desk.reader, "answer": desk.conversation}
        desk.set_focus(panes[view])

    def back(self) -> bool:
        """Go back from a cited paper to its answer, and from all else to the list; False where that is shown."""
        desk = self._desk
        if desk.reader.has_focus and self.cited_from_answer:
            self.go("answer")
        elif self.view != "list":
            self.go("list")
            if (row := desk.list.row) is not None:
                desk.reader.show_row(row)
        else:
            return False
        return True
