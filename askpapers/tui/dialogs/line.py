"""The line to type in that dialogs and the desk share."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.widgets import Input


class Line(Input):
    """An Input that takes the lines and cells of a paste as one line, without what a terminal would obey, in place of what is selected."""

    LONGEST: ClassVar[int | None] = None
    """The letters that one paste may bring, None for any number."""

    def _on_paste(self, event: events.Paste) -> None:
        # What is copied breaks over lines, or begins with a break; Input would keep what stands before the first.
        lines = (line.strip() for line in event.text.replace("\t", "\n").splitlines())
        joined = " ".join(line for line in lines if line)[: self.LONGEST]
        # Of what is no letter, sign or gap a terminal obeys some.
        if pasted := "".join(c if c.isprintable() else " " * c.isspace() for c in joined):
            self.replace(pasted, *self.selection)
        event.stop()
        event.prevent_default()
