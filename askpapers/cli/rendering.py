"""How papers look in a plain terminal, as JSON, and as the shortest plain text for agents, whose reading costs."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from askpapers import errors
from askpapers.cli.options import talk
from askpapers.papers.paper import read_in_words
from askpapers.text.latex import latex_to_text
from askpapers.text.sanitize import display_line, sanitize, sanitize_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from askpapers.answers.answer import Answer, Citation
    from askpapers.papers.paper import ListedPaper, Paper
    from askpapers.verbs.add import AddReport


def tell_error(error: errors.AskpapersError) -> None:
    """Write an error's sentence and hint to stderr."""
    click.echo(f"{click.style('error:', fg='red', bold=True)} {sanitize(str(error))}", err=True)
    if error.hint:
        click.echo(f"       {sanitize(error.hint)}", err=True)


def added_json(added: AddReport) -> dict[str, Any]:
    """Return what was added as the contract's JSON."""
    return {
        "added": added.added,
        "updated": added.updated,
        "unchanged": added.unchanged,
        "hidden": added.hidden,
        "relisted": len(added.merged.relisted),
        "changed": len(added.merged.changed),
        "seen": added.seen,
        "read": added.read,
        "undated": added.undated,
        "papers": list(added.papers),
        "warnings": [{"source": w.source, "line": w.line, "message": w.message} for w in added.warnings],
        "failures": [{"message": str(failure), "hint": failure.hint} for failure in added.failures],
        "notes": list(added.notes),
    }


def tell_added(added: AddReport) -> None:
    """Say what was added, on stdout, and what was not, on stderr."""
    parts = [f"{added.added} added"]
    if added.updated:
        again, changed = len(added.merged.relisted), len(added.merged.changed)
        why = ", ".join(f"{n} {word}" for n, word in ((again, "listed again"), (changed, "reworded")) if n)
        parts.append(f"{added.updated} updated" + (f" ({why})" if why else ""))
    if added.unchanged:
        parts.append(f"{added.unchanged} unchanged")
    if added.hidden:
        parts.append(f"{added.hidden} left out, removed by you before (askpapers remove --undo)")
    click.echo(", ".join(parts) + ".")
    tell_missing(added)


def tell_missing(added: AddReport) -> None:
    """Say on stderr what of a list was not read, what is noted of it, and what failed."""
    for warning in added.warnings[:20]:
        where = sanitize(warning.source) + (f":{warning.line}" if warning.line else "")
        talk(f"{style('warning:', fg='yellow')} {where}: {sanitize(warning.message)}")
    if len(added.warnings) > 20:
        talk(f"… and {len(added.warnings) - 20} more warnings (--json has them all).")
    for note in added.notes:
        talk(sanitize(note))
    for failure in added.failures:
        tell_error(failure)


def style(text: str, **how: Any) -> str:
    """Color text, unless NO_COLOR asks for none; click leaves color out where the output is no terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **how)


def shows_color() -> bool:
    """Whether what is printed is read by a person on a terminal that shows bold and colors."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width() -> int:
    """Columns to write in."""
    return max(40, min(100, shutil.get_terminal_size((88, 24)).columns))


def wrap(text: str, indent: str = "", first: str | None = None, *, numbers: bool = False) -> str:
    """Return one paragraph from outside wrapped and indented, as `display_line` draws it; `numbers` where marks stand about."""
    return fill(display_line(text, numbers=numbers), indent, first)


def fill(line: str, indent: str = "", first: str | None = None) -> str:
    """Return a line that can be drawn as it is, wrapped and indented."""
    return textwrap.fill(
        line,
        width(),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def paper_json(
    paper: Paper, one_line: str = "", score: float | None = None, row: ListedPaper | None = None
) -> dict[str, Any]:
    """Return a paper as the contract's JSON."""
    marks: dict[str, Any] = (
        {} if row is None else {"new": row.new, "read": row.read, "starred": row.starred, "changed": row.changed}
    )
    if row is not None:
        marks |= row.annotation.as_json()
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "published": paper.published and paper.published.isoformat(),
        "issued": paper.issued,
        "listed": [day.isoformat() for day in paper.listed],
        "authors": list(paper.authors),
        "author_count": paper.author_count,
        "organization": paper.organization,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "url": paper.url,
        "arxiv_id": paper.arxiv_id,
        "version": paper.version,
        "doi": paper.doi,
        "categories": list(paper.categories),
        "keywords": list(paper.keywords),
        "code_url": paper.code_url,
        "project_url": paper.project_url,
        "code_stars": paper.code_stars,
        "submitter": paper.submitter,
        "models": list(paper.models),
        "datasets": list(paper.datasets),
        "spaces": list(paper.spaces),
        "model_count": paper.model_count,
        "dataset_count": paper.dataset_count,
        "space_count": paper.space_count,
        "source": paper.source,
        "one_line": latex_to_text(one_line) or None,
        "score": None if score is None else round(score, 4),
        **marks,
    }


def facts(paper: Paper) -> str:
    """Return what is known of a paper besides its text, on one line."""
    from askpapers.papers.paper import hub_words

    authors = paper.authors[0] + (" et al." if len(paper.authors) > 1 else "") if paper.authors else ""
    if not authors and paper.author_count:
        authors = f"{paper.author_count} authors"
    parts = [
        *(display_line(part, numbers=False) for part in (paper.id, paper.organization or "", authors)),
        f"{paper.comments} comment{'s' * (paper.comments != 1)}" if paper.comments else None,
        f"▲ {paper.upvotes}" if paper.upvotes else None,
        f"code ★ {paper.code_stars:,}" if paper.code_stars else None,
        hub_words(paper),
    ]
    return " · ".join(part for part in parts if part)


def print_row(row: ListedPaper, score: float | None = None, why: str = "") -> None:
    """Print a paper of a list: title, its line, what is known, and why it stands where it does."""
    marks = "".join(sign for sign, on in (("★ ", row.starred), ("● ", row.new), ("± ", row.changed)) if on)
    click.echo(wrap(row.paper.title, "  ", marks and style(marks, fg="yellow")) if marks else wrap(row.paper.title))
    if row.one_line:
        click.echo(style(wrap(row.one_line, "    "), dim=True))
    tail = facts(row.paper) + (f" · score {score:.2f}" if score is not None else "")
    click.echo(style(f"    {tail}", fg="cyan"))
    if why and why not in tail:
        click.echo(style(wrap(why, "    "), fg="magenta"))
    if row.annotation:
        click.echo(style(fill(latex_to_text(sanitize(row.annotation.words)), "    "), fg="magenta"))


def print_paper(paper: Paper, row: ListedPaper | None = None) -> None:
    """Print one paper whole, its abstract's sentences numbered as citations number them."""
    from askpapers.papers.abstract import abstract_of
    from askpapers.papers.paper import hub_links, publication_date

    click.echo(style(wrap(paper.title), bold=True))
    click.echo(style(facts(paper), fg="cyan"))
    if row is not None and row.one_line:
        click.echo(wrap(row.one_line, "  "))
    if row is not None and row.annotation:
        click.echo(style(fill(latex_to_text(sanitize(row.annotation.words)), "  "), fg="magenta"))
    if len(paper.authors) > 1:
        click.echo(style(wrap(", ".join(paper.authors), "  "), dim=True))
    click.echo()
    for number, text in enumerate(abstract_of(paper).texts, 1):
        if text:
            click.echo(wrap(text, "     ", f"{number:>3}  "))
    if not paper.abstract:
        click.echo("     (no abstract)")
    links = [
        paper.url,
        paper.code_url,
        paper.project_url,
        paper.doi and f"https://doi.org/{paper.doi}",
        *hub_links(paper),
    ]
    for link in dict.fromkeys(sanitize(link) for link in links if link):
        click.echo(style(f"     {link}", underline=True))
    days = ", ".join(day.isoformat() for day in paper.listed)
    days += f" by {sanitize(paper.submitter, 60)}" if days and paper.submitter else ""
    dated = publication_date(paper) or "unknown"
    click.echo(style(f"     listed {days or 'on no day'}; published {dated}", dim=True))


def safe(text: str) -> str:
    """Return streamed text from a model made safe for the terminal, line breaks kept."""
    return sanitize_lines(text)


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
