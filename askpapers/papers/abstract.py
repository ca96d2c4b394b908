"""A paper's sentences, and the passage that a claim cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from askpapers.papers.paper import Paper
from askpapers.text.sentences import Span, quote, split
from askpapers.text.terms import terms_of


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """What a claim is checked against: the cited sentences' text, their label ("3.4"), and the paper around them."""

    label: str
    text: str
    title: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """The paper's other sentences, (label, text)."""


def fold_words(text: str) -> str:
    """Return the words and figures of a text in small letters, without other signs."""
    return " ".join(re.findall(r"[^\W_]+(?:[.,]\d+)*|%", text.casefold()))


def labels(cited: Sequence[CitedPassage]) -> str:
    """Return the labels of what is cited: "3.4, 3.5"."""
    return ", ".join(c.label for c in cited)


def around(together: str, cited: Sequence[CitedPassage]) -> str:
    """Return all that is known of the cited papers, folded."""
    return fold_words(" ".join([together, *(c.title for c in cited), *(text for c in cited for _, text in c.others)]))


@dataclass(frozen=True)
class Abstract:
    """An abstract as sentences, each cited by its number from 1; `abstract_of` keeps what was computed of it.

    `spans` are the sentences' places in `text`, white space behind them included; joined they are the text.
    """

    text: str

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where each sentence stands."""
        return split(self.text)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The sentences without the white space around them; a sentence may be nothing else."""
        return tuple(span.of(self.text).strip() for span in self.spans)

    @cached_property
    def terms(self) -> tuple[frozenset[str], ...]:
        """The terms of each sentence: the stems of its words of weight."""
        return tuple(frozenset(terms_of(text)) for text in self.texts)

    def quote(self, numbers: Sequence[int]) -> str:
        """Return the verbatim text from the first to the last of some sentences, which exist and are in order."""
        return quote(self.text, [self.spans[number - 1] for number in numbers])


def abstract_of(paper: Paper) -> Abstract:
    """Return a paper's abstract as sentences, split once for papers that are read again and again."""
    return _abstract(paper.abstract)


@lru_cache(maxsize=2048)
def _abstract(text: str) -> Abstract:
    return Abstract(text)


def document(paper: Paper) -> str:
    """Return the text that a paper's vector is made from."""
    return f"{paper.title}. {paper.abstract}" if paper.title else paper.abstract


def sentence_texts(paper: Paper) -> list[str]:
    """Return the abstract's sentences as they are embedded, in order."""
    return list(abstract_of(paper).texts)


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Yield numbers of sentences cut into those that follow each other, each once and in order."""
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        yield tuple(number for _, number in run)
