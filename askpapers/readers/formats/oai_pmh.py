"""Answers of OAI-PMH: arXiv's own two forms, and Dublin Core of any repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id
from askpapers.readers.fields import doi_of, paper_from_fields, readable_name, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote, papers_of
from askpapers.readers.markup import readable
from askpapers.readers.records import nodes_at, text_at, texts_at, xml_records
from askpapers.readers.tables import names_in
from askpapers.text.sanitize import sanitize

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def recognize(document: Document) -> Evidence:
    """By its root element, or that of an answer without its frame."""
    space, name = document.root or ("", "")
    known = name == "OAI-PMH" or (
        name in {"ListRecords", "GetRecord"} and "openarchives" in f"{space}{document.begins[:2000]}"
    )
    return Evidence.CERTAIN if known else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each record that was not deleted; notes say how many were, and whether the file is a part.

    Raises DamagedInput for a server's refusal.
    """
    root = document.xml
    refusals = [] if root is None else nodes_at(root, "error")
    if refusals:
        said = sanitize(f"{refusals[0].get('code') or ''} {refusals[0].text or ''}".strip(), 160)
        raise errors.DamagedInput(f"{document.name} holds a server's refusal: {said}.", "Fetch it again.")
    deleted: list[str] = []
    yield from papers_of(document, _living(document, deleted), lambda node: _paper(node, document.listed))
    if deleted:
        yield ReadNote(f"{len(deleted)} deleted {'record is' if len(deleted) == 1 else 'records are'} left out")
    for token in () if root is None else root.iter("{*}resumptionToken"):
        if (token.text or "").strip():
            whole = sanitize(token.get("completeListSize") or "more", 12)
            yield ReadNote(f"the file is one part of an answer of {whole} records")


def _living(document: Document, deleted: list[str]) -> Iterator[tuple[int | None, Element | ReadWarning]]:
    for line, node in xml_records(document, "record"):
        if not isinstance(node, ReadWarning) and any(
            head.get("status") == "deleted" for head in nodes_at(node, "header")
        ):
            deleted.append(text_at(node, "header/identifier"))
            continue
        yield line, node


def _paper(node: Element, listed: tuple[date, ...]) -> Paper | None:
    inside = next((child for form in nodes_at(node, "metadata") for child in form), None)
    if inside is None:
        return None
    own = text_at(node, "header/identifier")
    known = arxiv_id(own) if own.lower().startswith("oai:arxiv") else None
    return (
        _dublin_core(inside, known, listed)
        if nodes_at(inside, "creator") or nodes_at(inside, "identifier")
        else _arxiv(inside, known, listed)
    )


def _arxiv(node: Element, known: tuple[str, int | None] | None, listed: tuple[date, ...]) -> Paper | None:
    names = []
    for author in nodes_at(node, "authors/author"):
        parts = [text_at(author, part) for part in ("forenames", "keyname", "suffix")]
        names.append(readable_name(" ".join(part for part in parts if part)))
    versions = texts_at(node, "version/date")
    found = arxiv_id(text_at(node, "id")) or known
    return paper_from_fields(
        title=text_at(node, "title"),
        abstract=text_at(node, "abstract"),
        authors=names or _names(text_at(node, "authors")),
        published=whole_date(text_at(node, "created")) or whole_date(next(iter(versions), "")),
        listed=listed,
        arxiv=(found[0], len(versions) or found[1]) if found else None,
        doi=text_at(node, "doi"),
        categories=text_at(node, "categories").split(),
        source="oai-pmh",
    )


def _names(text: str) -> list[str]:
    """arXivRaw's authors are one text, affiliations in parentheses within."""
    for _ in range(3):
        text = re.sub(r"\s*\([^()]*\)", "", text)
    return names_in(text)


def _dublin_core(node: Element, known: tuple[str, int | None] | None, listed: tuple[date, ...]) -> Paper | None:
    places = texts_at(node, "identifier")
    links = [place for place in places if place.startswith(("http://", "https://"))]
    dois = [
        doi
        for place in places
        if re.match(r"(?:doi:|10\.|https?://(?:dx\.)?doi\.org/)", place) and (doi := doi_of(place))
    ]
    # DSpace and Zenodo name the article's own DOI among the relations, by this prefix alone.
    own = "info:eu-repo/semantics/altIdentifier/doi/"
    dois += [doi for text in texts_at(node, "relation") if text.startswith(own) and (doi := doi_of(text))]
    said = [text for text in texts_at(node, "description") if not text.startswith("Comment: ")]
    return paper_from_fields(
        title=readable(text_at(node, "title")),
        abstract=readable(next(iter(said), "")),
        authors=[turn_name(readable_name(name)) for name in texts_at(node, "creator")],
        published=next((day for text in texts_at(node, "date") if (day := whole_date(text))), None),
        issued=texts_at(node, "date"),
        listed=listed,
        url=next(iter(links), None),
        arxiv=known or links,
        doi=next(iter(dois), None),
        keywords=texts_at(node, "subject"),
        source="oai-pmh",
    )


FORMAT = Format(
    name="oai-pmh",
    title="an answer of OAI-PMH (arXiv, arXivRaw, oai_dc)",
    recognize=recognize,
    read=read,
    example="""<?xml version="1.0"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>
<identifier>oai:arXiv.org:2601.00001</identifier></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2601.00001</id>
<created>2026-01-02</created><authors><author><keyname>One</keyname><forenames>Ada</forenames></author></authors>
<title>Quiet Gradients</title><categories>cs.LG</categories><abstract>We make gradients quiet.</abstract></arXiv></metadata>
</record></ListRecords></OAI-PMH>
""",
    specification="https://www.openarchives.org/OAI/openarchivesprotocol.html",
    may_be_empty=True,
)
