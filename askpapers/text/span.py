"""A span of a text: from one offset up to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` in the span."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


def quote(abstract: str, spans: Sequence[Span]) -> str:
    """Return the verbatim text from the first span's start to the last one's end, white space trimmed."""
    if not spans:
        return ""
    return abstract[spans[0].start : spans[-1].end].strip()
