"""CSV and TSV of services and reference managers, their columns known by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id
from askpapers.readers.fields import date_of, doi_of, keywords_in, paper_from_fields, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote, papers_of
from askpapers.readers.formats.json_lines import paper_of
from askpapers.readers.markup import readable
from askpapers.readers.own_table import is_own, record_of_row
from askpapers.readers.own_words import words_in
from askpapers.readers.tables import DELIMITERS, FIELDS, columns_of, names_in, normal, rows_of
from askpapers.text.sanitize import sanitize

_SECOND = ("abstract", "authors", "doi", "year", "date", "keywords", "url", "pmid", "journal")
_NO_ABSTRACT = re.compile(r"\[?\s*(?:no abstract(?: is)? available|n/?a|none|null|nan)\.?\s*\]?", re.I)

_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+[\s:|-]*")
"""The line below the headings of a table in Markdown."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The line of a table's headings, what parts its cells, and the columns of each field."""

    line: int
    delimiter: str
    names: Sequence[str]
    columns: Mapping[str, Sequence[int]]


def recognize(document: Document) -> Evidence:
    """By a line of headings among the first that has a title and another field."""
    heading = heading_of(document)
    if heading is None:
        return Evidence.NONE
    known = sum(field in heading.columns for field in _SECOND)
    return Evidence.CERTAIN if known > 1 or document.columns else Evidence.LIKELY


def heading_of(document: Document) -> Heading | None:
    """Return the headings in the first lines: a sentence or `sep=;` may stand before them; None for no table."""
    begins = document.begins
    if begins.lstrip()[:1] in ("", "{", "[", "<", "@", "%"):
        return None
    lines = begins.splitlines(keepends=True)[:6]
    if any(_RULE.fullmatch(line.rstrip("\r\n")) for line in lines[1:]):
        return None
    best: Heading | None = None
    for delimiter in DELIMITERS:
        for line, names in rows_of("".join(lines), delimiter):
            if names is None or len(names) < 2 or max(map(len, names)) > 200 or line > 4:
                continue
            columns = columns_of(names, document.columns)
            if "title" in columns and any(field in columns for field in _SECOND):
                if best is None or len(names) > len(best.names):
                    best = Heading(line, delimiter, names, columns)
                break
    return best


def read(document: Document) -> Items:
    """Yield a paper for each row that has a title, after a note of the columns that were used.

    Raises UsageError for a column that a person names and that is not there.
    """
    heading = heading_of(document)
    for field, name in document.columns.items():
        names = heading.names if heading else next((row for _, row in rows_of(document.begins, ",") if row), ())
        if normal(name) not in {normal(each) for each in names}:
            raise errors.UsageError(
                f"{document.name} has no column “{sanitize(name, 60)}” for {field}.",
                f"Its columns: {sanitize(', '.join(names), 400)}.",
            )
    if heading is None:
        message = "no line of headings with a title and another known column was found"
        yield ReadWarning(document.name, 1, f"{message}; name them with --map title=HEADING", lost=True)
        return
    if is_own(heading.names) and not document.columns:
        yield from _own_papers(document, heading)
        return
    yield ReadNote(_used(heading))
    glued = any(normal(name) == "item title" for name in heading.names)
    yield from papers_of(
        document, _rows(document, heading), lambda row: _paper(row, heading.columns, document.listed, glued), "row"
    )


def _own_papers(document: Document, heading: Heading) -> Items:
    """The papers of our own export, with all that its columns hold."""
    records = (
        (line, row if isinstance(row, ReadWarning) else record_of_row(heading.names, row))
        for line, row in _rows(document, heading)
    )
    return papers_of(document, records, lambda record: paper_of(record, document.day), "row", words_in)


def _used(heading: Heading) -> str:
    said = [
        f"{field} = " + ", else ".join(f"“{sanitize(heading.names[place].strip(), 60)}”" for place in places)
        for field, places in heading.columns.items()
        if field in FIELDS
    ]
    return f"columns used: {'; '.join(said)}"


def _rows(document: Document, heading: Heading) -> Iterator[tuple[int, Sequence[str] | ReadWarning]]:
    width = len(heading.names)
    for line, row in rows_of(document.text, heading.delimiter, width):
        if line <= heading.line:
            continue
        if row is None:
            yield (
                line,
                ReadWarning(document.name, line, "a quote in this row is never closed; it is skipped", lost=True),
            )
        elif any(cell.strip() for cell in row[width:]):
            message = f"the row has {len(row)} cells for {width} headings and is skipped: its columns would be mixed"
            yield line, ReadWarning(document.name, line, message, lost=True)
        elif any(cell.strip() for cell in row):
            yield line, row


def _paper(
    row: Sequence[str], columns: Mapping[str, Sequence[int]], listed: tuple[date, ...], glued: bool
) -> Paper | None:
    def cells(field: str) -> list[str]:
        return [cell for place in columns.get(field, ()) if place < len(row) and (cell := row[place].strip())]

    def first(field: str) -> str:
        return next(iter(cells(field)), "")

    links = [link for cell in cells("url") if (link := re.split(r"[;|\s]", cell)[0])]
    pmid = re.sub(r"\D", "", first("pmid"))
    places = [*cells("doi"), *(unquote(part) for link in links + cells("resolver") for part in link.split("&"))]
    doi = next((found for place in places if (found := doi_of(place))), None)
    if pmid and not links:
        links = [f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"]
    if _NO_ABSTRACT.fullmatch(abstract := first("abstract")):
        abstract = ""
    return paper_from_fields(
        title=readable(first("title")),
        abstract=readable(abstract),
        authors=names_in(first("authors"), glued=glued),
        published=_date(cells("date"), first("year"), first("month"), first("day"), first("source")),
        issued=[
            *cells("date"),
            f"{first('year')} {first('month')}",
            *(f"{cell} {first('year')}" for cell in cells("date")),
        ],
        listed=listed,
        url=next((link for link in links if re.match(r"https?://", link)), None),
        arxiv=[known for cell in [*cells("arxiv"), first("journal")] if (known := _arxiv_id(cell))] + links,
        doi=doi,
        keywords=_keywords(first("keywords")),
        source="csv",
    )


def _arxiv_id(cell: str) -> tuple[str, int | None] | None:
    found = re.search(r"arxiv(?:\.org/(?:abs|pdf)/|\s*(?:id)?\s*:\s*)(?:arxiv:)?\s*(\S+)", cell, re.I)
    return arxiv_id(found[1]) if found else arxiv_id(cell)


def _date(cells: list[str], year: str, month: str, day: str, source: str) -> date | None:
    for cell in cells:
        # Web of Science parts the year from the day: "DEC 16".
        if known := whole_date(cell) or (
            whole_date(f"{cell} {year}") if re.fullmatch(r"[A-Za-z]{3} \d{1,2}", cell) else None
        ):
            return known
    said = re.search(r"Date of Publication: ([^()]{6,30})", source)
    return date_of(year, month, day) or (whole_date(said[1].strip()) if said else None)


def _keywords(cell: str) -> tuple[str, ...]:
    if cell.startswith("[") and cell.endswith("]"):
        cell = re.sub(r"^\[['\"]?|['\"]?\]$|(?<=['\"]), ?(?=['\"])", lambda m: ";" if "," in m[0] else "", cell)
        cell = cell.replace("';'", ";").replace('";"', ";")
    return keywords_in(cell.replace("|", ";") if "|" in cell and ";" not in cell else cell)


FORMAT = Format(
    name="csv",
    title="CSV or TSV with a line of headings",
    recognize=recognize,
    read=read,
    example='Title,Authors,Abstract,DOI\nQuiet Gradients,"One, Ada; Two, Bo",We make gradients quiet.,10.1234/q.1\n',
    specification="https://www.rfc-editor.org/rfc/rfc4180",
)
