"""A paper's sentences, and the passage that a claim cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from askpapers.papers.paper import Paper
from askpapers.text.sentences import split
from askpapers.text.span import Span


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """What a claim is checked against: the cited sentences' text, their label ("3.4"), and the paper around them."""

    label: str
    text: str
    title: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """The paper's other sentences, (label, text)."""


def folded(text: str) -> str:
    """Return the words and figures of a text in small letters, without other signs."""
    return " ".join(re.findall(r"[^\W_]+(?:[.,]\d+)*|%", text.casefold()))


def labels(cited: Sequence[CitedPassage]) -> str:
    """Return the labels of what is cited: "3.4, 3.5"."""
    return ", ".join(c.label for c in cited)


def around(together: str, cited: Sequence[CitedPassage]) -> str:
    """Return all that is known of the cited papers, folded."""
    return folded(" ".join([together, *(c.title for c in cited), *(text for c in cited for _, text in c.others)]))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an abstract; `number` counts from 1, `span` lies in the abstract."""

    paper_id: str
    number: int
    span: Span


def sentences(paper: Paper) -> tuple[Sentence, ...]:
    """Return the sentences of a paper's abstract."""
    return tuple(Sentence(paper.id, number, span) for number, span in enumerate(split(paper.abstract), 1))
