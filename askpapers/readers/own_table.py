"""The table that `askpapers export csv` writes, read back as the records that it was made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.readers.fields import whole_date
from askpapers.readers.tables import normal

_OURS = frozenset(("id", "title", "one line", "listed"))
"""Headings that tell our table, whichever other columns its reader took away."""
_GUARD = re.compile(r"'(?='*[=+\-@\t\r])")
"""What the writer puts before a cell that a spreadsheet would run."""
_SEMICOLONS = frozenset(("authors", "keywords", "tags", "collections"))
_SPACES = frozenset(("categories", "models", "datasets", "spaces"))
_COUNTS = frozenset("author_count comments upvotes code_stars version model_count dataset_count space_count".split())
_NUMBER = re.compile(r"(\d{3,4})\.(\d{1,5})")
"""An arXiv id, or what a spreadsheet that took it for a number left of it: 2510.0001 of 2510.00010, 704.0001 of 0704.0001."""


def is_own(headings: Sequence[str]) -> bool:
    """Return whether a table's headings are those that this program writes."""
    return {normal(heading) for heading in headings} >= _OURS


def record_of_row(headings: Sequence[str], row: Sequence[str]) -> dict[str, object]:
    """Return a row as the record that JSON Lines would hold; an empty cell is None, or an empty list."""
    return {
        name: _value(name, _GUARD.sub("", cell, count=1) if _GUARD.match(cell) else cell)
        for heading, cell in zip(headings, row, strict=False)
        for name in [normal(heading).replace(" ", "_")]
    }


def _value(name: str, cell: str) -> object:
    if name in _SEMICOLONS or (name in _SPACES and ";" in cell):
        return [part for each in cell.split(";") if (part := each.strip())]
    if name in _SPACES:
        return cell.split()
    if name == "listed":
        return [day.isoformat() for part in re.split(r"[\s;,]+", cell) if (day := whole_date(part))]
    if name == "published":
        day = whole_date(cell)
        return day.isoformat() if day else cell or None
    if name in {"id", "arxiv_id"} and (found := _NUMBER.fullmatch(cell.strip())):
        month = found[1].zfill(4)
        # From 2015 on the numbers have five digits.
        return f"{month}.{found[2].ljust(5 if '1501' <= month < '9000' else 4, '0')}"
    if name in {"read", "starred"}:
        return cell.strip().lower() == "yes"
    if name in _COUNTS:
        # A spreadsheet may write a number as "12.0".
        found = re.fullmatch(r"(\d{1,15})(?:[.,]0+)?", cell.strip())
        return int(found[1]) if found else None
    return cell or None
