"""How quoted sentences stand in an answer: by paper, none twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.extractive.sentence_ranking import RankedSentence
from askpapers.papers.paper import Match
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import terms_of

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


def grouped(sentences: Sequence[RankedSentence], matches: Sequence[Match]) -> str:
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
