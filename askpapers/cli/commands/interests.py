"""`askpapers interests`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.cli.rendering import wrap
from askpapers.library.library import Library
from askpapers.papers.interest import Interest, InterestKind


@click.command("interests")
@click.option("--add", "sentences", multiple=True, metavar="SENTENCE", help="As “I work on …”; may be repeated.")
@click.option(
    "--from",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The papers of a .bib, or of any list that add reads.",
)
@click.option("--remove", "numbers", multiple=True, type=int, metavar="N", help="Take one back; may be repeated.")
@click.option("--clear", is_flag=True, help="Take all back that you gave.")
@library_options
@json_option
def interests_command(
    sentences: tuple[str, ...], files: tuple[Path, ...], numbers: tuple[int, ...], clear: bool, as_json: bool, **flags: Any
) -> int:  # fmt: skip
    """Show and edit what is known of your interests; all of it stays on this machine.

    \b
    askpapers interests --add "I work on merging fine-tuned models"
    askpapers interests --from refs.bib
    askpapers list --sort interest
    """
    from askpapers.verbs import interests as verb

    if clear and numbers:
        raise errors.UsageError("--clear takes all back, --remove one.", "Choose one of them.")
    settings = settings_of(flags)

    async def work(library: Library) -> list[Interest]:
        if clear or numbers:
            talk(f"{await verb.remove_interests(library, None if clear else numbers)} taken back.")
        for sentence in sentences:
            talk("Kept." if await verb.add_interest(library, sentence) else "That is known already.")
        for path in files:
            new, count = await verb.add_bibliography(library, path)
            talk(f"{new} of {count} papers of {path.name} are new interests.")
        return await verb.interests(library)

    known = in_library(settings, work)
    learned = Counter(one.kind for one in known if not one.kind.given)
    if as_json:
        given = [
            {"number": one.number, "kind": one.kind.value, "text": one.text, "source": one.source or None}
            for one in known
            if one.kind.given
        ]
        from_ = [
            {"kind": one.kind.value, "text": one.text, "paper": one.paper_id or None}
            for one in known
            if not one.kind.given
        ]
        counts = {kind.value: learned[kind] for kind in InterestKind if not kind.given}
        print_json({"given": given, "learned": counts, "learned_from": from_})
        return 0
    for one in known:
        if one.kind.given:
            click.echo(wrap(one.text + (f" ({one.source})" if one.source else ""), "     ", f"{one.number:>3}  "))
    for kind, (what, back) in LEARNED.items():
        if learned[kind]:
            click.echo(f"Learned from {what}; {back} takes one back:")
        for one in [one for one in known if one.kind is kind][:SHOWN]:
            click.echo(wrap(f"{one.paper_id}  {one.text}" if one.paper_id else one.text, "     ", "     "))
        if learned[kind] > SHOWN:
            click.echo(f"     … and {learned[kind] - SHOWN} more (--json has them all)")
    if not learned:
        click.echo("Nothing is learned yet: star, read, ask.")
    return 0


LEARNED = {
    InterestKind.STARRED: ("papers that you starred", "askpapers mark ID --unstar"),
    InterestKind.READ: ("papers that you read", "askpapers mark ID --unread"),
    InterestKind.ASKED: ("questions that you asked", "askpapers history N --delete"),
}
"""What interests are learned from, in words, and what takes them back."""

SHOWN = 10
"""Of each kind, the newest: what is learned from a year of reading is no list for a terminal."""
