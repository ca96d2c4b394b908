"""The nouns of an answer: claims with their citations, endings, one-liners, comparisons, and the events of asking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.papers.paper import Match, Paper
from askpapers.text.sentences import Span


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
    found, the best sentence of each of the three nearest papers. `unsent` says that a model was not asked, for nothing came near.
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

    @property
    def marks(self) -> tuple[Span, ...]:
        """The places of its marks."""
        return tuple(citation.span for citation in self.citations)

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it: its claims, each with its verdict and the sentences that it cites."""
        from askpapers.answers.html import HtmlClaim, answer_html
        from askpapers.text.forgery import keep_marks

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


# As verdicts write it: "2.4", "2.4, 2.5" for one passage; a figure that a claim has, or that a sentence says, is none.
_LABEL = re.compile(
    r"(?<![\w.,“%$€£])(?<!says )(?P<paper>\d{1,4})\.\d{1,4}(?:, (?P=paper)\.\d{1,4})*(?= (?!is not in|is rounded)|[,;]|$)"
)


def _runs(sentences: Sequence[int]) -> list[tuple[int, ...]]:
    """Cut sentences into those that follow each other."""
    starts = [n for n, sentence in enumerate(sentences) if not n or sentence != sentences[n - 1] + 1]
    return [tuple(sentences[start:end]) for start, end in zip(starts, [*starts[1:], len(sentences)], strict=True)]


class PassageNumbers:
    """Numbers passages from 1 in the order in which an answer first cites them.

    The model's marks count the papers of its prompt, "[22.5]", and change from run to run; what a reader sees are these.
    """

    def __init__(self, citations: Iterable[Citation], *, as_read: bool = False) -> None:
        """Number them by their places in the one text that they stand in; `as_read` as they come, in which a reader meets them."""
        self._numbers: dict[tuple[str, tuple[int, ...]], int] = {}
        self._marks: dict[Span, list[Citation]] = {}
        for citation in citations if as_read else sorted(citations, key=lambda c: (c.span, c.sentences)):
            self._marks.setdefault(citation.span, []).append(citation)
            if citation.sentences:
                self._numbers.setdefault((citation.paper_id, citation.sentences), len(self._numbers) + 1)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, citation: Citation) -> int | None:
        """Return the number of a citation's passage, None where its source is unknown."""
        return self._numbers.get((citation.paper_id, citation.sentences))

    def in_reason(self, reason: str, paper_id: str, matches: Sequence[Match]) -> str:
        """Return the reason of a verdict on a paper with the numbers that are drawn in place of those of the prompt, of `matches`.

        A sentence of the paper that the answer does not cite has no number. The reason is safe to be shown already: these brackets are ours.
        """

        def drawn(label: re.Match[str]) -> str:
            place = int(label["paper"])
            paper = matches[place - 1].paper.id if 0 < place <= len(matches) else ""
            found = [int(number) for number in re.findall(r"\.(\d+)", label[0])]
            # One passage, or several of the same paper, cited together or one by one.
            for passages in ([tuple(found)], _runs(found), [(sentence,) for sentence in found]):
                numbers = [self._numbers.get((paper, passage)) for passage in passages]
                if all(numbers):
                    return f"[{','.join(map(str, numbers))}]"
            name = "sentence" if len(found) == 1 else "sentences"
            return f"{name} {', '.join(map(str, found))}" if paper == paper_id else label[0]

        return _LABEL.sub(drawn, reason)

    def marks(self, text: str) -> dict[Span, str]:
        """Return how each mark of an answer's text is shown: "[1]", "[2,3]"; one that names no source as it is written."""
        shown = {}
        for span, citations in self._marks.items():
            numbers = sorted({number for c in citations if (number := self.number(c)) is not None})
            shown[span] = f"[{','.join(map(str, numbers))}]" if numbers else span.of(text)
        return shown
