"""Which sentences of a paper are quoted in an answer without a model, and how much each has to do with the question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from askpapers.extractive.sentence_roles import ROLES, likelihoods
from askpapers.papers.paper import Match, Paper
from askpapers.query.intent import Intent
from askpapers.query.spelling import Name
from askpapers.text.cue_phrases import own_start, releases_code, tells_limit
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import split
from askpapers.text.terms import Similarity, says_much, stem, stems

NEARLY_SAME = 0.8
RESULT = ROLES.index("result")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that goes into an answer; `number` counts papers and `place` sentences, both from 1."""

    number: int
    place: int
    text: str

    def __str__(self) -> str:
        return f"{self.text} [{self.number}.{self.place}]"


def sentences_with_trait(reading: PaperRelevance, want: Intent) -> list[int]:
    """Return the places, from 0, of the sentences with the trait that is asked for; none where none is."""
    if want.trait is None:
        return []
    # Before a paper speaks of itself it names the limits of others.
    start = own_start(reading.sentences) if want.trait is tells_limit else 0
    return [i for i, text in enumerate(reading.sentences) if i >= start and want.trait(text)]


def select_sentences(reading: PaperRelevance, want: Intent, names: Sequence[Name]) -> list[Quote]:
    """Return the best sentence, and where a fact is asked for a second one that covers what the first leaves out."""
    # The whole abstract is about what its title names: there a name in a sentence tells nothing.
    titled = [name for name in names if name.within(reading.paper.title)]
    beside = reading if want.bare else _beside(reading, titled)
    if not beside.asked and not want.found:
        beside = reading
    points = sentence_points(beside, outcome=want.outcome and not want.listed)
    if not beside.asked:
        # Nothing is asked but what the paper found.
        points = [p + 2.0 * row[RESULT] for p, row in zip(points, likelihoods(reading.sentences), strict=True)]
    for_code = _CODE_ASKED.search(reading.question) is not None
    for i, sentence in enumerate(reading.sentences):
        if not titled:
            points[i] += 2.0 * sum(name.within(sentence) for name in names)
        if (want.defined or want.bare or not want.english) and any(_introduces(sentence, name) for name in names):
            points[i] += 4.0 + 2.0 * any(
                _PRESENTED.search(sentence, 0, at.start()) for name in names for at in name.pattern.finditer(sentence)
            )
        if (want.amount and _FIGURE.search(sentence)) or (want.denied and _DENIES.search(sentence)):
            points[i] += 2.0
        if want.listed and len(reading.asked) > 1 and reading.shares[i] > 1 - 1e-9:
            points[i] += 2.0
        if want.trait is None and not says_much(sentence):
            points[i] += (4.0 if for_code else -4.0) if releases_code(sentence) else -2.0
    for i in sentences_with_trait(reading, want):
        points[i] += 10.0
    order = sorted(range(len(points)), key=lambda i: -points[i])
    kept = [order[0]]
    if not want.listed:
        for place in order[1:3]:
            joined = reading.share(reading.words[order[0]] | reading.words[place])
            if joined - reading.shares[order[0]] >= 0.25 and points[order[0]] - points[place] < 1.5:
                kept.append(place)
                break
    return [Quote(reading.number, place + 1, reading.sentences[place]) for place in sorted(kept)]


_OWN = re.compile(r"\b(?:we|our|this (?:paper|work|article|study)|I)\b", re.I)
"""A sentence about the paper's own doing, where what is asked is what papers do."""

_ANNOUNCED = re.compile(
    r"\b(?:we|I|paper|work|article)\b[^.;]{0,60}\b(?:introduc|propos|present|develop|releas|design|construct|creat|build|describ"
    r"|call|dub|term|nam)\w*|\b(?:called|named|dubbed|termed)\b",
    re.I,
)


def _beside(reading: PaperRelevance, names: Sequence[Name]) -> PaperRelevance:
    """Return a reading for what a question asks beside the names; where that is nothing, no sentence is more like it."""
    taken = {stem for name in names for stem in stems(name.text)}
    rest = {stem: weight for stem, weight in reading.asked.items() if stem not in taken}
    if not taken:
        return reading
    if not rest:
        return replace(reading, asked={}, similarity=None)
    question = reading.question
    for name in names:
        question = name.pattern.sub(" ", question)
    return replace(reading, asked=rest, question=" ".join(question.split()))


_FIGURE = re.compile(
    r"(?<![\w-])[~≈<>$+±]*\d[\d.,]*(?:\s?(?:\\?%|[kKMBT]|[xX×]|[mM]illion|[bB]illion))?(?!\w|-(?![mb]illion|thousand))|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|dozens|hundreds|thousands|millions|half|twice|doubl\w+)\b"
)
_CODE_ASKED = re.compile(
    r"\b(?:code|github|repos?|repositor\w+|implementations?|open[- ]sourced?|download\w*|links?|url|weights|checkpoints?|available)\b",
    re.I,
)
_DENIES = re.compile(
    r"\b(?:not|no|without|never|none|neither|free|avoid\w*|eliminat\w+|un(?:labell?ed|supervised|paired))\b", re.I
)

_PRESENTED = re.compile(
    r"\b(?:introduc|propos|present|develop|releas|call|dub|term|nam)\w*\s+(?:[\w-]+\s+){0,2}$", re.I
)


def _introduces(sentence: str, name: Name) -> bool:
    """Whether a sentence says what a name stands for: "we propose X, …", "a method called X", "X is a …"."""
    found = name.pattern.search(sentence)
    if found is None:
        return False
    return bool(
        _ANNOUNCED.search(sentence[: found.start()])
        or re.match(r"(?:\s*\([^)]*\))?\s*(?:,|is|are)\s+(?:an?|the|our)\b", sentence[found.end() :])
    )


def sentence_points(reading: PaperRelevance, *, outcome: bool) -> list[float]:
    """Return how well each sentence answers; `outcome` asks for what came out rather than for what was done.

    The weights are those of a logistic model of SciFact's rationale sentences (`benchmarks/calibrate_answers.py`).
    """
    n = len(reading.sentences)
    found = []
    for i, role in enumerate(likelihoods(reading.sentences)):
        likely = dict(zip(ROLES, role, strict=True))
        points = 4.05 * reading.alike[i] + 2.7 * reading.shares[i]
        if outcome:
            points += 2.3 * i / n + 0.9 * math.log(1 + len(reading.words[i])) + 0.7 * likely["method"]
            points += 0.2 * likely["result"] - 0.8 * likely["objective"] - 0.3 * likely["background"]
            points += 0.3 * any(c.isdigit() for c in reading.sentences[i]) - 0.4 * (i == n - 1)
        else:
            points += 1.5 * (likely["objective"] + likely["method"]) + 0.5 * likely["result"] - likely["background"]
            points += 0.8 * (_OWN.search(reading.sentences[i]) is not None)
        found.append(points)
    return found


def distinct(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotations without those whose words are nearly those of one before."""
    kept: list[tuple[frozenset[str], Quote]] = []
    for quote in quotes:
        words = frozenset(stems(quote.text))
        if all(len(words & seen) < NEARLY_SAME * max(1, len(words | seen)) for seen, _ in kept):
            kept.append((words, quote))
    return [quote for _, quote in kept]


def grouped(quotes: Sequence[Quote], matches: Sequence[Match]) -> str:
    """Return for each paper its title, and below it its sentences, one a line."""
    papers: dict[int, list[Quote]] = {}
    for quote in quotes:
        papers.setdefault(quote.number, []).append(quote)
    return "\n\n".join(
        "\n".join([f"**{_title(matches[number - 1])}**", *(f"- {quote}" for quote in group)])
        for number, group in papers.items()
    )


def _title(match: Match) -> str:
    return re.sub(r"[*_`\[\]\\]+", " ", sanitize(match.paper.title, 100)).strip()


BIAS, BY_SIMILARITY, BY_WORDS = -11.9, 12.7, 6.8
"""A logistic model of "this paper speaks to the question", fitted by `benchmarks/calibrate_answers.py`."""

BIAS_BLIND, BY_WORDS_BLIND = -7.7, 10.8
"""The same with no similarity at hand: about six tenths of the question's weight must be there."""


@dataclass(frozen=True)
class PaperRelevance:
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
        return tuple(i for i, text in enumerate(self.sentences) if not releases_code(text))

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
