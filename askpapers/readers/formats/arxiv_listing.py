"""arXiv's listing pages, /list/cs.CL/new, as saved pages and as copied text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from askpapers.papers.deduplication import number_as_title
from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id, lines_of, one_line
from askpapers.readers.fields import date_of, doi_of, paper_from_fields
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote, papers_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ID = r"arXiv:\s?(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?"
_HEAD = re.compile(
    rf"(?:\[\d+\]\s*)?{_ID}\s{{0,3}}(?:\((?:cross-list from|replaced)[^()\n]{{0,60}}\)\s{{0,3}})?"
    r"\[\s?(?:pdf|ps|html|other|src|view)\b[^\]\n]{0,80}\]"
)
_PAGE = re.compile(
    r"<dt>(?:(?!</dt>).){0,1500}?href\s{0,2}=\s{0,2}[\"']?(?:https?://(?:[\w.]+\.)?arxiv\.org)?/abs/", re.S
)
_DAY = re.compile(
    r"(?:listings|submissions|Cross-lists|Replacements|\A) ?(?:for )?(?:[A-Z][a-z]{2,8}, )?"
    r"(\d{1,2}) ([A-Z][a-z]{2,8}) (\d{4}|\d{2})\b"
)
_SECTION = re.compile(
    r"(?:(?:New|Cross|Replacement)[- ](?:submissions|lists|listings)|Replacements|Cross-lists|Showing (?:new|up to)|Total of \d+"
    r"|[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} ?\()"
)
_LABEL = re.compile(
    r"(Title|Authors?|Comments|Subjects|Journal-ref|DOI|Related DOI|Report-no|MSC-class|ACM-class)\s?:\s?"
)
_SHOWN = re.compile(r"showing (?:first )?(\d+) of (\d+) entries")


@dataclass(slots=True)
class Entry:
    """What a listing says of one paper; without a title, its number is the title where the text ran together."""

    id: str
    title: str = ""
    authors: list[str] = field(default_factory=list)
    abstract: str = ""
    subjects: str = ""
    doi: str = ""
    day: date | None = None


def recognize(document: Document) -> Evidence:
    """By a term of a list with a link to an abstract, or the number with its links: `arXiv:2601.00001 [pdf, html, other]`."""
    if (
        "<dt" in document.begins
        and "/abs/" in document.begins
        and _PAGE.search(document.begins)
        and "arXiv:" in document.begins
    ):
        return Evidence.CERTAIN
    if document.begins.lstrip()[:1] in ("<", "{"):
        return Evidence.NONE
    return Evidence.CERTAIN if _HEAD.search(document.begins) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each entry; it is listed on the day that the page says."""
    is_page = "<dt" in document.text
    entries = _entries_of_page(document) if is_page else _entries_of_text(document.text)
    yield from papers_of(document, entries, lambda entry: _paper(entry, document), "entry")
    if not is_page and re.search(rf"{_HEAD.pattern} ?Title: ", document.text):
        yield ReadNote("the text ran together in one line: some papers are known by their numbers alone")
    for shown, whole in set(_SHOWN.findall(document.text)):
        if int(shown) < int(whole):
            yield ReadNote(f"the page shows {shown} of {whole} entries; the others are on further pages")


def _paper(entry: Entry, document: Document) -> Paper | None:
    return paper_from_fields(
        title=entry.title,
        abstract=entry.abstract,
        authors=entry.authors,
        listed=document.listed or ((entry.day,) if entry.day else ()),
        url=f"https://arxiv.org/abs/{re.sub(r'v[0-9]+$', '', entry.id)}",
        arxiv=arxiv_id(entry.id),
        doi=doi_of(entry.doi),
        categories=re.findall(r"\(([a-z-]+(?:\.[A-Za-z-]+)?)\)", entry.subjects),
        source="arxiv-listing",
    )


def _day_in(text: str) -> date | None:
    found = _DAY.search(text)
    return date_of(f"20{found[3]}" if len(found[3]) == 2 else found[3], found[2], found[1]) if found else None


def _entries_of_page(document: Document) -> Iterator[tuple[int | None, Entry]]:
    from lxml import etree, html

    parser = html.HTMLParser(recover=True, no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
    text = re.sub(r"^\s*<\?xml[^>]*>", "", document.text)
    try:
        root = html.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    day: date | None = None
    entry: Entry | None = None
    for node in root.iter("h1", "h2", "h3", "p", "dt", "dd"):
        if node.tag == "dt":
            link = next((a.get("href") or "" for a in node.iter("a") if "/abs/" in (a.get("href") or "")), "")
            entry = Entry(link.partition("/abs/")[2].strip(), day=day) if link else None
        elif node.tag == "dd":
            if entry is not None:
                _fill(entry, node)
                yield node.sourceline, entry
            entry = None
        elif "list-title" not in (node.get("class") or "") and len(said := _text(node)) < 200:
            day = _day_in(said) or day


def _fill(entry: Entry, node: Element) -> None:
    parts = {name: part for part in node.iter("div", "span") for name in (part.get("class") or "").split()}
    if "list-title" in parts:
        entry.title = _LABEL.sub("", _text(parts["list-title"]), count=1)
    elif not len(node):
        entry.title = _text(node)
    if "list-authors" in parts:
        links = [_text(a) for a in parts["list-authors"].iter("a")]
        entry.authors = links or _names(_text(parts["list-authors"]))
    entry.subjects = _text(parts["list-subjects"]) if "list-subjects" in parts else ""
    entry.doi = _text(parts["list-doi"]) if "list-doi" in parts else ""
    entry.abstract = next((_text(p) for p in node.iter("p") if "mathjax" in (p.get("class") or "")), "")


def _text(node: Element) -> str:
    return one_line("".join(node.itertext()))


def _names(text: str) -> list[str]:
    text = re.sub(r"^Authors?:\s*", "", text)
    return [name.strip() for name in re.split(r",\s*|\s+and\s+", re.sub(r"\s*\([^()]*\)", "", text)) if name.strip()]


def _entries_of_text(text: str) -> Iterator[tuple[int | None, Entry]]:
    text = "\n".join(lines_of(text))
    heads = list(_HEAD.finditer(text))
    day = _day_in(text[: heads[0].start()]) if heads else None
    line, counted = 1, 0
    for place, head in enumerate(heads):
        line += text.count("\n", counted, head.start())
        counted = head.start()
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        body = text[head.end() : end]
        entry = Entry(head["id"] + (head["version"] or ""), day=day)
        _fill_from_text(entry, body)
        yield line, entry
        # A heading of another day or section stands after the entry's own lines.
        day = next((found for part in body.split("\n") if _SECTION.match(part) and (found := _day_in(part))), day)


def _fill_from_text(entry: Entry, body: str) -> None:
    lines = [re.sub(r"^:?\s+", "", part).strip() for part in body.split("\n")]
    lines = [part for part in lines if part and part != ":"]
    borders = [place for place, part in enumerate(lines) if _SECTION.match(part)]
    lines = lines[: borders[0]] if borders else lines
    if not lines or not lines[0].startswith("Title:"):
        return
    title = lines.pop(0).removeprefix("Title:").strip()
    if re.search(r"\bSubjects: ", title):
        # All in one line: where the title ends and the names begin cannot be told, its number is sure.
        entry.title = number_as_title(entry.id)
        entry.subjects = title.rpartition("Subjects: ")[2]
        return
    entry.title = title or (lines.pop(0) if lines else "")
    if lines and not re.match(r"(?!Authors)\w[\w-]+ ?\w*: ", lines[0]):
        entry.authors = _names(lines.pop(0))
    last = -1
    for place, part in enumerate(lines):
        label = _LABEL.match(part)
        if label and place == last + 1:
            last = place
            if label[1] == "Subjects":
                entry.subjects = part
            elif label[1].endswith("DOI"):
                entry.doi = part
    entry.abstract = " ".join(lines[last + 1 :])


FORMAT = Format(
    name="arxiv-listing",
    title="a listing page of arXiv, saved or copied",
    recognize=recognize,
    read=read,
    example="""Showing new listings for Monday, 5 January 2026
[1] arXiv:2601.00001 [pdf, html, other]
Title: Quiet Gradients
Ada One, Bo Two
Subjects: Computation and Language (cs.CL)
We make gradients quiet.
""",
    specification="https://info.arxiv.org/help/arxiv_identifier.html",
    may_be_empty=True,
)
