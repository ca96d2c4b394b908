"""Markdown with arXiv links: lists, tables, and the digests that robots file as issues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id, lines_of
from askpapers.readers.document import Document
from askpapers.readers.fields import date_of, paper_from_fields, whole_date
from askpapers.readers.format import Evidence, Format, Items, ReadNote, papers_of
from askpapers.readers.markdown_links import ARXIV, bare_text, cells_of, links_in, title_in
from askpapers.readers.tables import names_in

_BULLET = re.compile(r"\s{0,12}(?:[-*+]|\d{1,5}[.)])\s+\S")
_FIELD = re.compile(
    r"\s{0,8}[-*+]\s+\*\*\s?(Authors?|Subjects?|Arxiv link|Pdf link|Abstract|Comments|Link)\s?:?\s?\*\*:?\s*(.*)", re.I
)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*$")
_DAY = re.compile(r"listings for (?:[A-Z][a-z]+, )?(\d{1,2}) ([A-Z][a-z]+) (\d{4})")
_OTHERS = re.compile(r",?\s*\bet\.? ?al\.?\s*$", re.I)


@dataclass(slots=True)
class Entry:
    """What a text says of one paper."""

    title: str = ""
    link: str = ""
    authors: str = ""
    abstract: str = ""
    subjects: str = ""
    day: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)


def recognize(document: Document) -> Evidence:
    """By a list's item, a table's row or a digest's line with a link to a paper of arXiv."""
    if document.json is not None:
        return Evidence.LIKELY if _rows_in_json(document) else Evidence.NONE
    if document.root is not None and document.root[1] == "html":
        return Evidence.NONE
    if re.search(r"^\s{0,8}[-*+]\s+\*\*Arxiv link:\*\*", document.begins, re.M | re.I):
        return Evidence.CERTAIN
    marked = (
        line for line in lines_of(document.begins) if line.lstrip()[:1] == "|" or ("](" in line and _BULLET.match(line))
    )
    return Evidence.LIKELY if any(ARXIV.search(line) for line in marked) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each link to arXiv in a list, each row of a table that has one, each entry of a digest."""
    left: list[str] = []
    if document.json is not None:
        entries: Iterator[tuple[int | None, Entry]] = _table_entries([(None, row) for row in _rows_in_json(document)])
    elif re.search(r"^\s{0,8}[-*+]\s+\*\*(?:Arxiv link|Authors):\*\*", document.text, re.M | re.I):
        entries = _digest_entries(document.text)
    else:
        entries = _entries(document.text, left)
    found = _DAY.search(document.text[:4000])
    day = date_of(found[3], found[2], found[1]) if found else None
    listed = document.listed or ((day,) if day else ())
    yield from papers_of(document, entries, lambda entry: _paper(entry, listed), "entry")
    if left:
        yield ReadNote(f"{len(left)} list items whose links are not arXiv's left out")


def _paper(entry: Entry, listed: tuple[date, ...]) -> Paper | None:
    found = ARXIV.search(entry.link)
    known = arxiv_id(found["id"] + (found["version"] or "")) if found else None
    paper = paper_from_fields(
        title=entry.title or (f"arXiv:{known[0]}" if known else ""),
        abstract=entry.abstract,
        authors=names_in(_OTHERS.sub("", entry.authors)) if entry.authors else (),
        published=whole_date(entry.day.replace(".", "-")),
        listed=listed,
        url=f"https://arxiv.org/abs/{known[0]}"
        if known
        else entry.link
        if entry.link.rstrip("/")[-3:] not in ("abs", "pdf")
        else None,
        arxiv=known,
        categories=re.findall(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)", entry.subjects),
        source="markdown",
    )
    # Of "Ada One et al." it is not known how many there are.
    return replace(paper, author_count=None) if paper and _OTHERS.search(entry.authors) else paper


def _rows_in_json(document: Document) -> list[str]:
    """The rows of tables that a robot keeps as JSON: {"SLAM": {"2601.00001": "|**2026-01-02**|**Title**|…|"}}."""
    value = document.json.value if document.json else None
    if not isinstance(value, dict):
        return []
    inner = [row for rows in value.values() if isinstance(rows, dict) for row in rows.values()]
    return [row for row in inner if isinstance(row, str) and row.startswith("|") and ARXIV.search(row)]


def _entries(text: str, left: list[str]) -> Iterator[tuple[int | None, Entry]]:
    table: list[tuple[int | None, str]] = []
    for number, line in enumerate([*lines_of(text), ""], 1):
        if line.lstrip()[:1] == "|":
            table.append((number, line))
            continue
        yield from _table_entries(table)
        table = []
        if _BULLET.match(line) and "http" in line:
            yield from _item_entries(number, line, left)


def _item_entries(number: int, line: str, left: list[str]) -> Iterator[tuple[int | None, Entry]]:
    links = links_in(line)
    ours = [link for link in links if ARXIV.match(link.url)]
    if not ours:
        left.append(line)
        return
    named = [link for link in ours if not link.is_generic]
    if len(named) > 1:
        for link in named:
            yield number, Entry(title=link.label, link=link.url)
        return
    after = re.match(r"\)\s*[-–—:,.]\s*([^\[\]()|]{3,200}?\bet\.? al\.?)", line[line.find(")", ours[0].at) :])
    yield number, Entry(title=title_in(line, links), link=ours[0].url, authors=after[1] if after else "")


_COLUMNS = {
    "title": ("title", "paper", "paper title", "name", "论文", "标题"),
    "authors": ("authors", "author", "作者"),
    "day": ("publish date", "date", "published", "publication date", "日期"),
    "abstract": ("abstract",),
}


def _table_entries(rows: list[tuple[int | None, str]]) -> Iterator[tuple[int | None, Entry]]:
    if not any(ARXIV.search(row) for _, row in rows):
        return
    split = [(line, cells_of(row)) for line, row in rows]
    # Robots write the day, the title, the authors, the link.
    places = {"day": 0, "title": 1, "authors": 2}
    if len(split) > 1 and all(re.fullmatch(r":?-+:?", cell) for cell in split[1][1]):
        names = [bare_text(cell).lower() for cell in split[0][1]]
        places = {key: names.index(name) for key, known in _COLUMNS.items() for name in [*known][::-1] if name in names}
        split = split[2:]
    for line, cells in split:
        links = links_in(" ".join(cells))
        link = next((each.url for each in links if ARXIV.match(each.url)), links[0].url if links else "")
        said = {key: bare_text(cells[place]) for key, place in places.items() if place < len(cells)}
        if not link and not said.get("title"):
            continue
        if "title" not in places:
            said["title"] = title_in(" | ".join(cells), links)
        entry = Entry(title=said.get("title", ""), link=link, authors=said.get("authors", ""))
        entry.abstract, entry.day = said.get("abstract", ""), said.get("day", "")
        yield line, entry


def _digest_entries(text: str) -> Iterator[tuple[int | None, Entry]]:
    entry: Entry | None = None
    start, heading, waits, name = 1, "", False, ""

    def whole() -> Entry:
        assert entry is not None
        said = {key: " ".join(" ".join(lines).split()) for key, lines in entry.fields.items()}
        entry.link = said.get("arxiv link") or said.get("link") or said.get("pdf link") or ""
        entry.authors = said.get("authors") or said.get("author") or ""
        entry.subjects = said.get("subjects") or said.get("subject") or ""
        entry.abstract = said.get("abstract") or ""
        return entry

    for number, line in enumerate(lines_of(text), 1):
        if found := _HEADING.match(line):
            if entry is not None:
                yield start, whole()
            entry, heading, start = None, bare_text(found[1]), number
            waits = heading.lower().startswith("title:") and not heading[6:].strip()
            heading = heading[6:].strip() if heading.lower().startswith("title:") else heading
        elif waits and line.strip():
            heading, waits = bare_text(line), False
        elif said := _FIELD.match(line):
            entry = entry or Entry(title=heading)
            name = said[1].lower()
            entry.fields.setdefault(name, []).append(said[2])
        elif entry is not None and name and line.strip():
            entry.fields[name].append(line.strip())
    if entry is not None:
        yield start, whole()


FORMAT = Format(
    name="markdown",
    title="Markdown lists and tables with arXiv links",
    recognize=recognize,
    read=read,
    example="# Awesome papers\n\n- [Quiet Gradients](https://arxiv.org/abs/2601.00001) - Ada One et al., 2026\n",
    specification="https://spec.commonmark.org",
)
