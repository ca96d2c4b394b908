"""`askpapers mark`."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import complete_id, in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.library.library import Library
from askpapers.papers.paper import papers_in_words
from askpapers.text.sanitize import sanitize


@click.command("mark")
@click.argument("ids", nargs=-1, required=True, shell_complete=complete_id, metavar="ID…")
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
                raise errors.UnknownPaper(f"No paper here has the id “{sanitize(missing, 60)}”.", "Nothing was marked.")
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
