"""EndNote's tagged text, also called Refer: `%T` title, `%A` author."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from askpapers.papers.paper import Paper
from askpapers.readers.decode import lines_of
from askpapers.readers.fields import doi_of, paper_from_fields, readable_name, split_names, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.markup import readable
from askpapers.readers.records import Dialect, TaggedRecord, tagged_records

DIALECT = Dialect(tag=re.compile(r"%([0-9A-Z@!#$&(*+<>?\[^~])(?: (.*)|$)"), begins=frozenset(), loose=True)


def recognize(document: Document) -> Evidence:
    """By lines that begin with `%T` or `%0` and `%A` or `%D`."""
    tags = set(re.findall(r"^%([0ATDJXB]) \S", document.begins, re.M))
    return Evidence.CERTAIN if {"0", "T"} & tags and len(tags) > 1 else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title."""
    return papers_of(document, _records(document.text), lambda record: _paper(record, document.listed))


def _records(text: str) -> Iterator[tuple[int, TaggedRecord]]:
    """Records begin after an empty line, or with a second `%0`; abstracts may have empty lines too."""
    text = "\n".join(lines_of(text))
    starts = [0]
    seen = False
    for found in re.finditer(r"(?:(?<=\n\n)|^)%([0TA])(?= |$)", text, re.M):
        after_empty = text[max(0, found.start() - 2) : found.start()] in ("\n\n", "")
        if (after_empty and found.start()) or (found[1] == "0" and seen):
            starts.append(found.start())
            seen = False
        seen = seen or found[1] == "0"
    line, counted = 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", counted, start)
        counted = start
        for at, record in tagged_records(text[start:end], DIALECT):
            yield line + at - 1, record


def _paper(record: TaggedRecord, listed: tuple[date, ...]) -> Paper | None:
    year, day = record.first("D"), record.first("8")
    people = record.all("A") or (record.all("E") if record.first("0").endswith("Book") else [])
    links = [link for link in record.all("U") if link.startswith(("http://", "https://"))]
    return paper_from_fields(
        title=readable(record.first("T")),
        abstract="\n\n".join(map(readable, record.all("X"))),
        authors=[turn_name(readable_name(name.rstrip(","))) for some in people for name in split_names(some)],
        published=whole_date(day) or whole_date(year) or (whole_date(f"{day}, {year}") if day and year else None),
        issued=(day, f"{day} {year}", year),
        listed=listed,
        url=next(iter(links), None),
        arxiv=links,
        doi=next((doi for place in [*record.all("R"), *links] if (doi := doi_of(place))), None),
        keywords=[word.strip() for text in record.all("K") for word in re.split(r"[;\r]", text) if word.strip()],
        source="endnote",
    )


FORMAT = Format(
    name="endnote",
    title="EndNote's tagged text (%T, %A)",
    recognize=recognize,
    read=read,
    example="%0 Journal Article\n%T Quiet Gradients\n%A One, Ada\n%D 2026\n%X We make gradients quiet.\n",
    specification="https://support.clarivate.com/Endnote/s/article/EndNote-Import-Formats",
)
