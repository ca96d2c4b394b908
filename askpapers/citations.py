"""The model's marks become sentences of papers, and each claim is checked against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from askpapers.papers import Citation, Claim, Paper, Span, Status, Support, quote
from askpapers.sentences import split

Similarity = Callable[[str, str], float]
_MARK = re.compile(r"\[(none|\d{1,4}\.\d{1,3}(?:\s*[,;]\s*\d{1,4}\.\d{1,3})*)\]", re.I)


class Checker:
    """Finds the claims of an answer as it streams."""

    def __init__(self, shown: Sequence[Paper], similarity: Similarity | None = None) -> None:
        self._shown = shown
        self._similarity = similarity
        self._text = ""

    def feed(self, piece: str) -> tuple[Claim, ...]:
        """Add a piece of the answer; return the claims that are complete so far."""
        self._text += piece
        return self._claims()[:-1]

    def finish(self) -> tuple[Claim, ...]:
        """Return all claims of the answer."""
        return self._claims()

    def _claims(self) -> tuple[Claim, ...]:
        claims = []
        for span in split(self._text):
            citations: list[Citation] = []
            absent = False
            for mark in _MARK.finditer(self._text, span.start, span.end):
                if mark[1].lower() == "none":
                    absent = True
                    continue
                for number, sentence in re.findall(r"(\d+)\.(\d+)", mark[1]):
                    citations.append(self._citation(int(number), int(sentence), Span(*mark.span())))
            support = (
                Support.NOT_STATED
                if absent
                else Support.UNCITED
                if not citations
                else min((c.support for c in citations), key=list(Support).index)
            )
            if any(c.isalpha() for c in span.of(self._text)):
                claims.append(Claim(span, tuple(citations), support))
        return tuple(claims)

    def _citation(self, number: int, sentence: int, span: Span) -> Citation:
        if not 1 <= number <= len(self._shown):
            return Citation("", (), span, Support.UNKNOWN_SOURCE, reason=f"there is no paper {number}")
        paper = self._shown[number - 1]
        spans = split(paper.abstract)
        if not 1 <= sentence <= len(spans):
            return Citation(paper.id, (), span, Support.UNKNOWN_SOURCE, reason=f"there is no sentence {sentence}")
        return Citation(paper.id, (sentence,), span, Support.VERIFIED, quote(paper.abstract, [spans[sentence - 1]]))


def status(claims: Sequence[Claim]) -> Status:
    """Return how an answer ended, by its structure."""
    sourced = any(c.sentences for claim in claims for c in claim.citations)
    absent = any(claim.support is Support.NOT_STATED for claim in claims)
    if not sourced:
        return Status.NOT_FOUND
    return Status.PARTLY if absent else Status.ANSWERED
