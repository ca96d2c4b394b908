"""Small pictures out of letters: dots in a field, eight in a cell, and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

# The bit of a dot in a braille letter, by its row and column in the cell.
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
FEW = 300
"""Dots up to which one alone in its cell is drawn large."""
_EIGHTHS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a field: `x` and `y` from 0 to 1, upwards; its style; a `label` beside it where there is room.

    Where dots fall into one cell, the style of the one with the highest `rank` is seen.
    """

    x: float
    y: float
    style: str = ""
    rank: int = 0
    label: str = ""


def cell_of(dot: Dot, width: int, height: int) -> tuple[int, int]:
    """Return the column and row of the cell that a dot falls into."""
    x, y = _place(dot, width, height)
    return x // 2, y // 4


def _place(dot: Dot, width: int, height: int) -> tuple[int, int]:
    return round(dot.x * (2 * width - 1)), round((1 - dot.y) * (4 * height - 1))


def field(dots: Sequence[Dot], width: int, height: int, chosen: int | None = None) -> list[Content]:
    """Return `height` lines of `width` cells with the dots on them, the cell of the one at place `chosen` reversed."""
    bits: dict[tuple[int, int], int] = {}
    styles: dict[tuple[int, int], tuple[int, str]] = {}
    for dot in dots:
        x, y = _place(dot, width, height)
        cell = x // 2, y // 4
        bits[cell] = bits.get(cell, 0) | _BITS[y % 4][x % 2]
        styles[cell] = max(styles.get(cell, (-1, "")), (dot.rank, dot.style))
    signs = {cell: _sign(found, styles[cell][0], len(dots)) for cell, found in bits.items()}
    drawn = {cell: Content.styled(sign, styles[cell][1]) for cell, sign in signs.items()}
    for dot in sorted(dots, key=lambda one: -one.rank):
        if dot.label:
            _write(drawn, dot, width, height)
    if chosen is not None and chosen < len(dots):
        cell = cell_of(dots[chosen], width, height)
        drawn[cell] = Content.styled(signs[cell], "bold reverse")
    return [Content.assemble(*(drawn.get((x, y), " ") for x in range(width))).rstrip() for y in range(height)]


def _sign(found: int, rank: int, count: int) -> str:
    """Return what is drawn in a cell: of a few dots one that stands alone is hard to see unless it is a larger one."""
    if found.bit_count() == 1 and count <= FEW:
        return "●" if rank > 1 else "•"
    return chr(0x2800 + found)


def _write(drawn: dict[tuple[int, int], Content], dot: Dot, width: int, height: int) -> None:
    """Write a dot's label beside it, at its right or left, where nothing stands yet."""
    x, y = cell_of(dot, width, height)
    size = len(dot.label)
    if size != cell_len(dot.label):
        return  # a letter of two cells has no place in a field of cells
    for start in (x + 2, x - 1 - size):
        room = range(start - 1, start + size + 1)
        if start >= 0 and start + size <= width and not any((at, y) in drawn for at in room if at != x):
            for at, letter in enumerate(dot.label, start):
                drawn[at, y] = Content.styled(letter, dot.style)
            return


def nearest(dots: Sequence[Dot], width: int, height: int, x: int, y: int) -> int | None:
    """Return the place of the dot nearest to a cell; None where there is none."""
    if not dots:
        return None

    # A cell is about twice as high as it is wide.
    def far(place: int) -> int:
        column, row = cell_of(dots[place], width, height)
        return (column - x) ** 2 + (2 * (row - y)) ** 2

    return min(range(len(dots)), key=far)


def toward(dots: Sequence[Dot], width: int, height: int, start: int, right: int, down: int) -> int:
    """Return the place of the dot that an arrow leads to from the one at `start`; that one where no dot is there."""
    at = _place(dots[start], width, height)
    best, least = start, float("inf")
    for place, dot in enumerate(dots):
        x, y = _place(dot, width, height)
        ahead = (x - at[0]) * right + (y - at[1]) * down
        aside = abs((x - at[0]) * down) + abs((at[1] - y) * right)
        if (
            ahead > 0
            and ahead + 2 * aside < least
            and cell_of(dot, width, height) != cell_of(dots[start], width, height)
        ):
            best, least = place, ahead + 2 * aside
    return best


def columns(counts: Sequence[int], height: int, chosen: int | None, wide: int) -> list[Content]:
    """Return `height` lines of columns, each `wide` cells, the highest one full; the one at place `chosen` lit."""
    most = max([1, *counts])
    lines = []
    for row in range(height):
        parts = []
        for place, count in enumerate(counts):
            eighths = max(1, round(8 * height * count / most)) if count else 0
            sign = _EIGHTHS[min(8, max(0, eighths - 8 * (height - 1 - row)))]
            style = "$primary" if place == chosen else "$foreground 55%"
            parts.append(Content.styled(set_cell_size(sign * max(1, wide - 1), wide), style))
        lines.append(Content.assemble(*parts))
    return lines
