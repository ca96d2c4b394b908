"""`askpapers search`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import (
    empty_scope,
    in_library,
    json_option,
    library_options,
    model_options,
    print_json,
    scope_of,
    scope_options,
    settings_of,
    talk,
)
from askpapers.cli.rendering import check_form, compact_option, compact_row, paper_json, print_row
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper
from askpapers.text.sanitize import sanitize


@click.command("search")
@click.argument("words", metavar='"WORDS"')
@click.option(
    "-k", "--limit", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many papers."
)
@click.option("--rerank", is_flag=True, help="Let the model order the best 30 anew (one call).")
@compact_option
@scope_options
@model_options
@library_options
@json_option
def search_command(words: str, k: int, rerank: bool, compact: bool, as_json: bool, **flags: Any) -> int:
    """Find papers by words and meaning."""
    from askpapers.retrieval.search import without_meaning
    from askpapers.verbs.search import search

    check_form(compact, as_json)
    settings = settings_of(flags)

    async def work(library: Library) -> tuple[list[tuple[ListedPaper, float]], str, str]:
        from askpapers.papers.scope import Scope
        from askpapers.verbs import lists

        scope = await scope_of(library, flags)
        matches = await search(library, words, scope, k=k, rerank=rerank)
        told = await without_meaning(library)
        if not matches:
            nothing = "Nothing fits. Other words, or a wider scope (--all), may find it."
            return [], told, nothing if await library.catalog.count(scope) else await empty_scope(library, scope)
        rows = await library.catalog.rows(Scope(ids=tuple(m.paper.id for m in matches)), limit=len(matches))
        by_id = {row.paper.id: row for row in await lists.fill(library, rows)}
        return [(by_id[m.paper.id], m.score) for m in matches if m.paper.id in by_id], told, ""

    found, off, nothing = in_library(settings, work, following=True)
    if off:
        talk(sanitize(off, 400))
    if as_json:
        print_json({"papers": [paper_json(row.paper, row.one_line, score, row) for row, score in found]})
    else:
        for row, score in found:
            click.echo(compact_row(row, score)) if compact else print_row(row, score)
    if nothing:
        talk(nothing)
    return int(not found)
