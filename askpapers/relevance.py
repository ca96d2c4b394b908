"""How well a paper and its sentences speak to a question: shared words, weighed by rarity, and similarity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from askpapers.facts import tells_code
from askpapers.linefeatures import RAREST, rarity
from askpapers.papers import Paper
from askpapers.sentences import split

Similarity = Callable[[str, str], float]

BIAS, BY_SIMILARITY, BY_WORDS = -11.9, 12.7, 6.8
"""A logistic model of "this paper speaks to the question", fitted by `benchmarks/calibrate_answers.py`."""

BIAS_BLIND, BY_WORDS_BLIND = -7.7, 10.8
"""The same with no similarity at hand: about six tenths of the question's weight must be there."""

FULL = 20.0
"""The weight from which a sentence says something by itself: below it lie a tenth of the sentences of abstracts."""

IDLE = frozenset(
    """a about across against all also am among an and another any are as at available be because been being best better
    between both but by can could describe discuss did different do does doing done each either etc even ever every
    explain find for from get give given had has have having here how i if in into is it its just know kind list make
    many may me mention might more most much my new no nor not of on one only or other our out over own paper papers
    per please abstract abstracts article articles author authors day today propose proposed proposes proposing
    question really related report same say says several shall she should show shown shows so some somebody someone
    something speak such talk tell than that the their them then there these they thing things this those through to
    too topic under up us use used uses using very via want was way ways we week well were what whatever when where
    whether which while who whom whose why will with without work works would you your""".split()
)
_ENDINGS = (
    "ings",
    "ing",
    "ical",
    "ities",
    "ies",
    "ied",
    "ions",
    "ion",
    "ics",
    "ity",
    "ed",
    "es",
    "ic",
    "s",
    "al",
    "ly",
)


def stem(word: str) -> str:
    """Return a rough stem of a word in small letters, seven letters at most."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word.rstrip("e")[:7] if len(word) > 4 else word


@lru_cache(maxsize=8192)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of weight in a text, in order."""
    return tuple(
        stem(word)
        for word in re.findall(r"[^\W_]+", text.casefold())
        if word not in IDLE and (len(word) > 1 or word.isdigit() or not word.isascii())
    )


def weight_of(sentence: str) -> float:
    """Return how much a sentence says: the rarity of its words, each counted once."""
    return sum(rarity().get(word[:6], RAREST) for word in set(re.findall(r"[^\W\d_]+", sentence.casefold())) - IDLE)


def says_much(sentence: str) -> bool:
    """Whether a sentence has content of its own, unlike "We address both issues." or "Our code is available."."""
    return weight_of(sentence) >= FULL and not tells_code(sentence)


def weights(question: str) -> dict[str, float]:
    """Return the stems of a question with how rare each is."""
    found = {}
    for written in re.findall(r"[^\W_]+", question):
        word = written.casefold()
        if word not in IDLE and (len(word) > 1 or word.isdigit() or not word.isascii()):
            # A coined name (CoreInfer, mT5) says which paper is meant more surely than any word.
            coined = re.search(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}|[A-Za-z]\d", written) is not None
            found[stem(word)] = 1.5 * RAREST if coined else rarity().get(word[:6], RAREST)
    return found


@dataclass(frozen=True)
class Reading:
    """A paper read for a question; `number` is its place among the matches, from 1.

    `acronyms` are those that the question says or spells out, each with its meaning: a sentence with the one says the other.
    """

    number: int
    paper: Paper
    asked: dict[str, float]
    question: str
    similarity: Similarity | None
    acronyms: tuple[tuple[str, str], ...] = ()

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the abstract, without the white space around them."""
        return tuple(span.of(self.paper.abstract).strip() for span in split(self.paper.abstract))

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        """The stems of each sentence."""
        return tuple(frozenset(stems(sentence)).union(self._meant(sentence)) for sentence in self.sentences)

    def _meant(self, sentence: str) -> Iterator[str]:
        for short, long in self.acronyms:
            if re.search(rf"(?<![^\W_]){short}s?(?![^\W_])", sentence):
                yield from stems(long)
            elif long in sentence.casefold():
                yield stem(short.casefold())

    @cached_property
    def coverage(self) -> float:
        """The share of the question's weight that title and abstract hold, 0 to 1."""
        return self.share(frozenset(stems(self.paper.title)).union(*(self.words[i] for i in self.telling)))

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """The places of the sentences that tell more than where code and videos are to be found."""
        return tuple(i for i, text in enumerate(self.sentences) if not tells_code(text))

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """The share of the question's weight that each sentence holds."""
        return tuple(self.share(words) for words in self.words)

    @cached_property
    def alike(self) -> tuple[float, ...]:
        """The cosine of each sentence with the question; zeros with no similarity at hand."""
        if self.similarity is None:
            return (0.0,) * len(self.sentences)
        return tuple(self.similarity(self.question, sentence) for sentence in self.sentences)

    @cached_property
    def belief(self) -> float:
        """The log odds that the paper speaks to the question."""
        if not self.telling or not self.asked:
            return -99.0
        if self.similarity is None:
            return BIAS_BLIND + BY_WORDS_BLIND * self.coverage
        return BIAS + BY_SIMILARITY * max(self.alike[i] for i in self.telling) + BY_WORDS * self.coverage

    def share(self, words: Iterable[str]) -> float:
        """The share of the question's weight that `words` hold."""
        held = set(words)
        total = sum(self.asked.values())
        return sum(weight for stem, weight in self.asked.items() if stem in held) / total if total else 0.0
