"""Papers for other programs: reference managers, spreadsheets, notes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from askpapers.papers.paper import LISTS, ListedPaper, publication_date
from askpapers.papers.person_name import parse_name
from askpapers.text.sanitize import json_text
from askpapers.writers.bibtex import bibtex_entries
from askpapers.writers.markdown import markdown_item
from askpapers.writers.ris import ris_record


def papers(rows: Sequence[ListedPaper], form: str) -> str:
    """Return the rows as "bibtex", "ris", "csl-json", "csv", "markdown" or "jsonl" text; KeyError for another form.

    >>> rows = await library.catalog.rows(Scope(), limit=2)
    >>> export(rows, "bibtex").count("title =")
    2
    """
    writer = Writer(form)
    return writer.head + "".join(map(writer.entry, rows)) + writer.tail


class Writer:
    """Writes papers one after another, so that a library need not fit into memory: `head`, each `entry`, `tail`.

    Raises KeyError for a form that is not one of `papers`.
    """

    def __init__(self, form: str) -> None:
        make_entry, self.head, self._between, self.tail = _FORMS[form]
        self._make = make_entry()
        self._first = True

    def entry(self, row: ListedPaper) -> str:
        """Return the next paper's text."""
        before, self._first = "" if self._first else self._between, False
        return before + self._make(row)


def _csl(row: ListedPaper) -> str:
    paper, dated = row.paper, publication_date(row.paper)
    item = {
        "id": paper.id,
        "type": "article",
        "title": paper.title,
        "abstract": paper.abstract,
        "author": [_csl_name(author) for author in paper.authors],
        "DOI": paper.doi,
        "URL": paper.url,
        "number": f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else None,
        "keyword": ", ".join((*paper.keywords, *row.annotation.tags)),
        "annote": row.annotation.note,
        "issued": dated and {"date-parts": [[int(part) for part in dated.split("-")]]},
    }
    return json_text({name: value for name, value in item.items() if value}, 1)


def _csl_name(author: str) -> dict[str, str]:
    name = parse_name(author)
    if name is None:
        return {"literal": author}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


_COLUMNS: dict[str, Callable[[ListedPaper], object]] = {
    "id": lambda row: row.paper.id,
    "title": lambda row: row.paper.title,
    "one_line": lambda row: row.one_line,
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
    "categories": lambda row: " ".join(row.paper.categories),
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
}


def _csv(row: ListedPaper) -> str:
    return _line(_cell(value(row)) for value in _COLUMNS.values())


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", value)
    # A spreadsheet runs a cell that begins like a formula; a leading apostrophe makes it text.
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _jsonl(row: ListedPaper) -> str:
    from askpapers.library.catalog.records import record_of

    record = {name: value for name, value in record_of(row.paper).items() if name not in {"folded_title", "newest_day"}}
    for name in LISTS:
        record[name] = list(getattr(row.paper, name))
    record |= {"listed": [day.isoformat() for day in row.paper.listed], "one_line": row.one_line or None}
    record |= row.annotation.as_json()
    return json_text(record) + "\n"


_Entry = Callable[[ListedPaper], str]

_FORMS: dict[str, tuple[Callable[[], _Entry], str, str, str]] = {
    "bibtex": (bibtex_entries, "", "", ""),
    "ris": (lambda: ris_record, "", "", ""),
    "csl-json": (lambda: _csl, "[\n", ",\n", "\n]\n"),
    "csv": (lambda: _csv, _line(_COLUMNS), "", ""),
    "markdown": (lambda: markdown_item, "", "", ""),
    "jsonl": (lambda: _jsonl, "", "", ""),
}
"""Of each form: what makes the function that writes a paper, and what stands before, between and after the papers."""
