"""Papers for other programs: BibTeX, RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), spreadsheets, notes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from askpapers.papers.paper import LISTS, ListedPaper, Paper, publication_date
from askpapers.papers.person_name import parse_name
from askpapers.text.latex import escape_latex
from askpapers.text.sanitize import json_text, sanitize
from askpapers.writers.markdown import arxiv_url, markdown_item


def bibtex_entries() -> Callable[[ListedPaper], str]:
    """Return what writes one paper after another as entries, each under a key of its own."""
    counts: dict[str, int] = {}

    def entry(row: ListedPaper) -> str:
        base = key = citation_key(row.paper)
        while key in counts:
            counts[base] += 1
            key = f"{base}{counts[base]}"
        counts[key] = 0
        fields = "".join(f"\t{name} = {{{value}}},\n" for name, value in _bibtex_fields(row) if value)
        return f"@{'misc' if row.paper.arxiv_id else 'article'}{{{key},\n{fields}}}\n\n"

    return entry


def citation_key(paper: Paper) -> str:
    """Return a BibTeX key: first author, year, first word of the title."""
    first = paper.authors[0] if paper.authors else "paper"
    name = parse_name(first)
    surname = name.family if name else (first.split() or [""])[-1]
    year = publication_date(paper)[:4]
    word = next((w for w in re.findall(r"\w+", paper.title) if len(w) > 3), paper.id)
    return re.sub(r"[^A-Za-z0-9]", "", f"{surname}{year}{word}") or re.sub(r"\W", "", paper.id)


def _bibtex_fields(row: ListedPaper) -> list[tuple[str, str]]:
    paper, own = row.paper, row.annotation
    dated, arxiv = publication_date(paper), paper.arxiv_id
    return [
        # A second pair of braces keeps the capitals.
        ("title", f"{{{_escaped(paper.title)}}}"),
        ("author", " and ".join(bibtex_name(author) for author in paper.authors if sanitize(author))),
        ("date", dated),
        ("year", dated[:4]),
        ("month", dated[5:7].lstrip("0")),
        ("eprint", _verbatim(arxiv or "")),
        ("archiveprefix", "arXiv" if arxiv else ""),
        # pandoc forgets `eprint` where there is a `url`, and keeps `number`, which no style prints for @misc.
        ("number", f"arXiv:{_verbatim(arxiv)}" if arxiv and arxiv not in (paper.url or "") else ""),
        ("doi", _verbatim(paper.doi or "")),
        ("url", _verbatim(paper.url or "")),
        ("keywords", ", ".join(_escaped(keyword) for keyword in (*paper.keywords, *own.tags))),
        ("abstract", _escaped(paper.abstract)),
        ("annote", _escaped(own.note)),
        # What JabRef calls a collection.
        ("groups", ", ".join(map(_escaped, own.collections))),
    ]


def bibtex_name(name: str) -> str:
    """Return an author as BibTeX parts names: "King, Jr., Martin Luther"; a group's name in braces, so that it stays whole."""
    name = sanitize(name)
    parts = parse_name(name)
    if parts is None:
        return _escaped(name) if re.fullmatch(r"[\w.-]+", name) else f"{{{_escaped(name)}}}"
    given = ", ".join(_part(part) for part in (parts.suffix, parts.given) if part)
    return f"{_part(parts.family)}, {given}"


def _part(text: str) -> str:
    text = _escaped(text)
    return f"{{{text}}}" if re.search(r"\band\b|,", text, re.I) else text


def _escaped(text: str) -> str:
    return escape_latex(sanitize(text))


def _verbatim(text: str) -> str:
    """An address as it is: biber and pandoc take its signs for themselves; braces would end it, and are coded."""
    return sanitize(text).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")


def ris_record(row: ListedPaper) -> str:
    """Return a paper as a record."""
    lines = (f"{tag}  - {text}\n" for tag, value in _ris_fields(row) if (text := sanitize(value)))
    return f"{''.join(lines)}ER  - \n\n"


def _ris_fields(row: ListedPaper) -> Iterator[tuple[str, str]]:
    paper: Paper = row.paper
    yield "TY", "UNPB" if paper.arxiv_id else "JOUR"
    yield "TI", paper.title
    for author in paper.authors:
        yield "AU", ris_name(author)
    if dated := publication_date(paper):
        # pandoc reads days of Y1 alone and only with hyphens, the standard's own place for them is DA.
        yield "Y1", dated
        yield "PY", dated[:4]
        if dated[4:]:
            # Year, month, day and a word, with slashes between them, empty where they are not known.
            yield "DA", f"{'/'.join([*dated.split('-'), '', ''][:3])}/"
    yield "AB", paper.abstract
    yield "DO", paper.doi or ""
    if paper.arxiv_id:
        yield "JO", f"arXiv:{paper.arxiv_id}"
    for url in dict.fromkeys((paper.url or "", arxiv_url(paper))):
        yield "UR", url
    for keyword in (*paper.keywords, *row.annotation.tags):
        yield "KW", keyword
    yield "N1", row.annotation.note
    yield "ID", paper.id


def ris_name(name: str) -> str:
    """Return an author as "Family Jr., Given", any other of several words with a comma behind it, which keeps it whole."""
    parts = parse_name(name)
    if parts is None:
        whole = name.replace(",", "")
        return f"{whole}," if " " in whole else whole
    return f"{' '.join(part for part in (parts.family, parts.suffix) if part)}, {parts.given}"


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
