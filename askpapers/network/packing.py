"""What a server has packed, unpacked piece by piece: what came is bounded by its reader, what is cut or broken is told."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
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
