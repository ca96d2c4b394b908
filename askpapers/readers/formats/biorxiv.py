"""The preprints of bioRxiv and medRxiv, as api.biorxiv.org answers; several versions of one are one paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.fields import paper_from_fields, readable_name, split_names, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.json_records import plain_in, text_in

_PREFIXES = ("10.1101/", "10.64898/")
_SERVERS = {"biorxiv", "medrxiv"}


def recognize(document: Document) -> Evidence:
    """By its server or the path of its full text, or its own DOIs beside authors in one text."""
    if any(map(_is_own, document.sample)):
        return Evidence.CERTAIN
    fits = any(_doi(record).startswith(_PREFIXES) and _authors(record) for record in document.sample)
    return Evidence.LIKELY if fits else Evidence.NONE


def _is_own(record: dict[str, Any]) -> bool:
    named = "jatsxml" in record or "preprint_doi" in record or text_in(record, "server").lower() in _SERVERS
    return named or (_doi(record).startswith(_PREFIXES) and "category" in record and "version" in record)


def read(document: Document) -> Items:
    """Yield a paper for each preprint, as its last version says, on the day of its first."""
    records = _last_versions(document.records())
    return papers_of(document, records, lambda record: _paper(record, document.listed), "preprint")


def _last_versions(records: Iterator[tuple[int | None, Any]]) -> list[tuple[int | None, Any]]:
    known: dict[str, int] = {}
    found: list[tuple[int | None, Any]] = []
    for line, record in records:
        doi = _doi(record) if isinstance(record, dict) else ""
        if not doi or doi not in known:
            known[doi] = len(found)
            found.append((line, record))
            continue
        before = found[known[doi]][1]
        days = [day for each in (before, record) if (day := _day(each))]
        last = record if _version(record) >= _version(before) else before
        found[known[doi]] = (line, {**last, "date": min(days)} if days else last)
    return found


def _doi(record: dict[str, Any]) -> str:
    return text_in(record, "doi") or text_in(record, "preprint_doi")


def _day(record: dict[str, Any]) -> str:
    return text_in(record, "date") or text_in(record, "preprint_date")


def _version(record: dict[str, Any]) -> int:
    said = text_in(record, "version")
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _authors(record: dict[str, Any]) -> str:
    return text_in(record, "authors") or text_in(record, "preprint_authors")


def _paper(record: Any, listed: tuple[date, ...]) -> Paper | None:
    doi, version = _doi(record), _version(record)
    server = (text_in(record, "server") or text_in(record, "preprint_platform") or "bioRxiv").lower()
    link = f"https://www.{server}.org/content/{doi}" if server in _SERVERS and doi else None
    category = text_in(record, "category") or text_in(record, "preprint_category")
    return paper_from_fields(
        title=plain_in(record, "title") or plain_in(record, "preprint_title"),
        abstract=plain_in(record, "abstract") or plain_in(record, "preprint_abstract"),
        authors=[turn_name(readable_name(name)) for name in split_names(_authors(record)) if name.strip()],
        published=whole_date(_day(record)),
        listed=listed,
        url=f"{link}v{version}" if link and version else link,
        doi=doi,
        categories=[category] if category else (),
        source="biorxiv",
    )


FORMAT = Format(
    name="biorxiv",
    title="bioRxiv's and medRxiv's JSON",
    recognize=recognize,
    read=read,
    example="""{"messages": [{"status": "ok"}], "collection": [{"doi": "10.1101/2026.01.02.700001", "title": "Quiet Gradients",
  "authors": "One, A.; Two, B. C.", "date": "2026-01-04", "version": "1", "category": "neuroscience",
  "abstract": "We make gradients quiet.", "server": "bioRxiv"}]}
""",
    specification="https://api.biorxiv.org",
)
