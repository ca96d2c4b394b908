"""What a server sends: unpacked piece by piece, bounded by its reader; and kept, so that an unchanged page is not sent again.

`unpack` and `read` serve every client, that of models too; `WebCache` keeps the pages that `client.py` fetches, as `read` returned them.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from askpapers import errors

if TYPE_CHECKING:
    import httpx2


ACCEPTED = {"Accept-Encoding": "gzip, deflate"}
"""What is asked for: a packing that a library brings along by chance is not, for its pieces know no bounds here."""

PIECE = 2**16
"""The most bytes of one piece that is unpacked: what reads it may take its time with each, and others have theirs between."""


def unpack(response: httpx2.Response) -> AsyncIterator[bytes]:
    """Return the pieces of a response's body, none above PIECE where it is packed, and take from its head that it is packed.

    They raise httpx2's DecodingError where the packing is broken or of a kind not asked for, its RemoteProtocolError where it is cut.
    """
    import httpx2

    assert isinstance(response.stream, httpx2.AsyncByteStream)
    named = response.headers.pop("content-encoding", "").casefold().split(",")
    packings = [one.strip() for one in named if one.strip() not in {"", "identity"}]
    return _unpacked(response.stream, packings) if packings else aiter(response.stream)


async def read(response: httpx2.Response, largest: int, name: str) -> bytes:
    """Return a response's body whole, unpacked; raises FetchFailed where `name` sends more than `largest` bytes, and as `unpack`."""
    body = bytearray()
    async for piece in unpack(response):
        body += piece
        if len(body) > largest:
            raise errors.FetchFailed(f"{name} sends more than {largest // 1_000_000} MB.")
    return bytes(body)


async def _unpacked(packed: AsyncIterator[bytes] | httpx2.AsyncByteStream, packings: list[str]) -> AsyncIterator[bytes]:
    import httpx2

    if len(packings) > 1 or packings[0] not in _KINDS:
        raise httpx2.DecodingError(f"packed as {', '.join(packings)}")
    packing = _Packing(_KINDS[packings[0]])
    try:
        async for piece in packed:
            for part in packing.parts(piece):
                yield part
                # All of a bomb is there at once: nothing is waited for, and no deadline would be heard.
                await asyncio.sleep(0)
    except zlib.error as error:
        raise httpx2.DecodingError(str(error)) from None
    if packing.open:
        raise httpx2.RemoteProtocolError("incomplete packing")


_GZIP, _ZLIB = zlib.MAX_WBITS | 16, zlib.MAX_WBITS
_KINDS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


class _Packing:
    """One body: members of gzip, one behind the other, or deflate with or without the head that it should have."""

    def __init__(self, kind: int) -> None:
        self._kind = kind
        self._inner = zlib.decompressobj(kind)
        self._begun = False

    @property
    def open(self) -> bool:
        """Whether its end has not come."""
        return self._begun and not self._inner.eof

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """Yield what a piece unpacks to."""
        if piece and not self._begun and self._kind == _ZLIB and not _has_head(piece):
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
        self._begun = self._begun or bool(piece)
        while piece:
            if self._inner.eof:
                if self._kind != _GZIP or not piece.startswith(b"\x1f"):
                    return  # what stands behind the end is padding
                self._inner = zlib.decompressobj(self._kind)
            if part := self._inner.decompress(piece, PIECE):
                yield part
            piece = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail


def _has_head(piece: bytes) -> bool:
    """Whether this begins as zlib's format (RFC 1950): some servers send deflate bare (RFC 1951)."""
    return piece[0] & 0x0F == 8 and (len(piece) < 2 or int.from_bytes(piece[:2], "big") % 31 == 0)


MOST = 400
"""Pages kept; the oldest go first."""

LARGEST = 16_000_000


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page as it was, and the names by which its server knows it."""

    content: bytes
    etag: str
    modified: str

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


class WebCache:
    """A folder of pages; what cannot be read or written there is as if it were not there."""

    def __init__(self, folder: Path, *, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._most = most
        self._clock = clock

    def load(self, url: str, fresh: float | None = None) -> CachedPage | None:
        """Return the page kept for an address, or None; with `fresh` only one kept less than so many seconds ago."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            file = self._file(url)
            if fresh is not None and self._clock() - file.stat().st_mtime >= fresh:
                return None
            head, _, content = file.read_bytes().partition(b"\n")
            about = json.loads(head)
            if about["url"] == url and about["sha256"] == hashlib.sha256(content).hexdigest():
                return CachedPage(content, str(about["etag"]), str(about["modified"]))
        return None

    def keep(self, url: str, content: bytes, headers: Mapping[str, str], *, stateless: bool = False) -> None:
        """Keep a page, if its server names its state, or `stateless` in any case."""
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        if not (etag or modified or stateless) or len(content) > LARGEST:
            return
        digest = hashlib.sha256(content).hexdigest()
        head = json.dumps({"url": url, "etag": etag, "modified": modified, "sha256": digest}).encode()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._file(url)
            # Never half a page under the final name, however many processes fetch it.
            draft = file.with_suffix(f".{os.getpid()}")
            draft.write_bytes(head + b"\n" + content)
            draft.replace(file)
            self._prune()

    def drop(self, url: str) -> None:
        """Forget a page."""
        with suppress(OSError):
            self._file(url).unlink(missing_ok=True)

    def _file(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.page"

    def _prune(self) -> None:
        files = sorted(self._folder.glob("*.page"), key=lambda file: file.stat().st_mtime)
        for file in files[: -self._most]:
            file.unlink(missing_ok=True)
