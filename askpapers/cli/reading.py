"""list, show, search, news, mark."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from askpapers import errors
from askpapers.catalog import SORTS, Row
from askpapers.cli.options import (
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
from askpapers.cli.render import paper_json, print_paper, print_row
from askpapers.library import Library
from askpapers.papers import papers_in_words
from askpapers.plain import plain
from askpapers.scopes import in_words

MANY = 100_000


@click.command("list")
@click.option("--sort", type=click.Choice(list(SORTS)), default="listed", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=None, help="At most so many papers.")
@scope_options
@library_options
@json_option
def list_command(sort: str, limit: int | None, as_json: bool, **flags: Any) -> int:
    """List papers with their one-line summaries."""
    from askpapers import summarize

    settings = settings_of(flags)

    async def work(library: Library) -> tuple[list[Row], str]:
        scope = await scope_of(library, flags)
        rows = await library.catalog.rows(scope, sort=sort, limit=limit or MANY)
        return await summarize.fill(library, rows), in_words(scope)

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


@click.command("show")
@click.argument("id", metavar="ID")
@library_options
@json_option
def show_command(id: str, as_json: bool, **flags: Any) -> int:
    """Show one paper whole, its sentences numbered."""
    from askpapers import summarize
    from askpapers.scopes import Scope

    settings = settings_of(flags)

    async def work(library: Library) -> Row:
        paper = await library.catalog.paper(id)
        if paper is None:
            raise errors.UnknownPaper(f"No paper here has the id “{plain(id, 60)}”.", "askpapers list shows the ids.")
        rows = await library.catalog.rows(Scope(ids=(paper.id,)))
        with suppress(errors.NotWritable):
            await library.catalog.mark([paper.id], read=True)
        return (await summarize.fill(library, rows))[0]

    row = in_library(settings, work)
    if as_json:
        print_json(paper_json(row.paper, row.one_line, row=row))
    else:
        print_paper(row.paper, row)
    return 0


@click.command("search")
@click.argument("words", metavar='"WORDS"')
@click.option("-k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many papers.")
@click.option("--rerank", is_flag=True, help="Let the model order the best 30 anew (one call).")
@scope_options
@model_options
@library_options
@json_option
def search_command(words: str, k: int, rerank: bool, as_json: bool, **flags: Any) -> int:
    """Find papers by words and meaning."""
    from askpapers import retrieve

    settings = settings_of(flags)

    async def work(library: Library) -> list[tuple[Row, float]]:
        from askpapers import summarize
        from askpapers.scopes import Scope

        if not words.strip():
            raise errors.UsageError("There is nothing to search for.", 'askpapers search "words"')
        scope = await scope_of(library, flags)
        matches = await retrieve.search(library, words, scope, k=max(k, 30) if rerank else k)
        if rerank:
            matches = await retrieve.rerank(library, words, matches)
        matches = matches[:k]
        if not matches:
            return []
        rows = await library.catalog.rows(Scope(ids=tuple(m.paper.id for m in matches)), limit=len(matches))
        by_id = {row.paper.id: row for row in await summarize.fill(library, rows)}
        return [(by_id[m.paper.id], m.score) for m in matches if m.paper.id in by_id]

    found = in_library(settings, work)
    if as_json:
        print_json({"papers": [paper_json(row.paper, row.one_line, score, row) for row, score in found]})
    else:
        for row, score in found:
            print_row(row, score)
    if not found:
        talk("Nothing fits. Other words, or a wider scope (--all), may find it.")
        return 1
    return 0


@click.command("news")
@library_options
@json_option
def news_command(as_json: bool, **flags: Any) -> int:
    """What is new, listed again, changed or rising since you last looked."""
    from askpapers import digest

    settings = settings_of(flags)
    news = in_library(settings, digest.news)
    if as_json:
        print_json(digest.news_json(news))
    else:
        click.echo(digest.news_words(news))
    return 0


@click.command("mark")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--read/--unread", "read", default=None, help="Read, or not.")
@click.option("--star/--unstar", "starred", default=None, help="Starred, or not.")
@library_options
@json_option
def mark_command(ids: tuple[str, ...], read: bool | None, starred: bool | None, as_json: bool, **flags: Any) -> int:
    """Mark papers as read or starred, or take the mark away."""
    settings = settings_of(flags)

    async def work(library: Library) -> list[str]:
        known = await library.catalog.papers(ids)
        if len(known) < len(set(ids)):
            missing = next(id for id in ids if not any(id == p.id for p in known))
            if await library.catalog.paper(missing) is None:
                raise errors.UnknownPaper(f"No paper here has the id “{plain(missing, 60)}”.", "Nothing was marked.")
        await library.catalog.mark(ids, read=read, starred=starred)
        return list(dict.fromkeys(paper.id for paper in known))

    if read is None and starred is None:
        raise errors.UsageError("Mark them as what?", "--read, --unread, --star or --unstar")
    marked = in_library(settings, work)
    if as_json:
        print_json({"marked": marked, "read": read, "starred": starred})
    signs = (("read", "unread", read), ("starred", "unstarred", starred))
    words = " and ".join(yes if value else no for yes, no, value in signs if value is not None)
    talk(f"{papers_in_words(len(marked))} marked as {words}.")
    return 0
