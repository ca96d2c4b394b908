"""What is measured of a claim and its source, and the weights over that."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from askpapers import data
from askpapers.papers.abstract import CitedPassage, around
from askpapers.text.cue_phrases import NEGATION
from askpapers.text.latex import latex_to_text
from askpapers.text.sanitize import sanitize
from askpapers.text.stemming import SMALL, share, stems
from askpapers.text.terms import Similarity, names_of
from askpapers.verification.support.details import is_named
from askpapers.verification.support.polarity import opposite_direction

FEATURES = (
    "coverage",
    "rare",
    "bigrams",
    "cosine",
    "elsewhere",
    "other_cosine",
    "negation",
    "turned",
    "names",
    "length",
)


def features(claim: str, together: str, cited: Sequence[CitedPassage], similarity: Similarity | None) -> list[float]:
    """Return what the verdict is reckoned from, each 0 to 1, in the order of FEATURES."""
    title = " ".join(latex_to_text(sanitize(c.title)) for c in cited)
    words, there = stems(claim), set(stems(together))
    titled = there | set(stems(title))
    content = [word for word in words if word not in SMALL]
    coverage = share([word in titled for word in content])
    rare = share([word in there for word in content if len(word) > 5 or any(c.isdigit() for c in word)])
    pairs = list(itertools.pairwise(content))
    there_pairs = set(zip(kept := [w for w in stems(together) if w not in SMALL], kept[1:], strict=False))
    bigrams = share([pair in there_pairs for pair in pairs]) if pairs else coverage
    others = [latex_to_text(sanitize(text)) for c in cited for _, text in c.others]
    elsewhere = [set(stems(other)) for other in others]
    best_other = max((share([word in theirs for word in content]) for theirs in elsewhere), default=0.0)
    here = share([word in there for word in content])
    cosine = similarity(claim, together) if similarity else coverage
    far = max((similarity(claim, other) for other in others), default=0.0) if similarity else best_other
    negated = float(bool(NEGATION.search(claim)) != bool(NEGATION.search(together)))
    known = around(together, cited)
    named = share([is_named(name, known) for name in names_of(claim)])
    return [
        coverage, rare, bigrams, max(0.0, cosine), max(-1.0, min(1.0, here - best_other)), max(-1.0, min(1.0, cosine - far)),
        negated, float(bool(opposite_direction(claim, together, cited))), named, min(1.0, len(content) / 20),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model of support, trained by benchmarks/train_support.py."""

    bias: float
    weights: tuple[float, ...]
    verified: float
    weak: float

    def value(self, values: Sequence[float]) -> float:
        """Return the log odds."""
        return self.bias + sum(w * v for w, v in zip(self.weights, values, strict=True))


@lru_cache(maxsize=1)
def _weights() -> Weights:
    stored = json.loads(data.load("support.json"))
    return Weights(
        stored["bias"], tuple(stored["weights"][name] for name in FEATURES), stored["verified"], stored["weak"]
    )
