"""JSON Feed: a feed of papers without XML."""

from __future__ import annotations

from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.fields import paper_from_fields, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.json_records import dicts_in, list_in, plain_in, text_in, texts_in


def recognize(document: Document) -> Evidence:
    """By the version that it says it is of."""
    value = document.json.value if document.json else None
    return Evidence.CERTAIN if "jsonfeed.org/version/" in text_in(value, "version") else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each item that has a title."""
    items = list_in(document.json.value if document.json else None, "items")
    return papers_of(document, ((None, item) for item in items), lambda item: _paper(item, document.listed), "item")


def _paper(item: Any, listed: tuple[date, ...]) -> Paper | None:
    links = [text_in(item, name) for name in ("url", "external_url", "id")]
    return paper_from_fields(
        title=plain_in(item, "title"),
        abstract=plain_in(item, "content_html") or text_in(item, "content_text") or text_in(item, "summary"),
        authors=[text_in(author, "name") for author in dicts_in(item, "authors")] or [text_in(item, "author", "name")],
        published=whole_date(text_in(item, "date_published")),
        listed=listed,
        url=next((link for link in links if link.startswith("http")), None),
        arxiv=links,
        doi=next((link for link in links if "doi.org/" in link or link.startswith("10.")), None),
        keywords=texts_in(item, "tags"),
        source="json-feed",
    )


FORMAT = Format(
    name="json-feed",
    title="JSON Feed",
    recognize=recognize,
    read=read,
    example="""{"version": "https://jsonfeed.org/version/1.1", "title": "cs.CL", "items": [{"id": "https://arxiv.org/abs/2601.00001",
  "title": "Quiet Gradients", "authors": [{"name": "Ada One"}], "content_text": "We make gradients quiet."}]}
""",
    specification="https://www.jsonfeed.org/version/1.1/",
    may_be_empty=True,
)
