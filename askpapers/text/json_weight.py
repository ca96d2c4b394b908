"""How much memory JSON takes once it is read: short values take up to forty times their bytes."""

from __future__ import annotations

HEAVIEST = 192 * 2**20
"""The most bytes of memory for what is read at once, as `weight` reckons them."""

_COSTS = {b"[": 104, b"{": 200, b'"': 28, b",": 32}
"""Bytes of CPython 3.11 for a list, an object, half a string, and a place among others with a number in it (measured)."""


def weight(content: bytes) -> int:
    """Return about how many bytes of memory the values of JSON take, from its brackets, quotes and commas alone."""
    return len(content) + sum(cost * content.count(sign) for sign, cost in _COSTS.items())


def is_too_heavy(content: bytes) -> bool:
    """Whether the values of JSON would take more than HEAVIEST."""
    return weight(content) > HEAVIEST


class EventWeight:
    """The weight of the event that a stream of events is in; an empty line ends one."""

    def __init__(self) -> None:
        self._tail = b""
        self._weight = 0

    def add(self, piece: bytes) -> int:
        """Return the weight of the unfinished event with this piece."""
        joined = (self._tail + piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        _, ended, rest = joined.rpartition(b"\n\n")
        self._weight = weight(rest) if ended else self._weight + weight(piece)
        self._tail = piece[-3:]
        return self._weight
