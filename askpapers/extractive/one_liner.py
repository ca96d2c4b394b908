"""A paper in one line without a language model: the best of its sentences' shorter forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from askpapers.extractive.one_liner_features import TitledSentences, features, model, tokens, weigh
from askpapers.extractive.sentence_compression import shorter, sound, tidy
from askpapers.papers.abstract import Abstract, abstract_of
from askpapers.papers.paper import Paper
from askpapers.text.emphasis import without_emphasis
from askpapers.text.lexicon import pattern, phrases
from askpapers.text.sanitize import sanitize

MOST_WORDS = 30
FEWEST_WORDS = 8
LONGEST = 10_000
"""Characters of an abstract that a line is made from: a whole article in its place takes no more time than they."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that could stand for a paper: `place` counts its sentence from 0, `how` says what was left out."""

    place: int
    text: str
    how: str


def titled_sentences(paper: Paper) -> TitledSentences:
    """Return a paper as its line is made from it; what `sanitize` leaves nothing of is no sentence."""
    if len(paper.abstract) <= LONGEST:
        whole: Sequence[str] = abstract_of(paper).texts
    else:
        # The last one is cut somewhere.
        *whole, rest = Abstract(paper.abstract[:LONGEST]).texts
        whole = whole or [rest]
    texts = [without_emphasis(sanitize(text)) for text in whole]
    return TitledSentences(without_emphasis(sanitize(paper.title)), [text for text in texts if text])


def one_line(paper: Paper) -> str:
    """Return at most 30 words that say what the paper does; empty where there is no abstract."""
    abstract = titled_sentences(paper)
    if not abstract.sentences:
        return ""
    found = candidates(abstract)
    if not found:
        return _cut(abstract.sentences)
    seen = [features(abstract, c.place, c.text, c.how) for c in found]
    scores = [weigh(model().alone, row) for row in seen]
    lines = [([*row, *ALONE], c.text) for row, c in zip(seen, found, strict=True)]
    return max([*lines, *joined(abstract, found, scores)], key=lambda line: weigh(model().final, line[0]))[1]


ALONE = (0.0, 0.0, 0.0, 0.0)
"""How a line that is not joined was joined; see `joined`."""

_FIRST_PARTS = 5


def joined(
    abstract: TitledSentences, found: Sequence[Candidate], scores: Sequence[float]
) -> Iterator[tuple[list[float], str]]:
    """Yield lines of two parts from two sentences, in their order, with a semicolon between, and their features.

    One part is among the best by `scores`; together they have at most 30 words. The features are the better part's on
    the whole text, then: 1, how far the other's score lies from the best, its words, how far apart the sentences stand.
    """
    best = max(scores)
    for i in sorted(range(len(found)), key=lambda i: -scores[i])[:_FIRST_PARTS]:
        for j, other in enumerate(found):
            better = found[i]
            if other.place == better.place or len(other.text.split()) + len(better.text.split()) > MOST_WORDS:
                continue
            first, second = sorted((better, other), key=lambda c: c.place)
            text = f"{first.text.rstrip('.。')}; {_small(second.text)}"
            row = features(abstract, better.place, text, better.how)
            how = (1.0, scores[j] - best, float(len(other.text.split())), float(abs(better.place - other.place)))
            yield [*row, *how], text


def _small(text: str) -> str:
    """Return the text begun small where its first word is no name."""
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first.rstrip(",").lower() in phrases("leaning", "small") else text


def candidates(abstract: TitledSentences) -> list[Candidate]:
    """Return the lines of at most 30 words that may stand for the paper.

    A line that leans on what went before it, or that says only what the title says, is left out while others remain.
    """
    every = [
        Candidate(place, unpointed(text), how)
        for place, sentence in enumerate(abstract.sentences)
        for text, how in shorter(sentence, MOST_WORDS)
        if sound(text)
    ]
    every = [c for c in every if len(c.text.split()) >= FEWEST_WORDS] or every
    alone = [c for c in every if not leans(c.text)] or every
    return [c for c in alone if abstract.news(c.text) >= 1] or alone


_LEANS = r"^{begins}|\b(?:this|these)\ (?:[\w-]+\ )?{matter}|\bthat\ {that_matter}|\bboth\ {both_matters}|{above}"
_POINTS = (
    r"(?<!^)\b(these|those(?! {those_that})|such(?! (?:as|that)\b)(?: an?\b)?)\s+(?!{itself})((?:[\w-]+\s+){0,2}[\w-]+)"
)
_THINGS = r"(?:very\s+)?(?:(?:\w+(?:al|ive|ic|ous|able|ible|ed|ing|ent|ant|ern|ary)|\w+-\w+|{adjective})\s+)?[a-z-]+[^siu\W]s\b"
"""A noun in the plural, an adjective before it or not: what may stand without its “these”."""


def _pattern(template: str, flags: int = re.I) -> re.Pattern[str]:
    return pattern("leaning", template, flags)


def _pointing(text: str) -> list[re.Match[str]]:
    """Where a line says "these models" or "such links" of none that it named before."""
    return [m for m in _pattern(_POINTS).finditer(text) if not set(tokens(m[2])) & set(tokens(text[: m.start()]))]


def unpointed(text: str) -> str:
    """Return a line without the "these" and "such" of what it has not named: "we explore such links" stands alone without it."""
    if _pattern(_LEANS).search(text):
        return text
    for found in reversed(_pointing(text)):
        such = found[1].lower() == "such"
        plural = found[1].lower() == "these" and _pattern(_THINGS, 0).match(found[2])
        if such or plural:
            text = text[: found.start()] + text[found.start(2) :]
    return text


def leans(text: str) -> bool:
    """Whether a line needs the sentence before it: it begins with "this" or "however", or says "this problem"."""
    itself = _pattern("^this {itself}").match(text) is not None
    return any(found.start() or not itself for found in _pattern(_LEANS).finditer(text)) or bool(_pointing(text))


def _cut(texts: Sequence[str]) -> str:
    """Return the first sentence that fits, or as much of the shortest as fits, marked as cut."""
    tidied = sorted((tidy(text) for text in texts), key=lambda t: len(t.split()))
    words = next((t for t in tidied if t), "").split()
    if len(words) <= MOST_WORDS:
        return " ".join(words)
    return " ".join(words[: MOST_WORDS - 1]).rstrip(",;:") + " …"
