"""history."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.answers.serialization import as_json as answer_json
from askpapers.cli.answer_rendering import AnswerPrinter, print_evidence
from askpapers.cli.options import in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.cli.rendering import style, wrap
from askpapers.library.library import Library
from askpapers.text.sanitize import display_line, sanitize


@click.command("history")
@click.argument("number", type=int, required=False, metavar="[NUMBER]")
@click.option("--search", default="", metavar="WORDS", help="Only conversations that contain this.")
@click.option("--rename", metavar="TITLE", help="Give the conversation another title.")
@click.option("--delete", is_flag=True, help="Delete the conversation.")
@click.option("--markdown", is_flag=True, help="Print the conversation as Markdown with its quotations.")
@library_options
@json_option
def history_command(
    number: int | None, search: str, rename: str | None, delete: bool, markdown: bool, as_json: bool, **flags: Any
) -> int:
    """Earlier questions and their answers; give a number to read one conversation."""
    from askpapers.writers import markdown as writers_markdown

    _check(number, search, rename, delete, markdown)
    settings = settings_of(flags)

    async def work(library: Library) -> int:
        catalog = library.catalog
        titles: dict[str, str] = {}
        if number is None:
            found = await catalog.conversations.recent(search)
            if as_json:
                print_json({"conversations": [
                    {"id": c.id, "title": c.title, "turns": c.turns, "made": c.made, "touched": c.touched,
                     "found": c.found}
                    for c in found
                ]})  # fmt: skip
            else:
                for c in found:
                    turns = f"{c.turns} {'turn' if c.turns == 1 else 'turns'}"
                    click.echo(f"{c.id:>4}  {c.touched[:16].replace('T', ' ')}  {sanitize(c.title, 70)}  ({turns})")
                    if c.found:
                        click.echo(f"      {display_line(c.found, numbers=False)}")
            if not found:
                talk("No conversation has these words." if search else "No question has been asked here yet.")
            return 0 if found else 1
        said = await catalog.conversations.turns(number)
        if not said:
            raise errors.UsageError(f"There is no conversation {number}.", "askpapers history lists them.")
        if rename is not None:
            await catalog.conversations.rename(number, rename)
            if as_json:
                print_json({"id": number, "title": rename})
            talk(f"Conversation {number} is now “{sanitize(rename, 70)}”.")
        elif delete:
            await catalog.conversations.delete([number])
            if as_json:
                print_json({"deleted": number})
            talk(f"Conversation {number} is deleted.")
        elif as_json:
            print_json({"id": number, "turns": [answer_json(turn) for turn in said]})
        else:
            if not markdown:
                ids = [m.paper.id for turn in said for m in turn.matches]
                titles = {p.id: p.title for p in await catalog.papers(ids)}
            for turn in said:
                if markdown:
                    click.echo(writers_markdown.answer_markdown(turn))
                    continue
                click.echo(style(wrap(turn.question), bold=True))
                AnswerPrinter().finish(turn)
                print_evidence(turn, titles)
                click.echo()
        return 0

    return in_library(settings, work)


def _check(number: int | None, search: str, rename: str | None, delete: bool, markdown: bool) -> None:
    """Raise UsageError where it is not clear what is to be done, or with which conversation."""
    wanted = {"--rename": rename is not None, "--delete": delete, "--markdown": markdown, "--search": bool(search)}
    given = [name for name, is_given in wanted.items() if is_given]
    if number is None and given not in ([], ["--search"]):
        raise errors.UsageError(f"{given[0]}: which conversation?", "askpapers history lists them by their numbers.")
    if number is not None and search:
        raise errors.UsageError("--search looks for conversations, and a number names one.", "Say one of them.")
    if len(given) > 1:
        raise errors.UsageError(f"{' and '.join(given)} do not go together.", "Say one of them.")
    if rename is not None and not rename.strip():
        raise errors.UsageError("A conversation needs a title.", f'askpapers history {number} --rename "TITLE"')
