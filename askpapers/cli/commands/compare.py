"""`askpapers compare`."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import click

from askpapers.answers.answer import (
    Cell,
    Comparison,
)
from askpapers.answers.serialization import citation_json, usage_json
from askpapers.answers.usage import usage_words
from askpapers.answers.verdict import SIGNS, of_cell
from askpapers.cli.answer_rendering import _FINE
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
from askpapers.cli.rendering import fill, style, width, wrap
from askpapers.text.sanitize import display_line, display_part, keep_marks, sanitize


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


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as the contract's JSON; of more than two papers the rest is in `others`."""

    def side(cell: Cell) -> dict[str, Any]:
        told = {"text": cell.text, "citations": [citation_json(c) for c in cell.citations]}
        return {**told, "support": of_cell(cell).value, "reason": cell.reason}

    points = [
        {
            "aspect": point.aspect,
            "left": side(point.cells[0]),
            "right": side(point.cells[1]),
            **({"others": [side(cell) for cell in point.cells[2:]]} if len(point.cells) > 2 else {}),
        }
        for point in comparison.points
    ]
    ids = [paper.id for paper in comparison.papers]
    return {
        "left": ids[0],
        "right": ids[1],
        **({"others": ids[2:]} if len(ids) > 2 else {}),
        "points": points,
        "remarks": list(comparison.remarks),
        "model": comparison.model,
        "usage": usage_json(comparison.usage),
    }


def print_comparison(comparison: Comparison) -> None:
    """Print papers side by side, or below each other where the terminal is narrow."""
    count = len(comparison.papers)
    columns = (width() - 3 * (count - 1)) // count
    if columns < 30:
        _print_stacked(comparison)
        return
    titles = _side_by_side([display_line(paper.title) for paper in comparison.papers], columns)
    _print_columns([style(line, bold=True) for line in titles])
    for point in comparison.points:
        click.echo(style(f"── {display_line(point.aspect)} ".ljust(width(), "─"), fg="cyan"))
        _print_columns(_side_by_side([_cell_text(cell) for cell in point.cells], columns))
    for remark in comparison.remarks:
        click.echo(style(wrap(remark, numbers=True), dim=True))


def _cell_text(cell: Cell) -> str:
    text = sanitize(keep_marks(cell.text, cell.marks, draw=display_part)) if cell.text else "not stated in the abstract"
    reason = f" ({display_line(cell.reason, 100)})" if cell.reason and of_cell(cell) not in _FINE else ""
    return f"{SIGNS[of_cell(cell)].sign} {text}{reason}"


def _side_by_side(texts: Sequence[str], columns: int) -> list[str]:
    blocks = [textwrap.wrap(text, columns) or [""] for text in texts]
    height = max(map(len, blocks))
    return [
        " │ ".join((block[i] if i < len(block) else "").ljust(columns) for block in blocks).rstrip()
        for i in range(height)
    ]


def _print_columns(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)


def _print_stacked(comparison: Comparison) -> None:
    for point in comparison.points:
        click.echo(style(display_line(point.aspect), fg="cyan", bold=True))
        for paper, cell in zip(comparison.papers, point.cells, strict=True):
            click.echo(fill(f"{display_line(paper.title, 40)}: {_cell_text(cell)}", "    ", "  · "))
    for remark in comparison.remarks:
        click.echo(style(wrap(remark, numbers=True), dim=True))
