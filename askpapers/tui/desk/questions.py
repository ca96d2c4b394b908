"""The questions that are being answered or wait: one at a time in a conversation, those of several conversations together."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from askpapers.tui.widgets.bars import OpenConversation
from askpapers.tui.widgets.turn import Turn

LEAVING = 3.0
"""Seconds that whoever leaves waits at most for what came of an answer to be kept."""


@dataclass(eq=False)
class OpenQuestion:
    """A question that has no answer yet: what it is asked in and shown by; `ready` is set when none of its conversation is before it."""

    question: str
    kept: OpenConversation
    turn: Turn | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)


class OpenQuestions:
    """The questions that have no answer yet, in the order in which they were asked; `none` is set while there is none."""

    def __init__(self) -> None:
        self._open: list[OpenQuestion] = []
        self.none = asyncio.Event()
        self.none.set()

    def add(self, question: str, kept: OpenConversation) -> OpenQuestion:
        """Add a question; it is ready where none of its conversation is before it."""
        asked = OpenQuestion(question, kept)
        self._open.append(asked)
        self.none.clear()
        self._of(kept)[0].ready.set()
        return asked

    def end(self, asked: OpenQuestion) -> None:
        """Take a question away that is answered, or will not be; the next one of its conversation is ready."""
        self._open.remove(asked)
        for following in self._of(asked.kept)[:1]:
            following.ready.set()
        if not self._open:
            self.none.set()

    def stop(self, kept: OpenConversation) -> bool:
        """Stop the answer that comes in a conversation; False where none does. Those that wait go on."""
        return any(self._stop(asked) for asked in self._of(kept)[:1])

    def stop_turn(self, turn: Turn) -> None:
        """Stop the answer of a turn, or give its question up where that waits."""
        for asked in self._open:
            if asked.turn is turn:
                self._stop(asked)

    def drop(self, kept: OpenConversation) -> None:
        """Stop all that is asked in a conversation."""
        for asked in self._of(kept):
            self._stop(asked)

    async def leave(self) -> list[str]:
        """Stop everything and let what came be kept; return the questions that still waited."""
        waiting = [asked.question for asked in self._open if not asked.ready.is_set()]
        for asked in self._open:
            self._stop(asked)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.none.wait(), LEAVING)
        return waiting

    def _of(self, kept: OpenConversation) -> list[OpenQuestion]:
        return [asked for asked in self._open if asked.kept is kept]

    def _stop(self, asked: OpenQuestion) -> bool:
        if asked.stop.is_set():
            return False
        asked.stop.set()
        asked.ready.set()
        return True
