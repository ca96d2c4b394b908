"""`askpapers fetch`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import in_library, json_option, library_options, meter, print_json, settings_of
from askpapers.cli.rendering import added_json, tell_error


@click.command("fetch")
@click.argument("when", default="today", metavar="[DAY|WEEK|MONTH]")
@click.option(
    "--from",
    "origin",
    default="hf",
    metavar="SOURCE",
    help='hf (default), hf:"query", arxiv:cs.CL, arxiv:"query", biorxiv:neuroscience, medrxiv:SUBJECT, openreview:VENUE, pubmed:"query" or zotero:COLLECTION.',
)
@library_options
@json_option
def fetch_command(when: str, origin: str, as_json: bool, **flags: Any) -> int:
    """Fetch a list over the network: today, 2025-10-30, 2025-W44 or 2025-10."""
    from askpapers.verbs import fetch

    settings = settings_of(flags)
    outcome = in_library(
        settings, lambda library: fetch.fetch(library, when, origin, tell=meter(quiet=as_json)), following=True
    )
    if as_json:
        print_json({**added_json(outcome.added), "outcome": outcome.words, "empty": list(outcome.empty)})
    else:
        click.echo(outcome.words)
        for failure in outcome.added.failures:
            tell_error(failure)
    if outcome.added.failures:
        return 1 if outcome.added.papers else outcome.added.failures[0].exit_code
    return 0 if outcome.added.papers else 1
