"""Semantic Scholar's papers: search, match, citations, recommendations, and the data sets' lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.fields import paper_from_fields, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.json_records import dicts_in, plain_in, text_in, texts_in


def recognize(document: Document) -> Evidence:
    """By its ids, or the ids of others that it knows."""
    return Evidence.CERTAIN if any(map(_is_paper, document.sample)) else Evidence.NONE


def _is_paper(record: dict[str, Any]) -> bool:
    own = isinstance(record.get("externalIds", record.get("externalids")), dict)
    return own or (
        "paperId" in record and bool({"title", "authors", "corpusId", "references", "abstract"} & record.keys())
    )


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title; the one-line `tldr` is no abstract."""
    return papers_of(document, document.records(), lambda record: _paper(record, document.listed))


def _paper(record: Any, listed: tuple[date, ...]) -> Paper | None:
    ids = record.get("externalIds") or record.get("externalids") or {}
    ids = {str(name).lower(): value for name, value in ids.items()} if isinstance(ids, dict) else {}
    published = text_in(record, "publicationDate") or text_in(record, "publicationdate")
    return paper_from_fields(
        title=plain_in(record, "title"),
        abstract=plain_in(record, "abstract"),
        authors=[name for each in dicts_in(record, "authors") if (name := text_in(each, "name"))],
        published=whole_date(published),
        issued=(published, record.get("year")),
        listed=listed,
        url=text_in(record, "url") or text_in(record, "openAccessPdf", "url") or None,
        arxiv=[text_in(ids, "arxiv"), text_in(record, "arxivId")],
        doi=text_in(ids, "doi") or text_in(record, "doi"),
        keywords=texts_in(record, "fieldsOfStudy")
        or [text_in(each, "category") for each in dicts_in(record, "s2FieldsOfStudy")],
        source="semantic-scholar",
    )


FORMAT = Format(
    name="semantic-scholar",
    title="Semantic Scholar's JSON",
    recognize=recognize,
    read=read,
    example="""{"total": 1, "data": [{"paperId": "a1", "externalIds": {"ArXiv": "2601.00001"}, "title": "Quiet Gradients",
  "abstract": "We make gradients quiet.", "publicationDate": "2026-01-02", "authors": [{"authorId": "1", "name": "Ada One"}]}]}
""",
    specification="https://api.semanticscholar.org/api-docs/graph",
)
