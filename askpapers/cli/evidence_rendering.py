"""How the passages behind an answer look in a plain terminal."""

from __future__ import annotations

from collections.abc import Mapping

import click

from askpapers.answers.answer import Answer, Citation, PassageNumbers, Status, Support
from askpapers.answers.verdict import SIGNS
from askpapers.cli.rendering import filled, style, wrapped
from askpapers.papers.paper import papers_in_words
from askpapers.text.forgery import defuse, display_line
from askpapers.text.sanitize import sanitize

COLORS: Mapping[Support, str] = {
    Support.VERIFIED: "green",
    Support.WEAK: "yellow",
    Support.CONTRADICTED: "red",
    Support.UNSUPPORTED: "red",
    Support.NOT_STATED: "cyan",
    Support.UNCITED: "yellow",
    Support.UNKNOWN_SOURCE: "red",
    Support.QUOTED: "green",
    Support.UNCHECKED: "white",
}


def print_evidence(answer: Answer, titles: Mapping[str, str]) -> None:
    """Print what an answer's citations say, one by one, and what was not supported."""
    seen: set[tuple[str, tuple[int, ...], Support]] = set()
    if answer.citations:
        click.echo()
    numbers = PassageNumbers(answer.citations)
    for citation in answer.citations:
        key = (citation.paper_id, citation.sentences, citation.support)
        if key not in seen:
            seen.add(key)
            number = numbers.number(citation)
            mark = f"[{number}]" if number else defuse(sanitize(citation.span.of(answer.text), 30), numbers=False)
            # An answer without a model is its quotations: each is to be read once.
            reason = numbers.in_reason(display_line(citation.reason), citation.paper_id, answer.matches)
            _print_citation(citation, titles, mark, reason, quoted=citation.quote in answer.text)
    uncited = [claim for claim in answer.claims if claim.support is Support.UNCITED]
    if uncited:
        click.echo(
            style(
                f"  {SIGNS[Support.UNCITED].sign} {len(uncited)} of {len(answer.claims)} statements carry no citation:",
                fg=COLORS[Support.UNCITED],
            )
        )
        for claim in uncited:
            click.echo(style(wrapped(claim.span.of(answer.text), "      ", numbers=True), dim=True))
    if answer.status is Status.NOT_FOUND and answer.scope_size:  # of an empty scope the answer itself tells
        these = "this paper" if answer.scope_size == 1 else f"these {papers_in_words(answer.scope_size)}"
        click.echo(f"\nNot found in {these}." + (" The nearest:" if answer.nearest else ""))
        for citation in answer.nearest:
            click.echo(wrapped(titles.get(citation.paper_id, ""), "    ", "  · ", numbers=True))
            click.echo(style(wrapped(f"“{citation.quote}”", "    ", numbers=True), dim=True))


def _print_citation(citation: Citation, titles: Mapping[str, str], mark: str, reason: str, *, quoted: bool) -> None:
    sign, color = SIGNS[citation.support].sign, COLORS[citation.support]
    title = display_line(titles.get(citation.paper_id, ""), 60)
    click.echo(
        f"  {style(f'{sign} {mark}', fg=color)} {title} {style(sanitize(citation.paper_id), fg='cyan')}".rstrip()
    )
    if citation.quote and not quoted:
        click.echo(style(wrapped(f"“{citation.quote}”", "      ", numbers=True), dim=True))
    if citation.support is not Support.VERIFIED and reason:
        click.echo(style(filled(f"{citation.support.value}: {reason}", "      "), fg=color))
    if citation.chosen:
        click.echo(style("      the model named the paper only; the sentence was chosen here", dim=True))
