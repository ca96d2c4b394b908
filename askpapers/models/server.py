"""A server with OpenAI's interface: its address, the key that belongs to it, and the bytes that it may send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from askpapers import errors
from askpapers.network.packing import unpack
from askpapers.settings.keyring import secret_of
from askpapers.settings.settings import OPENAI_URL
from askpapers.text.json_weight import HEAVIEST, EventWeight, weight

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class Server:
    """An address and the key that belongs to it; `timeout` in seconds is the longest silence of one that has begun to speak."""

    url: str
    key: str | None = field(repr=False)
    timeout: float

    @property
    def name(self) -> str:
        """The address without what might be secret."""
        parts = urlsplit(self.url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{host}{port}{parts.path}".rstrip("/")

    @property
    def secret(self) -> str | None:
        """The key itself, where `key` says that it is in the system's keyring; raises as `secret_of` does."""
        return secret_of(self.key, self.url)

    @property
    def origin(self) -> tuple[str, str | None, int | None]:
        """What tells one server from another: a key that belongs to it goes to no other origin."""
        parts = urlsplit(self.url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)

    def headers(self, environ: Mapping[str, str]) -> dict[str, str | None]:
        """Return the headers of each request, None where one must not be sent; raises KeyRefused.

        openai adds an organization, a project and OPENAI_CUSTOM_HEADERS from the environment: they are for the
        address that the environment names, and go to no other.
        """
        key = self.secret
        if key and not (key.isascii() and key.isprintable()):
            raise errors.KeyRefused("The key holds a character that no key has.", "Copy it again into OPENAI_API_KEY.")
        headers: dict[str, str | None] = {}
        if self.origin != replace(self, url=environ.get("OPENAI_BASE_URL") or OPENAI_URL).origin:
            lines = environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
            own = [line.partition(":")[0].strip() for line in lines if ":" in line]
            headers |= dict.fromkeys(["OpenAI-Organization", "OpenAI-Project", *own])
        parts = urlsplit(self.url)
        if "/openai/deployments/" in parts.path or (parts.hostname or "").endswith(".openai.azure.com"):
            # Azure reads a bearer token as something else.
            return headers | {"api-key": key or "", "Authorization": None}
        return headers | {"Authorization": f"Bearer {key or 'none'}"}


MOST_BYTES = 64_000_000
"""Of what is unpacked. Vectors of a batch take some megabytes, a streamed answer a few hundred bytes a token."""


async def guard(response: httpx2.Response) -> None:
    """Replace a response's body by one that ends its last event and does not go on for ever; an httpx2 event hook."""
    import httpx2

    class Guarded(httpx2.AsyncByteStream):
        def __init__(self, body: httpx2.AsyncByteStream, pieces: AsyncIterator[bytes]) -> None:
            self._body, self._pieces = body, pieces

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read, heavy = 0, 0
            event = EventWeight()
            async for piece in self._pieces:
                read += len(piece)
                heavy = event.add(piece) if events else heavy + weight(piece)
                if heavy > HEAVIEST:
                    raise errors.StreamCut(
                        "The server sent more values than are read at once: the rest is not read.",
                        "Is this a chat server?",
                    )
                if read > MOST_BYTES:
                    raise errors.StreamCut(
                        f"The server sent more than {MOST_BYTES // 1_000_000} MB{large}: the rest is not read.",
                        "Is this a chat server?",
                    )
                yield piece
            # An event counts when a blank line follows it; some servers close without one.
            yield b"\n\n" if events else b""

        async def aclose(self) -> None:
            await self._body.aclose()

    assert isinstance(response.stream, httpx2.AsyncByteStream)
    events = response.headers.get("content-type", "").startswith("text/event-stream")
    large = " when unpacked" if "content-encoding" in response.headers else ""
    response.stream = Guarded(response.stream, unpack(response))
