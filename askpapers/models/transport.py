"""The bytes of a model server's replies, before its client reads them: the last event ended, and no more than can be one reply."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from askpapers import errors

if TYPE_CHECKING:
    import httpx2

MOST_BYTES = 64_000_000
"""Vectors of a batch take some megabytes, a streamed answer a few hundred bytes a token."""


async def guard(response: httpx2.Response) -> None:
    """Replace a response's body by one that ends its last event and does not go on for ever; an httpx2 event hook."""
    import httpx2

    class Guarded(httpx2.AsyncByteStream):
        def __init__(self, body: httpx2.AsyncByteStream, end: bytes) -> None:
            self._body, self._end = body, end

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for piece in self._body:
                read += len(piece)
                if read > MOST_BYTES:
                    raise errors.StreamCut(
                        f"The server sent more than {MOST_BYTES // 1_000_000} MB: the rest is not read.",
                        "Is this a chat server?",
                    )
                yield piece
            yield self._end

        async def aclose(self) -> None:
            await self._body.aclose()

    assert isinstance(response.stream, httpx2.AsyncByteStream)
    events = response.headers.get("content-type", "").startswith("text/event-stream")
    # An event counts when a blank line follows it; some servers close without one. Nothing can follow compressed bytes.
    plain = "content-encoding" not in response.headers
    response.stream = Guarded(response.stream, b"\n\n" if events and plain else b"")
