"""What a server packs comes out whole, in small pieces, or is told to be cut or broken."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.network.packing import PIECE, unpack


class Body(httpx2.AsyncByteStream):
    """A body in pieces of `size` bytes."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content, self._size = content, size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._content), self._size):
            yield self._content[start : start + self._size]


def bare(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


PACKINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress), "x-gzip": ("x-gzip", gzip.compress), "deflate": ("deflate", zlib.compress), "bare deflate": ("Deflate", bare),
    "two members": ("gzip", lambda content: gzip.compress(content[:7]) + gzip.compress(content[7:])),
    "padding": ("identity, gzip", lambda content: gzip.compress(content) + b"\0" * 9), "nothing": ("identity", bytes),
}  # fmt: skip


async def pieces_of(content: bytes, encoding: str, size: int) -> list[bytes]:
    response = httpx2.Response(200, headers={"content-encoding": encoding}, stream=Body(content, size))
    found = [piece async for piece in unpack(response)]
    assert "content-encoding" not in response.headers
    return found


@given(st.binary(max_size=300), st.sampled_from(sorted(PACKINGS)), st.integers(1, 90))
async def test_what_was_packed_comes_out_in_whatever_pieces_it_came(content: bytes, name: str, size: int) -> None:
    encoding, pack = PACKINGS[name]
    assert b"".join(await pieces_of(pack(content), encoding, size)) == content


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "bare deflate"]), st.integers(1, 90), st.data())
async def test_what_is_cut_is_never_called_whole(content: bytes, name: str, size: int, data: st.DataObject) -> None:
    encoding, pack = PACKINGS[name]
    packed = pack(content)
    cut = packed[: data.draw(st.integers(1, len(packed) - 1))]
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.DecodingError)):
        await pieces_of(cut, encoding, size)


async def test_no_piece_is_large_however_much_one_byte_stands_for() -> None:
    found = await pieces_of(gzip.compress(bytes(5 * PIECE)), "gzip", 10**6)
    assert [len(piece) for piece in found] == [PIECE] * 5


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
async def test_a_packing_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(httpx2.DecodingError, match=f"packed as {encoding}"):
        await pieces_of(gzip.compress(b"x"), encoding, 99)
