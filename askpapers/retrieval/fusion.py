"""Scores of several kinds made one: pure arithmetic over candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SENTENCE_SHARE = 0.5

LEADERS = 3
"""Papers that pseudo-relevance feedback learns from."""

CROWD = 10
FEEDBACK = 0.8
"""What likeness to the leaders counts for where the tenth paper fits as well as the first."""


def min_max(scores: Mapping[str, float]) -> dict[str, float]:
    """Return the scores stretched to 0 … 1; all 1 where they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high - low < 1e-12:
        return dict.fromkeys(scores, 1.0)
    return {id: (score - low) / (high - low) for id, score in scores.items()}


def fuse(lexical: Mapping[str, float], semantic: Mapping[str, float], weight: float = 0.5) -> dict[str, float]:
    """Return the weighted sum of two stretched score lists, 0 … 1; `weight` is that of the semantic one.

    A paper that a list does not hold scores 0 there: both lists are cut at their best.
    """
    first, second = min_max(lexical), min_max(semantic)
    if not first or not second:
        return first or second
    return {
        id: (1 - weight) * first.get(id, 0.0) + weight * second.get(id, 0.0) for id in dict.fromkeys([*first, *second])
    }


def pseudo_relevance_feedback(
    fused: Mapping[str, float], vectors: Mapping[str, NDArray[np.float32]]
) -> dict[str, float]:
    """Return scores, 0 … 1, in which likeness to the three best papers has a share: pseudo-relevance feedback.

    Where ten papers fit about as well, many bear on what was asked, and the best tell what the others are like; where
    one stands out, it is what was meant, and the share is small. `vectors` are of length one; a paper without one
    keeps its score.
    """
    import numpy as np

    order = sorted(fused, key=lambda key: (-fused[key], key))
    known = [id for id in order if id in vectors]
    if len(order) < CROWD or len(known) < LEADERS:
        return dict(fused)
    share = FEEDBACK * fused[order[CROWD - 1]] / fused[order[0]]
    matrix = np.stack([vectors[id] for id in known])
    center = (1 / np.arange(1, LEADERS + 1)) @ matrix[:LEADERS]
    alike = min_max(dict(zip(known, (matrix @ center).tolist(), strict=True)))
    return {id: (1 - share) * score + share * alike.get(id, score) for id, score in fused.items()}
