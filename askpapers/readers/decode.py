"""Bytes into text: gzip, xz and bzip2 are read through, and the encoding is found out."""

from __future__ import annotations

import codecs
import io
import re
from typing import Any, BinaryIO, cast

from askpapers import errors
from askpapers.text.sanitize import sanitize

FROM_NETWORK, WHOLE, STREAMED = 64 * 2**20, 256 * 2**20, 2 * 2**30
"""The most bytes that are unpacked of an answer of the network, read of a file as a whole, and unpacked of one as a stream."""


def too_large(name: str, limit: int, *, packed: bool) -> errors.DamagedInput:
    """Return the error of a source that is larger than it may be."""
    what = "unpacks to" if packed else "is"
    size = f"{limit // 2**30} GB" if limit >= 2**30 else f"{limit // 2**20} MB"
    return errors.DamagedInput(
        f"{name} {what} more than {size}.", "Split it; JSON Lines are read as a stream of up to 2 GB."
    )


def unpacked(stream: BinaryIO, name: str, limit: int = STREAMED) -> BinaryIO:
    """Return the stream, decompressed where it is gzip, xz or bzip2; `name` is what a damaged one is called.

    Reading more than `limit` bytes of what was packed raises DamagedInput.
    """
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
            return cast(BinaryIO, _Unpacked(cast(BinaryIO, opened(stream)), name, limit))
    return stream


class _Unpacked(io.RawIOBase):
    """A decompressed stream that ends at a limit, and whose damage is told as ours."""

    def __init__(self, inner: BinaryIO, name: str, limit: int) -> None:
        self._inner = inner
        self._name = name
        self._limit = limit
        self._left = limit

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes."""
        return self._guarded(lambda: self._inner.read(self._most(size)))

    def readline(self, size: int | None = -1) -> bytes:
        """Return the next line."""
        return self._guarded(lambda: self._inner.readline(self._most(-1 if size is None else size)))

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _most(self, size: int) -> int:
        return self._left + 1 if size < 0 else min(size, self._left + 1)

    def _guarded(self, work: Any) -> bytes:
        import lzma
        import zlib

        try:
            content = cast(bytes, work())
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise errors.DamagedInput(
                f"{self._name} is packed and damaged: {sanitize(str(error), 100)}.", "Get it again."
            ) from None
        self._left -= len(content)
        if self._left < 0:
            raise too_large(self._name, self._limit, packed=True)
        return content


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 50_000


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text that begins with `head`: by its mark, as UTF-8, as UTF-16 without a mark, or guessed.

    UTF-8 whose last character is cut by the end of `head` is UTF-8.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
        if b"\0" not in head[:2000]:
            return "utf-8"
    except UnicodeDecodeError:
        pass
    sample = head[:2000]
    if len(sample) >= 4 and sample[1::2].count(0) > 0.4 * len(sample[1::2]):
        return "utf-16-le"
    if len(sample) >= 4 and sample[0::2].count(0) > 0.4 * len(sample[0::2]):
        return "utf-16-be"
    return _guessed(head[:_SAMPLE])


def _guessed(sample: bytes) -> str:
    high = sum(byte >= 0x80 for byte in sample)
    if high < 0.05 * len(sample):
        # A few accents among ASCII letters: too little for statistics, and nearly always a Western list.
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is not None and best.encoding in _KOREAN and _is_chinese(sample):
        return "gb18030"
    return best.encoding if best is not None else "cp1252"


_KOREAN = {"cp949", "euc_kr", "johab"}


def _is_chinese(sample: bytes) -> bool:
    """Whether many of the pairs of bytes begin above 0xC8, where Korean has its rare Chinese signs and Chinese its common ones."""
    leads = [pair[0] for pair in re.findall(rb"[\xb0-\xf7][\xa1-\xfe]", sample)]
    return sum(1 for lead in leads if lead > 0xC8) > 0.05 * len(leads)


def decode(content: bytes) -> str:
    """Return all of `content` as text; bytes that are wrong in its encoding become U+FFFD."""
    encoding = encoding_of(content)
    text = content.decode(encoding, "replace")
    return text.removeprefix("\ufeff")


def is_binary(head: bytes) -> bool:
    """Return whether the bytes are no text at all."""
    text = decode(head[:4000])
    if not text:
        return False
    odd = sum(1 for c in text if (c < " " and c not in "\t\n\r\f\x1b") or c == "\ufffd" or "\x7f" <= c < "\x9f")
    return odd > 0.02 * len(text) + 1


def lines_of(text: str) -> list[str]:
    """Return the lines, ended by LF, CRLF or CR only: other separators of Unicode stand inside abstracts."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def unwrap(text: str) -> str:
    """Return a text whose line breaks wrapped paragraphs as paragraphs of one line, "\\n\\n" between them."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    if "\n" not in text:
        return text
    lines = [line.strip(" \t") for line in text.split("\n")]
    if "" not in lines:
        return " ".join(lines)
    paragraphs = re.split(r"\n[ \t]*\n\s*", text)
    return "\n\n".join(re.sub(r"[ \t]*\n[ \t]*", " ", paragraph) for paragraph in paragraphs if paragraph)


def one_line(text: str) -> str:
    """Return a title or name with its white space folded."""
    return " ".join(text.split())


_ADDRESS = re.compile(
    r"^(?:https?://)?(?:[\w-]+\.)*(?:arxiv\.org|huggingface\.co|hf\.co|alphaxiv\.org|papers\.cool|scirate\.com"
    r"|semanticscholar\.org|ar5iv\.org|emergentmind\.com|arxiv-sanity-lite\.com)/"
    r"(?:[\w-]{2,8}/)?(?:(?:abs|pdf|html|papers?|format|ps|e-print|src|tex|arxiv|overview|resources|reader|content)/)?",
    re.I,
)
"""Sites that name a paper by its arXiv id, and the folders that they put it in."""


_SCHEME = re.compile(r"^(?:(?:oai:)?arxiv(?:\.org)?:|https?://(?:dx\.)?doi\.org/10\.48550/arxiv\.)", re.I)
_NUMBER = re.compile(
    r"(\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Za-z]{2})?/\d{7})(?:v(\d{1,3}))?(?:\.pdf)?(?=$|[\s?#/,;)\]])"
)


def arxiv_id(text: str) -> tuple[str, int | None] | None:
    """Return the arXiv id in a URL or a bare id, and its version: ("2510.12345", 2), ("quant-ph/0201082", None)."""
    text = text.strip()
    if text[:4].isdecimal() and text[4:5] == "." and text[5:].isdecimal() and 9 <= len(text) <= 10 and text.isascii():
        return text, None
    if "." not in text and "/" not in text:
        return None
    text = _SCHEME.sub("", _ADDRESS.sub("", text))
    found = _NUMBER.match(text)
    if found is None:
        return None
    return re.sub(r"\.[A-Za-z]{2}/", "/", found[1]), int(found[2]) if found[2] else None


def plain_id(own: str) -> str:
    """Return an id of the source's own, "" where it holds what an id cannot."""
    return own if own and len(own) <= 80 and own.isprintable() and " " not in own else ""


def positive(value: object) -> int | None:
    """Return a count of a JSON field, None for anything that is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def text_or_none(value: object) -> str | None:
    """Return a text of a JSON field with its white space folded, None for anything else or nothing."""
    return one_line(value) or None if isinstance(value, str) else None
