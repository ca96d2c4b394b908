"""`askpapers compare`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.answers.usage import usage_words
from askpapers.cli.answer_rendering import comparison_json, print_comparison
from askpapers.cli.options import (
    complete_id,
    in_library,
    json_option,
    library_options,
    model_options,
    print_json,
    settings_of,
    talk,
)
from askpapers.cli.rendering import style


@click.command("compare")
@click.argument("ids", nargs=-1, required=True, shell_complete=complete_id, metavar="A B [C D]")
@click.option("--fresh", is_flag=True, help="Ask the model anew.")
@click.option("--markdown", is_flag=True, help="Print a Markdown table.")
@model_options
@library_options
@json_option
def compare_command(ids: tuple[str, ...], fresh: bool, markdown: bool, as_json: bool, **flags: Any) -> int:
    """Lay two papers (up to four) side by side, point by point; every cell has the sign of its verdict."""
    from askpapers.verbs import compare
    from askpapers.writers import markdown as writers_markdown

    settings = settings_of(flags)
    comparison = in_library(settings, lambda library: compare.compare(library, ids, fresh=fresh))
    if as_json:
        print_json(comparison_json(comparison))
    elif markdown:
        click.echo(writers_markdown.comparison_markdown(comparison))
    else:
        print_comparison(comparison)
        talk(style(usage_words(comparison.usage, comparison.model), dim=True))
    if not comparison.points:
        talk("The reply holds no point that can be read: it is shown as it came.")
        return 1
    return 0
