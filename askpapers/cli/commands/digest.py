"""`askpapers digest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from askpapers import errors
from askpapers.answers.digest import Digest
from askpapers.answers.serialization import as_json as answer_json
from askpapers.answers.serialization import citation_json
from askpapers.answers.usage import money, usage_words
from askpapers.cli.options import (
    in_library,
    json_option,
    library_options,
    model_options,
    print_json,
    scope_of,
    scope_options,
    settings_of,
    talk,
)
from askpapers.cli.rendering import paper_json, style
from askpapers.library.library import Library
from askpapers.text.sanitize import json_text, sanitize

if TYPE_CHECKING:
    from askpapers.answering.estimate import Estimate

MOST = 40
"""Papers of a digest where nobody says how many: more are no page that one reads to its end."""


@click.command("digest")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "html", "text", "eml", "atom"]),
    help="Default: by the name of the file, else markdown.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file: .md, .html, .txt, .eml, .atom or .json.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=MOST, show_default=True, help="At most so many papers; 0 for all."
)
@click.option("--fresh", is_flag=True, help="Ask the model anew, whatever it said before.")
@click.option(
    "--estimate", "only_estimate", is_flag=True, help="Say what the model's part would cost, and send nothing."
)
@scope_options
@model_options
@library_options
@json_option
def digest_command(
    form: str | None, output: Path | None, limit: int, fresh: bool, only_estimate: bool, as_json: bool, **flags: Any
) -> int:  # fmt: skip
    """Write the day as one page: what is new for you and why, themes, pairs worth comparing.

    \b
    askpapers digest -o today.html
    askpapers digest --day 2025-10-31 --format text
    askpapers digest --estimate
    """
    from askpapers.verbs.digest import digest, estimate_digest
    from askpapers.writers.digest_form import form_of

    form = form or (form_of(output) if output is not None else "markdown")
    settings = settings_of(flags)

    async def work(library: Library) -> int:
        scope = await scope_of(library, flags)
        if only_estimate:
            return _tell_estimate(await estimate_digest(library, scope), as_json)
        made = await digest(library, scope, most=limit or None, fresh=fresh)
        text = "" if as_json and output is None else _form(made, form, library)
        if output is not None:
            _write(output, text)
            talk(f"Written to {sanitize(str(output), 200)}.")
        if as_json:
            print_json(digest_json(made))
        elif output is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        tell(made)
        return 0 if made.groups else 1

    return in_library(settings, work)


def _form(made: Digest, form: str, library: Library) -> str:
    from askpapers.writers.digest_form import written

    if form == "json":
        return json_text(digest_json(made), 1) + "\n"
    return written(made, form, library.now)


def tell(made: Digest) -> None:
    """Say on stderr what is missing of a digest, and what it cost."""
    for note in made.notes:
        talk(sanitize(note))
    if made.overview is not None:
        talk(style(usage_words(made.overview.usage, made.overview.model), dim=True))
    if not made.groups:
        talk("There are no papers in this scope: add a list, fetch one, or widen it (--all).")


def _tell_estimate(told: Estimate, as_json: bool) -> int:
    if as_json:
        print_json(
            {"tokens": told.tokens, "shown": told.shown, "scope_size": told.scope_size, "cost_usd": told.cost,
             "model": told.model, "exact": told.exact, "calls": told.calls}
        )  # fmt: skip
    else:
        click.echo(
            f"≈ {told.tokens:,} tokens in · {told.shown} of {told.scope_size} papers · "
            f"{money(told.cost, '≤ ')} · {sanitize(told.model)}"
        )
    return 0


def digest_json(made: Digest) -> dict[str, Any]:
    """Return a digest as JSON."""
    return {
        "title": made.title,
        "overview": made.overview and answer_json(made.overview),
        "themes": [
            {
                "phrase": theme.phrase,
                "papers": theme.count,
                "paper": theme.paper.id,
                "citation": citation_json(theme.citation),
            }
            for theme in made.themes
        ],
        "groups": [
            {
                "theme": group.theme,
                "papers": [
                    {**paper_json(row.paper, row.one_line, row=row), "reason": why} for row, why in group.reasoned
                ],
            }
            for group in made.groups
        ],
        "pairs": [
            {
                "papers": [paper.id for paper in pair.papers],
                "shared": list(pair.shared),
                "ways": [citation_json(way) for way in pair.ways],
            }
            for pair in made.pairs
        ],
        "left_out": made.left_out or None,
        "notes": list(made.notes),
    }


def _write(output: Path, text: str) -> None:
    try:
        output.write_text(text, encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        raise errors.UsageError(f"{sanitize(str(output), 200)} cannot be written: {error.strerror}.") from None
