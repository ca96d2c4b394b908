"""`askpapers add`."""

from __future__ import annotations

import asyncio
import textwrap
from datetime import date
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import in_library, json_option, library_options, meter, print_json, settings_of, talk
from askpapers.cli.rendering import added_json, paper_json, print_paper, tell_added
from askpapers.library.library import Library
from askpapers.papers.scope import parse_period
from askpapers.readers.formats import known_formats
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize
from askpapers.verbs.add import AddReport


def _help() -> str:
    named = textwrap.fill(f"Formats: {', '.join(known_formats())}.", 76, break_on_hyphens=False)
    return f"Add lists of papers: files, folders, globs, URLs, or - for standard input.\n\n\b\n{named}"


@click.command("add", help=_help())
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--day", metavar="DAY", help="The day the list is of, where the source does not say.")
@click.option("--format", "format_", metavar="F", help="The format, where recognition errs.")
@click.option(
    "--map", "maps", multiple=True, metavar="FIELD=HEADING", help="A table's column: title=Titel; again for others."
)
@click.option("--dry-run", is_flag=True, help="Show the format and the first paper; add nothing.")
@click.option("--strict", is_flag=True, help="Any warning is an error (exit code 3).")
@click.option("--no-index", is_flag=True, help="Leave the vectors to be made later.")
@library_options
@json_option
def add_command(
    sources: tuple[str, ...], day: str | None, format_: str | None, maps: tuple[str, ...], dry_run: bool, strict: bool,
    no_index: bool, as_json: bool, **flags: Any,
) -> int:  # fmt: skip
    from askpapers.verbs import add as ingest

    settings = settings_of(flags)
    columns = _columns(maps)
    if dry_run:
        return _show(sources, settings, day, format_, columns, as_json=as_json, strict=strict)

    async def work(library: Library) -> AddReport:
        given = parse_period(day, library.today)[0] if day else None
        return await ingest.add(
            library, sources, day=given, format=format_, tell=meter(quiet=as_json), embed=not no_index, columns=columns
        )

    added = in_library(settings, work, following=True)
    if as_json:
        print_json(added_json(added))
    else:
        tell_added(added)
    if strict and (added.warnings or added.failures):
        return 3
    return 1 if added.failures or added.read < added.seen else 0


def _columns(maps: tuple[str, ...]) -> dict[str, str]:
    """The headings that --map names, by their fields; UsageError for a field that is none."""
    from askpapers.readers.tables import FIELDS

    columns = {}
    for said in maps:
        name, _, heading = said.partition("=")
        if name.strip().lower() not in FIELDS or not heading.strip():
            raise errors.UsageError(
                f"--map {sanitize(said, 60)} names no column of a field.",
                f"Write FIELD=HEADING; fields: {', '.join(FIELDS)}.",
            )
        columns[name.strip().lower()] = heading.strip()
    return columns


def _show(
    sources: tuple[str, ...], settings: Settings, day: str | None, format: str | None, columns: dict[str, str], *,
    as_json: bool, strict: bool,
) -> int:  # fmt: skip
    """Say what each source is and what its first paper would be."""
    from askpapers.verbs.preview import preview

    given = parse_period(day, date.today())[0] if day else None
    shown = asyncio.run(
        preview(sources, cache=settings.cache, day=given, format=format, columns=columns, deadline=settings.timeout)
    )
    if as_json:
        warnings = [{"source": w.source, "line": w.line, "message": w.message} for each in shown for w in each.warnings]
        print_json({
            "dry_run": True, "added": 0, "updated": 0, "unchanged": 0, "papers": [],
            "seen": sum(each.seen for each in shown), "read": sum(each.read for each in shown), "warnings": warnings,
            "notes": [note for each in shown for note in each.notes],
            "sources": [
                {"source": each.name, "format": each.format, "seen": each.seen, "read": each.read,
                 "first": paper_json(each.first) if each.first else None}
                for each in shown
            ],
        })  # fmt: skip
    for each in () if as_json else shown:
        click.echo(f"{each.name}: {each.format}, {each.read:,} of {each.seen:,} records read; nothing was added.")
        if each.first:
            print_paper(each.first)
        for note in (*each.notes, *(warning.message for warning in each.warnings[:5])):
            talk(sanitize(note))
    if strict and any(each.warnings for each in shown):
        return 3
    return 1 if any(each.read < each.seen for each in shown) else 0
