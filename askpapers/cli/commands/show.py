"""`askpapers show`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import complete_id, in_library, json_option, library_options, print_json, settings_of
from askpapers.cli.rendering import check_form, compact_option, compact_paper, paper_json, print_paper
from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, unknown_paper


@click.command("show")
@click.argument("id", metavar="ID", shell_complete=complete_id)
@compact_option
@library_options
@json_option
def show_command(id: str, compact: bool, as_json: bool, **flags: Any) -> int:
    """Show one paper whole, its sentences numbered."""
    from askpapers.papers.scope import Scope
    from askpapers.verbs import lists, mark

    check_form(compact, as_json)
    settings = settings_of(flags)

    async def work(library: Library) -> ListedPaper:
        paper = await library.catalog.paper(id)
        if paper is None:
            raise unknown_paper(id)
        rows = await library.catalog.rows(Scope(ids=(paper.id,)))
        with in_passing():
            await mark.mark(library, [paper.id], read=True)
        return (await lists.fill(library, rows))[0]

    row = in_library(settings, work)
    if as_json:
        print_json(paper_json(row.paper, row.one_line, row=row))
    elif compact:
        click.echo(compact_paper(row))
    else:
        print_paper(row.paper, row)
    return 0
