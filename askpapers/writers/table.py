"""Papers as a table for spreadsheets (https://www.rfc-editor.org/rfc/rfc4180); `readers.own_table` reads it back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from askpapers.papers.paper import ListedPaper, publication_date
from askpapers.text.latex import latex_to_text

_COLUMNS: dict[str, Callable[[ListedPaper], object]] = {
    "id": lambda row: row.paper.id,
    "title": lambda row: row.paper.title,
    "one_line": lambda row: latex_to_text(row.one_line),
    "organization": lambda row: row.paper.organization,
    "authors": lambda row: "; ".join(row.paper.authors),
    "published": lambda row: publication_date(row.paper),
    "listed": lambda row: " ".join(day.isoformat() for day in row.paper.listed),
    "comments": lambda row: row.paper.comments,
    "upvotes": lambda row: row.paper.upvotes,
    "url": lambda row: row.paper.url,
    "abstract": lambda row: row.paper.abstract,
    "doi": lambda row: row.paper.doi,
    "arxiv_id": lambda row: row.paper.arxiv_id,
    "keywords": lambda row: "; ".join(row.paper.keywords),
    "categories": lambda row: _apart(row.paper.categories),
    "code_url": lambda row: row.paper.code_url,
    "project_url": lambda row: row.paper.project_url,
    "code_stars": lambda row: row.paper.code_stars,
    "submitter": lambda row: row.paper.submitter,
    "models": lambda row: " ".join(row.paper.models),
    "datasets": lambda row: " ".join(row.paper.datasets),
    "spaces": lambda row: " ".join(row.paper.spaces),
    "note": lambda row: row.annotation.note,
    "tags": lambda row: "; ".join(row.annotation.tags),
    "collections": lambda row: "; ".join(row.annotation.collections),
    "author_count": lambda row: row.paper.author_count,
    "version": lambda row: row.paper.version,
    "model_count": lambda row: row.paper.model_count,
    "dataset_count": lambda row: row.paper.dataset_count,
    "space_count": lambda row: row.paper.space_count,
    "source": lambda row: row.paper.source,
    # No boolean: a spreadsheet writes those in the language of its reader.
    "read": lambda row: "yes" if row.read else "",
    "starred": lambda row: "yes" if row.starred else "",
}


def _apart(names: Sequence[str]) -> str:
    """Names with spaces between them; semicolons where one has a space itself."""
    return "".join(f"{name}; " for name in names).rstrip() if any(" " in name for name in names) else " ".join(names)


def table_head() -> str:
    """Return the line of headings."""
    return _line(_COLUMNS)


def table_row(row: ListedPaper) -> str:
    """Return a paper as a line of the table."""
    return _line(_cell(value(row)) for value in _COLUMNS.values())


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", value)
    # A spreadsheet runs a cell that begins like a formula; a leading apostrophe makes it text.
    # One that begins so by itself gets another, and reading takes one away.
    return f"'{value}" if isinstance(value, str) and re.match(r"'*[=+\-@\t\r]", value) else value
