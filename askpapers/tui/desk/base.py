"""What all parts of the desk share: its widgets and panes, and what is loaded behind the first paint."""

from __future__ import annotations

import asyncio
import gc
import importlib
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

from textual.screen import Screen
from textual.widget import Widget

from askpapers.library.library import Library

if TYPE_CHECKING:
    from askpapers.tui.desk.screen import Desk

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


class DeskBase(Screen[None]):
    """A part of the desk; what it does, it does to the whole."""

    @property
    def desk(self) -> Desk:
        """The desk that this is a part of."""
        from askpapers.tui.desk.screen import Desk

        assert isinstance(self, Desk)
        return self


NEEDED = (
    "verbs.ask",
    "verification.checker",
    "extractive",
    "models.prices",
    "models.prompts",
    "retrieval.fusion",
    "retrieval.search",
)
COLLECT_AFTER = (1_000, 10, 60)
"""How many objects more there are before the young, the middle-aged and all are searched for rings of garbage."""


async def warm(library: Library) -> None:
    """Import and open in threads what the first question needs; raises LibraryError."""
    await library.warm()
    await asyncio.to_thread(_import_all)
    spare_the_collector()


def _import_all() -> None:
    for name in NEEDED:
        importlib.import_module(f"askpapers.{name}")


@lru_cache(maxsize=1)
def spare_the_collector() -> None:
    """Let the collector leave alone what was imported, and search everything seldom; once in a process.

    Walking through it takes a seventh of a second, and drawing makes so many objects that it came twice a second.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
