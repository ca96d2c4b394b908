"""Counting tokens with the bundled o200k vocabulary; nothing is downloaded."""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from askpapers import data

if TYPE_CHECKING:
    import tiktoken

_PIECES = (
    # How o200k cuts text before it merges bytes; part of the vocabulary's definition (tiktoken, MIT).
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}",
    r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
    r"\s*[\r\n]+",
    r"\s+(?!\S)",
    r"\s+",
)
_IN_ASCII = {
    r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}": "A-Z", r"\p{Ll}\p{Lm}\p{Lo}\p{M}": "a-z", r"\p{L}": "A-Za-z", r"\p{N}": r"\d",
}  # fmt: skip
"""What the classes of `_PIECES` hold of ASCII."""

_SLICE = 20_000
_SHORT = 1_000
"""Characters up to which looking for the pieces of a text takes less time than loading the vocabulary that counts them."""


def count(text: str) -> int:
    """Return how many tokens `text` has; marks like `<|endoftext|>` count as the plain text they are."""
    # One run of a million letters takes the merging quadratic time: long text is counted in slices, a few tokens off.
    encoding = _encoding()
    slices = (text[i : i + _SLICE] for i in range(0, len(text), _SLICE))
    return sum(len(encoding.encode_ordinary(part)) for part in slices)


def of_call(messages: Sequence[Mapping[str, str]]) -> int:
    """Return the prompt tokens of one call to a chat model."""
    # Four tokens frame each message and three the reply, in every chat template of OpenAI's.
    return sum(count(message["content"]) + 4 for message in messages) + 3


def bounds(text: str) -> tuple[int, int]:
    """Return how many tokens `text` has at least and at most, told without loading the vocabulary where it is short and ASCII.

    A piece that is a token counts as one, any other as two to as many as it has bytes.
    """
    if not text.isascii() or len(text) > _SHORT:
        size = count(text)
        return size, size
    lines = _lines()
    pieces = [piece.encode() for piece in _ascii_pieces().findall(text)]
    whole = [_is_line(piece, lines) for piece in pieces]
    least = sum(1 if one else 2 for one in whole)
    return least, sum(1 if one else len(piece) for piece, one in zip(pieces, whole, strict=True))


def is_token(text: str) -> bool:
    """Return whether `text` as a whole is one token, told without loading the vocabulary."""
    return _is_line(text.encode("utf-8", "replace"), _lines())


def _lines() -> bytes:
    return b"\n" + data.load("o200k_base.tiktoken")


def _is_line(piece: bytes, lines: bytes) -> bool:
    """Whether the vocabulary's file has a line for a piece: to look for it takes a tenth of a millisecond, to read them all 200."""
    return b"\n" + binascii.b2a_base64(piece, newline=False) + b" " in lines


@cache
def _ascii_pieces() -> re.Pattern[str]:
    pattern = "|".join(_PIECES)
    for name, letters in _IN_ASCII.items():
        pattern = pattern.replace(name, letters)
    return re.compile(pattern, re.ASCII)


def at_most(messages: Sequence[Mapping[str, str]]) -> int:
    """Return more prompt tokens than one call to a chat model can have, told without counting: a token has at least one byte."""
    return sum(len(message["content"].encode("utf-8", "replace")) + 4 for message in messages) + 3


def exact(model: str | None) -> bool:
    """Return whether `count` is this model's own count; otherwise a figure is to be shown as an estimate."""
    name = (model or "").rpartition("/")[2].lower()
    return name.startswith(("gpt-4o", "gpt-4.1", "gpt-5", "gpt-6", "gpt-oss", "o1", "o3", "o4", "chat-latest"))


def warm() -> None:
    """Load the vocabulary, about 0.2 s."""
    _encoding()


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    # tiktoken's own loader would copy the file into a cache folder outside of ours.
    content = data.load("o200k_base.tiktoken")
    fields = content.split()
    # A token and its rank a line, 200,000 of them: what maps in C takes half the time of a loop.
    ranks = dict(zip(map(binascii.a2b_base64, fields[::2]), map(int, fields[1::2]), strict=True))
    return tiktoken.Encoding("o200k_base", pat_str="|".join(_PIECES), mergeable_ranks=ranks, special_tokens={})
