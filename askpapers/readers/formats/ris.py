"""RIS, the tagged form that publishers and reference managers exchange."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, one_line
from askpapers.readers.document import Document
from askpapers.readers.fields import arxiv_of_doi, paper_from_fields, whole_date
from askpapers.readers.format import Evidence, Format, Items
from askpapers.readers.person_names import readable_name, separated, turned
from askpapers.text.sanitize import sanitize


def recognize(document: Document) -> Evidence:
    """By the tag that a record begins with: `TY  - `."""
    return Evidence.CERTAIN if re.search(r"^TY  ?- ?\w*", document.begins, re.M) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title."""
    return read_ris(document.text, document.name, document.day)


def read_ris(text: str, name: str, day: date | None) -> Items:
    """Yield a paper for each record that has a title."""
    import rispy

    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    try:
        records = rispy.loads(text, skip_unknown_tags=False)
    except Exception:  # one broken record must not lose the others
        records = []
        starts = [m.start() for m in re.finditer(r"^TY  ?-", text, re.M)]
        for place, start in enumerate(starts):
            end = starts[place + 1] if place + 1 < len(starts) else len(text)
            piece = re.sub(r"^ER  ?-.*", "", text[start:end], flags=re.M).rstrip() + "\nER  - \n"
            try:
                records += rispy.loads(piece)
            except Exception as error:
                yield ReadWarning(
                    name, text.count("\n", 0, start) + 1, f"a record is damaged: {sanitize(str(error), 80)}"
                )
    for place, record in enumerate(records, 1):
        paper = _from_ris(record, day)
        yield paper or ReadWarning(name, None, f"record {place} of {len(records)} has no title and is skipped")


def _from_ris(record: dict[str, Any], day: date | None) -> Paper | None:
    title = one_line(str(record.get("primary_title") or record.get("title") or record.get("short_title") or ""))
    if not title:
        return None
    urls = record.get("urls") or ([record["url"]] if record.get("url") else [])
    authors = record.get("authors") or record.get("first_authors") or ()
    return paper_from_fields(
        title=title,
        abstract=str(record.get("abstract") or record.get("notes_abstract") or ""),
        authors=tuple(name for some in authors for raw in separated(str(some)) if (name := turned(readable_name(raw)))),
        published=whole_date(str(record.get("date") or "")),
        url=str(urls[0]) if urls else None,
        arxiv=next((found for url in urls if (found := arxiv_id(str(url)))), None) or arxiv_of_doi(record.get("doi")),
        doi=record.get("doi"),
        keywords=tuple(one_line(str(k)) for k in record.get("keywords") or () if str(k).strip()),
        listed=(day,) if day else (),
        source="ris",
    )


FORMAT = Format(
    name="ris",
    title="RIS",
    recognize=recognize,
    read=read,
    example="TY  - JOUR\nTI  - Quiet Gradients\nAU  - One, Ada\nAB  - We make gradients quiet.\nER  - \n",
    specification="https://refman.com/sites/rm/files/m/direct_export_ris.pdf",
)
