"""Answers without a language model: the fewest sentences that speak to the question, quoted with their marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from askpapers.answers.answer import Status
from askpapers.extractive.sentence_selection import (
    PaperRelevance,
    Quote,
    distinct,
    grouped,
    select_sentences,
    sentences_with_trait,
)
from askpapers.papers.paper import Match, papers_in_words
from askpapers.query.intent import Intent, parse_intent, without_comparing
from askpapers.query.spelling import Name, corrected, match_names, suggest_spellings
from askpapers.text.sanitize import sanitize
from askpapers.text.spelling_variants import spelt_out
from askpapers.text.terms import RAREST, Similarity, stems, weigh_terms

ENOUGH = -1.0
"""Log odds from which a paper counts as speaking to a question; see `benchmarks/QUALITY.md`."""

NEAR_BEST = 3.0
"""A paper whose odds lie further than this below the best one's is not quoted where a fact is asked for."""

NAMED = 1.5 * RAREST
"""What a name weighs beside the other words of a question."""

LIGHT, LITTLE, MUCH = 5.0, 0.2, 0.4
"""Words besides a name that weigh no more (“results”, “accuracy reported”) need not be in its paper; of others a share."""

MOST_FACTS, MOST_LISTED = 4, 20
SURELY_READ, NEAR = 24, 100
MOST_ALTERNATIVES = 8


def answer(
    question: str,
    matches: Sequence[Match],
    scope_size: int,
    similarity: Similarity | None = None,
    *,
    whole: bool = False,
) -> tuple[str, Status]:
    """Return an answer that quotes the papers, each sentence followed by its mark, and how it ended.

    `n` in a mark `[n.s]` is the paper's place in `matches`. `similarity` is the cosine of two texts. `whole` says that
    `matches` are all papers in scope that have an abstract.
    """
    slips = suggest_spellings(question, [match.paper for match in matches])
    want = parse_intent(corrected(question, slips))
    told = Wording(want, len(matches), scope_size, whole, slips)
    topic = weigh_terms(want.topic)
    if want.trait is not None and not topic:
        return _with_trait(want, matches, told)
    if want.overview and not topic:
        from askpapers.extractive.themes import overview

        return overview(matches, scope_size)
    acronyms = _acronyms(want.topic, topic, matches)
    asked = _alternatives(want) or [(want.topic, topic)]
    readings = [
        max((PaperRelevance(n, match.paper, held, text, similarity, acronyms) for text, held in asked), key=_likeliest)
        for n, match in enumerate(matches, 1)
        if match.paper.abstract.strip()
    ]
    speaking = [r for r in readings if _worth_reading(r) and (r.belief >= ENOUGH or (want.listed and _says_all(r)))]
    speaking.sort(key=lambda reading: (-reading.belief, reading.number))
    names = match_names(want.topic, [match.paper for match in matches])
    rest = _rest(weigh_terms(without_comparing(want.topic)) if len(names) > 1 else topic, names)
    named = _named(names, readings)
    if named and not rest and not want.defined and not want.found:
        want = replace(want, listed=True, papers=True, bare=True)
    # "Transformers or LoRA": the papers on the one are wanted beside those that name the other.
    either = len(asked) > 1 and bool(rest)
    by_name = bool(named) and not either and (not want.english or NAMED * len(names) >= sum(rest.values()))
    if by_name:
        defined = any(name.pattern.fullmatch(want.defined) for name in names)
        sure = want.papers or defined or not want.english
        speaking = [r for r in named if sure or _tells(r, rest, r in speaking)]
    elif want.listed:
        speaking += [reading for reading in named if reading not in speaking]
    if want.trait is not None:
        speaking = [reading for reading in speaking if sentences_with_trait(reading, want)]
    if not speaking:
        return _refusal(told, names, len(named)), Status.NOT_FOUND
    # An abbreviation that several papers use tells them apart less than the rest of the question does.
    chosen = _chosen(want, speaking, by_name=by_name and any(name.coined for name in names))
    quotes = [quote for reading in chosen for quote in select_sentences(reading, want, names)]
    quotes = distinct(quotes)
    lead = _lead(told, len(speaking), len(chosen), names if by_name else ())
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


def _says_all(reading: PaperRelevance) -> bool:
    """Whether one sentence, and not one of links, holds every word of weight of the question, whatever the rest is about."""
    return any(reading.shares[i] > 1 - 1e-9 for i in reading.telling)


def _named(names: Sequence[Name], readings: Sequence[PaperRelevance]) -> list[PaperRelevance]:
    """Return the papers that hold a name of the question, those that hold more of them first."""
    held = {r.number: sum(name.within(f"{r.paper.title}. {r.paper.abstract}") for name in names) for r in readings}
    return sorted((r for r in readings if held[r.number]), key=lambda r: (-held[r.number], -r.belief, r.number))


def _rest(topic: Mapping[str, float], names: Sequence[Name]) -> dict[str, float]:
    """Return what a question asks besides its names."""
    taken = {stem for name in names for stem in weigh_terms(name.text)}
    return {stem: weight for stem, weight in topic.items() if stem not in taken}


def _tells(reading: PaperRelevance, rest: Mapping[str, float], believed: bool) -> bool:
    """Whether a paper that holds the name tells what is asked of it, and not only something else."""
    words = frozenset(stems(reading.paper.title)).union(*reading.words)
    held = sum(weight for stem, weight in rest.items() if stem in words)
    asked = sum(rest.values())
    return asked <= LIGHT or held >= (LITTLE if believed else MUCH) * asked


def _worth_reading(reading: PaperRelevance) -> bool:
    """Comparing every sentence of a long list takes seconds; past the nearest papers, words must be shared: the further, the more."""
    return reading.number <= SURELY_READ or reading.coverage >= (0.25 if reading.number <= NEAR else 0.6)


def _chosen(want: Intent, speaking: Sequence[PaperRelevance], *, by_name: bool) -> Sequence[PaperRelevance]:
    if want.listed:
        return speaking[:MOST_LISTED]
    best = max(reading.belief for reading in speaking)
    return [reading for reading in speaking if by_name or reading.belief >= best - NEAR_BEST][:MOST_FACTS]


def _alternatives(want: Intent) -> list[tuple[str, dict[str, float]]]:
    """What a list is asked for on either side of "or", each with its words of weight."""
    if not want.papers or not _OR.search(want.topic):
        return []
    parts = re.split(rf"[,;]|{_OR.pattern}", want.topic, flags=re.I)
    found = [(part.strip(), held) for part in parts if (held := weigh_terms(part))]
    return found if 1 < len(found) <= MOST_ALTERNATIVES else []


_OR = re.compile(r"\b(?:or|oder|ou)\b", re.I)


def _likeliest(reading: PaperRelevance) -> tuple[bool, float]:
    return _worth_reading(reading), reading.belief if _worth_reading(reading) else reading.coverage


def _with_trait(want: Intent, matches: Sequence[Match], told: Wording) -> tuple[str, Status]:
    """List the papers that release code, make a data set and so on, whatever they are about."""
    found: list[Quote] = []
    for n, match in enumerate(matches, 1):
        reading = PaperRelevance(n, match.paper, {}, "", None)
        if fits := sentences_with_trait(reading, want):
            found.append(Quote(n, fits[0] + 1, reading.sentences[fits[0]]))
    if not found:
        return _refusal(told), Status.NOT_FOUND
    verb = _agreeing(want.trait_words, len(found))
    lead = f"{told.of(len(found))} {verb}, by their abstracts{told.read}{told.asides}; {_QUOTED}"
    return "\n\n".join([lead, grouped(found, matches)]), Status.ANSWERED


_QUOTED = "quoted, not written by a model:"


@dataclass(frozen=True)
class Wording:
    """What an answer says of itself: over how many papers, how many of them were read, how the question was understood."""

    want: Intent
    shown: int
    scope_size: int
    whole: bool = False
    slips: tuple[tuple[str, str], ...] = ()

    def of(self, count: int) -> str:
        """Say how many of the papers."""
        return f"{count} of {papers_in_words(self.scope_size)}"

    @property
    def read(self) -> str:
        """Say how many were read where it is not all of them, in brackets."""
        if self.shown >= self.scope_size:
            return ""
        return f" ({self.shown} have an abstract)" if self.whole else f" (the {self.shown} nearest were read)"

    @property
    def asides(self) -> str:
        """Say how the question was read, in brackets, where that is not as it stands."""
        found = [f"“{written}” read as “{other}”" for written, other in self.slips]
        if not self.want.english:
            found.append(
                "the question is not in English; without a model it is matched by names and similar words only"
            )
        if self.want.denied:
            found.append("what a question denies is not understood without a model")
        return f" ({'; '.join(found)})" if found else ""


def _agreeing(verb: str, count: int) -> str:
    return verb if count != 1 else verb.replace(" ", "s ", 1)


def _lead(told: Wording, speaking: int, chosen: int, names: Sequence[Name]) -> str:
    trait = told.want.trait_words
    part = f", the {chosen} closest here" if chosen < speaking else ""
    if names and not trait:
        said = f"{_agreeing('name ', speaking).strip()} {_in_words(names)}"
    else:
        said = f"{_agreeing('speak ', speaking).strip()} to this"
        said += f" and {_agreeing(trait, speaking)}" if trait else ""
    return f"{told.of(speaking)} {said}{told.read}{part}{told.asides}; {_QUOTED}"


def _in_words(names: Sequence[Name]) -> str:
    return " or ".join(f"“{sanitize(name.text, 40)}”" for name in names)


def _refusal(told: Wording, names: Sequence[Name] = (), held: int = 0) -> str:
    if not told.scope_size:
        return "There are no papers in scope."
    if told.want.trait_words and not weigh_terms(told.want.topic):
        none = (
            "The one paper in scope does not say"
            if told.scope_size == 1
            else f"None of the {told.scope_size} papers says"
        )
        return f"{none} so in its abstract{told.read}{told.asides}."
    if held and names:
        none = "it does not speak" if held == 1 else "none of them speaks"
        rest = "to the rest of the question, as far as can be told without a model"
        verb = _agreeing("name ", held).strip()
        return f"{told.of(held)} {verb} {_in_words(names)}{told.read}, but {none} {rest}{told.asides}."
    none = (
        "The one paper in scope does not speak"
        if told.scope_size == 1
        else f"None of the {told.scope_size} papers speaks"
    )
    return f"{none} to this, as far as can be told without a model{told.read}{told.asides}."
