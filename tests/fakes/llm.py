"""A fake at the model's seam: replies and errors go in as a queue, the messages sent come out as a log."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence

from askpapers.answers.answer import Words
from askpapers.answers.usage import Usage

Message = dict[str, str]


class FakeLLM:
    """Replies with what was queued, in pieces of a few characters; "⏸" in a reply waits until `go` is set."""

    model = "gpt-6-luna"

    def __init__(self) -> None:
        self.queue: deque[str | Exception] = deque()
        self.log: list[list[Message]] = []
        self.go = asyncio.Event()
        self.usage = Usage(1000, 100, cost=None, calls=1)

    def reply(self, *replies: str | Exception) -> None:
        """Queue replies; an exception is raised in its place."""
        self.queue.extend(replies)

    async def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[Words | Usage]:
        text = self._next(messages)
        before, cut, after = text.partition("⚡")
        for start in range(0, len(before), 7):
            piece = before[start : start + 7]
            if "⏸" in piece:
                await self.go.wait()
                piece = piece.replace("⏸", "")
            yield Words(piece)
            await asyncio.sleep(0)
        if cut:
            error = self.queue.popleft()
            assert isinstance(error, Exception)
            raise error
        assert not after
        yield self.usage

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> tuple[str, Usage]:
        return self._next(messages), self.usage

    def _next(self, messages: Sequence[Message]) -> str:
        self.log.append(list(messages))
        assert self.queue, f"the model was asked once more than expected: {messages[-1]['content'][:200]}"
        reply = self.queue.popleft()
        if isinstance(reply, Exception):
            raise reply
        return reply
