"""OpenAlex's works, whose abstracts are kept as an index from each word to its places."""

from __future__ import annotations

from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.fields import paper_from_fields, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.json_records import dicts_in, plain_in, text_in


def recognize(document: Document) -> Evidence:
    """By an inverted abstract, authorships, or an OpenAlex id."""
    return Evidence.CERTAIN if any(map(_is_work, document.sample)) else Evidence.NONE


def _is_work(record: dict[str, Any]) -> bool:
    return (
        "abstract_inverted_index" in record
        or "authorships" in record
        or text_in(record, "id").startswith("https://openalex.org/W")
        or bool(text_in(record, "open_access", "oa_status"))
    )


def read(document: Document) -> Items:
    """Yield a paper for each work that has a title."""
    return papers_of(document, document.records(), lambda work: _paper(work, document.listed), "work")


def _paper(work: Any, listed: tuple[date, ...]) -> Paper | None:
    places = [
        *dicts_in(work, "locations"),
        *dicts_in({"of": [work.get("primary_location"), work.get("best_oa_location")]}, "of"),
    ]
    links = [link for place in places for name in ("landing_page_url", "pdf_url") if (link := text_in(place, name))]
    day = whole_date(text_in(work, "publication_date"))
    names = [
        text_in(each, "author", "display_name") or turn_name(text_in(each, "raw_author_name"))
        for each in dicts_in(work, "authorships")
    ]
    return paper_from_fields(
        title=plain_in(work, "title") or plain_in(work, "display_name"),
        abstract=_abstract(work.get("abstract_inverted_index")) or plain_in(work, "abstract"),
        authors=names,
        # The first of January stands for a year of which no more is known.
        published=None if day and (day.month, day.day) == (1, 1) else day,
        issued=(day.year if day else work.get("publication_year"),),
        listed=listed,
        url=text_in(work, "primary_location", "landing_page_url") or text_in(work, "id") or None,
        arxiv=[text_in(work, "ids", "arxiv"), *(link for link in links if "arxiv.org/" in link)],
        doi=text_in(work, "doi") or text_in(work, "ids", "doi"),
        keywords=[text_in(each, "display_name") or text_in(each, "keyword") for each in dicts_in(work, "keywords")],
        source="openalex",
    )


def _abstract(index: Any) -> str:
    if not isinstance(index, dict):
        return ""
    words = [
        (place, word)
        for word, places in index.items()
        for place in (places if isinstance(places, list) else ())
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(words))


FORMAT = Format(
    name="openalex",
    title="OpenAlex's JSON",
    recognize=recognize,
    read=read,
    example="""{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W1", "display_name": "Quiet Gradients",
  "publication_date": "2026-01-02", "authorships": [{"author": {"display_name": "Ada One"}}],
  "abstract_inverted_index": {"We": [0], "make": [1], "gradients": [2], "quiet.": [3]}}]}
""",
    specification="https://docs.openalex.org/api-entities/works/work-object",
)
