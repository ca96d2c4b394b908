"""What a line shows without a language model (where it stands, how it begins, how much it covers), and the model over that."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from askpapers import data
from askpapers.text.terms import RAREST, idf

_TOKEN = re.compile(r"[a-z0-9]+")
_PAPER = r"(?:paper|work|article|study|survey|review|report|tutorial|thesis)"
_WE_MAKE = re.compile(
    rf"\b(?:we|this {_PAPER}|the paper)\s+(?:\w+ly\s+)?(?:propose|present|introduce|develop|describe"
    r"|provide|design|devise|suggest)s?\b",
    re.I,
)
_WE_SHOW = re.compile(
    r"\b(?:we|results|experiments)\s+(?:\w+ly\s+)?(?:show|demonstrate|find|prove|observe|establish)", re.I
)
_WE_STUDY = re.compile(
    rf"\b(?:we|this {_PAPER})\s+(?:\w+ly\s+)?(?:study|studies|investigate|explore|examine|address"
    r"|consider|analy[sz]e|focus|aim|tackle|ask|revisit)",
    re.I,
)
_CUES = tuple(
    re.compile(cue, re.I)
    for cue in (
        r"\bwe\b",
        r"\bour\b",
        r"\b(?:novel|new)\b",
        rf"\b(?:in this|this) {_PAPER}\b",
        r"\b(?:called|named|termed|dubbed)\b|\([A-Z][\w-]+\)",
        r"\b(?:outperform|state[- ]of[- ]the[- ]art|superior|significant)",
        r"\b(?:experiments?|empirical|evaluat|benchmark|dataset)",
        r"\b(?:however|unfortunately|challenging|remains?|despite|limited|lack)",
        r"\b(?:recent(?:ly)?|have been|has been|widely|success)\b",
        r"\d",
        r"\b(?:method|approach|framework|algorithm|model|architecture|technique|system)s?\b",
        r"\b(?:code|available|release)\b",
        r"\bfurther|also|additional|finally\b",
        r"\bby \w+ing\b",
        r"\bthat\b",
        r"\bto \w+\b",
        r",",
    )
)


def tokens(text: str) -> list[str]:
    """Return the words of a text as rough stems: the first six letters or digits of each."""
    return [word[:6] for word in _TOKEN.findall(text.lower())]


class Model(NamedTuple):
    """Weights: of a stem's `word_features` (logistic, first the bias), of the `features` of a line made from one sentence, and of lines joined from two too."""

    word: Sequence[float]
    alone: Sequence[float]
    final: Sequence[float]


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the model in the package."""
    stored = json.loads(data.load("oneliner.json"))
    return Model(**stored)


def weigh(weights: Sequence[float], features: Sequence[float]) -> float:
    """Return the score of a line by its features; only the order in one abstract means something."""
    if len(weights) != len(features):
        raise ValueError(f"{len(features)} features and {len(weights)} weights")
    total: float = sum(map(mul, weights, features))
    return total


class TitledSentences:
    """A title and the sentences of its abstract, with what is computed once for all lines made from them.

    `counts` are how often each stem occurs, `spread` in how many sentences, `weight` the weights of all together; `titled` are the
    stems of the title, `pairs` those that neighbor each other, `title_weight` their weights.
    """

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        self.stems = [tokens(sentence) for sentence in self.sentences]
        self.counts = Counter(stem for stems in self.stems for stem in stems)
        self.spread = Counter(stem for stems in self.stems for stem in set(stems))
        self.weight = _weight_of(self.counts) or 1.0
        title_stems = tokens(title)
        self.titled = frozenset(title_stems)
        self.pairs = frozenset(pairwise(title_stems))
        self.title_weight = _weight_of(self.titled) or 1.0
        self.model: Model | None = None

    @cached_property
    def key(self) -> int:
        """The place of the first sentence that says what the paper does, or -1."""
        for cue in (_WE_MAKE, _WE_STUDY, _WE_SHOW):
            for place, sentence in enumerate(self.sentences):
                if cue.search(sentence):
                    return place
        return -1

    @cached_property
    def expected(self) -> dict[str, float]:
        """How likely each stem is to stand in a line that a person writes; see `word_features`."""
        bias, *weights = (self.model or model()).word
        return {stem: 1 / (1 + math.exp(-bias - weigh(weights, word_features(self, stem)))) for stem in self.counts}

    def news(self, line: str) -> int:
        """How many words of weight the line has that the title does not."""
        table = idf()
        return sum(table.get(stem, RAREST) > 2.0 for stem in set(tokens(line)) - self.titled)


def _weight_of(stems: Iterable[str]) -> float:
    table = idf()
    return sum(table.get(stem, RAREST) for stem in stems)


def word_features(abstract: TitledSentences, stem: str) -> tuple[float, ...]:
    """Return what tells whether a stem of the abstract will stand in a line that a person writes."""
    weight = idf().get(stem, RAREST)
    n = len(abstract.sentences)
    first = next(i for i, stems in enumerate(abstract.stems) if stem in stems)
    key = abstract.key
    in_key = float(key >= 0 and stem in abstract.stems[key])
    titled = float(stem in abstract.titled)
    count = abstract.counts[stem]
    spread = abstract.spread[stem] / n
    common = float(weight < 2.0)
    return (
        titled, in_key, math.log(count), spread, weight / RAREST, common, first / n, float(first == 0),
        titled * in_key, titled * weight / RAREST, in_key * weight / RAREST, math.log(count) * weight / RAREST,
        spread * common, float(stem in abstract.stems[-1]), float(stem.isdigit()), 1 / n,
        float(key >= 0 and key + 1 < n and stem in abstract.stems[key + 1]), float(weight == RAREST),
    )  # fmt: skip


def features(abstract: TitledSentences, place: int, text: str, how: str) -> list[float]:
    """Return the numbers by which a line is judged beside others of its abstract; the order is that of the training."""
    n = len(abstract.sentences)
    stems = tokens(text)
    unique = set(stems)
    expected, table = abstract.expected, idf()
    sentence = abstract.sentences[place]
    known = [expected.get(stem, 0.0) for stem in unique]
    covered = sum(known)
    size = max(1, len(stems))
    bigrams = list(pairwise(stems))
    chain = sum(math.sqrt(expected.get(a, 0.0) * expected.get(b, 0.0)) for a, b in bigrams)
    mass, weight, shared = sum(expected.values()), _weight_of(unique), _weight_of(unique & abstract.titled)
    words = text.split()
    key = abstract.key
    says = (_WE_MAKE, _WE_SHOW, _WE_STUDY)
    where = [
        float(place), place / n, float(n - 1 - place), float(place == 0), float(place == n - 1),
        float(place - key) if key >= 0 else -9.0, float(place == key),
    ]  # fmt: skip
    length = [float(len(words)), len(words) / max(1, len(sentence.split())), float(len(sentence.split()))]
    covers = [
        covered, covered / size, covered / (mass + 1e-6), 2 * covered / (size + mass + 1e-6), chain, chain / size,
        max(known, default=0.0), weight / size, weight / abstract.weight, shared / abstract.title_weight, shared / (weight or 1.0),
        sum(pair in abstract.pairs for pair in bigrams) / max(1, len(abstract.pairs)), float(abstract.news(text)),
        sum(abstract.counts[s] * table.get(s, RAREST) for s in unique) / (weight or 1.0),
        sum(abstract.spread[s] for s in unique) / (n * max(1, len(unique))),
    ]  # fmt: skip
    wording = [
        *(float(c in how) for c in "opasn"), float(sum(c.isdigit() for c in how)),
        *(float(bool(said.search(text))) for said in says), *(float(bool(said.match(text))) for said in says),
        *(float(bool(cue.search(text))) for cue in _CUES), float(text[0:1].islower()),
        float(sum(w[:1].isupper() for w in words[1:])), float(text.count(",")), float(":" in text),
    ]  # fmt: skip
    return where + length + covers + wording
