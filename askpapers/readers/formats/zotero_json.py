"""Zotero's items: Better BibTeX's JSON, and the answers of Zotero's own interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id
from askpapers.readers.fields import paper_from_fields, readable_name, stated_arxiv_id, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote, papers_of
from askpapers.readers.json_records import dicts_in, list_in, plain_in, text_in

_NO_PAPERS = {"attachment", "note", "annotation"}
_PEOPLE = (
    {"author", ""},
    {"presenter", "inventor", "programmer", "podcaster", "interviewee", "director", "artist", "cartographer",
    "composer", "performer", "sponsor"},
)  # fmt: skip
"""The kinds of creators who are an item's people, the first kind that it has; of a book they may be its editors."""


def recognize(document: Document) -> Evidence:
    """By items with Zotero's own type and its creators or abstract note."""
    return Evidence.CERTAIN if any(map(_is_item, map(_bare, document.sample))) else Evidence.NONE


def _bare(record: dict[str, Any]) -> dict[str, Any]:
    inner = record.get("data")
    return inner if isinstance(inner, dict) and "itemType" in inner else record


def _is_item(item: dict[str, Any]) -> bool:
    return "itemType" in item and bool({"creators", "abstractNote", "title", "dateAdded", "parentItem"} & item.keys())


def read(document: Document) -> Items:
    """Yield a paper for each item that has a title; attachments and notes are left out and counted."""
    left: list[str] = []
    yield from papers_of(document, _papers_alone(document, left), lambda item: _paper(item, document.listed), "item")
    if left:
        yield ReadNote(f"{len(left)} attachments, notes or annotations left out")


def _papers_alone(document: Document, left: list[str]) -> Iterator[tuple[int | None, Any]]:
    for line, record in document.records():
        item = _bare(record) if isinstance(record, dict) else record
        if isinstance(item, dict) and text_in(item, "itemType") in _NO_PAPERS:
            left.append(str(item["itemType"]))
            continue
        yield line, item


def _paper(item: Any, listed: tuple[date, ...]) -> Paper | None:
    extra = text_in(item, "extra")
    stated = [text_in(item, name) for name in ("archiveID", "publicationTitle", "number", "reportNumber")]
    doi = re.search(r"^\s*DOI:\s*(\S+)", extra, re.M | re.I)
    creators = list(dicts_in(item, "creators"))
    kinds = (*_PEOPLE, {"editor"} if text_in(item, "itemType") == "book" else set())
    authors = next(filter(None, ([c for c in creators if text_in(c, "creatorType") in kind] for kind in kinds)), [])
    return paper_from_fields(
        title=plain_in(item, "title"),
        abstract=plain_in(item, "abstractNote"),
        authors=[name for each in authors if (name := _name(each))],
        published=whole_date(text_in(item, "date")),
        issued=(text_in(item, "date"),),
        listed=listed,
        url=text_in(item, "url") or None,
        arxiv=[stated_arxiv_id(extra), arxiv_id(stated[0]), *map(stated_arxiv_id, stated), text_in(item, "url")],
        doi=text_in(item, "DOI") or (doi[1] if doi else ""),
        keywords=[text_in(tag, "tag") or text_in(tag) for tag in list_in(item, "tags")],
        source="zotero-json",
    )


def _name(creator: dict[str, Any]) -> str:
    parts = [text_in(creator, "firstName"), text_in(creator, "lastName")]
    return readable_name(text_in(creator, "name") or " ".join(part for part in parts if part))


FORMAT = Format(
    name="zotero-json",
    title="Better BibTeX's JSON, and Zotero's",
    recognize=recognize,
    read=read,
    example="""{"config": {"label": "BetterBibTeX JSON"}, "items": [{"itemType": "preprint", "title": "Quiet Gradients",
  "abstractNote": "We make gradients quiet.", "date": "2026-01-02",
  "creators": [{"firstName": "Ada", "lastName": "One", "creatorType": "author"}]}]}
""",
    specification="https://retorque.re/zotero-better-bibtex/exporting/",
)
