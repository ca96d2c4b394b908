"""`askpapers watch`."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.library.library import Library
from askpapers.papers.paper import papers_in_words
from askpapers.text.sanitize import sanitize


@click.command("watch")
@click.argument("text", required=False, metavar='["author:…"|"words"|"like ID"]')
@click.option("--remove", metavar="NUMBER", help="Watch for it no longer; its number or its text.")
@library_options
@json_option
def watch_command(text: str | None, remove: str | None, as_json: bool, **flags: Any) -> int:
    """Watch for an author, words, or papers like one; without a text, list what you watch for.

    Hits stand first in news and digest. Conditions are those of a filter line; of words a paper must have all, in title or
    abstract.

      askpapers watch "author:Noether"
      askpapers watch "by Microsoft pruning"
      askpapers watch "like 2510.12345"
    """
    from askpapers.papers.scope import Scope
    from askpapers.verbs import watch as verb

    settings = settings_of(flags)

    async def listed(library: Library) -> list[dict[str, Any]]:
        papers = [row.paper for row in await library.catalog.rows(Scope(), limit=1_000_000)]
        hits = await verb.hits(library, papers)
        counts = [
            (watch, sum(watch.text in texts for texts in hits.values()))
            for watch in await library.catalog.watches.all()
        ]
        return [{"id": w.id, "text": w.text, "made_at": w.made_at, "hits": count} for w, count in counts]

    async def work(library: Library) -> int:
        if text is not None and remove is not None:
            raise errors.UsageError("A text and --remove together: which of them?", "Say one of them.")
        if text is not None:
            watch, watched, new = await verb.add_watch(library, text)
            if as_json:
                print_json({"id": watch.id, "text": watch.text, "watched": watched.told, "new": new})
            talk(f"You {'watch' if new else 'already watch'} for: {watched.told}")
        elif remove is not None:
            watch = await verb.remove_watch(library, remove)
            if as_json:
                print_json({"removed": watch.id, "text": watch.text})
            talk(f"You no longer watch for: {sanitize(watch.text, 100)}")
        else:
            found = await listed(library)
            if as_json:
                print_json({"watches": found})
            for one in found if not as_json else ():
                click.echo(
                    f"{one['id']:>4}  {sanitize(one['text'], 80)}  ({papers_in_words(one['hits'])} in the library)"
                )
            if not found:
                talk("You watch for nothing yet. " + verb.EXAMPLES)
                return 1
        return 0

    return in_library(settings, work)
