"""Google Scholar's alert mails: titles, links, the names that fit; their snippets are no abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from askpapers.papers.paper import Paper
from askpapers.readers.decode import lines_of, one_line
from askpapers.readers.fields import doi_of, paper_from_fields
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of

_KIND = re.compile(r"^(?:\[(?:PDF|HTML|CITATION|BOOK|DOC|B|C)\]\s*)+", re.I)
_LINK = re.compile(
    r"<?(https?://scholar\.google\.[a-z.]+/(?:scholar_url\?|citations\?[^\s>]*view_citation|scholar\?)[^\s>]*)>?"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What an alert says of one paper."""

    title: str
    link: str
    byline: str


def recognize(document: Document) -> Evidence:
    """By the class of an alert's titles, or Scholar's links in plain text."""
    if "gse_alrt_title" in document.begins:
        return Evidence.CERTAIN if re.search(r"class=[\"']?gse_alrt_title", document.begins) else Evidence.NONE
    if document.begins.lstrip()[:1] in ("<", "{"):
        return Evidence.NONE
    found = re.search(r"^<?https?://scholar\.google\.[a-z.]+/scholar_url\?", document.begins, re.M)
    return Evidence.CERTAIN if found else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each title; a year is no day, so none is dated."""
    is_page = "gse_alrt_title" in document.text
    entries = _entries_of_page(document.text) if is_page else _entries_of_text(document.text)
    return papers_of(document, entries, lambda entry: _paper(entry, document), "entry")


def _paper(entry: Entry, document: Document) -> Paper | None:
    link = entry.link
    query = parse_qs(urlsplit(link).query)
    link = next(iter(query.get("url") or query.get("q") or ()), link)
    return paper_from_fields(
        title=_KIND.sub("", entry.title),
        authors=_names(entry.byline),
        issued=re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", entry.byline)[-1:],
        listed=document.listed,
        url=link if link.startswith(("http://", "https://")) else None,
        arxiv=re.findall(r"arXiv:\d{4}\.\d{4,5}(?:v\d+)?", entry.byline),
        doi=doi_of(link.partition("?")[0]) if "/10." in link else None,
        source="scholar-alert",
    )


def _names(byline: str) -> list[str]:
    said = re.split(r"\s[-–]\s", byline, maxsplit=1)[0]
    names = [name.strip(" …\u00a0") for name in said.split(",")]
    return [name for name in names if name and not re.fullmatch(r"\d{4}|\.+", name)]


def _entries_of_page(text: str) -> Iterator[tuple[int | None, Entry]]:
    from lxml import etree, html

    parser = html.HTMLParser(recover=True, no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
    try:
        root = html.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    for link in root.iter("a"):
        if "gse_alrt_title" not in (link.get("class") or "").split():
            continue
        heading = next((node for node in link.iterancestors("h3")), None)
        after = heading.getnext() if heading is not None else None
        byline = one_line("".join(after.itertext())) if after is not None and after.tag == "div" else ""
        yield link.sourceline, Entry(one_line("".join(link.itertext())), link.get("href") or "", byline)


def _entries_of_text(text: str) -> Iterator[tuple[int | None, Entry]]:
    """The entries of an alert's plain part: a title, its link, a line of names, a snippet."""
    block: list[str] = []
    lines = lines_of(text)
    for number, line in enumerate(lines, 1):
        found = _LINK.match(line.strip())
        if found is None:
            block = [*block, line.strip()] if line.strip() else []
            continue
        byline = lines[number].strip() if number < len(lines) else ""
        yield number, Entry(" ".join(block), found[1], byline if re.search(r"\s[-–]\s", byline) else "")
        block = []


FORMAT = Format(
    name="scholar-alert",
    title="an alert mail of Google Scholar",
    recognize=recognize,
    read=read,
    example="""<html><body><h3><a href="https://scholar.google.com/scholar_url?url=https://arxiv.org/pdf/2601.00001&amp;hl=en"
class="gse_alrt_title">Quiet Gradients</a></h3><div style="color:#006621">A One, B Two - arXiv preprint, 2026</div>
<div class="gse_alrt_sni">We make gradients …</div></body></html>
""",
    specification="https://scholar.google.com/intl/en/scholar/help.html#alerts",
)
