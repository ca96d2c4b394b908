"""The weights by which lines are judged, read once from the package; made by `benchmarks/train_oneliner.py`."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model of words (first the bias, then a weight each feature) and linear ones of lines.

    `alone` weighs lines made from one sentence, `final` those and lines joined from two.
    """

    word_weights: Sequence[float]
    alone_weights: Sequence[float]
    final_weights: Sequence[float]

    def word(self, features: Sequence[float]) -> float:
        """Return how likely a stem with these features is to stand in a line that a person writes."""
        bias, *weights = self.word_weights
        return 1 / (1 + math.exp(-bias - sum(w * x for w, x in zip(weights, features, strict=True))))

    def alone(self, features: Sequence[float]) -> float:
        """Return a score of a line made from one sentence; only the order in one abstract means something."""
        return sum(w * x for w, x in zip(self.alone_weights, features, strict=True))

    def final(self, features: Sequence[float]) -> float:
        """Return the score by which the line is chosen, from its features and those of how it was joined."""
        return sum(w * x for w, x in zip(self.final_weights, features, strict=True))


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the model in the package."""
    text = resources.files("askpapers").joinpath("data", "oneliner.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return Model(stored["word"], stored["alone"], stored["final"])
