"""RefWorks' tagged text: a tag, one space, a value."""

from __future__ import annotations

import re
from datetime import date

from askpapers.papers.paper import Paper
from askpapers.readers.fields import paper_from_fields, readable_name, split_names, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.markup import readable
from askpapers.readers.records import Dialect, TaggedRecord, records_and_rest

_TYPES = (
    "Abstract|Artwork|Bills|Book|Case|Computer|Conference|Dissertation|Generic|Grant|Hearing|Journal|Laws|Magazine|Map|Monograph"
    "|Motion|Music|Newspaper|Online|Patent|Personal|Report|Sound|Thesis|Unpublished|Video|Web"
)
_TAGS = (
    "A[1-6DNV]|AB|C[LNR]|D[BOS]|E[DR]|FD|I[DPS]|J[FO]|K1|L[AKL]|NO|O[LPT]|P[BP]|PMC?ID|RD|S[FLNPRT]|T[1-3]|U(?:L|[1-9]|1[0-5])"
    "|V[LO]|W[PTV]|YR"
)
DIALECT = Dialect(
    # Wrapped lines are not indented: "AI systems", "RT PCR" in an abstract are no tags.
    tag=re.compile(rf"(RT(?= (?:{_TYPES})\b)|{_TAGS})(?: (.*)|$)"),
    begins=frozenset({"RT"}),
    ends=frozenset({"ER"}),
    loose=True,
)


def recognize(document: Document) -> Evidence:
    """By a type `RT Journal Article` with a title `T1` after it."""
    found = re.search(r"^RT [A-Z][A-Za-z]", document.begins, re.M) and re.search(r"^T1 \S", document.begins, re.M)
    return Evidence.CERTAIN if found else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title."""
    return papers_of(document, records_and_rest(document.text, DIALECT), lambda record: _paper(record, document.listed))


def _paper(record: TaggedRecord, listed: tuple[date, ...]) -> Paper | None:
    year, day = record.first("YR"), record.first("FD")
    people = record.all("A1") or (record.all("A2") if re.match("Book, (?!Sec|Chap)", record.first("RT")) else [])
    links = [link for link in record.all("UL", "LK") if link.startswith(("http://", "https://"))]
    return paper_from_fields(
        title=readable(record.first("T1")),
        abstract="\n\n".join(map(readable, record.all("AB"))),
        authors=[turn_name(readable_name(name)) for some in people for name in split_names(some)],
        published=whole_date(day) or (whole_date(f"{day}, {year}") if day and year not in day else None),
        issued=(day, f"{day} {year}", year),
        listed=listed,
        url=next(iter(links), None),
        arxiv=links,
        doi=record.first("DO"),
        keywords=[word for text in record.all("K1") for word in text.split(";")],
        source="refworks",
    )


FORMAT = Format(
    name="refworks",
    title="RefWorks' tagged text",
    recognize=recognize,
    read=read,
    example="RT Journal Article\nSR Electronic\nA1 One,Ada\nT1 Quiet Gradients\nYR 2026\nFD Jan 2\nAB We make gradients quiet.\n",
    specification="https://www.refworks.com/refworks2/help/RefWorks_Tagged_Format.htm",
)
