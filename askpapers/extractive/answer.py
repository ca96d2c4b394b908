"""Answers without a language model: the sentences that the reader takes for an answer, quoted with their marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from askpapers.answers.answer import Status
from askpapers.extractive.sentence_ranking import READ, Ranking, rank_sentences
from askpapers.extractive.sentence_reading import PaperVectors, RankedSentence
from askpapers.papers.paper import Match, Paper, ReasonKind, papers_in_words
from askpapers.query.question import Kind
from askpapers.query.spelling import correct, suggest_spellings
from askpapers.text.cue_phrases import NEGATION
from askpapers.text.inference import CrossEncoder
from askpapers.text.lexicon import pattern, spelled_out
from askpapers.text.quantities import quantities
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import terms_of, weigh_terms

NEARLY_SAME = 0.8
"""The share of words that two quotations may have in common."""


def distinct(sentences: Sequence[RankedSentence]) -> list[RankedSentence]:
    """Return the sentences without those whose words are nearly those of one before."""
    kept: list[tuple[frozenset[str], RankedSentence]] = []
    for sentence in sentences:
        words = frozenset(terms_of(sentence.text))
        if all(len(words & seen) < NEARLY_SAME * max(1, len(words | seen)) for seen, _ in kept):
            kept.append((words, sentence))
    return [sentence for _, sentence in kept]


def group_sentences(sentences: Sequence[RankedSentence], matches: Sequence[Match]) -> str:
    """Return for each paper its title, and below it its sentences, one a line; a paper without abstract by its title."""
    papers: dict[int, list[RankedSentence]] = {}
    for sentence in sentences:
        papers.setdefault(sentence.number, []).append(sentence)
    return "\n\n".join(
        "\n".join([f"**{_title(matches[number - 1])}**", *(_line(sentence) for sentence in group)])
        for number, group in papers.items()
    )


def _line(sentence: RankedSentence) -> str:
    return f"- {sentence.cited}" if sentence.place else "- by its title; the list has no abstract"


def _title(match: Match) -> str:
    return re.sub(r"[*_`\[\]\\]+", " ", sanitize(match.paper.title, 100)).strip()


MOST_LISTED, MOST_QUOTED = 20, 3
SURELY, PERHAPS = 0.4, 0.12
"""The chances from which a paper is named in a list, and below it: "perhaps these too". From .4 on two of three named papers fit, and half of all that do are named;
from .12 on three of four are (`benchmarks/QUALITY.md`)."""

MARGIN = 3.0
"""A sentence whose score lies further below the best one's is not quoted beside it."""


@dataclass(frozen=True, slots=True)
class ExtractiveAnswer:
    """A text with its marks, and how it ended."""

    text: str
    status: Status
    chance: float = 0.0
    """The chance that it answers, 0 to 1."""


def answer(
    question: str,
    matches: Sequence[Match],
    scope_size: int,
    vectors: PaperVectors,
    reader: CrossEncoder | None,
    kind: Kind = Kind.ONE,
    told: Collection[tuple[int, int]] = (),
    *,
    meant: bool = False,
) -> ExtractiveAnswer:
    """Return an answer that quotes the papers, each sentence followed by its mark, and how it ended.

    `n` in a mark `[n.s]` is the paper's place in `matches`, whose vectors `vectors` holds in their order. `told` are such
    marks of sentences that answer a question before, which this one takes in: they are no answer to what it adds. `meant` says
    that these papers are asked and no others: then the nearest sentences are quoted, however far. Without a reader
    vectors and words alone choose, and an answer is never said to be surely one.
    """
    if not matches:
        return ExtractiveAnswer("There are no papers in scope.", Status.NOT_FOUND)
    named = len(named_by(matches, kind))
    papers = [match.paper for match in matches[: named or None]]
    if named:
        vectors = PaperVectors(vectors.documents[:named], vectors.sentences[:named], vectors.embed)
    slips = suggest_spellings(question, papers)
    asked = spell_out(correct(question, slips), papers)
    ranking = rank_sentences(asked, papers, vectors, reader, many=kind.many, named=bool(named))
    status = ranking.ending.status
    over, read, asides = papers_in_words(named or scope_size), _read_in_words(ranking), _slips_in_words(slips)
    # Small talk that no sentence answers has none that come near either.
    far = status is Status.NOT_FOUND or (kind is Kind.OFF_TOPIC and status is Status.CLOSEST)
    if far and not (named or meant):
        return ExtractiveAnswer(
            f"Nothing in {over} comes near this{asides} ({read}).", Status.NOT_FOUND, ranking.ending.answered
        )
    chosen = distinct(_chosen(asked, papers, vectors, reader, ranking, kind))
    # A paper that uses something is the nearest to a question for those that do not: only what itself denies may answer.
    denied = kind.many and asks_what_is_not(question)
    fits = [s for s in chosen if not kind.many or ranking.fits.get(s.number, 0.0) >= SURELY]
    sure = [s for s in fits if denies(s.text)] if denied else fits
    rest = [s for s in chosen if s not in sure]
    how = (
        "These speak of it, and whether they deny it is yours to judge:"
        if denied
        else "Perhaps these too, less surely:"
    )
    below = f"\n\n{how}\n\n" if sure and rest else ""
    quoted = f"{group_sentences(sure, matches)}{below}{group_sentences(rest, matches)}"
    figure = kind is Kind.FIGURE and (status is not Status.ANSWERED or not _tells_a_figure(chosen[0], asked))
    answered = status is Status.ANSWERED and not figure and not (denied and not sure)
    answered = answered and (kind.many or (chosen[0].number, chosen[0].place) not in told)
    status = Status.ANSWERED if answered else Status.CLOSEST
    if denied and not answered:
        lead = (
            f"Quoting finds what papers say, not what they leave out{asides}: these speak of it, and whether they answer is"
            f" yours to judge ({read}):"
        )
    elif figure:
        lead = f"The figure is not stated in what comes nearest{asides}; quoted ({read}):"
    elif status is Status.CLOSEST:
        lead = (
            f"No sentence here reads like an answer{asides}; these come nearest, and whether they answer is yours to"
            f" judge ({read}):"
        )
    else:
        these = f"From the {over.removeprefix('1 ')} that the question names" if named else f"From {over}"
        if kind.many:
            these = f"{len({s.number for s in sure})} of {over}" if sure else f"None of {over} surely, perhaps these"
        lead = f"{these}{asides}; quoted, not written by a model ({read}):"
    return ExtractiveAnswer(f"{lead}\n\n{quoted}", status, ranking.ending.answered)


_NO_DENIAL = (
    # A compound is one word: "no-reference", "no-regret".
    r"\b(?:no|not|never|without)[-‐‑]\w+|\b(?:no|not|never|n['’]t) {beside_denial}"
    r"|{without} (?:[\w-]+ ){0,2}?{harm}|{without} (?:[\w-]+ ){0,3}?{worth}(?: [\w-]+)? {less}"
    r"|{without} (?:[\w-]+ ){0,2}?{less} (?:[\w-]+ ){0,4}?{worth}"
)


def denies(text: str) -> bool:
    """Whether a sentence says that something is not, or is done without; what is "not only" so, or costs "no accuracy", is."""
    said = pattern("conditions", _NO_DENIAL).sub(" ", text)
    return (NEGATION.search(said) or pattern("conditions", "{avoid}").search(said)) is not None


def asks_what_is_not(question: str) -> bool:
    """Whether a question is for papers that do not do something, or do it without; what others lack is its subject."""
    return denies(pattern("conditions", "{others_lack}").sub(" ", question))


def spell_out(question: str, papers: Sequence[Paper]) -> str:
    """Return the question with the meaning of its acronyms behind it, and the acronyms of its terms, as the papers define them."""
    words = set(re.findall(r"[^\W_]+", question))
    found = spelled_out((paper.abstract for paper in papers), question)
    added = [long if words & {short, f"{short}s"} else short for short, long in found.items()]
    return f"{question} ({', '.join(added)})" if added else question


def _chosen(
    question: str,
    papers: Sequence[Paper],
    vectors: PaperVectors,
    reader: CrossEncoder | None,
    ranking: Ranking,
    kind: Kind,
) -> list[RankedSentence]:
    """Return the sentences to quote, best first."""
    if kind.many:
        best = ranking.best_of_papers()
        likeliest = sorted(ranking.fits, key=lambda number: -ranking.fits[number])[:MOST_LISTED]
        fitting = {number for number in likeliest if ranking.fits[number] >= PERHAPS}
        return [s for s in best if s.number in fitting] or best[:MOST_QUOTED]
    found = list(ranking.sentences[:MOST_QUOTED])
    if kind is Kind.TWO_PART:
        # Each part has a best sentence of its own, in the paper that fits the whole best, or elsewhere.
        for part in parts_of(question):
            ranked = rank_sentences(part, papers, vectors, reader, read=READ // 2).sentences
            found += [next((s for s in ranked if s.number == found[0].number), ranked[0]), ranked[0]]
    first: dict[tuple[int, int], RankedSentence] = {}
    for place, sentence in enumerate(found):
        if place >= MOST_QUOTED or sentence.score >= found[0].score - MARGIN:
            first.setdefault((sentence.number, sentence.place), sentence)
    return list(first.values())


def named_by(matches: Sequence[Match], kind: Kind) -> Sequence[Match]:
    """Return the papers that a question names: they stand in front, and what it asks of them no other paper answers."""
    named = sum(match.reason.kind is ReasonKind.NAMED for match in matches)
    return () if kind.many else matches[:named]


def parts_of(question: str) -> list[str]:
    """Return the two halves of a question joined by a conjunction or a mark, each with terms of its own; else nothing."""
    for joint in re.finditer(r"[?;]\s+|,\s+(?=\w+\s)|\s(?:and|und|et|y)\s", question):
        halves = [question[: joint.start()].strip(" ?,"), question[joint.end() :].strip(" ?,")]
        if all(len(weigh_terms(half)) >= 1 and len(half.split()) >= 3 for half in halves):
            return halves
    return []


def _tells_a_figure(sentence: RankedSentence, question: str) -> bool:
    """Whether a sentence states a number that the question does not itself name."""
    named = {q.value for q in quantities(question)}
    return any(q.value not in named for q in quantities(sentence.text))


def _read_in_words(ranking: Ranking) -> str:
    if ranking.read == ranking.of:
        return f"{ranking.of:,} sentences read closely"
    return f"{ranking.of:,} sentences compared, {f'{ranking.read:,}' if ranking.read else 'none'} read closely"


def _slips_in_words(slips: Sequence[tuple[str, str]]) -> str:
    found = [f"“{written}” read as “{other}”" for written, other in slips]
    return f" ({'; '.join(found)})" if found else ""
