"""Ovid's exports as text: a label on its own line, its value indented below; or `TI  - ` and the value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from askpapers.papers.paper import Paper
from askpapers.readers.decode import lines_of
from askpapers.readers.fields import doi_of, paper_from_fields, readable_name, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.records import Dialect, TaggedRecord, tagged_records

_NUMBER = re.compile(r"<\d{1,7}(?:\. ?)?>\s*$")
DIALECT = Dialect(tag=re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|$)"), begins=frozenset({"VN"}), loose=True)
_TAGGED = re.compile(r"^(?:<\d{1,7}(?:\. ?)?>[ \t]*\r?\n[A-Z][A-Z0-9]  - |VN  - Ovid)", re.M)
_LABEL = re.compile(r"[A-Z][A-Za-z/&() -]{1,60}$")
_FIRST = ("Score", "Accession Number", "Unique Identifier", "Database", "VN")
_DEGREES = re.compile(
    r"(?:[,;]?\s+(?:MD|M\.D\.|PhD|Ph\.D\.|RN|FAAN|MSc|BSc|MPH|MS|BS|BA|MA|DO|MBA|DrPH|FACS|FRCS|MBBS|MBChB|PharmD|DPhil)\b\.?)+"
)

Fields = dict[str, str]


def recognize(document: Document) -> Evidence:
    """By a numbered record with a label below, or the labels that it begins with."""
    begins = document.begins
    if _TAGGED.search(begins):
        return Evidence.CERTAIN
    if re.search(r"^<\d{1,7}>[ \t]*\r?\n(?:[A-Z][A-Za-z -]{2,40})[ \t]*\r?\n {2}\S", begins, re.M):
        return Evidence.CERTAIN
    labels = set(
        re.findall(r"^(Accession Number|Author|Title|Source|Abstract|Unique Identifier)[ \t]*\r?\n {2}\S", begins, re.M)
    )
    return Evidence.CERTAIN if len(labels) >= 3 else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title; the references in it are none."""
    if _TAGGED.search(document.begins):
        return papers_of(document, _tagged(document.text), lambda record: _paper_of_tags(record, document.listed))
    return papers_of(document, _records(document.text), lambda fields: _paper(fields, document.listed))


def _tagged(text: str) -> Iterator[tuple[int, TaggedRecord]]:
    """Records end at the next number; where there are no numbers, at the next `VN`."""
    lines = lines_of(text)
    starts = [0, *(at for at, line in enumerate(lines) if _NUMBER.match(line)), len(lines)]
    for start, end in pairwise(starts):
        first = start + (start > 0)
        for line, record in tagged_records("\n".join(lines[first:end]), DIALECT):
            yield first + line, record


def _paper_of_tags(record: TaggedRecord, listed: tuple[date, ...]) -> Paper | None:
    days = record.all("DP", "DG", "PD", "PU")
    number = record.first("PM") or ("MEDLINE" in "".join(record.all("DB")) and record.first("UI")) or ""
    pmid = re.match(r"\d{1,9}(?=\s|$)", number)
    return paper_from_fields(
        title=re.sub(r"\s*\[[A-Z][A-Za-z ,&/-]{2,40}\]\.?$", "", record.first("TI", "OT")),
        abstract="\n\n".join(record.all("AB")),
        authors=[turn_name(readable_name(_bare(name))) for name in record.all("FA") or record.all("AU")],
        published=next((day for text in days if (day := whole_date(text))), None),
        issued=[*days, record.first("YR")],
        listed=listed,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid[0]}/" if pmid else None,
        doi=doi_of(record.first("DO")),
        keywords=[word for text in record.all("KW", "KF") or record.all("MH") for word in text.split(";")],
        source="ovid",
    )


def _bare(name: str) -> str:
    """A name without what the person did: "One, A. [Author; E-mail: …]"; the full stop behind initials stays."""
    name = re.sub(r"\s*\[[^\]]*\]\.?$", "", name)
    return re.sub(r"(?<![A-Z])\.$", "", name)


def _records(text: str) -> Iterator[tuple[int, Fields]]:
    fields: dict[str, list[str]] = {}
    start, label = 1, ""
    for number, raw in enumerate(lines_of(text), 1):
        line = raw.rstrip()
        numbered = _NUMBER.match(line)
        name = line if line[:1] not in (" ", "\t") and _LABEL.match(line) else ""
        if numbered or (name in _FIRST and not fields.keys() <= set(_FIRST[:1])):
            if fields:
                yield start, _joined(fields)
            fields, label, start = {}, "", number
        if numbered:
            continue
        if name and name not in fields:
            label = name
            fields.setdefault(label, [])
        elif label and line.strip():
            fields[label].append(line.strip())
    if fields:
        yield start, _joined(fields)


def _joined(fields: dict[str, list[str]]) -> Fields:
    return {label: " ".join(lines) for label, lines in fields.items()}


def _paper(fields: Fields, listed: tuple[date, ...]) -> Paper | None:
    def first(*labels: str) -> str:
        return next((fields[label] for label in labels if fields.get(label)), "")

    title = re.sub(r"\s*\[[A-Z][A-Za-z ,&/-]{2,40}\]\.?$", "", first("Title", "Chapter Title", "Original Title"))
    pmid = first("Unique Identifier", "PMID")
    links = re.findall(r"https?://\S+", first("Link to the Ovid Full Text or citation", "Full Text", "URL"))
    said = re.search(r"(\d{1,2} [A-Z][a-z]+,? \d{4})", first("Status"))
    doi = first("DOI Number", "Digital Object Identifier", "DOI")
    return paper_from_fields(
        title=title,
        abstract=re.sub(r"^: ", "", first("Abstract")),
        authors=_names(first("Authors Full Name", "Author", "Authors")),
        published=whole_date(first("Date of Publication", "Publication Date"))
        or (whole_date(said[1]) if said else None),
        issued=(first("Date of Publication", "Publication Date"), first("Year of Publication", "Publication Year")),
        listed=listed,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid.isdecimal() else next(iter(links), None),
        doi=doi_of(doi),
        keywords=[
            word.strip(" .")
            for word in re.split(r";\s*", first("Author Keywords", "Keyword Heading", "MeSH Subject Headings"))
        ],
        source="ovid",
    )


def _names(text: str) -> list[str]:
    names = []
    parts = re.split(r";\s{2,}|;\s(?=(?:[a-z'’]+ ){0,3}[A-Z][\w'’-]*(?: [A-Z][\w'’-]+){0,2}, )|;$", text)
    for part in parts if "," in text else text.split(";"):
        name = _DEGREES.sub("", part[:300]).strip()
        name = re.sub(r"\s*(?:\[[^\]]*\]|[*+]+|\([^)]*\)|\b\d{1,2}\b[,\s]*)+$", "", name)
        name = re.sub(r"(?<![A-Z])\.$", "", _DEGREES.sub("", name.strip(" ;,")))
        if name:
            names.append(turn_name(readable_name(name)))
    return names


FORMAT = Format(
    name="ovid",
    title="Ovid's text export",
    recognize=recognize,
    read=read,
    example="<1>\nAccession Number\n  00000001.\nAuthor\n  One, Ada MD *;  Two, Bo 1\nTitle\n  Quiet Gradients[Article]\n"
    "Abstract\n  We make gradients quiet.\nDOI Number\n  10.1234/q.1\n",
    specification="https://ospguides.ovid.com",
)
