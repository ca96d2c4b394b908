"""What the parts of the desk have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from askpapers.tui.desk import Desk


class Part(Screen[None]):
    """A part of the desk; what it does, it does to the whole."""

    @property
    def desk(self) -> Desk:
        """The desk that this is a part of."""
        from askpapers.tui.desk import Desk

        assert isinstance(self, Desk)
        return self
