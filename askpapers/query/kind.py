"""What kind of answer a question wants, told by a small trained classifier over its vector, its words and their order."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from askpapers.text.linear_classifier import load_classifier

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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

    values = load_classifier("kinds.npz").log_odds(question, vector)
    powers = np.exp(values - values.max())
    found = dict(zip(Kind, (powers / powers.sum()).tolist(), strict=True))
    return dict(sorted(found.items(), key=lambda item: -item[1]))
