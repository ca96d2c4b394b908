"""What a cross-encoder reads of two texts: whether a passage answers a question, whether a source supports a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Relevance(NamedTuple):
    """The chances, 0 to 1, that a passage answers a question, and that it is about it without answering."""

    answers: float
    related: float


class Entailment(NamedTuple):
    """The chances, adding up to 1, that a source supports a claim, contradicts it, or does neither."""

    supports: float
    contradicts: float
    neither: float


class CrossEncoder(Protocol):
    """Reads two texts together; calls block and are safe in any thread. Known by identity."""

    def __hash__(self) -> int:
        """Verdicts are kept under the reader that gave them."""
        ...

    def relevance(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Relevance]:
        """Return a `Relevance` for each passage, given as (title, sentence)."""
        ...

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return an `Entailment` for each pair (claim, source)."""
        ...

    def absence(self, sentences: Sequence[str]) -> list[float]:
        """Return for each sentence the chance that it says of something that it is not told."""
        ...
