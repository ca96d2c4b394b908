"""Markdown with arXiv links: lists, tables, and the digests that robots file as issues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from askpapers.papers.deduplication import number_as_title
from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id, lines_of, one_line
from askpapers.readers.fields import date_of, paper_from_fields, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote, not_read, papers_of
from askpapers.readers.own_list import ESCAPED, is_own, items_in, words_of
from askpapers.readers.own_list import paper_of as own_paper
from askpapers.readers.tables import names_in

_LINK = re.compile(
    r"\[(?P<label>(?:\\[^\n]|[^\[\]\\\n]|\[[^\[\]\n]{0,200}\]){0,400})\]\(<?(?P<url>https?://[^\s()<>]{1,500})>?[^()\n]{0,100}\)"
)
_BARE = re.compile(r"https?://[^\s()<>\[\]|]{1,500}")
ARXIV = re.compile(
    r"https?://(?:[\w-]{1,20}\.){0,3}(?:arxiv\.org/(?:abs|pdf|html|format)|alphaxiv\.org/abs|huggingface\.co/papers)"
    r"/(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d{1,3})?"
)
_GENERIC = re.compile(
    r"(?:the )?(?:full )?(?:paper|pdf|arxiv|abs|abstract|link|html|preprint|here|url|source|read|doc|论文|📄|📃|📜)s?\b.{0,14}|[\d.v/:-]+|\W*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a line: what it says, where it goes, and where in the line it begins."""

    label: str
    url: str
    at: int

    @property
    def is_generic(self) -> bool:
        """Whether its label says only that there is a paper: "PDF", "arXiv", "2601.00001"."""
        return bool(_GENERIC.fullmatch(self.label))


def links_in(line: str) -> list[Link]:
    """Return the links of a line, written as Markdown or bare; of bare ones the label is ""."""
    line = line[:20_000]
    found = [Link(bare_text(each["label"]), each["url"], each.start()) for each in _LINK.finditer(line)]
    within = [(each.start(), each.end()) for each in _LINK.finditer(line)]
    outside = (each for each in _BARE.finditer(line) if not any(start <= each.start() < end for start, end in within))
    found += [Link("", each[0], each.start()) for each in outside]
    return sorted(found, key=lambda link: link.at)


def bare_text(text: str) -> str:
    """Return a text without links, emphasis and the signs around it; an escaped sign is itself."""
    text = _LINK.sub(lambda each: each["label"], text)
    # Out of the way meanwhile, as characters of nobody's.
    text = ESCAPED.sub(lambda m: chr(_AWAY + ord(m[1])), text)
    text = re.sub(r"!?\[([^\[\]]{0,400})\](?!\()", r"\1", text)
    text = re.sub(r"<summary>[^<]{0,100}</summary>|\*\*|__|~~|`|<br ?/?>|</?[a-z]{1,8}>", "", text)
    text = re.sub(r"^[*_](.*)[*_]$", r"\1", text.strip())
    return one_line(_KEPT.sub(lambda m: chr(ord(m[0]) - _AWAY), text))


_AWAY, _KEPT = 0xF700, re.compile("[\uf721-\uf77e]")


def title_in(line: str, links: list[Link]) -> str:
    """Return the title of the paper that a line is about: what is bold, else a link's label, else the text before the links."""
    bold = re.search(r"\*\*((?:\\.|[^*\\\n]){8,400})\*\*", line)
    if bold and not _GENERIC.fullmatch(bare_text(bold[1])):
        return bare_text(bold[1])
    for link in links:
        if not link.is_generic and len(link.label) > 3:
            return link.label
    before = line[: links[0].at] if links else line
    before = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ x]\]\s+)?", "", before)
    return bare_text(
        re.sub(r"^\s*(?:\(|\[)?[\w ./'-]{0,20}\d{2,4}(?:[./-]\d{1,2}){0,2}(?:\)|\])[:,]?\s+", "", before)
    ).strip(' -–—:,[]()"“”|.')


def cells_of(row: str) -> list[str]:
    """Return the cells of a table's row; an escaped bar parts none."""
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


_BULLET = re.compile(r"\s{0,12}(?:[-*+]|\d{1,5}[.)])\s+\S")
_LABELS = (
    "Title|Authors?|Subjects?|Categories|Published|Date|Arxiv link|Pdf link|Abstract|Comments?|Links?|URL|arXiv|PDF"
)
_MARK = r"[ \t]{0,8}(?:[-*+][ \t]{1,8}|>[ \t]?){0,2}"
_FIELD = re.compile(rf"{_MARK}(?:\*\*|__)\s?(?P<label>{_LABELS})\s?[:：]?\s?(?:\*\*|__)\s?[:：]?\s*(?P<value>.*)", re.I)
_DIGEST = re.compile(rf"^{_MARK}(?:\*\*|__)(?:Arxiv link|Authors?|Abstract)\s?[:：]?\s?(?:\*\*|__)", re.M | re.I)
_NUMBER = re.compile(r"^(?:\d{1,4}[.)]|\[\d{1,4}\])\s+")
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
    if is_own(document.begins):
        return Evidence.CERTAIN
    if document.json is not None:
        return Evidence.LIKELY if _rows_in_json(document) else Evidence.NONE
    if document.root is not None and document.root[1] == "html":
        return Evidence.NONE
    if _DIGEST.search(document.begins) and ARXIV.search(document.begins):
        return Evidence.CERTAIN
    marked = (
        line for line in lines_of(document.begins) if line.lstrip()[:1] == "|" or ("](" in line and _BULLET.match(line))
    )
    return Evidence.LIKELY if any(ARXIV.search(line) for line in marked) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each link to arXiv in a list, each row of a table that has one, each entry of a digest."""
    left: list[str] = []
    if is_own(document.begins):
        yield from papers_of(
            document, _own(document.text), lambda item: own_paper(item, document.listed), "entry", words_of
        )
        return
    if document.json is not None:
        entries: Iterator[tuple[int | None, Entry]] = _table_entries([(None, row) for row in _rows_in_json(document)])
    elif _DIGEST.search(document.text):
        entries = _digest_entries(document.text)
    else:
        entries = _entries(document.text, left)
    found = _DAY.search(document.text[:4000])
    day = date_of(found[3], found[2], found[1]) if found else None
    listed = document.listed or ((day,) if day else ())
    yield from papers_of(document, entries, lambda entry: _paper(entry, listed), "entry")
    if left:
        yield ReadNote(f"{len(left)} list items whose links are not arXiv's left out")


def _own(text: str) -> Iterator[tuple[int | None, Any]]:
    outside: list[str] = []
    yield from items_in(text, outside)
    yield from not_read(outside)


def _paper(entry: Entry, listed: tuple[date, ...]) -> Paper | None:
    found = ARXIV.search(entry.link)
    known = arxiv_id(found["id"] + (found["version"] or "")) if found else None
    paper = paper_from_fields(
        title=entry.title or number_as_title(known[0] if known else None),
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
    """The entries of a digest: a heading that is a title or a link, and lines with labels below it."""
    entry, name, start, waits = Entry(), "", 1, False
    for number, line in enumerate(lines_of(text), 1):
        heading, said = _HEADING.match(line), _FIELD.match(line)
        again = said is not None and said["label"].lower() == "title" and "title" in entry.fields
        if heading or again:
            if _is_paper(entry):
                yield start, _whole(entry)
            entry, name, start = Entry(), "", number
        if heading:
            title = re.sub(r"^title:\s*", "", _NUMBER.sub("", bare_text(heading[1])), flags=re.I)
            entry.title, waits = title, not title
            entry.fields["heading"] = [heading[1]]
        elif said:
            name, waits = said["label"].lower().rstrip("s"), False
            entry.fields.setdefault(name, []).append(said["value"])
        elif waits and line.strip():
            entry.title, waits = bare_text(line), False
        elif re.fullmatch(r"\s*(?:[-*_]\s?){3,}", line):
            name = ""
        elif line.strip():
            entry.fields.setdefault(name or "rest", []).append(line.strip())
    if _is_paper(entry):
        yield start, _whole(entry)


def _is_paper(entry: Entry) -> bool:
    linked = any(ARXIV.search(line) for name in entry.fields if name != "rest" for line in entry.fields[name])
    return linked or len({"author", "abstract"} & entry.fields.keys()) > 1 or "arxiv link" in entry.fields


def _whole(entry: Entry) -> Entry:
    said = {key: " ".join(" ".join(lines).split()) for key, lines in entry.fields.items()}
    order = ("arxiv link", "link", "url", "arxiv", "pdf link", "pdf", "title", "heading", "rest")
    places = [said.get(name, "") for name in order]
    ours = next((link for place in places if (link := ARXIV.search(place))), None)
    entry.link = ours[0] if ours else next((link.url for place in places[:-1] for link in links_in(place)), "")
    entry.title = bare_text(said.get("title", "")) or entry.title
    entry.authors, entry.abstract = bare_text(said.get("author", "")), said.get("abstract", "")
    entry.subjects = said.get("subject") or said.get("categorie") or ""
    entry.day = said.get("published") or said.get("date") or ""
    return entry


FORMAT = Format(
    name="markdown",
    title="Markdown lists and tables with arXiv links",
    recognize=recognize,
    read=read,
    example="# Awesome papers\n\n- [Quiet Gradients](https://arxiv.org/abs/2601.00001) - Ada One et al., 2026\n",
    specification="https://spec.commonmark.org",
)
