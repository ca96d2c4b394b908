"""`askpapers list`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from askpapers.cli.options import (
    empty_scope,
    fill_empty,
    in_library,
    json_option,
    library_options,
    print_json_list,
    scope_of,
    scope_options,
    settings_of,
    talk,
)
from askpapers.cli.rendering import check_form, compact_option, compact_row, paper_json, print_row
from askpapers.library.catalog.selection import RANKINGS, SORTS
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, papers_in_words
from askpapers.papers.scope import describe


@click.command("list")
@click.option("--sort", type=click.Choice([*SORTS, *RANKINGS]), default="listed", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=None, help="At most so many papers.")
@compact_option
@scope_options
@library_options
@json_option
def list_command(sort: str, limit: int | None, compact: bool, as_json: bool, **flags: Any) -> int:
    """List papers with their one-line summaries."""
    from askpapers.verbs import lists

    check_form(compact, as_json)
    settings = settings_of(flags)

    async def work(library: Library) -> int:
        await fill_empty(library)
        scope = await scope_of(library, flags)
        count = min(await library.catalog.count(scope), limit or sys.maxsize)
        why: dict[str, str] = {}
        if sort in SORTS:
            pages = lists.pages(library, scope, sort=sort, limit=limit)
        else:
            from askpapers.verbs.interests import order

            ordered = (await order(library, scope, sort))[:limit]
            why = {row.paper.id: rank.why for row, rank in ordered}
            pages = lists.fill_pages(library, [row for row, _ in ordered])
        if as_json:
            await print_json_list(
                "papers",
                (listed_json(row, why) async for page in pages for row in page),
                {"scope": describe(scope)},
            )
        else:
            talk(f"{papers_in_words(count)} · {describe(scope)}")
            async for page in pages:
                for row in page:
                    click.echo(compact_row(row)) if compact else print_row(row, why=why.get(row.paper.id, ""))
        if not count:
            talk(await empty_scope(library, scope))
        return int(not count)

    return in_library(settings, work)


def listed_json(row: ListedPaper, why: Mapping[str, str]) -> dict[str, Any]:
    """Return a paper of a list as JSON, with what it was ranked by where it was ranked."""
    told = {"why": why[row.paper.id]} if row.paper.id in why else {}
    return {**paper_json(row.paper, row.one_line, row=row), **told}
