"""The nouns: papers, sentences, evidence and answers, as frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` in the span."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its sources describe it; what no source says is None or empty, never guessed.

    `id` is the arXiv id without version where known, else a short hash of the folded title.
    `abstract` is the source's text, unchanged save for line wrapping; it may be empty.
    `listed` holds every day the paper was on a list, oldest first. `comments` and `upvotes` are
    counts of the newest reading. `version` is the highest arXiv version seen.
    """

    id: str
    title: str
    abstract: str = ""
    published: date | None = None
    listed: tuple[date, ...] = ()
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    url: str | None = None
    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None
    categories: tuple[str, ...] = ()
    comments: int | None = None
    upvotes: int | None = None
    keywords: tuple[str, ...] = ()
    code_url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Warning:  # the contract's word for it: add --json prints "warnings"
    """What a reader skipped or doubted, and where: `line` counts from 1, None where there are no lines."""

    source: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an abstract; `number` counts from 1, `span` lies in the abstract."""

    paper_id: str
    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Match:
    """A paper that fits a query; `score` is 0 to 1 within one search, `why` names what matched."""

    paper: Paper
    score: float
    why: str = ""


class Support(StrEnum):
    """How well a claim is supported by what it cites."""

    VERIFIED = "verified"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    UNKNOWN_SOURCE = "unknown-source"
    UNCITED = "uncited"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark in an answer that points at consecutive sentences of one paper.

    `sentences` are consecutive numbers, so that `quote` is verbatim in the abstract; empty where the source
    is unknown. `span` is the mark's place in the answer, brackets included. `chosen` says that the model
    cited the paper only and that code chose the sentence.
    """

    paper_id: str
    sentences: tuple[int, ...]
    span: Span
    support: Support
    quote: str = ""
    reason: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer and how well it is supported; `span` lies in the answer, marks included."""

    span: Span
    citations: tuple[Citation, ...]
    support: Support
    reason: str = ""


class Status(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    PARTLY = "partly-answered"
    NOT_FOUND = "not-found"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and US dollars of one or more calls; `cost` is None where the price is unknown.

    `cached` counts the prompt tokens that the server had cached; `estimated` says that the figures were counted
    here and not by the server; `from_cache` that no call was made at all; `truncated` that a reply reached its limit;
    `unread` are the prompt tokens that were sent and that the server, by its own count, did not read.
    """

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    cost: float | None = 0.0
    estimated: bool = False
    from_cache: bool = False
    calls: int = 0
    truncated: bool = False
    unread: int = 0

    def __add__(self, other: Usage) -> Usage:
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.cached + other.cached,
            cost,
            self.estimated or other.estimated,
            other.from_cache if self == Usage() else self.from_cache and other.from_cache,
            self.calls + other.calls,
            self.truncated or other.truncated,
            self.unread + other.unread,
        )


EXTRACTIVE = "extractive"
"""The model name of answers that quote sentences without a language model."""


@dataclass(frozen=True, slots=True)
class Found:
    """The papers an answer will be drawn from, before its first word; `scope_size` counts all in scope."""

    matches: tuple[Match, ...]
    scope_size: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of an answer, as it arrives."""

    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Verdicts on the claims that are complete so far, while the answer still streams."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long verb is; `what` is a verb phrase that a person can read."""

    done: int
    total: int
    what: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer; `text` is the model's own wording, `claims` tile the parts of it that assert something.

    `matches` are the papers that were shown, in the order of their numbers. `nearest` holds, where nothing was
    found, the best sentence of each of the three nearest papers.
    """

    question: str
    text: str
    status: Status
    citations: tuple[Citation, ...]
    matches: tuple[Match, ...]
    usage: Usage
    model: str = EXTRACTIVE
    claims: tuple[Claim, ...] = ()
    scope_size: int = 0
    notes: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()


Event = Found | Progress | Words | Checked | Answer
"""What happens while a question is answered, in this order; the answer is the last."""


@dataclass(frozen=True, slots=True)
class OneLine:
    """A paper in one line, and the model that wrote it."""

    paper_id: str
    text: str
    model: str = EXTRACTIVE


def papers_in_words(count: int) -> str:
    """Return "1 paper" or "64 papers"."""
    return "1 paper" if count == 1 else f"{count:,} papers"


def quote(abstract: str, spans: Sequence[Span]) -> str:
    """Return the verbatim text from the first span's start to the last one's end, white space trimmed."""
    if not spans:
        return ""
    return abstract[spans[0].start : spans[-1].end].strip()
