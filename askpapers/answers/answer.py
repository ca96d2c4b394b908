"""The nouns of an answer: claims with their citations, endings, one-liners, comparisons, the events of asking; and how a notebook shows one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.papers.paper import Match, Paper
from askpapers.text.sanitize import defuse, sanitize
from askpapers.text.sentences import Span

COLORS = {"verified": "#2e7d32", "quoted": "#2e7d32", "weak": "#b26a00", "not-stated": "#00707f", "unchecked": "#777"}
"""The colors of verdicts; the others are red."""


@dataclass(frozen=True, slots=True)
class HtmlClaim:
    """A claim to be drawn: its text, defused, its verdict in a word, why, and what it cites as (where, quotation)."""

    text: str
    verdict: str
    reason: str
    quotes: Sequence[tuple[str, str]]


def answer_html(question: str, status: str, claims: Sequence[HtmlClaim], notes: Sequence[str] = ()) -> str:
    """Return a piece of HTML without scripts, links or anything to be fetched."""
    parts = [f"<div><p><b>{_text(question)}</b> <i>({_text(status)})</i></p><ul>"]
    for claim in claims:
        color = COLORS.get(claim.verdict, "#c62828")
        why = f' title="{_text(claim.reason)}"' if claim.reason else ""
        # A frame, which no text can have, tells the verdict from a word of the claim's.
        look = f"color:{color};border:1px solid;border-radius:3px;padding:0 3px"
        said = escape(sanitize(claim.text), quote=True)
        parts.append(f'<li>{said} <span style="{look}"{why}>{_text(claim.verdict)}</span>')
        quotes = [f"<li><code>{_text(where)}</code> “{_text(quote)}”</li>" for where, quote in claim.quotes if quote]
        parts.append(f"<ul>{''.join(quotes)}</ul></li>" if quotes else "</li>")
    parts.append("</ul>")
    parts += [f"<p><i>{_text(note)}</i></p>" for note in notes]
    return "".join([*parts, "</div>"])


def _text(text: str) -> str:
    return escape(defuse(sanitize(text)), quote=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a compared point; an empty `text` means that the abstract does not state it.

    `support` is how well the whole cell is supported, and `reason` why; None where only its citations tell.
    """

    text: str = ""
    citations: tuple[Citation, ...] = ()
    support: Support | None = None
    reason: str = ""

    @property
    def marks(self) -> tuple[Span, ...]:
        """The places of its marks."""
        return tuple(citation.span for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Point:
    """One aspect of a comparison, with a cell for each paper in the order they were named."""

    aspect: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Papers laid side by side, aspect by aspect; `remarks` are reply lines that fit no aspect."""

    papers: tuple[Paper, ...]
    points: tuple[Point, ...]
    usage: Usage = field(default_factory=Usage)
    model: str = EXTRACTIVE
    remarks: tuple[str, ...] = ()


class Support(StrEnum):
    """How well a claim is supported by what it cites; `answers.verdict` has the sign and word of each."""

    VERIFIED = "verified"
    WEAK = "weak"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    NOT_STATED = "not-stated"
    UNCITED = "uncited"
    UNKNOWN_SOURCE = "unknown-source"
    QUOTED = "quoted"
    UNCHECKED = "unchecked"


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

    @property
    def marks(self) -> tuple[Span, ...]:
        """The places of its marks."""
        return tuple(citation.span for citation in self.citations)


class Status(StrEnum):
    """How an answer ended; `closest` shows the nearest sentences where none answers."""

    ANSWERED = "answered"
    PARTLY = "partly-answered"
    CLOSEST = "closest"
    NOT_FOUND = "not-found"
    STOPPED = "stopped"


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
    found, the best sentence of each of the three nearest papers. `unsent` says that a model was not asked, for nothing came near;
    `broken` of a stopped answer that its server stopped, or the way to it, and not the reader.
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
    unsent: bool = False
    broken: bool = False

    @property
    def marks(self) -> tuple[Span, ...]:
        """The places of its marks."""
        return tuple(citation.span for citation in self.citations)

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it: its claims, each with its verdict and the sentences that it cites."""
        from askpapers.answers.answer import HtmlClaim, answer_html
        from askpapers.text.sanitize import keep_marks

        def quotes(citations: Sequence[Citation]) -> list[tuple[str, str]]:
            return [(f"{c.paper_id}:{','.join(map(str, c.sentences))}", c.quote) for c in dict.fromkeys(citations)]

        claims = [
            HtmlClaim(
                keep_marks(c.span.of(self.text), c.marks, c.span.start),
                c.support.value,
                c.reason,
                quotes(c.citations),
            )
            for c in self.claims
        ]
        claims += [HtmlClaim("The nearest:", "not-found", "", quotes([near])) for near in self.nearest]
        return answer_html(self.question, self.status.value, claims, self.notes)


Event = Found | Progress | Words | Checked | Answer
"""What happens while a question is answered, in this order; the answer is the last."""


@dataclass(frozen=True, slots=True)
class OneLine:
    """A paper in one line, and the model that wrote it."""

    paper_id: str
    text: str
    model: str = EXTRACTIVE


def in_order(claims: Sequence[Claim]) -> tuple[Citation, ...]:
    """Return the citations of all claims in the order of their marks, each once."""
    return tuple(sorted(dict.fromkeys(c for claim in claims for c in claim.citations), key=lambda c: c.span))
