"""A table drawn with lines, its cells wrapped; where even that is too wide, one line a cell below each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rich.cells import cell_len
from textual.content import Content

Align = Literal["left", "right", "center"]

BETWEEN = " │ "
NARROWEST = 6
WIDEST_WORD = 18


def drawn_table(cells: Sequence[Content], aligned: Sequence[Align], width: int = 0) -> Content:
    """Draw a table from its cells row by row, headings first, in `width` cells; 0 wraps nothing."""
    columns = max(1, len(aligned))
    rows = [list(cells[start : start + columns]) for start in range(0, len(cells), columns)]
    rows = [row + [Content("")] * (columns - len(row)) for row in rows]
    widths = _widths(rows, width - len(BETWEEN) * (columns - 1) if width else 0)
    if widths is None:
        return _stacked(rows)
    wrapped = [
        [cell.wrap(room) if cell.plain else [cell] for cell, room in zip(row, widths, strict=True)] for row in rows
    ]
    rule = Content.styled("─┼─".join("─" * room for room in widths), "dim")
    # Cells of several lines run into each other's rows without a line between them.
    ruled = any(len(cell) > 1 for row in wrapped[1:] for cell in row)
    lines: list[Content] = []
    for number, row in enumerate(wrapped):
        if ruled and number > 1:
            lines.append(rule)
        for line in range(max(map(len, row))):
            parts = [_aligned(cell[line] if line < len(cell) else Content(""), room, align)
                     for cell, room, align in zip(row, widths, aligned, strict=True)]  # fmt: skip
            lines.append(Content.styled(BETWEEN, "dim").join(parts).rstrip())
        if number == 0:
            lines.append(rule)
    return Content("\n").join(lines)


def _widths(rows: Sequence[Sequence[Content]], room: int) -> list[int] | None:
    """How wide each column is; None where they do not fit, not even with a word a line."""
    columns = list(zip(*rows, strict=True))
    natural = [max(1, *(cell_len(line) for cell in column for line in cell.plain.split("\n"))) for column in columns]
    if not room or sum(natural) <= room:
        return natural
    words = [
        max([NARROWEST, *(min(WIDEST_WORD, cell_len(word)) for cell in column for word in cell.plain.split())])
        for column in columns
    ]
    widths = [min(need, least) for need, least in zip(natural, words, strict=True)]
    if sum(widths) > room:
        return None
    # A cell more by turns, to the column that lacks the greatest part of what it would take.
    for _ in range(room - sum(widths)):
        place = max(range(len(widths)), key=lambda i: natural[i] / widths[i])
        widths[place] += 1
    return widths


def _aligned(cell: Content, room: int, align: Align) -> Content:
    cell = cell.rstrip()
    left = {"left": 0, "right": room - cell.cell_length, "center": (room - cell.cell_length) // 2}[align]
    return cell.pad_left(max(0, left)).pad_right(max(0, room - cell.cell_length - max(0, left)))


def _stacked(rows: Sequence[Sequence[Content]]) -> Content:
    """Each row as lines "heading: cell"; the first cell is its title."""
    head, *body = rows
    records = []
    for title, *others in body:
        lines = [title.stylize("bold")]
        lines += [
            Content.assemble("  ", name, ": ", cell) for name, cell in zip(head[1:], others, strict=True) if cell.plain
        ]
        records.append(Content("\n").join(lines))
    return Content("\n").join(records) if records else Content(" · ").join(head)
