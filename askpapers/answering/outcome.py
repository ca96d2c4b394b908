"""What a model's reply comes to where its marks alone do not tell: how an answer ended, and whether a one-liner may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.answers.answer import Claim, Status, Support
from askpapers.papers.abstract import CitedPassage
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.text.lexicon import is_foreign
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import split
from askpapers.text.terms import terms_of, weigh_terms
from askpapers.verification.checker import status
from askpapers.verification.support.judge import judge_support

RESTATED = 0.5
"""The share of the question's own words from which a sentence speaks of what was asked."""

ANSWERS = 0.3
"""The reader's chance from which a cited sentence answers what was asked."""

ABOUT = 0.25
"""The reader's chance from which a sentence that leaves something open is on what was asked, and no aside."""

PARTS = 0.1
"""The chance that a question has two parts, below which what is left open is all that was asked."""

LIKELIEST = 3
"""Sentences that a claim without marks is compared with: those that share most words with it."""


def judge_outcome(
    question: str,
    text: str,
    claims: Sequence[Claim],
    shown: Sequence[Paper],
    reader: CrossEncoder | None = None,
    chance_of_parts: float = 0.0,
) -> Status:
    """Return how an answer ended: by its sources and `[none]`, and by what its sentences bear on, never by a phrase.

    Not found too, where a sentence leaves open what was asked, which by its `chance_of_parts` is one thing, and none that is cited
    answers it: by the reader, else by holding a word of it. Answered too, where nothing is marked but the papers' sentences bear out most of what is said.
    """
    claims = [claim for claim in claims if claim.support is not Support.UNCHECKED or claim.citations]
    found = status(claims)
    if found is Status.NOT_FOUND:
        unmarked = bool(claims) and all(claim.support is Support.UNCITED for claim in claims)
        return Status.ANSWERED if unmarked and _borne_out(text, claims, shown, reader) else found
    if _passes_by(question, text, claims, shown, reader, chance_of_parts) and not _borne_out(
        text, claims[:1], shown, reader
    ):
        return Status.NOT_FOUND
    return found


def _passes_by(
    question: str,
    text: str,
    claims: Sequence[Claim],
    shown: Sequence[Paper],
    reader: CrossEncoder | None,
    chance_of_parts: float,
) -> bool:
    """Whether an answer leaves open what was asked and cites only what nobody asked for."""
    told = [citation for claim in claims if claim.support is not Support.NOT_STATED for citation in claim.citations]
    quotes = " ".join(citation.quote for citation in told)
    if is_foreign(question, quotes):
        return False
    own = _own_words(question, claims, shown)
    if reader is None:
        return _restates(own, text, claims[0]) and not own.keys() & set(terms_of(quotes))
    open_in_words = [claim.span.of(text) for claim in claims if claim.support is Support.NOT_STATED]
    # Of a question of two parts one may be open; and what nobody asked for may be, too.
    asked = reader.relevance(question, [("", said) for said in open_in_words]) if chance_of_parts < PARTS else []
    if not (_restates(own, text, claims[0]) or any(read.answers + read.related >= ABOUT for read in asked)):
        return False
    titles = {paper.id: paper.title for paper in shown}
    passages = [(titles.get(c.paper_id, ""), c.quote) for c in told if c.sentences]
    return all(read.answers < ANSWERS for read in reader.relevance(question, passages))


def _restates(own: dict[str, float], text: str, first: Claim) -> bool:
    """Whether an answer's first sentence is what was asked, by the question's own words, and cites nothing for it."""
    if first.support not in {Support.UNCITED, Support.NOT_STATED}:
        return False
    restated = sum(weight for stem, weight in own.items() if stem in terms_of(first.span.of(text)))
    # "How fast is it?" is answered by seconds: one word alone may have another name.
    return len(own) >= 2 and restated >= RESTATED * sum(own.values())


def _own_words(question: str, claims: Sequence[Claim], shown: Sequence[Paper]) -> dict[str, float]:
    """The terms of a question with their weights, without those of the titles that are cited."""
    cited = {citation.paper_id for claim in claims[1:] for citation in claim.citations}
    titles = set(terms_of(" ".join(paper.title for paper in shown if paper.id in cited)))
    return {stem: weight for stem, weight in weigh_terms(question).items() if stem not in titles}


def _borne_out(text: str, claims: Sequence[Claim], shown: Sequence[Paper], reader: CrossEncoder | None) -> bool:
    """Whether sentences of the papers bear out more than half of what is said without marks."""
    sentences = [(paper.title, span.of(paper.abstract)) for paper in shown for span in split(paper.abstract)]
    verified = 0
    for claim in claims:
        said = claim.span.of(text)
        words = set(terms_of(said))
        likely = sorted(sentences, key=lambda of: -len(words.intersection(terms_of(of[1]))))[:LIKELIEST]
        verified += any(
            judge_support(said, [CitedPassage("", sentence, title)], reader).support is Support.VERIFIED
            for title, sentence in likely
        )
    return verified * 2 > len(claims)


MOST_WORDS = 30
LEAST_WORDS = 4
_CLAUSE = re.compile(r"[,;]\s|\sand\s(?=\w+ing\b)")
_FIGURE = re.compile(r"(?<![\w.-])\d+(?:[.,]\d+)*(?![\w-])")
TURNED = 0.7
"""The chance of a contradiction from which a clause is taken to say the opposite of a sentence."""
_OPENING = re.compile(
    r"(?:in\s+)?(?:th(?:is|e)\s+(?:present\s+)?(?:paper|work|study|article|abstract|authors?)|the\s+authors|authors|we)\b",
    re.I,
)
_MARKUP = re.compile(r"\*\*|__|`|^\s*(?:#|[-*•]\s)|\]\(|</?[a-z]{1,12}>|[\[【]\d+(?:\.\d+)?[\]】]|\|")


def objection(line: str, paper: Paper, reader: CrossEncoder | None = None) -> str:
    """Return what is wrong with a paper's one-line summary, "" where nothing is.

    It is checked against all sentences of its abstract, as a claim of an answer is against those that it cites.
    """
    from askpapers.verification.checker import check

    words = len(line.split())
    if words > MOST_WORDS:
        return f"it has {words} words, {MOST_WORDS} at most"
    if m := _OPENING.match(line):
        return f"it begins with “{m[0]}”"
    if m := _MARKUP.search(line):
        return f"it has markup: {m[0].strip()}"
    last = len(split(paper.abstract))
    bare = line.rstrip(" .")
    # A mark reads at most forty sentences as one range.
    whole = ", ".join(f"1.{first}-1.{min(first + 39, last)}" for first in range(1, last + 1, 40))
    for claim in check(f"{bare} [{whole}].", [paper], reader):
        if claim.support in {Support.CONTRADICTED, Support.UNSUPPORTED}:
            return claim.reason or "its abstract does not say it"
    return "" if reader is None else _turned(bare, paper, reader)


def _turned(line: str, paper: Paper, reader: CrossEncoder) -> str:
    """What a sentence of the abstract says otherwise than a clause of the line.

    Of all sentences together something says nearly everything; a turned direction shows against the one with the same
    figure. Without a figure the reader takes one clause in eight for a contradiction that is none.
    """
    sentences = [span.of(paper.abstract).strip() for span in split(paper.abstract)]
    for clause in _CLAUSE.split(line):
        figures = set(_FIGURE.findall(clause))
        telling = [sentence for sentence in sentences if figures & set(_FIGURE.findall(sentence))]
        if len(clause.split()) < LEAST_WORDS or not telling:
            continue
        read = reader.entailment([(clause, sentence) for sentence in telling])
        place = min(range(len(read)), key=lambda n: read[n].neither)
        if read[place].contradicts >= TURNED:
            return f"“{clause}”: the abstract says “{sanitize(telling[place])}”"
    return ""
