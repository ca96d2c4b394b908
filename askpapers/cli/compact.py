"""Papers and answers as the shortest plain text that keeps ids, sentences and verdicts: for agents, whose reading costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from askpapers import errors
from askpapers.papers.paper import read_in_words
from askpapers.text.forgery import display_line
from askpapers.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askpapers.answers.answer import Answer, Citation
    from askpapers.papers.paper import ListedPaper

compact_option = click.option("--compact", is_flag=True, help="Print short plain text, for agents.")


def check_form(compact: bool, as_json: bool) -> None:
    """Raise UsageError where two forms of output are asked for."""
    if compact and as_json:
        raise errors.UsageError("--compact and --json are two forms of one output.", "Say one of them.")


def compact_row(row: ListedPaper, score: float | None = None) -> str:
    """Return a paper in a line: "2510.12345 | title | its one-liner", a score before it, tags behind it."""
    parts = [row.paper.id, row.paper.title, row.one_line, row.annotation.words]
    head = "" if score is None else f"{score:.2f} "
    return head + " | ".join(_field(part) for part in parts if part)


def compact_paper(row: ListedPaper) -> str:
    """Return a paper whole: a line on it, its link, and its sentences by number."""
    from askpapers.cli.rendering import facts
    from askpapers.papers.abstract import abstract_of

    paper = row.paper
    lines = [_field(paper.title), facts(paper), sanitize(paper.url or ""), sanitize(row.annotation.words)]
    texts = [f"{n} {_field(text)}" for n, text in enumerate(abstract_of(paper).texts, 1) if text]
    return "\n".join([line for line in lines if line] + (texts or ["(no abstract)"]))


def compact_answer(answer: Answer) -> str:
    """Return an answer: how it ended, then a claim a line, "verdict | claim | ID:SENTENCES", and the quotations of those not quoted."""
    read = f"{read_in_words(len(answer.matches), answer.scope_size)} read"
    lines = [f"{answer.status.value} | {read} | {_field(sanitize(answer.model, 60))}"]
    for claim in answer.claims:
        cited = [_cited(citation) for citation in dict.fromkeys(claim.citations)]
        parts = [
            claim.support.value,
            _field(_bare(answer, claim.span.of(answer.text), claim.citations)),
            " ".join(cited),
            _field(claim.reason),
        ]
        lines.append(" | ".join(sanitize(part) for part in parts if part))
    said = " ".join(answer.text.split())
    quotes = {_cited(c): c.quote for c in answer.citations if c.quote and " ".join(c.quote.split()) not in said}
    lines += [f"{place} “{_field(quote)}”" for place, quote in quotes.items()]
    lines += [f"nearest | {_cited(c)} “{_field(c.quote)}”" for c in answer.nearest]
    return "\n".join([*lines, *(sanitize(note) for note in answer.notes)])


def _field(text: str) -> str:
    """Text from outside within a line, whose fields it cannot add to."""
    return display_line(text, numbers=False).replace("|", "¦")


def _cited(citation: Citation) -> str:
    numbers = ",".join(map(str, citation.sentences))
    return sanitize(f"{citation.paper_id}:{numbers}" if numbers else citation.paper_id)


def _bare(answer: Answer, text: str, citations: Sequence[Citation]) -> str:
    """A claim without its marks, which the ids behind it say."""
    for citation in citations:
        text = text.replace(citation.span.of(answer.text), " ")
    return " ".join(text.split()).replace(" .", ".")
