"""EndNote's XML, which Bookends, Mendeley and Zotero write too."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id
from askpapers.readers.fields import (
    paper_from_fields,
    readable_name,
    split_names,
    stated_arxiv_id,
    turn_name,
    whole_date,
)
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.markup import readable
from askpapers.readers.records import nodes_at, text_at, texts_at, xml_records

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def recognize(document: Document) -> Evidence:
    """By its root `xml` or `records`, and a record with contributors or a type."""
    if not document.root or document.root[1] not in {"xml", "records", "record"}:
        return Evidence.NONE
    return (
        Evidence.CERTAIN
        if re.search(r"<(?:ref-type|rec-number|contributors|titles)\b", document.begins)
        else Evidence.NONE
    )


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title; ids in notes are other papers'."""
    return papers_of(document, xml_records(document, "record"), lambda node: _paper(node, document.listed))


def _paper(node: Element, listed: tuple[date, ...]) -> Paper | None:
    names = texts_at(node, "contributors/authors/author")
    kind = next((each.get("name") or "" for each in nodes_at(node, "ref-type")), "")
    if not names and kind.endswith("Book"):
        names = texts_at(node, "contributors/secondary-authors/author")  # its editors
    year, day = text_at(node, "dates/year"), text_at(node, "dates/pub-dates/date")
    links = [
        link
        for path in ("urls/web-urls/url", "urls/related-urls/url", "urls/related-urls/url/style")
        for link in texts_at(node, path)
        if link.startswith(("http://", "https://"))
    ]
    words = [
        line.strip()
        for each in nodes_at(node, "keywords/keyword")
        for line in re.split(r"[\n\r;]", "".join(each.itertext()))
        if line.strip()
    ]
    abstract = next(iter(nodes_at(node, "abstract")), None)
    number = text_at(node, "electronic-resource-num")
    stated = [text_at(node, "periodical/full-title"), text_at(node, "titles/secondary-title"), text_at(node, "volume")]
    return paper_from_fields(
        title=readable(text_at(node, "titles/title")),
        abstract=readable(_lines("".join(abstract.itertext())) if abstract is not None else ""),
        authors=[turn_name(readable_name(name)) for some in names for name in split_names(some)],
        published=whole_date(day) or (whole_date(f"{day}, {year}") if day and year not in day else None),
        issued=(day, f"{day} {year}", year),
        listed=listed,
        url=next(iter(links), None),
        arxiv=[arxiv_id(number), *(stated_arxiv_id(text) for text in stated), *links],
        doi=number,
        keywords=words,
        source="endnote-xml",
    )


def _lines(text: str) -> str:
    """The text of an element with its own line breaks; what only lays out the XML goes."""
    return "\n".join(line.strip() for line in text.strip().replace("\r", "\n").split("\n"))


FORMAT = Format(
    name="endnote-xml",
    title="EndNote's XML",
    recognize=recognize,
    read=read,
    example="""<?xml version="1.0"?>
<xml><records><record><rec-number>1</rec-number><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style>One, Ada</style></author></authors></contributors>
<titles><title><style>Quiet Gradients</style></title></titles><abstract><style>We make gradients quiet.</style></abstract>
</record></records></xml>
""",
    specification="https://support.clarivate.com/Endnote/s/article/EndNote-Import-Formats",
)
