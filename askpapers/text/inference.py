"""What trained models say of texts: cross-encoders, of two; linear classifiers, of one's vector and hashed words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from askpapers import data

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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

    def relevance_in_context(
        self, question: str, abstracts: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[Relevance | None]]:
        """Return for each abstract, given as (title, sentences), a `Relevance` for each sentence, read among the others; None where it was not read."""
        ...

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return an `Entailment` for each pair (claim, source)."""
        ...

    def entailment_in_context(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return an `Entailment` for each pair (claim, source), where what is cited stands behind its paper's title."""
        ...

    def absence(self, sentences: Sequence[str]) -> list[float]:
        """Return for each sentence the chance that it says of something that it is not told."""
        ...


BUCKETS = 1 << 12
"""Columns into which words, their pairs and triples fall by their hash."""

LONGEST = 600
"""Characters of a text that are looked at: more is a page that somebody pasted."""


@dataclass(frozen=True, slots=True, eq=False)
class LinearClassifier:
    """The weights of each class: of the buckets (n, 4096), of the bundled embedder's vector (n, 384), and its bias (n,)."""

    words: NDArray[np.float32]
    vector: NDArray[np.float32]
    bias: NDArray[np.float32]

    def log_odds(self, text: str, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a value for each class, shape (n,); `vector` is the text's, shape (384,), of unit length."""
        values: NDArray[np.float32] = self.vector @ vector + self.bias
        for bucket in buckets(text):
            values = values + self.words[:, bucket]
        return values


def buckets(text: str) -> set[int]:
    """Return the buckets of a text's words, pairs and triples of them, its beginning, its end and its length."""
    folded = re.sub(r"\d+", "#", text[:LONGEST].lower())
    words = re.findall(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|[^\W_]+|[?#]", folded)
    names = {f"{n}{' '.join(words[at : at + n])}" for n in (1, 2, 3) for at in range(len(words) + 1 - n)}
    names |= {f"<{' '.join(words[:n])}" for n in (1, 2, 3)}
    names |= {f">{''.join(words[-1:])}", f"={min(len(words), 20) // 2}"}
    return {zlib.crc32(name.encode("utf-8", "replace")) % BUCKETS for name in names}


@cache
def load_classifier(name: str) -> LinearClassifier:
    """Return a bundled classifier by the name of its file (`benchmarks/classifiers.py` writes it); raises InstallationDamaged."""
    import io

    import numpy as np

    with np.load(io.BytesIO(data.load(name)), allow_pickle=False) as held:
        words = held["words"].astype(np.float32) * held["scale"].astype(np.float32)
        return LinearClassifier(words, held["vector"].astype(np.float32), held["bias"].astype(np.float32))
