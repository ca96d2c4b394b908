"""Marks that are set on a paper and taken back, wherever in the interface that is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper

Step = tuple[str, Callable[[], Awaitable[None]]]
"""What can be taken back: what is said then, and what does it."""


class Marking(Protocol):
    """What marks papers and keeps what was done, so that one key takes it back: the desk."""

    library: Library
    steps: list[Step]
    """What can be taken back, the last one last."""

    async def mark(self, row: ListedPaper, *, read: bool | None = None, starred: bool | None = None) -> None:
        """Set or clear the reader's marks on a paper, and show them."""

    async def write_on(self, id: str, then: Callable[[ListedPaper], Awaitable[None]] | None = None) -> None:
        """Ask for a note, tags and collections of a paper, and keep them; `then` gets the row with them, again when they are taken back."""

    async def action_undo(self) -> None:
        """Take the last mark or removal back."""
