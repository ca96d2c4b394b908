"""`askpapers digest`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import (
    in_library,
    json_option,
    library_options,
    model_options,
    print_json,
    scope_of,
    scope_options,
    settings_of,
)
from askpapers.cli.rendering import paper_json
from askpapers.library.library import Library


@click.command("digest")
@click.option("--format", "form", type=click.Choice(["markdown", "html"]), default="markdown", show_default=True)
@scope_options
@model_options
@library_options
@json_option
def digest_command(form: str, as_json: bool, **flags: Any) -> int:
    """Write the day as one page: its papers grouped, each with its line."""
    from askpapers.papers import digest as papers_digest
    from askpapers.verbs import digest
    from askpapers.writers import digest as writers_digest

    settings = settings_of(flags)

    async def work(library: Library) -> papers_digest.Digest:
        return await digest.digest(library, await scope_of(library, flags))

    made = in_library(settings, work)
    if as_json:
        groups = [
            {"theme": group.theme, "papers": [paper_json(row.paper, row.one_line, row=row) for row in group.rows]}
            for group in made.groups
        ]
        print_json({"title": made.title, "groups": groups})
    else:
        click.echo(writers_digest.markdown(made) if form == "markdown" else writers_digest.html(made))
    return 0 if made.groups else 1
