"""What the tools of the server return: papers, answers with the verdict of every claim, days.

Without slots: the SDK takes the descriptor of a slot for the field's default, and gives no schema for the type then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askpapers.answers.answer import Answer, Cell, Citation, Comparison
from askpapers.answers.usage import EXTRACTIVE
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import ListedPaper, publication_date
from askpapers.text.sanitize import defuse, display_line, keep_marks, sanitize, sanitize_lines
from askpapers.verbs.verify import CheckedClaim


@dataclass(frozen=True)
class DayOutput:
    """A day that papers were listed on, ISO 8601, and how many."""

    day: str
    papers: int


@dataclass(frozen=True)
class PaperOutput:
    """A paper in a list; what no source says is null. `score` is 0 to 1 within one search, `why` says what it was ranked by."""

    id: str
    title: str
    one_line: str
    authors: list[str]
    organization: str | None
    published: str | None
    listed: list[str]
    url: str | None
    code_url: str | None
    project_url: str | None
    code_stars: int | None
    models: list[str]
    datasets: list[str]
    spaces: list[str]
    comments: int | None
    upvotes: int | None
    read: bool
    starred: bool
    note: str
    tags: list[str]
    collections: list[str]
    score: float | None = None
    why: str = ""


@dataclass(frozen=True)
class PaperList:
    """Papers; `total` are in scope, and `cut` says that not all are here and how more are had, "" where they are."""

    papers: list[PaperOutput]
    total: int
    cut: str


@dataclass(frozen=True)
class WholePaper:
    """A paper with its abstract's sentences in order; citations count them from 1."""

    paper: PaperOutput
    sentences: list[str]


@dataclass(frozen=True)
class CitationOutput:
    """What a claim cites: sentences of a paper, verbatim, and whether they bear it out."""

    paper: str
    sentences: list[int]
    quote: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class ClaimOutput:
    """A sentence, the verdict on it and why; `unknown` is what it cites and the library does not have."""

    text: str
    verdict: str
    reason: str
    citations: list[CitationOutput]
    unknown: list[str]


@dataclass(frozen=True)
class AnswerOutput:
    """An answer: `status` is answered, partly-answered, closest, not-found or stopped; each claim has its verdict.

    `nearest` are, where nothing was found, the nearest sentences. `shown` of the `scope_size` papers in scope were read.
    """

    question: str
    status: str
    answer: str
    claims: list[ClaimOutput]
    nearest: list[CitationOutput]
    papers: dict[str, str]
    shown: int
    scope_size: int
    model: str
    cost_usd: float | None
    notes: list[str]
    conversation: int | None = None


@dataclass(frozen=True)
class CellOutput:
    """What one paper says on a point, "" where its abstract does not say; the verdict, and what is cited."""

    paper: str
    text: str
    verdict: str
    citations: list[CitationOutput]


@dataclass(frozen=True)
class PointOutput:
    """One aspect of a comparison."""

    aspect: str
    cells: list[CellOutput]


@dataclass(frozen=True)
class ComparisonOutput:
    """Papers side by side."""

    papers: dict[str, str]
    points: list[PointOutput]
    remarks: list[str]
    model: str
    cost_usd: float | None


@dataclass(frozen=True)
class AddedOutput:
    """What was added: counts, ids, what was doubted, what failed."""

    added: int
    updated: int
    unchanged: int
    papers: list[str]
    warnings: list[str]
    failures: list[str]
    outcome: str = ""


def paper_output(row: ListedPaper, score: float | None = None, why: str = "") -> PaperOutput:
    """Return a paper as a tool gives it."""
    paper, own = row.paper, row.annotation
    return PaperOutput(
        paper.id, line_output(paper.title), line_output(row.one_line), [sanitize(author) for author in paper.authors],
        paper.organization and sanitize(paper.organization), publication_date(paper) or None,
        [day.isoformat() for day in paper.listed], paper.url and sanitize(paper.url), paper.code_url and sanitize(paper.code_url),
        paper.project_url and sanitize(paper.project_url), paper.code_stars,
        list(paper.models), list(paper.datasets), list(paper.spaces),
        paper.comments, paper.upvotes, row.read, row.starred, sanitize_lines(own.note), list(own.tags), list(own.collections),
        None if score is None else round(score, 4), sanitize(why),
    )  # fmt: skip


def line_output(text: str) -> str:
    """A title or a line; sentences and quotations stay verbatim, to be looked up."""
    return display_line(text, numbers=False)


def whole_paper(row: ListedPaper) -> WholePaper:
    """Return a paper with its sentences."""
    return WholePaper(paper_output(row), [sanitize(text) for text in abstract_of(row.paper).texts])


def citation_output(citation: Citation) -> CitationOutput:
    """Return a citation as a tool gives it."""
    return CitationOutput(
        citation.paper_id,
        list(citation.sentences),
        sanitize(citation.quote),
        citation.support.value,
        sanitize(citation.reason),
    )


def answer_output(answer: Answer, conversation: int | None) -> AnswerOutput:
    """Return an answer as a tool gives it."""
    claims = [
        ClaimOutput(
            sanitize(keep_marks(claim.span.of(answer.text), claim.marks, claim.span.start)),
            claim.support.value,
            sanitize(claim.reason),
            _citations(claim.citations),
            [],
        )
        for claim in answer.claims
    ]
    cited = {c.paper_id for c in (*answer.citations, *answer.nearest)}
    return AnswerOutput(
        answer.question, answer.status.value, keep_marks(answer.text, answer.marks), claims, _citations(answer.nearest),
        {m.paper.id: line_output(m.paper.title) for m in answer.matches if m.paper.id in cited}, len(answer.matches),
        answer.scope_size, answer.model, _cost(answer.model, answer.usage.cost), [sanitize(note) for note in answer.notes], conversation,
    )  # fmt: skip


def _cost(model: str, cost: float | None) -> float | None:
    """What was paid in US dollars: nothing without a model, None where a model's price is unknown."""
    return 0.0 if model == EXTRACTIVE else cost


def checked_claim(claim: CheckedClaim) -> ClaimOutput:
    """Return a claim of a text that was verified as a tool gives it."""
    verdict = claim.verdict
    cited = [
        CitationOutput(
            id, list(claim.sentences), sanitize(claim.quote), verdict.support.value, sanitize(verdict.reason)
        )
        for id in claim.papers
    ]
    unknown = [sanitize(name, 80) for name in claim.unknown]
    return ClaimOutput(sanitize(claim.claim), verdict.support.value, sanitize(verdict.reason), cited, unknown)


def comparison_output(comparison: Comparison) -> ComparisonOutput:
    """Return a comparison as a tool gives it."""
    ids = [paper.id for paper in comparison.papers]
    points = [
        PointOutput(point.aspect, [_cell(id, cell) for id, cell in zip(ids, point.cells, strict=True)])
        for point in comparison.points
    ]
    titles = {paper.id: line_output(paper.title) for paper in comparison.papers}
    cost = _cost(comparison.model, comparison.usage.cost)
    return ComparisonOutput(
        titles, points, [defuse(sanitize(remark)) for remark in comparison.remarks], comparison.model, cost
    )


def _cell(id: str, cell: Cell) -> CellOutput:
    from askpapers.answers.verdict import of_cell

    return CellOutput(id, sanitize(keep_marks(cell.text, cell.marks)), of_cell(cell).value, _citations(cell.citations))


def _citations(citations: Sequence[Citation]) -> list[CitationOutput]:
    return [citation_output(citation) for citation in dict.fromkeys(citations)]
