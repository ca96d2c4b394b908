"""CSL-JSON, the form of citation processors: Zotero, Pandoc, Crossref's content negotiation."""

from __future__ import annotations

from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.decode import text_or_none
from askpapers.readers.document import Document
from askpapers.readers.fields import date_of, keywords_in, paper_from_fields
from askpapers.readers.format import Evidence, Format, Items, papers_of
from askpapers.readers.person_names import readable_name


def recognize(document: Document) -> Evidence:
    """By items with a type and a title, whose authors are not a list called `authors`."""
    fits = any(
        "type" in item and isinstance(item.get("title"), str) and not isinstance(item.get("authors"), list)
        for item in document.sample
    )
    return Evidence.LIKELY if fits else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each item that has a title."""
    return papers_of(document, document.records(), lambda item: paper_of(item, document.listed), "item")


def paper_of(item: Any, listed: tuple[date, ...]) -> Paper | None:
    """Return the paper of an item, None where it has no title."""
    title = text_or_none(item.get("title")) if isinstance(item, dict) else None
    if not title:
        return None
    names = []
    for author in item.get("author") or ():
        if isinstance(author, dict):
            full = author.get("literal") or " ".join(
                str(author[part]) for part in ("given", "non-dropping-particle", "family") if author.get(part)
            )
            if name := readable_name(str(full)):
                names.append(name)
    issued = item.get("issued") or {}
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [*[str(part) for part in first][:3], "", "", ""]
    return paper_from_fields(
        title=title,
        abstract=str(item.get("abstract") or ""),
        authors=names,
        published=date_of(*numbers[:3]),
        url=item.get("URL"),
        arxiv=str(item.get("number") or ""),
        doi=item.get("DOI"),
        keywords=keywords_in(str(item.get("keyword") or "")),
        listed=listed,
        source="csl-json",
    )


FORMAT = Format(
    name="csl-json",
    title="CSL-JSON",
    recognize=recognize,
    read=read,
    example="""[{"id": "one2026", "type": "article-journal", "title": "Quiet Gradients",
  "author": [{"family": "One", "given": "Ada"}], "issued": {"date-parts": [[2026, 1, 2]]},
  "abstract": "We make gradients quiet."}]
""",
    specification="https://docs.citationstyles.org/en/stable/specification.html",
)
