"""`askpapers mark`."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import complete_id, in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange, LabelKind, papers_in_words, unknown_paper
from askpapers.text.sanitize import sanitize
from askpapers.verbs import mark


@click.command("mark")
@click.argument("ids", nargs=-1, required=True, shell_complete=complete_id, metavar="ID…")
@click.option("--read/--unread", "read", default=None, help="Read, or not.")
@click.option("--star/--unstar", "starred", default=None, help="Starred, or not.")
@click.option("--note", metavar="TEXT", help='Your note, in the place of what was there; --note "" removes it.')
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="Tag them; may be repeated.")
@click.option("--untag", "untags", multiple=True, metavar="NAME", help="Take a tag away.")
@click.option("--collection", "collections", multiple=True, metavar="NAME", help="Put them into a collection.")
@click.option("--uncollect", "uncollect", multiple=True, metavar="NAME", help="Take them out of a collection.")
@library_options
@json_option
def mark_command(
    ids: tuple[str, ...], read: bool | None, starred: bool | None, note: str | None, tags: tuple[str, ...],
    untags: tuple[str, ...], collections: tuple[str, ...], uncollect: tuple[str, ...], as_json: bool, **flags: Any,
) -> int:  # fmt: skip
    """Mark papers as read or starred, write a note, tag and collect them, or take any of it away."""
    settings = settings_of(flags)
    add = [(LabelKind.TAG, name) for name in tags] + [(LabelKind.COLLECTION, name) for name in collections]
    drop = [(LabelKind.TAG, name) for name in untags] + [(LabelKind.COLLECTION, name) for name in uncollect]
    change = AnnotationChange(note, tuple(add), tuple(drop))

    async def work(library: Library) -> list[str]:
        known = await library.catalog.papers(ids)
        if len(known) < len(set(ids)):
            missing = next(id for id in ids if not any(id == p.id for p in known))
            if await library.catalog.paper(missing) is None:
                raise unknown_paper(missing, "Nothing was marked.")
        await mark.mark(library, ids, read=read, starred=starred, change=change)
        return list(dict.fromkeys(paper.id for paper in known))

    if read is None and starred is None and not change:
        raise errors.UsageError(
            "Mark them as what?", "--read, --unread, --star, --unstar, --note, --tag or --collection"
        )
    marked = in_library(settings, work)
    if as_json:
        words = {"note": note, "tags": list(tags), "untags": list(untags), "collections": list(collections),
                 "uncollect": list(uncollect)}  # fmt: skip
        print_json({"marked": marked, "read": read, "starred": starred, **{k: v for k, v in words.items() if v}})
    signs = (("read", "unread", read), ("starred", "unstarred", starred))
    done = [yes if value else no for yes, no, value in signs if value is not None]
    told = [f"marked as {' and '.join(done)}"] if done else []
    told += ["their note removed" if note == "" else "noted"] if note is not None else []
    told += [f"{verb} {', '.join(sanitize(name, 60) for name in names)}" for verb, names in (
        ("tagged", tags), ("no longer tagged", untags), ("put into", collections), ("taken out of", uncollect)
    ) if names]  # fmt: skip
    talk(f"{papers_in_words(len(marked))} {', '.join(told)}.")
    return 0
