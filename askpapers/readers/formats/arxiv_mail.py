"""arXiv's daily mailing: new and cross-listed papers with abstracts, replaced ones without."""

from __future__ import annotations

import re
from datetime import date, datetime

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, lines_of, one_line, unwrap
from askpapers.readers.fields import doi_of, readable_name
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of

_HEAD = re.compile(
    r"^(?:arXiv:\s?|Paper(?: \(\*[\w -]+\*\))?:\s*(?:arXiv:)?)"
    r"(?P<id>\d{4}\.\d{4,5}(?:v\d+)?|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?|\S*\d\S*)"
)
_RULE = re.compile(r"^(?:-{20,}|%%.*|%-%.*)$")
_RECEIVED = re.compile(r"received from\s+.{0,80}?\s+to\s+\w{3},?\s+(\d{1,2} \w{3} \d{2,4})", re.I | re.S)
_FIELD = re.compile(
    r"^(Title|Authors?|Categories|Subj-class|Comments?|DOI|Journal-ref|Report-no|MSC-class|ACM-class|License|Proxy|From)\s?:"
    r"\s*(.*)$"
)
_DATE = re.compile(
    r"^(?:Date|replaced with revised version|Date \([^)]*\)):?\s*(?:\w{3},)?\s*(\d{1,2} \w{3} \d{2,4})", re.I
)
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+")


def recognize(document: Document) -> Evidence:
    """By a line of two backslashes with a paper's head after it, also where the mail was forwarded or fenced."""
    found = re.search(
        r"^[> \t]*\\\\[ \t]*\n(?:[> \t]*\n)?[> \t]*(?:arXiv:|Paper(?: \([^)\n]*\))?: )",
        document.begins.replace("\r", ""),
        re.M,
    )
    return Evidence.CERTAIN if found else Evidence.NONE


def day_of(text: str) -> date | None:
    """Return the day on which the mailing's papers had been received by, or None."""
    found = _RECEIVED.search(text[:20_000].replace("\u00a0", " "))
    return _date(found[1]) if found else None


def read(document: Document) -> Items:
    """Yield the papers of a mailing; an entry without title or number is a warning with its line."""
    text = document.text
    day = document.day or day_of(re.sub(r"^[> \t]+", "", text[:20_000], flags=re.M))
    lines = [_QUOTED.sub("", line.replace("\u00a0", " ")).rstrip() for line in lines_of(text)]
    starts = [
        i for i, line in enumerate(lines)
        if _HEAD.match(line) and any(before.startswith("\\\\") for before in lines[max(0, i - 2) : i] if before)
    ]  # fmt: skip
    if not starts:
        yield ReadWarning(document.name, None, "no paper's head stands below a line of two backslashes", lost=True)
    ends = [*(start - 1 for start in starts[1:]), len(lines)][: len(starts)]
    records = ((start + 1, lines[start:end] or [lines[start]]) for start, end in zip(starts, ends, strict=True))
    yield from papers_of(document, records, lambda entry: _paper(entry, day), "entry")


def _paper(lines: list[str], day: date | None) -> Paper | None:
    head = _HEAD.match(lines[0])
    known = arxiv_id(head["id"]) if head else None
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
        doi=doi_of(fields.get("DOI")),
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
    return unwrap("\n\n".join(paragraphs))


def _authors(text: str) -> tuple[str, ...]:
    # Affiliations stand in parentheses, and may hold commas themselves.
    bare = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", text)
    # "ATLAS Collaboration: G. Aad, B. Abbott" is a group and its people.
    names = re.split(r",\s+and\s+|\s+and\s+|,\s*|(?<=\w):\s+", bare)
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
    may_be_empty=True,
    of_a_day=True,
)
