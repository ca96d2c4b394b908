"""`askpapers news`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import in_library, json_option, library_options, print_json, settings_of


@click.command("news")
@library_options
@json_option
def news_command(as_json: bool, **flags: Any) -> int:
    """What is new, listed again, changed or rising since you last looked."""
    from askpapers.verbs import news as verb
    from askpapers.verbs import news as writer

    settings = settings_of(flags)
    found = in_library(settings, verb.news)
    if as_json:
        print_json(writer.news_json(found))
    else:
        click.echo(writer.news_words(found))
    return 0 if found else 1
