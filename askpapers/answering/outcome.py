"""How a model's answer ended, where its marks alone do not tell: a refusal that is not marked, an answer without marks."""

from __future__ import annotations

from collections.abc import Sequence

from askpapers.answers.answer import Claim, Status, Support
from askpapers.papers.abstract import CitedPassage
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.text.languages import is_foreign
from askpapers.text.sentences import split
from askpapers.text.terms import terms_of, weigh_terms
from askpapers.verification.checker import status
from askpapers.verification.support.judge import judge_support

RESTATED = 0.5
"""The share of the question's own words from which a sentence speaks of what was asked."""

ANSWERS = 0.3
"""The reader's chance from which a cited sentence answers what was asked."""

LIKELIEST = 3
"""Sentences that a claim without marks is compared with: those that share most words with it."""


def judge_outcome(
    question: str, text: str, claims: Sequence[Claim], shown: Sequence[Paper], reader: CrossEncoder | None = None
) -> Status:
    """Return how an answer ended: by its sources and `[none]`, and by what its sentences bear on, never by a phrase.

    Not found too, where the first sentence leaves open what was asked and no sentence cited afterwards answers it: by the
    reader, else by holding a word of it. Answered too, where nothing is marked but the papers' sentences bear out most of what is said.
    """
    claims = [claim for claim in claims if claim.support is not Support.UNCHECKED or claim.citations]
    found = status(claims)
    if found is Status.NOT_FOUND:
        unmarked = bool(claims) and all(claim.support is Support.UNCITED for claim in claims)
        return Status.ANSWERED if unmarked and _borne_out(text, claims, shown, reader) else found
    if _passes_by(question, text, claims, shown, reader) and not _borne_out(text, claims[:1], shown, reader):
        return Status.NOT_FOUND
    return found


def _passes_by(
    question: str, text: str, claims: Sequence[Claim], shown: Sequence[Paper], reader: CrossEncoder | None
) -> bool:
    """Whether an answer leaves open what was asked and cites only what nobody asked for."""
    first, *rest = claims
    quotes = " ".join(citation.quote for claim in rest for citation in claim.citations)
    if first.support not in {Support.UNCITED, Support.NOT_STATED} or is_foreign(question, quotes):
        return False
    cited = {citation.paper_id for claim in rest for citation in claim.citations}
    titles = set(terms_of(" ".join(paper.title for paper in shown if paper.id in cited)))
    own = {stem: weight for stem, weight in weigh_terms(question).items() if stem not in titles}
    restated = sum(weight for stem, weight in own.items() if stem in terms_of(first.span.of(text)))
    # "How fast is it?" is answered by seconds: one word alone may have another name.
    if len(own) < 2 or restated < RESTATED * sum(own.values()):
        return False
    if reader is None:
        return not own.keys() & set(terms_of(quotes))
    titled = {paper.id: paper.title for paper in shown}
    passages = [(titled.get(c.paper_id, ""), c.quote) for claim in rest for c in claim.citations if c.sentences]
    return all(read.answers < ANSWERS for read in reader.relevance(question, passages))


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
