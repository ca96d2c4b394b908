"""Any text in which papers are named by arXiv number, link or DOI: notes, messages, a list of references that was copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from askpapers.papers.deduplication import number_as_title
from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id, lines_of, one_line
from askpapers.readers.fields import arxiv_of_doi, paper_from_fields
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote
from askpapers.readers.formats.markdown import links_in
from askpapers.readers.tables import DELIMITERS, rows_of

_LINK = re.compile(
    r"(?:https?://|(?<![\w@./-])(?:www\.)?(?:arxiv|alphaxiv|doi|huggingface|hf|semanticscholar)\.(?:org|co)/)"
    r"[^\s<>\[\]|\"“”]{1,500}",
    re.I,
)
_NUMBER = re.compile(
    r"(?:(?P<stated>\barxiv[:.\s]{1,3}|\babs/)|(?<![\w.,:/$€£¥+=−-])(?<![$€£¥]\s))"
    r"(?P<id>(?:\d{4}\.\d{4,5}|[a-z][a-z-]{1,9}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?)(?![\w%°/]|[.,]\d|\s?[%$€£¥])",
    re.I,
)
_DOI = re.compile(
    r"(?:(?P<stated>\bdoi[:\s]{1,3}|doi\.org/)|(?<![\w./]))(?P<doi>10\.\d{4,9}/[^\s\"<>“”|]{1,300})", re.I
)
_ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph "
    "q-alg q-bio quant-ph solv-int supr-con".split()
)
"""The archives of arXiv's numbers before April 2007."""
_ITEM = re.compile(r"\s*(?:[-*+•·]|\d{1,4}[.)]|\[\d{1,4}\])\s+")
_FIELD = re.compile(r"^(?:[A-Z][A-Z\d]\s{1,4}-\s|\s*-?\s*[\"']?title[\"']?\s*[:=])", re.M)
"""A field of a record: a list of its own kind, or a broken one, whose titles would be lost here."""
_QUOTED = re.compile(r"[\"“„]([^\"“”„]{8,300})[\"”“]")
_YEAR = re.compile(r"\((?:19|20)\d\d[a-z]?\)[.,:]?\s+([^.?!]{8,300}[.?!])\s")
_OTHERS = re.compile(r"\bet\.? al\.?,?\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper that a line names: its arXiv number and version or its DOI, where it begins; `bare` is a number by itself."""

    arxiv: tuple[str, int | None] | None
    doi: str | None
    at: int
    bare: bool = False


def recognize(document: Document) -> Evidence:
    """By a paper that is named anywhere; pages, records and tables are lists of their own, or none."""
    begins = document.begins
    if re.match(r"\s*<(?!https?:)[!?/a-z]", begins, re.I) or document.json is not None or document.is_json_lines:
        return Evidence.NONE
    if _is_table(begins) or _FIELD.search(begins):
        return Evidence.NONE
    return Evidence.NAMED if any(found for _, _, found in _named(begins, document.today)) else Evidence.NONE


def _is_table(text: str) -> bool:
    """Whether the first lines have equally many cells."""
    lines = list(islice((line for line in lines_of(text) if line.strip()), 4))
    if len(lines) < 2:
        return False
    counts = ({len(cells or ()) for _, cells in rows_of("\n".join(lines), sign) if cells != []} for sign in DELIMITERS)
    return any(len(count) == 1 and max(count) > 2 for count in counts)


def read(document: Document) -> Items:
    """Yield each paper once, titled by its line where that is plain, else by its number."""
    papers: dict[str, Paper] = {}
    for _, line, found in _named(document.text, document.today):
        title = _title(line, found[0].at) if len(found) == 1 else ""
        for mention in found:
            number = number_as_title(mention.arxiv[0] if mention.arxiv else None, mention.doi)
            paper = paper_from_fields(
                title=title or number,
                listed=document.listed,
                url=None if mention.arxiv else f"https://doi.org/{mention.doi}",
                arxiv=mention.arxiv,
                doi=mention.doi,
                source="text",
            )
            known = papers.get(number.casefold())
            if paper is not None and (known is None or known.title == number):
                papers[number.casefold()] = paper
    yield from papers.values()
    if papers:
        yield ReadNote(
            "read from plain text, which tells no abstracts: `askpapers resolve --all` finds them, and titles"
        )


def _named(text: str, today: date) -> Iterator[tuple[int, str, list[Mention]]]:
    """Yield (number, line, what it names) of each line that names a paper.

    A number by itself is arXiv's where the text speaks of arXiv.
    """
    lines = [(number, line[:20_000]) for number, line in enumerate(lines_of(text), 1)]
    found = [(number, line, list(_mentions(line, today))) for number, line in lines]
    stated = "arxiv" in text.lower() or any(not each.bare and each.arxiv for _, _, named in found for each in named)
    for number, line, named in found:
        if kept := [each for each in named if not each.bare or stated]:
            yield number, line, kept


def _mentions(line: str, today: date) -> Iterator[Mention]:
    for link in _LINK.finditer(line):
        url = _trimmed(link[0])
        linked = _DOI.search(url)
        if known := arxiv_id(url) or arxiv_of_doi(url):
            yield Mention(known, None, link.start())
        elif linked and linked["stated"]:
            yield Mention(None, linked["doi"], link.start())
    rest = _LINK.sub(lambda link: " " * len(link[0]), line)
    for found in _DOI.finditer(rest):
        doi = _trimmed(found["doi"])
        if known := arxiv_of_doi(doi):
            yield Mention(known, None, found.start())
        elif found["stated"] or re.search(r"/(?=.*[^\W\d_]|.*\d[.-]\d).{4}", doi):
            yield Mention(None, doi, found.start())
    for found in _NUMBER.finditer(_DOI.sub(lambda doi: " " * len(doi[0]), rest)):
        known = arxiv_id(found["id"].replace("V", "v"))
        if known is not None and (found["stated"] or _is_number(known[0], today)):
            # An archive's name before it makes a number arXiv's own.
            yield Mention(known, None, found.start(), bare=not found["stated"] and "/" not in known[0])


def _is_number(text: str, today: date) -> bool:
    """Whether a text may be a number of arXiv's: its archive is known, its month has been, and it has that month's digits."""
    archive, old, number = text.rpartition("/")
    if old and archive.partition(".")[0] not in _ARCHIVES:
        return False
    month = int(number[2:4])
    day = f"{1900 + int(number[:2]) if old and number[0] == '9' else 2000 + int(number[:2])}-{month:02}"
    if not 1 <= month <= 12 or (not old and len(number) != (9 if day < "2015" else 10)):
        return False
    return "1991-08" <= day <= "2007-03" if old else "2007-04" <= day <= f"{today:%Y-%m}"


def _trimmed(text: str) -> str:
    """A link or DOI without the signs of the sentence that it ends."""
    text = text.rstrip(".,;:!?'’*_}")
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].rstrip(".,;:!?'’*_}")
    return text


def _title(line: str, at: int) -> str:
    """Return the title in a line that names one paper, "" unless it is plain: a link's label, quoted, or set off as in a list of references."""
    for link in links_in(line):
        if link.label and not link.is_generic and link.at <= at < link.at + len(link.label) + 600:
            return link.label
    item, before = _ITEM.match(line), line[:at]
    quoted = _QUOTED.findall(before)
    if len(quoted) == 1 and (item or quoted[0][-1:] in ",.?!"):
        return _words(quoted[0])
    if found := _YEAR.search(before):
        return _words(found[1])
    parts = re.split(r"(?<=[^\W_]{2})[.?!]\s+", before[item.end() :]) if item else []
    if len(parts) == 3 and not parts[2].strip(" (["):
        parts.pop()
    if len(parts) == 2 and _OTHERS.search(parts[1].strip(" ,([")):
        return _words(parts[0])
    return ""


def _words(text: str) -> str:
    title = one_line(text).rstrip(" .,;:")
    return title if len(re.findall(r"[^\W\d_]{2,}", title)) > 1 else ""


FORMAT = Format(
    name="text",
    title="text in which papers are named by arXiv number, link or DOI",
    recognize=recognize,
    read=read,
    example="1. Quiet Gradients. Ada One et al. arXiv:2601.00001\nWe make gradients quiet.\n",
    specification="https://info.arxiv.org/help/arxiv_identifier.html",
)
