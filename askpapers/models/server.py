"""A server with OpenAI's interface: its address, the key that belongs to it, the bytes that it may send, and its dialect."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from askpapers import errors
from askpapers.network.response import unpack
from askpapers.settings.keyring import secret_of
from askpapers.settings.settings import OPENAI_URL
from askpapers.text.sanitize import HEAVIEST, EventWeight, weight

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


_MARK = re.compile(rb"(?:^|[\r\n])data: ?\[DONE\]")
"""No line of JSON holds it so."""


_LONGEST_MARK = 16
_CLOSED = "askpapers_closed"


def is_closed(response: httpx2.Response) -> bool:
    """Return whether a stream that was read behind `guard` came to "[DONE]", which a server says at its end."""
    return _CLOSED in response.extensions


async def guard(response: httpx2.Response) -> None:
    """Replace a response's body by one that ends its last event and does not go on for ever; an httpx2 event hook."""
    import httpx2

    class GuardedStream(httpx2.AsyncByteStream):
        def __init__(self, body: httpx2.AsyncByteStream, pieces: AsyncIterator[bytes]) -> None:
            self._body, self._pieces = body, pieces

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read, heavy, last = 0, 0, b""
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
                last = last[-_LONGEST_MARK:] + piece
                if _MARK.search(last):
                    response.extensions[_CLOSED] = True
                yield piece
            # An event counts when a blank line follows it; some servers close without one.
            yield b"\n\n" if events else b""

        async def aclose(self) -> None:
            await self._body.aclose()

    assert isinstance(response.stream, httpx2.AsyncByteStream)
    events = response.headers.get("content-type", "").startswith("text/event-stream")
    large = " when unpacked" if "content-encoding" in response.headers else ""
    response.stream = GuardedStream(response.stream, unpack(response))


@dataclass(frozen=True, slots=True)
class Dialect:
    """What of the chat API a model on a server understands; `limit` is the name of its token limit or ""."""

    stream_options: bool = True
    temperature: bool = True
    limit: str = "max_tokens"

    def parameters(self, max_tokens: int, *, stream: bool) -> dict[str, Any]:
        """Return the optional parameters of a request."""
        parameters: dict[str, Any] = {}
        if self.temperature:
            parameters["temperature"] = 0.0
        if self.limit:
            parameters[self.limit] = max_tokens
        if stream:
            parameters["stream"] = True
            if self.stream_options:
                parameters["stream_options"] = {"include_usage": True}
        return parameters

    @property
    def refused(self) -> tuple[str, ...]:
        """The names of the parameters that are left out."""
        taken = {"stream_options": self.stream_options, "temperature": self.temperature, "max_tokens": self.limit}
        return tuple(name for name, takes in taken.items() if not takes)

    def after_refusal(self, message: str) -> Dialect | None:
        """Return the dialect to try after a 400 that names a parameter, or None where it names none of ours."""
        text = message.lower()
        if "stream_options" in text and self.stream_options:
            return replace(self, stream_options=False)
        if "max_completion_tokens" in text and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if self.limit and self.limit in text:
            return replace(self, limit="max_tokens" if self.limit == "max_completion_tokens" else "")
        if "temperature" in text and self.temperature:
            return replace(self, temperature=False)
        return None


def _dialect(value: object) -> Dialect | None:
    """The dialect in a stored entry; None where it is not one of ours."""
    if not isinstance(value, dict) or set(value) != {"stream_options", "temperature", "limit"}:
        return None
    if not isinstance(value["stream_options"], bool) or not isinstance(value["temperature"], bool):
        return None
    return Dialect(**value) if value["limit"] in ("max_tokens", "max_completion_tokens", "") else None


class Dialects:
    """The dialects learned so far, in a JSON file that may vanish or be damaged without harm."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known = _read(path)

    def of(self, server: str, model: str) -> Dialect:
        """Return how to speak to a model on a server."""
        official = "api.openai.com" in server or ".azure." in server
        first = Dialect(limit="max_completion_tokens" if official else "max_tokens")
        return self._known.get(f"{server} {model}", first)

    def learn(self, server: str, model: str, dialect: Dialect) -> None:
        """Remember a dialect that worked, beside what other processes have learned in the meantime."""
        key = f"{server} {model}"
        if self._known.get(key) == dialect:
            return
        self._known[key] = dialect
        if self._path is None:
            return
        known = {**_read(self._path), key: dialect}
        new = self._path.with_name(f"{self._path.name}.{uuid.uuid4().hex}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps({key: asdict(value) for key, value in known.items()}, indent=1), encoding="utf-8")
            new.replace(self._path)
        except OSError:
            # Not remembered: the next process learns it again with one more request.
            with suppress(OSError):
                new.unlink(missing_ok=True)


def _read(path: Path | None) -> dict[str, Dialect]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    entries = stored.items() if isinstance(stored, dict) else ()
    return {key: known for key, value in entries if (known := _dialect(value)) is not None}
