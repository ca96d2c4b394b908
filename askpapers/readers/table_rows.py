"""The rows of a table in text: its delimiter and line of headings found, a quote that is never closed kept to its own line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from askpapers.readers.decode import lines_of

DELIMITERS = ",;\t|"
_LONGEST = 4_000_000
_SPAN = 400
"""Lines of one row; one that takes more has a quote that is never closed."""
_TRIES = 20
"""Damaged quotes, after which a row is a line: time stays linear."""


def rows_of(text: str, delimiter: str, width: int = 0) -> Iterator[tuple[int, Sequence[str] | None]]:
    """Yield (line, cells) of each row; None for a line whose quote is never closed.

    `width` is the number of headings: a row of several lines with another number of cells that holds a whole row is damaged.
    """
    csv.field_size_limit(_LONGEST)
    lines = [f"{line}\n" for line in lines_of(text)]
    at, damaged = 0, 0
    while at < len(lines):
        end = min(at + (_SPAN if damaged < _TRIES else 1), len(lines))
        row, used = _row(map(lines.__getitem__, range(at, end)), delimiter)
        if used > 1 and width and len(row or ()) != width and _holds_a_row(lines[at + 1 : at + used], delimiter, width):
            damaged += 1
            row, used = None, 1
        yield at + 1, row and [cell.rstrip("\n") for cell in row]
        at += used


def _row(lines: Iterator[str], delimiter: str) -> tuple[list[str] | None, int]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return next(reader), reader.line_num
    except (csv.Error, StopIteration):
        return None, max(reader.line_num, 1)


def _holds_a_row(lines: Sequence[str], delimiter: str, width: int) -> bool:
    return any(len(_row(iter([line]), delimiter)[0] or ()) == width for line in lines)
