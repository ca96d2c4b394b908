"""Answers without a language model: the fewest sentences that speak to the question, quoted with their marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from askpapers.acronyms import spelt_out
from askpapers.linefeatures import RAREST
from askpapers.literal import Name, names_in
from askpapers.papers import Match, Status, papers_in_words
from askpapers.plain import plain
from askpapers.quotes import Quote, distinct, grouped, quotes_of
from askpapers.relevance import Reading, stems, weights
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
    acronyms = _acronyms(want.topic, topic, matches)
    readings = [
        Reading(n, match.paper, topic, want.topic, similarity, acronyms)
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
    quotes = [quote for reading in chosen for quote in quotes_of(reading, want, names)]
    quotes = distinct(quotes)
    lead = _lead(want, len(speaking), len(chosen), len(matches), scope_size, names if by_name else ())
    return "\n\n".join([lead, grouped(quotes, matches)]), Status.ANSWERED


def _acronyms(question: str, asked: Mapping[str, float], matches: Sequence[Match]) -> tuple[tuple[str, str], ...]:
    """The acronyms that a question says or spells out, as the papers at hand define them."""
    defined = spelt_out(match.paper.abstract for match in matches)
    words = set(re.findall(r"[^\W_]+", question))
    return tuple(
        (short, long)
        for short, long in defined.items()
        if words & {short, f"{short}s"} or asked.keys() >= set(stems(long))
    )


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
    return "\n\n".join([lead, grouped(found, matches)]), Status.ANSWERED


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
