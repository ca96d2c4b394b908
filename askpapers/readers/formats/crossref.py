"""Crossref's works, whose titles are lists and whose abstracts are JATS."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.fields import date_of, paper_from_fields
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.json_records import dicts_in, list_in, plain_in, text_in, texts_in
from askpapers.readers.markup import plain_text

_DATES = ("published-online", "published-print", "published", "issued", "posted")
"""Where a day of publication may stand; `indexed`, `created` and `deposited` are the database's own."""

_BOOKS = {"book", "edited-book", "monograph", "proceedings", "reference-book"}
"""Types whose people are their editors where they have no authors."""


def recognize(document: Document) -> Evidence:
    """By a DOI beside a title that is a list, or the answer's own frame."""
    if '"message-type"' in document.begins[:4000] and document.sample:
        return Evidence.CERTAIN
    return Evidence.CERTAIN if any(map(_is_work, document.sample)) else Evidence.NONE


def _is_work(record: dict[str, Any]) -> bool:
    return "DOI" in record and (
        isinstance(record.get("title"), list) or bool({"is-referenced-by-count", "content-domain"} & record.keys())
    )


def read(document: Document) -> Items:
    """Yield a paper for each work that has a title."""
    return papers_of(document, document.records(), lambda work: _paper(work, document.listed), "work")


def _paper(work: Any, listed: tuple[date, ...]) -> Paper | None:
    title = next(iter(texts_in(work, "title")), "")
    subtitle = next(iter(texts_in(work, "subtitle")), "")
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title.rstrip(':')}: {subtitle}"
    days = [day for name in _DATES if (day := _date(work.get(name)))]
    names = []
    is_book = text_in(work, "type") in _BOOKS
    for author in dicts_in(work, "author" if work.get("author") or not is_book else "editor"):
        parts = [text_in(author, part) for part in ("given", "family", "suffix")]
        names.append(text_in(author, "name") or " ".join(part for part in parts if part))
    doi = text_in(work, "DOI")
    return paper_from_fields(
        # Entities are read once more: publishers send it "&amp;lt;" for "<".
        title=unescape(plain_text(title)),
        abstract=unescape(plain_in(work, "abstract")),
        authors=names,
        published=min(days, default=None),
        issued=[
            "-".join(map(str, parts[:2]))
            for name in _DATES
            for parts in list_in(work.get(name), "date-parts")[:1]
            if isinstance(parts, list)
        ],
        listed=listed,
        url=text_in(work, "URL") or (f"https://doi.org/{doi}" if doi else None),
        doi=doi,
        keywords=texts_in(work, "subject"),
        source="crossref",
    )


def _date(value: Any) -> date | None:
    parts = next(iter(list_in(value, "date-parts")), None)
    return date_of(*parts[:3]) if isinstance(parts, list) and len(parts) >= 3 else None


FORMAT = Format(
    name="crossref",
    title="Crossref's JSON",
    recognize=recognize,
    read=read,
    example="""{"status": "ok", "message-type": "work-list", "message": {"items": [{"DOI": "10.1234/q.1", "type": "journal-article",
  "title": ["Quiet Gradients"], "abstract": "<jats:p>We make gradients quiet.</jats:p>",
  "author": [{"given": "Ada", "family": "One"}], "issued": {"date-parts": [[2026, 1, 2]]}}]}}
""",
    specification="https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md",
)
