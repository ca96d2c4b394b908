"""Europe PMC's results, lite and core."""

from __future__ import annotations

from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.fields import paper_from_fields, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.json_records import dicts_in, plain_in, text_in, texts_in

_OWN = {
    "authorString",
    "abstractText",
    "pubYear",
    "inEPMC",
    "inPMC",
    "journalInfo",
    "firstPublicationDate",
    "fullTextUrlList",
}


def recognize(document: Document) -> Evidence:
    """By two of the field names that only it has."""
    return Evidence.CERTAIN if any(len(_OWN & record.keys()) > 1 for record in document.sample) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each result that has a title."""
    return papers_of(document, document.records(), lambda result: _paper(result, document.listed), "result")


def _paper(result: Any, listed: tuple[date, ...]) -> Paper | None:
    names = [
        text_in(each, "collectiveName")
        or " ".join(
            part for name in ("firstName", "lastName") if text_in(each, "firstName") and (part := text_in(each, name))
        )
        or text_in(each, "fullName")
        or " ".join(part for name in ("initials", "lastName") if (part := text_in(each, name)))
        for each in dicts_in(result, "authorList", "author")
    ]
    said = [name.strip() for name in text_in(result, "authorString").rstrip(". ").split(",")]
    day = whole_date(text_in(result, "firstPublicationDate"))
    own = text_in(result, "id") or text_in(result, "pmid")
    kind = text_in(result, "source") or ("MED" if text_in(result, "pmid") else "")
    return paper_from_fields(
        title=plain_in(result, "title"),
        abstract=plain_in(result, "abstractText"),
        authors=[name for name in names if name] or said,
        # The first of January stands for a year of which no more is known.
        published=None if day and (day.month, day.day) == (1, 1) else day,
        issued=(day.year if day else text_in(result, "pubYear"),),
        listed=listed,
        url=f"https://europepmc.org/article/{kind}/{own}" if kind and own else None,
        doi=text_in(result, "doi"),
        keywords=texts_in(result, "keywordList", "keyword"),
        source="europe-pmc",
    )


FORMAT = Format(
    name="europe-pmc",
    title="Europe PMC's JSON",
    recognize=recognize,
    read=read,
    example="""{"hitCount": 1, "resultList": {"result": [{"id": "39000001", "source": "MED", "title": "Quiet Gradients",
  "authorString": "One A, Two B.", "abstractText": "<h4>Background</h4>We make gradients quiet.",
  "firstPublicationDate": "2026-01-02"}]}}
""",
    specification="https://europepmc.org/RestfulWebService",
)
