"""How papers laid side by side look in a plain terminal, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import click

from askpapers.answers import citation_json, usage_json
from askpapers.cli.render import style, width, wrapped
from askpapers.comparison import Cell, Comparison
from askpapers.plain import plain


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as the contract's JSON; of more than two papers the rest is in `others`."""

    def side(cell: Cell) -> dict[str, Any]:
        return {"text": cell.text, "citations": [citation_json(c) for c in cell.citations]}

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
    titles = _side_by_side([plain(paper.title) for paper in comparison.papers], columns)
    _print_columns([style(line, bold=True) for line in titles])
    for point in comparison.points:
        click.echo(style(f"── {plain(point.aspect)} ".ljust(width(), "─"), fg="cyan"))
        _print_columns(_side_by_side([_cell_text(cell) for cell in point.cells], columns))
    for remark in comparison.remarks:
        click.echo(style(wrapped(remark), dim=True))


def _cell_text(cell: Cell) -> str:
    return plain(cell.text) if cell.text else "not stated in the abstract"


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
        click.echo(style(plain(point.aspect), fg="cyan", bold=True))
        for paper, cell in zip(comparison.papers, point.cells, strict=True):
            click.echo(wrapped(f"{plain(paper.title, 40)}: {_cell_text(cell)}", "    ", "  · "))
