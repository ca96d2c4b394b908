"""`askpapers fetch`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import in_library, json_option, library_options, meter, print_json, settings_of
from askpapers.cli.rendering import added_json, tell_missing


@click.command("fetch")
@click.argument("when", default="today", metavar="[DAY|WEEK|MONTH|trending]")
@click.option(
    "--from",
    "origin",
    default="hf",
    metavar="SOURCE",
    help='hf (default), hf:"query", arxiv:cs.CL, arxiv:"query", biorxiv:neuroscience, medrxiv:SUBJECT, openreview:VENUE, pubmed:"query" or zotero:COLLECTION.',
)
@click.option(
    "--linked", is_flag=True, help="Ask Hugging Face for each paper's models, data sets and spaces too, a request each."
)
@library_options
@json_option
def fetch_command(when: str, origin: str, linked: bool, as_json: bool, **flags: Any) -> int:
    """Fetch a list over the network: today, 2025-10-30, 2025-W44, 2025-10, or what is trending at Hugging Face."""
    from askpapers.verbs import fetch

    settings = settings_of(flags)
    outcome = in_library(
        settings,
        lambda library: fetch.fetch(library, when, origin, tell=meter(quiet=as_json), linked=linked),
        following=True,
    )
    if as_json:
        print_json({**added_json(outcome.added), "outcome": outcome.words, "empty": list(outcome.empty)})
    else:
        click.echo(outcome.words)
        tell_missing(outcome.added)
    if outcome.added.failures:
        return 1 if outcome.added.papers else outcome.added.failures[0].exit_code
    return 1 if not outcome.added.papers or outcome.added.read < outcome.added.seen else 0
