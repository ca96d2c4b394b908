"""Answers without a language model: the fewest sentences that speak to the question, quoted with their marks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from askpapers.linefeatures import RAREST
from askpapers.literal import Name, names_in
from askpapers.papers import Match, Status, papers_in_words, plain
from askpapers.relevance import Reading, stems, weights
from askpapers.roles import ROLES, likelihoods
from askpapers.wants import Want, read

Similarity = Callable[[str, str], float]

ENOUGH = -1.0
"""Log odds from which a paper counts as speaking to a question; see `benchmarks/QUALITY.md`."""

NEAR_BEST = 3.0
"""A paper whose odds lie further than this below the best one's is not quoted where a fact is asked for."""

NAMED = 1.5 * RAREST
"""What a name weighs beside the other words of a question."""

LIGHT, LITTLE, MUCH = 5.0, 0.2, 0.4
"""Words besides a name that weigh no more (“results”, “accuracy reported”) need not be in its paper; of others a share."""

MOST_FACTS, MOST_LISTED = 4, 20
SURELY_READ = 24
NEARLY_SAME = 0.8


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that goes into an answer; `number` counts papers and `place` sentences, both from 1."""

    number: int
    place: int
    text: str

    def __str__(self) -> str:
        return f"{self.text} [{self.number}.{self.place}]"


def answer(
    question: str, matches: Sequence[Match], scope_size: int, similarity: Similarity | None = None
) -> tuple[str, Status]:
    """Return an answer that quotes the papers, each sentence followed by its mark, and how it ended.

    `n` in a mark `[n.s]` is the paper's place in `matches`. `similarity` is the cosine of two texts.
    """
    want = read(question)
    topic = weights(want.topic)
    if want.trait is not None and not topic:
        return _with_trait(want, matches, scope_size)
    if want.overview and not topic:
        from askpapers.themes import overview

        return overview(matches, scope_size)
    readings = [
        Reading(n, match.paper, topic, want.topic, similarity)
        for n, match in enumerate(matches, 1)
        if match.paper.abstract.strip()
    ]
    speaking = [r for r in readings if _worth_reading(r) and (r.belief >= ENOUGH or want.listed and _says_all(r))]
    speaking.sort(key=lambda reading: (-reading.belief, reading.number))
    names = names_in(want.topic, [match.paper for match in matches])
    rest = _rest(topic, names)
    named = _named(names, readings)
    if named and not rest and not want.defined:
        want = replace(want, listed=True, papers=True)
    by_name = bool(named) and (not want.english or NAMED * len(names) >= sum(rest.values()))
    if by_name:
        defined = any(name.pattern.fullmatch(want.defined) for name in names)
        sure = want.papers or defined or not want.english
        speaking = [r for r in named if sure or _tells(r, rest, r in speaking)]
    elif want.listed:
        speaking += [reading for reading in named if reading not in speaking]
    if want.trait is not None:
        speaking = [reading for reading in speaking if any(map(want.trait, reading.sentences))]
    if not speaking:
        return _refusal(want, len(matches), scope_size, names, len(named)), Status.NOT_FOUND
    chosen = _chosen(want, speaking, by_name=by_name)
    quotes = [quote for reading in chosen for quote in _quotes(reading, want, names)]
    quotes = _distinct(quotes)
    lead = _lead(want, len(speaking), len(chosen), len(matches), scope_size, names if by_name else ())
    return "\n\n".join([lead, _grouped(quotes, matches)]), Status.ANSWERED


def _says_all(reading: Reading) -> bool:
    """Whether one sentence holds every word of weight of the question, however little the rest of it is about them."""
    return max(reading.shares, default=0.0) > 1 - 1e-9


def _named(names: Sequence[Name], readings: Sequence[Reading]) -> list[Reading]:
    """Return the papers that hold a name of the question, those that hold more of them first."""
    held = {r.number: sum(name.within(f"{r.paper.title}. {r.paper.abstract}") for name in names) for r in readings}
    return sorted((r for r in readings if held[r.number]), key=lambda r: (-held[r.number], -r.belief, r.number))


def _rest(topic: Mapping[str, float], names: Sequence[Name]) -> dict[str, float]:
    """Return what a question asks besides its names."""
    taken = {stem for name in names for stem in weights(name.text)}
    return {stem: weight for stem, weight in topic.items() if stem not in taken}


def _tells(reading: Reading, rest: Mapping[str, float], believed: bool) -> bool:
    """Whether a paper that holds the name tells what is asked of it, and not only something else."""
    words = frozenset(stems(reading.paper.title)).union(*reading.words)
    held = sum(weight for stem, weight in rest.items() if stem in words)
    asked = sum(rest.values())
    return asked <= LIGHT or held >= (LITTLE if believed else MUCH) * asked


def _worth_reading(reading: Reading) -> bool:
    """Comparing every sentence of a long list takes seconds; past the nearest papers, some word must be shared."""
    return reading.number <= SURELY_READ or reading.coverage >= 0.25


def _chosen(want: Want, speaking: Sequence[Reading], *, by_name: bool) -> Sequence[Reading]:
    if want.listed:
        return speaking[:MOST_LISTED]
    best = max(reading.belief for reading in speaking)
    return [reading for reading in speaking if by_name or reading.belief >= best - NEAR_BEST][:MOST_FACTS]


def _quotes(reading: Reading, want: Want, names: Sequence[Name]) -> list[Quote]:
    """Return the best sentence, and where a fact is asked for a second one that covers what the first leaves out."""
    points = sentence_points(reading, outcome=want.outcome and not want.listed)
    for i, sentence in enumerate(reading.sentences):
        holding = [name for name in names if name.within(sentence)]
        points[i] += 2.0 * len(holding)
        if (want.defined or not want.english) and any(_introduces(sentence, name) for name in holding):
            points[i] += 4.0
    if want.trait is not None:
        points = [p + 10 * want.trait(s) for p, s in zip(points, reading.sentences, strict=True)]
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


def _introduces(sentence: str, name: Name) -> bool:
    """Whether a sentence says what a name stands for: "we propose X, …", "a method called X", "X is a …"."""
    found = name.pattern.search(sentence)
    if found is None:
        return False
    return bool(
        _ANNOUNCED.search(sentence[: found.start()])
        or re.match(r"(?:\s*\([^)]*\))?\s*(?:,|is|are)\s+(?:an?|the|our)\b", sentence[found.end() :])
    )


def sentence_points(reading: Reading, *, outcome: bool) -> list[float]:
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


def _distinct(quotes: Sequence[Quote]) -> list[Quote]:
    """Leave out a sentence whose words are nearly those of one before it."""
    kept: list[tuple[frozenset[str], Quote]] = []
    for quote in quotes:
        words = frozenset(stems(quote.text))
        if all(len(words & seen) < NEARLY_SAME * max(1, len(words | seen)) for seen, _ in kept):
            kept.append((words, quote))
    return [quote for _, quote in kept]


def _grouped(quotes: Sequence[Quote], matches: Sequence[Match]) -> str:
    """Return for each paper its title, and below it its sentences, one a line."""
    papers: dict[int, list[Quote]] = {}
    for quote in quotes:
        papers.setdefault(quote.number, []).append(quote)
    return "\n\n".join(
        "\n".join([f"**{_title(matches[number - 1])}**", *(f"- {quote}" for quote in group)])
        for number, group in papers.items()
    )


def _title(match: Match) -> str:
    return re.sub(r"[*_`\[\]\\]+", " ", plain(match.paper.title, 100)).strip()


def _with_trait(want: Want, matches: Sequence[Match], scope_size: int) -> tuple[str, Status]:
    """List the papers that release code, make a data set and so on, whatever they are about."""
    assert want.trait is not None
    found: list[Quote] = []
    for n, match in enumerate(matches, 1):
        reading = Reading(n, match.paper, {}, "", None)
        fits = [i for i, sentence in enumerate(reading.sentences) if want.trait(sentence)]
        if fits:
            found.append(Quote(n, fits[0] + 1, reading.sentences[fits[0]]))
    if not found:
        return _refusal(want, len(matches), scope_size), Status.NOT_FOUND
    verb = want.trait_words if len(found) != 1 else want.trait_words.replace(" ", "s ", 1)
    lead = f"{_of(len(found), scope_size)} {verb}, by their abstracts{_read(len(matches), scope_size)}; {_QUOTED}"
    return "\n\n".join([lead, _grouped(found, matches)]), Status.ANSWERED


_QUOTED = "quoted, not written by a model:"


def _lead(want: Want, speaking: int, chosen: int, shown: int, scope_size: int, names: Sequence[Name]) -> str:
    speaks = "speaks" if speaking == 1 else "speak"
    part = f", the {chosen} closest here" if chosen < speaking else ""
    if names and not want.trait_words:
        verb = "names" if speaking == 1 else "name"
        return f"{_of(speaking, scope_size)} {verb} {_in_words(names)}{_read(shown, scope_size)}{part}; {_QUOTED}"
    if want.trait_words:
        trait = f" and {want.trait_words}"
        return f"{_of(speaking, scope_size)} {speaks} to this{trait}{_read(shown, scope_size)}{part}; {_QUOTED}"
    return f"{_of(speaking, scope_size)} {speaks} to this{_read(shown, scope_size)}{part}; {_QUOTED}{_language(want)}"


def _in_words(names: Sequence[Name]) -> str:
    return " or ".join(f"“{plain(name.text, 40)}”" for name in names)


def _of(count: int, scope_size: int) -> str:
    return f"{count} of {papers_in_words(scope_size)}"


def _read(shown: int, scope_size: int) -> str:
    return f" (the {shown} nearest were read)" if shown < scope_size else ""


def _language(want: Want) -> str:
    if want.english:
        return ""
    return " (the question is not in English; without a model it is matched by names and similar words only)"


def _refusal(want: Want, shown: int, scope_size: int, names: Sequence[Name] = (), held: int = 0) -> str:
    if not scope_size:
        return "There are no papers in scope."
    if want.trait_words and not want.topic.strip(" ?"):
        return f"None of the {scope_size} papers says so in its abstract{_read(shown, scope_size)}."
    if held and names:
        none = "it does not speak" if held == 1 else "none of them speaks"
        verb = "names" if held == 1 else "name"
        rest = "to the rest of the question, as far as can be told without a model"
        return f"{_of(held, scope_size)} {verb} {_in_words(names)}{_read(shown, scope_size)}, but {none} {rest}."
    none = "The one paper in scope does not speak" if scope_size == 1 else f"None of the {scope_size} papers speaks"
    return f"{none} to this, as far as can be told without a model{_read(shown, scope_size)}{_language(want)}."
