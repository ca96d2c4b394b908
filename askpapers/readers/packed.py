"""A stream that may be packed: gzip, xz and bzip2 are read through."""

from __future__ import annotations

import io
from typing import Any, BinaryIO, cast

from askpapers import errors
from askpapers.plain import plain


def unpacked(stream: BinaryIO, name: str) -> BinaryIO:
    """Return the stream, decompressed where it is gzip, xz or bzip2; `name` is what a damaged one is called."""
    import bz2
    import gzip
    import lzma

    if not stream.seekable():
        stream = io.BytesIO(stream.read())
    start = stream.tell()
    magic = stream.read(6)
    stream.seek(start)
    packed = (b"\x1f\x8b", gzip.open), (b"\xfd7zXZ\x00", lzma.open), (b"BZh", bz2.open)
    for mark, opened in packed:
        if magic.startswith(mark):
            return cast(BinaryIO, _Unpacked(cast(BinaryIO, opened(stream)), name))
    return stream


class _Unpacked(io.RawIOBase):
    """A decompressed stream whose damage is told as ours."""

    def __init__(self, inner: BinaryIO, name: str) -> None:
        self._inner = inner
        self._name = name

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes."""
        return self._guarded(lambda: self._inner.read(size))

    def readline(self, size: int | None = -1) -> bytes:
        """Return the next line."""
        return self._guarded(lambda: self._inner.readline(-1 if size is None else size))

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _guarded(self, work: Any) -> bytes:
        import lzma
        import zlib

        try:
            return cast(bytes, work())
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise errors.DamagedInput(
                f"{self._name} is packed and damaged: {plain(str(error), 100)}.", "Get it again."
            ) from None
