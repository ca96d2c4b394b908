"""`askpapers digest`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from askpapers.answers.digest import Digest
from askpapers.answers.serialization import as_json as answer_json
from askpapers.answers.serialization import citation_json
from askpapers.answers.usage import money, usage_words
from askpapers.cli.options import (
    OUTPUT,
    empty_scope,
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
from askpapers.writers.files import STDOUT, binary_stdout, is_stream, whole_or_nothing

if TYPE_CHECKING:
    from askpapers.answering.estimate import Estimate
    from askpapers.papers.scope import Scope
    from askpapers.verbs.send import Delivery

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
    type=OUTPUT,
    help="Write to a file: .md, .html, .txt, .eml, .atom or .json; - is standard output.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=MOST, show_default=True, help="At most so many papers; 0 for all."
)
@click.option(
    "--to", "recipients", multiple=True, metavar="ADDRESS", help="Send it by mail; may be repeated. See smtp in config."
)
@click.option(
    "--post", "posted", is_flag=True, help="Post it to the webhook of the settings: Slack, Discord or Feishu."
)
@click.option("--again", is_flag=True, help="Send it though it was sent before.")
@click.option("--fresh", is_flag=True, help="Ask the model anew, whatever it said before.")
@click.option(
    "--estimate", "only_estimate", is_flag=True, help="Say what the model's part would cost, and send nothing."
)
@scope_options
@model_options
@library_options
@json_option
def digest_command(
    form: str | None, output: Path | None, limit: int, recipients: tuple[str, ...], posted: bool, again: bool, fresh: bool,
    only_estimate: bool, as_json: bool, **flags: Any,
) -> int:  # fmt: skip
    """Write the day as one page: what is new for you and why, themes, pairs worth comparing.

    \b
    askpapers digest -o today.html
    askpapers digest --day 2025-10-31 --format text
    askpapers digest --to me@mail.example
    askpapers digest --estimate
    """
    from askpapers.verbs.digest import digest, estimate_digest
    from askpapers.writers.digest_forms import form_of

    sending = bool(recipients) or posted
    file = None if output == STDOUT else output
    printing = not as_json and (output == STDOUT or (file is None and not sending))
    form = form or ("markdown" if file is None or is_stream(file) else form_of(file))
    settings = settings_of(flags)

    async def work(library: Library) -> int:
        scope = await scope_of(library, flags)
        if only_estimate:
            return _tell_estimate(await estimate_digest(library, scope), as_json)
        made = await digest(library, scope, most=limit or None, fresh=fresh)
        text = _form(made, form, library) if file is not None or printing else ""
        if file is not None and not made.groups:
            talk(f"{sanitize(str(file), 200)} is not written: the digest is empty.")
        elif file is not None:
            with whole_or_nothing(file) as write:
                write(text)
            if not is_stream(file):
                talk(f"Written to {sanitize(str(file), 200)}.")
        sent = await _sent(library, made, scope, recipients, posted, again) if sending and made.groups else []
        if as_json:
            print_json({**digest_json(made), **({"sent": [sent_json(one) for one in sent]} if sending else {})})
        elif printing:
            binary_stdout().write(text.encode("utf-8", "replace"))
        tell(made)
        if not made.groups:
            talk(await empty_scope(library, scope))
        if sending and not made.groups:
            talk("Nothing was sent.")
        return tell_sent(sent) if made.groups else 1

    return in_library(settings, work)


async def _sent(
    library: Library, made: Digest, scope: Scope, recipients: tuple[str, ...], posted: bool, again: bool
) -> list[Delivery]:
    from askpapers.verbs.send import post_digest, send_digest

    found = await send_digest(library, made, scope, recipients, again=again) if recipients else []
    return [*found, await post_digest(library, made, scope, again=again)] if posted else found


def tell_sent(sent: Sequence[Delivery]) -> int:
    """Say on stderr what became of each sending; return the exit code: 0, 1 where some failed, else that of the first error."""
    for one in sent:
        talk(f"{sanitize(one.recipient, 80)}: {sanitize(one.words, 400)}")
        if one.error is not None and one.error.hint:
            talk(f"       {sanitize(one.error.hint)}")
    failed = [one for one in sent if one.state != "sent"]
    if not failed:
        return 0
    first = next((one.error for one in failed if one.error is not None), None)
    return 1 if first is None or len(failed) < len(sent) else first.exit_code


def sent_json(one: Delivery) -> dict[str, Any]:
    """Return what became of a sending as JSON."""
    return {
        "recipient": one.recipient,
        "state": one.state.value,
        "before": one.before,
        "words": one.words,
        "message_id": one.message_id,
    }


def _form(made: Digest, form: str, library: Library) -> str:
    from askpapers.writers.digest_forms import write_digest

    if form == "json":
        return json_text(digest_json(made), 1) + "\n"
    return write_digest(made, form, library.now)


def tell(made: Digest) -> None:
    """Say on stderr what is missing of a digest, and what it cost."""
    for note in made.notes:
        talk(sanitize(note))
    if made.overview is not None:
        talk(style(usage_words(made.overview.usage, made.overview.model), dim=True))


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
