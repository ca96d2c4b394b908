"""`askpapers list`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import (
    in_library,
    json_option,
    library_options,
    print_json,
    scope_of,
    scope_options,
    settings_of,
    talk,
)
from askpapers.cli.rendering import paper_json, print_row
from askpapers.library.catalog.catalog import SORTS
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, papers_in_words
from askpapers.papers.scope import describe

MANY = 100_000


@click.command("list")
@click.option("--sort", type=click.Choice(list(SORTS)), default="listed", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=None, help="At most so many papers.")
@scope_options
@library_options
@json_option
def list_command(sort: str, limit: int | None, as_json: bool, **flags: Any) -> int:
    """List papers with their one-line summaries."""
    from askpapers.verbs import summarize

    settings = settings_of(flags)

    async def work(library: Library) -> tuple[list[ListedPaper], str]:
        scope = await scope_of(library, flags)
        rows = await library.catalog.rows(scope, sort=sort, limit=limit or MANY)
        return await summarize.fill(library, rows), describe(scope)

    rows, words = in_library(settings, work)
    if as_json:
        print_json({"papers": [paper_json(row.paper, row.one_line, row=row) for row in rows], "scope": words})
    else:
        talk(f"{papers_in_words(len(rows))} · {words}")
        for row in rows:
            print_row(row)
    if not rows:
        talk("Nothing here. Add a list (askpapers add FILE), fetch one (askpapers fetch), or see: askpapers sample")
        return 1
    return 0
