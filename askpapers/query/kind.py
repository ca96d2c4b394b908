"""What kind of answer a question wants, told by a small trained classifier over its vector and its outward shape."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from askpapers import data

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


_YES_NO = frozenset("is are does do can did was were has have could will should".split())


def kind_of(question: str, vector: NDArray[np.float32]) -> Kind:
    """Return the likeliest kind of a question; `vector` is its bundled embedding, shape (384,), of unit length."""
    return next(iter(chances_of_kinds(question, vector)))


def chances_of_kinds(question: str, vector: NDArray[np.float32]) -> dict[Kind, float]:
    """Return the chance of each kind, likeliest first: a linear softmax, fitted by `benchmarks/fit_ranking.py`."""
    import numpy as np

    weights, bias = _weights()
    values = np.concatenate([vector * 4, np.array(_question_shape(question), np.float32)]) @ weights.T + bias
    powers = np.exp(values - values.max())
    found = dict(zip(Kind, (powers / powers.sum()).tolist(), strict=True))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    import io

    import numpy as np

    with np.load(io.BytesIO(data.load("reader/ranking.npz")), allow_pickle=False) as held:
        return held["kinds"].astype(np.float32), held["kinds_bias"].astype(np.float32)


def _question_shape(question: str) -> list[float]:
    text = question.strip()[:2_000]
    small = text.lower()
    words = re.findall(r"\w+", small)
    first = words[0] if words else ""
    return [
        min(len(words), 40) / 20,
        float(len(words) < 6),
        float(text.endswith("?")),
        text.count("?") * 0.5,
        float(" and " in small or ", " in text),
        float(bool(re.search(r"\band (how|what|which|why|who|by|does|is|are|with|where|when)\b", small))),
        float(first in _YES_NO),
        float(
            bool(re.search(r"\bhow (many|much|big|large|long|far|fast|often|high|few)\b|percent|%|score|figure", small))
        ),
        float(bool(re.search(r"\b(its?|they|them|their|that|this|those|these|he|she|one)\b", small))),
        float(first in ("and", "but", "so", "also", "what about")),
        float(
            bool(
                re.search(r"\b(papers|works|articles|studies|teams|authors|ones|which of|who|list|all|every)\b", small)
            )
        ),
        float(not text.isascii()),
        float(first in ("why", "how")),
        float(bool(re.search(r"\b(or|versus|vs|than|compare|difference|better)\b", small))),
    ]
