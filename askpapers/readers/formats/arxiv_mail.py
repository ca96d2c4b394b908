"""arXiv's daily mailing: new and cross-listed papers with abstracts, replaced ones without."""

from __future__ import annotations

import re
from datetime import date, datetime

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, lines_of, one_line, unwrapped
from askpapers.readers.document import Document
from askpapers.readers.format import Evidence, Format, Items
from askpapers.readers.person_names import readable_name
from askpapers.text.sanitize import sanitize

_START = re.compile(r"^arXiv:\s?(\S+)")
_RULE = re.compile(r"^(?:-{20,}|%%.*)$")
_RECEIVED = re.compile(r"received from\s+.*?\s+to\s+\w{3},?\s+(\d{1,2} \w{3} \d{2,4})", re.I)
_FIELD = re.compile(
    r"^(Title|Authors?|Categories|Comments|DOI|Journal-ref|Report-no|MSC-class|ACM-class|License|Proxy):\s*(.*)$"
)
_DATE = re.compile(r"^(?:Date|replaced with revised version|Date \([^)]*\)):?\s*(?:\w{3},)?\s*(\d{1,2} \w{3} \d{4})")


def recognize(document: Document) -> Evidence:
    """By a line of two backslashes with an arXiv number after it."""
    found = re.search(r"^\\\\[ \t]*\r?\n(?:arXiv:|Paper: )", document.begins, re.M)
    return Evidence.CERTAIN if found else Evidence.NONE


def day_of(text: str) -> date | None:
    """Return the day on which the mailing's papers had been received by, or None."""
    found = _RECEIVED.search(text[:20_000].replace("\u00a0", " "))
    return _date(found[1]) if found else None


def read(document: Document) -> Items:
    """Yield the papers of a mailing; an entry without title or number is a warning with its line."""
    text = document.text
    day = document.day or day_of(text)
    lines = [line.replace("\u00a0", " ").rstrip() for line in lines_of(text)]
    starts = [
        i for i, line in enumerate(lines)
        if _START.match(line) and any(before.startswith("\\\\") for before in lines[max(0, i - 2) : i] if before)
    ]  # fmt: skip
    for place, start in enumerate(starts):
        end = starts[place + 1] - 1 if place + 1 < len(starts) else len(lines)
        paper = _paper(lines[start:end], day)
        yield paper or ReadWarning(
            document.name, start + 1, f"skipped, for it has no title: {sanitize(lines[start], 60)}", lost=True
        )


def _paper(lines: list[str], day: date | None) -> Paper | None:
    start = _START.match(lines[0])
    known = arxiv_id(start[1]) if start else None
    if known is None:
        return None
    fields: dict[str, str] = {}
    published: date | None = None
    current = ""
    place = 1
    while place < len(lines) and not lines[place].startswith("\\\\"):
        line = lines[place]
        place += 1
        if (dated := _DATE.match(line)) is not None:
            current = ""
            if line.startswith("Date") and published is None:
                published = _date(dated[1])
        elif (named := _FIELD.match(line)) is not None:
            current = named[1].rstrip("s")
            fields[current] = named[2]
        elif line.startswith((" ", "\t")) and current:
            # A long field goes on in the next line, indented.
            fields[current] += " " + line.strip()
        elif line.strip() and current:
            fields[current] += " " + line.strip()
    abstract: list[str] = []
    if place < len(lines) and lines[place].strip() == "\\\\":
        for line in lines[place + 1 :]:
            if line.startswith("\\\\") or _RULE.match(line):
                break
            abstract.append(line)
    title = one_line(fields.get("Title", ""))
    if not title:
        return None
    authors = _authors(fields.get("Author", ""))
    return Paper(
        id=known[0],
        title=title,
        abstract=_unindented(abstract),
        published=published,
        listed=(day,) if day else (),
        authors=authors,
        author_count=len(authors) or None,
        url=f"https://arxiv.org/abs/{known[0]}",
        arxiv_id=known[0],
        version=known[1],
        doi=fields.get("DOI") or None,
        categories=tuple(fields.get("Categorie", "").split()),
        source="arxiv-mail",
    )


def _unindented(lines: list[str]) -> str:
    """Join wrapped lines; an indented line begins a paragraph, as in the mailing."""
    paragraphs: list[str] = []
    for line in lines:
        if line.startswith(" ") and paragraphs and paragraphs[-1]:
            paragraphs.append("")
        if not paragraphs:
            paragraphs.append("")
        paragraphs[-1] += ("\n" if paragraphs[-1] else "") + line.strip()
    return unwrapped("\n\n".join(paragraphs))


def _authors(text: str) -> tuple[str, ...]:
    # Affiliations stand in parentheses, and may hold commas themselves.
    bare = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", text)
    names = re.split(r",\s+and\s+|\s+and\s+|,\s*", bare)
    return tuple(name for raw in names if (name := readable_name(raw)))


def _date(text: str) -> date | None:
    for form in ("%d %b %Y", "%d %b %y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


FORMAT = Format(
    name="arxiv-mail",
    title="arXiv's daily mailing",
    recognize=recognize,
    read=read,
    example="""------------------------------------------------------------------------------
\\\\
arXiv:2601.00001
Date: Fri, 2 Jan 2026 10:00:00 GMT   (9kb)

Title: Quiet Gradients
Authors: Ada One, Bo Two
Categories: cs.CL
\\\\
  We make gradients quiet.
\\\\ ( https://arxiv.org/abs/2601.00001 ,  9kb)
------------------------------------------------------------------------------
""",
    specification="https://info.arxiv.org/help/subscribe.html",
    of_a_day=True,
)
