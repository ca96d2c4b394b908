"""`askpapers mark`."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import complete_id, in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange, LabelKind, fold_label, papers_in_words, unknown_paper
from askpapers.text.sanitize import sanitize
from askpapers.verbs import mark


@click.command("mark")
@click.argument("ids", nargs=-1, required=True, shell_complete=complete_id, metavar="ID…")
@click.option("--read", is_flag=True, help="Read.")
@click.option("--unread", is_flag=True, help="Not read.")
@click.option("--star", is_flag=True, help="Starred.")
@click.option("--unstar", is_flag=True, help="Not starred.")
@click.option("--note", metavar="TEXT", help='Your note, in the place of what was there; --note "" removes it.')
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="Tag them; may be repeated.")
@click.option("--untag", "untags", multiple=True, metavar="NAME", help="Take a tag away.")
@click.option("--collection", "collections", multiple=True, metavar="NAME", help="Put them into a collection.")
@click.option("--uncollect", "uncollect", multiple=True, metavar="NAME", help="Take them out of a collection.")
@library_options
@json_option
def mark_command(
    ids: tuple[str, ...], read: bool, unread: bool, star: bool, unstar: bool, note: str | None, tags: tuple[str, ...],
    untags: tuple[str, ...], collections: tuple[str, ...], uncollect: tuple[str, ...], as_json: bool, **flags: Any,
) -> int:  # fmt: skip
    """Mark papers as read or starred, write a note, tag and collect them, or take any of it away."""
    settings = settings_of(flags)
    is_read, is_starred = _either("read", read, unread), _either("star", star, unstar)
    for name, others in (("tag", (tags, untags)), ("collection", (collections, uncollect))):
        _check_apart(name, *others)
    add = [(LabelKind.TAG, name) for name in tags] + [(LabelKind.COLLECTION, name) for name in collections]
    drop = [(LabelKind.TAG, name) for name in untags] + [(LabelKind.COLLECTION, name) for name in uncollect]
    change = AnnotationChange(note, tuple(add), tuple(drop))

    async def work(library: Library) -> tuple[list[str], list[mark.Lack]]:
        known = await library.catalog.papers(ids)
        if len(known) < len(set(ids)):
            missing = next(id for id in ids if not any(id == p.id for p in known))
            if await library.catalog.paper(missing) is None:
                raise unknown_paper(missing, "Nothing was marked.")
        marked = list(dict.fromkeys(paper.id for paper in known))
        lacks = await mark.find_lacks(library, marked, drop)
        await mark.mark(library, ids, read=is_read, starred=is_starred, change=change)
        return marked, lacks

    if is_read is None and is_starred is None and not change:
        raise errors.UsageError(
            "Mark them as what?", "--read, --unread, --star, --unstar, --note, --tag or --collection"
        )
    marked, lacks = in_library(settings, work)
    if as_json:
        words = {"note": note, "tags": list(tags), "untags": list(untags), "collections": list(collections),
                 "uncollect": list(uncollect),
                 "lacking": [{"kind": lack.kind, "name": lack.name, "papers": list(lack.papers)} for lack in lacks]}  # fmt: skip
        print_json({"marked": marked, "read": is_read, "starred": is_starred, **{k: v for k, v in words.items() if v}})
    signs = (("read", "unread", is_read), ("starred", "unstarred", is_starred))
    done = [yes if value else no for yes, no, value in signs if value is not None]
    told = [f"marked as {' and '.join(done)}"] if done else []
    told += ["their note removed" if note == "" else "noted"] if note is not None else []
    lacked = {(lack.kind, lack.name) for lack in lacks}
    told += [f"{verb} {', '.join(sanitize(name, 60) for name in names)}" for verb, names in (
        ("tagged", tags), ("no longer tagged", [name for name in untags if (LabelKind.TAG, name) not in lacked]),
        ("put into", collections), ("taken out of", [n for n in uncollect if (LabelKind.COLLECTION, n) not in lacked]),
    ) if names]  # fmt: skip
    if told:
        talk(f"{papers_in_words(len(marked))} {', '.join(told)}.")
    for lack in lacks:
        _tell(lack, len(marked))
    return 1 if lacks else 0


def _either(name: str, yes: bool, no: bool) -> bool | None:
    """What two contrary flags say, None for neither; raises UsageError for both."""
    if yes and no:
        raise errors.UsageError(f"--{name} and --un{name} do not go together.", "Say one of them.")
    return yes if yes or no else None


def _check_apart(kind: str, add: tuple[str, ...], drop: tuple[str, ...]) -> None:
    """Raise UsageError for a label that is to be given and taken away."""
    both = {fold_label(name) for name in add} & {fold_label(name) for name in drop}
    for name in drop:
        if fold_label(name) in both:
            less = "--untag" if kind == "tag" else "--uncollect"
            raise errors.UsageError(f"--{kind} and {less} both name “{sanitize(name, 60)}”.", "Say one of them.")


def _tell(lack: mark.Lack, of: int) -> None:
    """Say which papers did not have what was to be taken from them."""
    name, without = sanitize(lack.name, 60), len(lack.papers)
    is_tag = lack.kind is LabelKind.TAG
    if without < of:
        talk(f"{papers_in_words(of - without)} {'no longer tagged' if is_tag else 'taken out of'} {name}.")
    ids = ", ".join(sanitize(id, 60) for id in lack.papers)
    talk(f"{ids} {'was' if without == 1 else 'were'} not {'tagged' if is_tag else 'in'} {name}.")
