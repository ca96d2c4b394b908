"""What kind of answer a question wants, told by a small trained classifier over its vector, its words and their order."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from askpapers import data

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 12
"""Columns into which words and their pairs fall by their hash."""

VECTOR = 3.0
"""How much a question's vector counts beside its words."""

LONGEST = 600
"""Characters of a question that are looked at: more is a page that somebody pasted."""


class Kind(StrEnum):
    """What a question wants; in the order of the classifier's rows."""

    COMPARE = "compare"
    FIGURE = "figure"
    FOLLOW_UP = "followup"
    LIST = "list"
    OFF_TOPIC = "offtopic"
    OVERVIEW = "overview"
    SEVERAL = "several"
    ONE = "single"
    TWO_PART = "two_part"
    WHY_HOW = "why_how"
    YES_NO = "yesno"

    @property
    def many(self) -> bool:
        """Whether more than one paper is wanted."""
        return self in {Kind.SEVERAL, Kind.LIST}


MANY, SURELY_MANY = 0.4, 0.7
"""The chances from which a question is taken for one that many papers could fit, the greater where it names one of them."""


def chance_of_list(chances: Mapping[Kind, float]) -> float:
    """Return the chance that a question is for all papers that fit, or for the list as a whole."""
    return chances[Kind.LIST] + chances[Kind.OVERVIEW]


def chance_of_many(chances: Mapping[Kind, float]) -> float:
    """Return the chance that many papers could fit a question: it wants a list, several papers, or the list as a whole."""
    return chance_of_list(chances) + chances[Kind.SEVERAL]


def kind_of(question: str, vector: NDArray[np.float32]) -> Kind:
    """Return the kind of a question; `vector` is its bundled embedding, shape (384,), of unit length."""
    return likeliest(chances_of_kinds(question, vector))


def likeliest(chances: Mapping[Kind, float], least: float = MANY) -> Kind:
    """Return the likeliest kind.

    Where many papers could fit, by a chance of `least`, it is the likelier of those that want many: one paper alone would leave
    the others out.
    """
    first = max(chances, key=lambda kind: chances[kind])
    if first.many or first in {Kind.OVERVIEW, Kind.OFF_TOPIC, Kind.FOLLOW_UP} or chance_of_many(chances) < least:
        return first
    return max((Kind.LIST, Kind.SEVERAL), key=lambda kind: chances[kind])


def chances_of_kinds(question: str, vector: NDArray[np.float32]) -> dict[Kind, float]:
    """Return the chance of each kind, likeliest first: a linear softmax, fitted by `benchmarks/train_kinds.py`."""
    import numpy as np

    weights, of_vector, bias = _weights()
    values = of_vector @ (vector * VECTOR) + bias
    for bucket in buckets(question):
        values = values + weights[:, bucket]
    powers = np.exp(values - values.max())
    found = dict(zip(Kind, (powers / powers.sum()).tolist(), strict=True))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def buckets(question: str) -> set[int]:
    """Return the buckets of a question's words, pairs and triples of them, its beginning, its end and its length."""
    folded = re.sub(r"\d+", "#", question[:LONGEST].lower())
    words = re.findall(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|[^\W_]+|[?#]", folded)
    names = {f"{n}{' '.join(words[at : at + n])}" for n in (1, 2, 3) for at in range(len(words) + 1 - n)}
    names |= {f"<{' '.join(words[:n])}" for n in (1, 2, 3)}
    names |= {f">{''.join(words[-1:])}", f"={min(len(words), 20) // 2}"}
    return {zlib.crc32(name.encode("utf-8", "replace")) % BUCKETS for name in names}


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """The rows of the buckets (11, 4096), of the vector (11, 384), and what each kind begins with (11,)."""
    import io

    import numpy as np

    with np.load(io.BytesIO(data.load("kinds.npz")), allow_pickle=False) as held:
        rows = held["words"].astype(np.float32) * held["scale"].astype(np.float32)
        return rows, held["vector"].astype(np.float32), held["bias"].astype(np.float32)
