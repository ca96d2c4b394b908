"""The role of each sentence of an abstract: background, objective, method, result or other.

A linear model over hashed words and pairs of words of a sentence and its neighbors and over its place, and a
second one that reads the first one's opinions of the whole abstract; `benchmarks/train_roles.py` trains both on
CSAbstruct.
"""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from askpapers import data

BUCKETS = 1 << 15
_TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)?%?|[^\sa-z\d]")


class Roles(NamedTuple):
    """How likely a sentence has each role; they sum to 1."""

    background: float
    objective: float
    method: float
    result: float
    other: float

    @property
    def own(self) -> float:
        """How far the sentence tells what the paper itself does: what it proposes more than how."""
        return self.objective + self.method / 2


ROLES = Roles._fields


def roles_of(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the likeliest role of each sentence of one abstract, in order."""
    return tuple(ROLES[row.index(max(row))] for row in likelihoods(sentences))


def likelihoods(sentences: Sequence[str]) -> tuple[Roles, ...]:
    """Return how likely each role is for each sentence of one abstract."""
    weights, size = _weights(), len(ROLES)
    opinions = []
    for names in features(sentences):
        rows = (weights.first[size * bucket : size * (bucket + 1)] for bucket in buckets(names))
        sums = map(sum, zip(*rows, strict=True))
        opinions.append(softmax([b + total * weights.scale for b, total in zip(weights.bias, sums, strict=True)]))
    return tuple(
        Roles(
            *softmax([lean + sum(map(mul, row, seen)) for row, lean in zip(weights.second, weights.lean, strict=True)])
        )
        for seen in surroundings(opinions)
    )


def telling_place(roles: Sequence[Roles]) -> int | None:
    """Return the place of the sentence that best says what a paper does, from the roles of all; None where there is none."""
    return max(range(len(roles)), key=lambda place: roles[place].own, default=None)


class Weights(NamedTuple):
    """The first model's weights, five in a row for each bucket, and the second one's, one row for each role."""

    first: Sequence[int]
    scale: float
    bias: Sequence[float]
    second: Sequence[Sequence[float]]
    lean: Sequence[float]


def features(sentences: Sequence[str]) -> list[list[str]]:
    """Return the names of what is seen of each sentence: its words and pairs, its neighbors' words, its place."""
    words = [_words(sentence) for sentence in sentences]
    n = len(words)
    found = []
    for i, own in enumerate(words):
        names = [f"u{w}" for w in set(own)]
        names += [f"b{a}_{b}" for a, b in set(pairwise(own))]
        names += [f"s{'_'.join(own[:k])}" for k in (1, 2, 3)]
        for side in (-1, 1):
            if 0 <= i + side < n:
                near = words[i + side]
                names += [f"{side}u{w}" for w in set(near)]
                names += [f"{side}s{'_'.join(near[:k])}" for k in (1, 2, 3)]
            else:
                names.append(f"{side}edge")
        names += [f"i{min(i, 9)}", f"e{min(n - 1 - i, 9)}", f"r{10 * i // n}", f"n{min(n, 15)}"]
        names += [f"l{min(len(own) // 5, 12)}", f"in{min(i, 6)}_{min(n, 12)}"]
        names += [f"f{own[0] if own else ''}_{4 * i // n}", *(f"q{w}_{3 * i // n}" for w in set(own))]
        found.append(names)
    return found


def _words(sentence: str) -> list[str]:
    return [
        ("#%" if token.endswith("%") else "#") if token[0].isdigit() else token
        for token in _TOKEN.findall(sentence.lower()[:2000])
    ]


def buckets(names: Iterable[str]) -> set[int]:
    """Return the buckets into which the names fall."""
    return {zlib.crc32(name.encode()) % BUCKETS for name in names}


def surroundings(opinions: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return what the second model reads of each sentence: the opinions around it, before it and after it."""
    n, k = len(opinions), len(ROLES)
    none = [0.0] * k
    rows = []
    for i in range(n):
        row: list[float] = []
        for d in (-2, -1, 0, 1, 2):
            row += opinions[i + d] if 0 <= i + d < n else none
        before, after = opinions[:i], opinions[i + 1 :]
        for part in (before, after):
            row += [max((o[r] for o in part), default=0.0) for r in range(k)]
            row += [min(3.0, sum(o[r] for o in part)) for r in range(k)]
        row += [math.log(o + 1e-3) for o in opinions[i]]
        row += [min(i, 8) / 8, min(n - 1 - i, 8) / 8, i / n, float(i == 0), float(i == n - 1), min(n, 15) / 15]
        rows.append(row)
    return rows


def softmax(values: Sequence[float]) -> tuple[float, ...]:
    """Return the values as shares of 1."""
    most = max(values)
    raised = [math.exp(value - most) for value in values]
    total = sum(raised)
    return tuple(value / total for value in raised)


@lru_cache(maxsize=1)
def _weights() -> Weights:
    stored = json.loads(data.load("roles.json"))
    return Weights(**stored | {"first": array("b", base64.b64decode(stored["first"]))})
