"""add, fetch."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli import tell_error
from askpapers.cli.options import (
    in_library,
    json_option,
    library_options,
    meter,
    print_json,
    settings_of,
    span_of,
    talk,
)
from askpapers.cli.render import style
from askpapers.ingest import Added
from askpapers.library import Library
from askpapers.plain import plain


@click.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--day", metavar="DAY", help="The day the list is of, where the source does not say.")
@click.option("--format", "format_", metavar="F", help="The format, where recognition errs.")
@click.option("--strict", is_flag=True, help="Any warning is an error (exit code 3).")
@click.option("--no-index", is_flag=True, help="Leave the vectors to be made later.")
@library_options
@json_option
def add_command(
    sources: tuple[str, ...], day: str | None, format_: str | None, strict: bool, no_index: bool, as_json: bool,
    **flags: Any,
) -> int:  # fmt: skip
    """Add lists of papers: files, folders, globs, URLs, or - for standard input.

    \b
    Formats: daily-papers-text, daily-papers-html, daily-papers-json,
    arxiv-feed, arxiv-mail, json-lines, bibtex, ris, csl-json, id-list.
    """
    from askpapers import ingest

    settings = settings_of(flags)

    async def work(library: Library) -> Added:
        span = span_of(day, library.today)
        given = span[0] if span else None
        return await ingest.add(
            library, sources, day=given, format=format_, tell=meter(quiet=as_json), embed=not no_index
        )

    added = in_library(settings, work)
    if as_json:
        print_json(added_json(added))
    else:
        tell_added(added)
    if strict and (added.warnings or added.failures):
        return 3
    return 1 if added.failures else 0


def added_json(added: Added) -> dict[str, Any]:
    """Return what was added as the contract's JSON."""
    return {
        "added": added.added,
        "updated": added.updated,
        "unchanged": added.unchanged,
        "relisted": len(added.merged.relisted),
        "changed": len(added.merged.changed),
        "papers": list(added.papers),
        "warnings": [{"source": w.source, "line": w.line, "message": w.message} for w in added.warnings],
        "failures": [{"message": str(failure), "hint": failure.hint} for failure in added.failures],
        "notes": list(added.notes),
    }


def tell_added(added: Added) -> None:
    """Say what was added, on stdout, and what was not, on stderr."""
    parts = [f"{added.added} added"]
    if added.updated:
        again, changed = len(added.merged.relisted), len(added.merged.changed)
        why = ", ".join(f"{n} {word}" for n, word in ((again, "listed again"), (changed, "reworded")) if n)
        parts.append(f"{added.updated} updated" + (f" ({why})" if why else ""))
    if added.unchanged:
        parts.append(f"{added.unchanged} unchanged")
    click.echo(", ".join(parts) + ".")
    for warning in added.warnings[:20]:
        where = plain(warning.source) + (f":{warning.line}" if warning.line else "")
        talk(f"{style('warning:', fg='yellow')} {where}: {plain(warning.message)}")
    if len(added.warnings) > 20:
        talk(f"… and {len(added.warnings) - 20} more warnings (--json has them all).")
    for note in added.notes:
        talk(plain(note))
    for failure in added.failures:
        tell_error(failure)


@click.command("fetch")
@click.argument("when", default="today", metavar="[DAY|WEEK|MONTH]")
@click.option("--from", "origin", default="hf", metavar="SOURCE", help='hf, arxiv:cs.CL or arxiv:"query".')
@library_options
@json_option
def fetch_command(when: str, origin: str, as_json: bool, **flags: Any) -> int:
    """Fetch a list over the network: today, 2025-10-30, 2025-W44 or 2025-10."""
    from askpapers import fetch

    settings = settings_of(flags)
    outcome = in_library(settings, lambda library: fetch.fetch(library, when, origin, tell=meter(quiet=as_json)))
    if as_json:
        print_json({**added_json(outcome.added), "outcome": outcome.words, "empty": list(outcome.empty)})
    else:
        click.echo(outcome.words)
        for failure in outcome.added.failures:
            tell_error(failure)
    if outcome.added.failures:
        return 4 if not outcome.added.papers else 1
    return 0 if outcome.added.papers else 1
