"""Web of Science's tagged text: savedrecs.txt and .ciw, also of its other databases."""

from __future__ import annotations

import re
from datetime import date

from askpapers.papers.paper import Paper
from askpapers.readers.fields import paper_from_fields, readable_name, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote, papers_of
from askpapers.readers.records import Dialect, TaggedRecord, records_and_rest

DIALECT = Dialect(
    tag=re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    begins=frozenset({"PT"}),
    ends=frozenset({"ER", "EF"}),
    lines_apart=frozenset({"AU", "AF", "BA", "BF", "BE", "CA"}),
)


def recognize(document: Document) -> Evidence:
    """By its head lines, or a record from `PT ` to `ER`."""
    if re.match(r"\s*FN [^\n]*\r?\n(?:\s*)VR ", document.begins):
        return Evidence.CERTAIN
    whole = re.search(r"^PT [A-Z]\s*$", document.begins, re.M) and re.search(r"^(?:ER\s*$|TI )", document.begins, re.M)
    return Evidence.CERTAIN if whole else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title; the papers that it cites are none."""
    records = records_and_rest(document.text, DIALECT)
    papers = (
        (line, record)
        for line, record in records
        if isinstance(record, ReadNote) or not record.values.keys() <= {"FN", "VR"}
    )
    return papers_of(document, papers, lambda record: _paper(record, document.listed))


def _paper(record: TaggedRecord, listed: tuple[date, ...]) -> Paper | None:
    people = record.all("AF") or record.all("AU") or record.all("BF") or record.all("BA") or record.all("BE")
    names = [name for line in people for name in line.split(";") if name.strip()]
    year, day = record.first("PY"), record.first("PD")
    pmid = re.sub(r"\D", "", record.first("PM"))
    return paper_from_fields(
        title=record.first("TI"),
        abstract="\n\n".join(record.all("AB")),
        authors=[turn_name(readable_name(name)) for name in names] + record.all("CA"),
        published=whole_date(f"{day} {year}" if re.fullmatch(r"[A-Za-z]{3} \d{1,2}", day) else day),
        issued=(f"{day} {year}", year),
        listed=listed,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None,
        arxiv=[found[0] for text in record.all("AR", "UT", "DI") if (found := re.match(r"arXiv:\S+", text, re.I))],
        doi=record.first("DI") or record.first("D2"),
        keywords=[word.strip() for text in record.all("DE") or record.all("ID") for word in text.split(";")],
        source="web-of-science",
    )


FORMAT = Format(
    name="web-of-science",
    title="Web of Science's tagged text",
    recognize=recognize,
    read=read,
    example="FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU One, A\nAF One, Ada\nTI Quiet Gradients\n"
    "AB We make gradients quiet.\nPD JAN 2\nPY 2026\nER\n\nEF\n",
    specification="https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html",
)
