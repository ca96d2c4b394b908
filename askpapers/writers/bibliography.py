"""Papers, answers and comparisons for other programs: reference managers, spreadsheets, notes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from askpapers.papers.paper import ListedPaper, Paper
from askpapers.text.sanitize import sanitize
from askpapers.writers.markdown import _arxiv_url, _markdown


def papers(rows: Sequence[ListedPaper], form: str) -> str:
    """Return the rows as "bibtex", "ris", "csl-json", "csv", "markdown" or "jsonl" text; KeyError for another form.

    >>> rows = await library.catalog.rows(Scope(), limit=2)
    >>> export(rows, "bibtex").count("title =")
    2
    """
    forms = {
        "bibtex": _bibtex,
        "ris": _ris,
        "csl-json": _csl,
        "csv": _csv,
        "markdown": _markdown,
        "jsonl": _jsonl,
    }
    return forms[form](rows)


def citation_key(paper: Paper) -> str:
    """Return a BibTeX key: first author, year, first word of the title."""
    names = paper.authors[0].split() if paper.authors else []
    surname = names[-1] if names else "paper"
    year = str(paper.published.year) if paper.published else ""
    word = next((w for w in re.findall(r"\w+", paper.title) if len(w) > 3), paper.id)
    return re.sub(r"[^A-Za-z0-9]", "", f"{surname}{year}{word}") or re.sub(r"\W", "", paper.id)


def _bibtex(rows: Sequence[ListedPaper]) -> str:
    from bibtexparser import model
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library

    library, keys = Library(), set()
    for row in rows:
        paper = row.paper
        key = base = citation_key(paper)
        suffix = 0
        while key in keys:
            suffix += 1
            key = f"{base}{suffix}"
        keys.add(key)
        values = {
            "title": f"{{{_braced(paper.title)}}}",
            "author": " and ".join(_author(author) for author in paper.authors if author.strip()),
            "year": str(paper.published.year) if paper.published else "",
            "month": str(paper.published.month) if paper.published else "",
            "eprint": paper.arxiv_id or "",
            "archiveprefix": "arXiv" if paper.arxiv_id else "",
            "doi": _braced(paper.doi or ""),
            "url": _braced(paper.url or ""),
            "abstract": _braced(paper.abstract),
        }
        fields = [model.Field(name, value) for name, value in values.items() if value]
        library.add(model.Entry("misc" if paper.arxiv_id else "article", key, fields))
    return str(write_string(library))


def _braced(text: str) -> str:
    """One line whose braces are balanced: others would end the field, as a last backslash would keep it open."""
    text = sanitize(text)
    depth = 0
    for c in text:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            break
    if depth:
        text = text.replace("{", "").replace("}", "")
    return text + " " if text.endswith("\\") else text


def _author(name: str) -> str:
    """A name with "and" in it is one name: "Research and Development"."""
    name = _braced(name)
    return f"{{{name}}}" if re.search(r"\band\b", name, re.I) else name


def _ris(rows: Sequence[ListedPaper]) -> str:
    import rispy

    entries: list[dict[str, Any]] = []
    for row in rows:
        paper = row.paper
        entry = {
            "type_of_reference": "UNPB" if paper.arxiv_id else "JOUR",
            "title": sanitize(paper.title),
            "authors": [sanitize(author) for author in paper.authors],
            "year": str(paper.published.year) if paper.published else None,
            "abstract": sanitize(paper.abstract),
            "doi": sanitize(paper.doi or ""),
            "urls": [sanitize(url)] if (url := paper.url or _arxiv_url(paper)) else None,
            "keywords": [sanitize(keyword) for keyword in paper.keywords],
            "id": paper.id,
        }
        entries.append({name: value for name, value in entry.items() if value})
    return str(rispy.dumps(entries))


def _csl(rows: Sequence[ListedPaper]) -> str:
    items = []
    for row in rows:
        paper = row.paper
        item = {
            "id": paper.id,
            "type": "article",
            "title": paper.title,
            "abstract": paper.abstract,
            "author": [_csl_name(author) for author in paper.authors],
            "DOI": paper.doi,
            "URL": paper.url,
            "number": f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else None,
            "issued": paper.published
            and {"date-parts": [[paper.published.year, paper.published.month, paper.published.day]]},
        }
        items.append({name: value for name, value in item.items() if value})
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _csl_name(author: str) -> dict[str, str]:
    given, _, family = author.rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": author}


def _csv(rows: Sequence[ListedPaper]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "title", "one_line", "organization", "authors", "published", "listed", "comments", "upvotes",
                     "url", "abstract"])  # fmt: skip
    for row in rows:
        p = row.paper
        days = " ".join(day.isoformat() for day in p.listed)
        cells = [p.id, p.title, row.one_line, p.organization or "", "; ".join(p.authors), p.published or "", days,
                 p.comments, p.upvotes, p.url or "", p.abstract]  # fmt: skip
        writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", value)
    # A spreadsheet runs a cell that begins like a formula; a leading apostrophe makes it text.
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _jsonl(rows: Sequence[ListedPaper]) -> str:
    from askpapers.library.catalog.records import record_of

    lines = []
    for row in rows:
        record = {
            name: value for name, value in record_of(row.paper).items() if name not in {"folded_title", "newest_day"}
        }
        for name in ("authors", "categories", "keywords"):
            record[name] = json.loads(str(record[name]))
        record |= {"listed": [day.isoformat() for day in row.paper.listed], "one_line": row.one_line or None}
        lines.append(json.dumps(record, ensure_ascii=False))
    return "".join(line + "\n" for line in lines)
