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
    from askpapers.verbs import digest
    from askpapers.writers import digest as writers_digest

    settings = settings_of(flags)
    news = in_library(settings, digest.news)
    if as_json:
        print_json(writers_digest.news_json(news))
    else:
        click.echo(writers_digest.news_words(news))
    return 0
