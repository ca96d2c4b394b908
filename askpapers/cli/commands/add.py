"""`askpapers add`."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from askpapers.cli.options import in_library, json_option, library_options, meter, print_json, settings_of
from askpapers.cli.rendering import added_json, tell_added
from askpapers.library.library import Library
from askpapers.papers.scope import parse_period
from askpapers.readers.registry import known_formats
from askpapers.verbs.add import AddReport


def _help() -> str:
    named = textwrap.fill(f"Formats: {', '.join(known_formats())}.", 76, break_on_hyphens=False)
    return f"Add lists of papers: files, folders, globs, URLs, or - for standard input.\n\n\b\n{named}"


@click.command("add", help=_help())
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
    from askpapers.verbs import add as ingest

    settings = settings_of(flags)

    async def work(library: Library) -> AddReport:
        given = parse_period(day, library.today)[0] if day else None
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
    return 1 if added.failures or added.read < added.seen else 0
