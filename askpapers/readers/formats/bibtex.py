"""BibTeX, as reference managers and publishers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import unquote

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.bibtex_entries import Entry, entries_in, split_and, text_of
from askpapers.readers.decode import arxiv_id, one_line
from askpapers.readers.fields import (
    date_of,
    doi_of,
    first_arxiv_id,
    keywords_in,
    listed_names,
    paper_from_fields,
    readable_name,
    separate_names,
    stated_arxiv_id,
    turn_name,
    whole_date,
)
from askpapers.readers.format import Document, Evidence, Format, Items, not_read, papers_of
from askpapers.readers.markup import readable
from askpapers.readers.own_words import PaperWords, said_words, without_tags
from askpapers.text.sanitize import sanitize

_OTHERS = {"others", "{others}", "et al.", "et al"}
_NO_PAPER = {"xdata", "set", "control", "bibnote"}
_OF_THE_WHOLE = ("title", "author", "editor", "year", "month", "date")
"""What a part takes from the entry that it names as its `crossref`; a whole's ids, address and abstract are not the part's."""
_FOR_SORTING = re.compile(r"\{\s*\\noopsort\s*\{[^{}]*\}\s*\}|\\noopsort\s*\{[^{}]*\}", re.I)


def recognize(document: Document) -> Evidence:
    """By an entry at the beginning of a line: `@article{`, and a field in it."""
    found = re.search(
        r"^[ \t]*@[ \t]*(?:\w+|\[[^\]\n]{0,200}\])\s*[{(][^{}@]{0,300}?[,{(]\s*[A-Za-z][\w-]*\s*=",
        document.begins,
        re.M,
    )
    if found:
        return Evidence.CERTAIN
    return Evidence.LIKELY if re.search(r"^[ \t]*@[ \t]*\w+\s*[{(]", document.begins, re.M) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each entry that has a title; what is known of a damaged one is kept, with a warning."""
    return papers_of(document, _entries(document), lambda entry: paper_of(entry, document.listed), "entry", _words)


def _words(entry: Entry) -> PaperWords:
    """What this program wrote on a paper into an entry of its own."""
    return said_words(text_of(entry.fields.get("askpapers", "")), text_of(entry.fields.get("annote", "")))


def _entries(document: Document) -> Iterator[tuple[int | None, Any]]:
    outside: list[str] = []
    entries = entries_in(document.text, outside)
    if re.search(r"\b(?:crossref|xdata)\s*=", document.text, re.I):
        entries = _with_inherited(list(entries))
    for entry in entries:
        if entry.type in _NO_PAPER:
            continue
        if entry.broken:
            said = f"the entry {sanitize(entry.key, 40)} is damaged; what could be read of it is kept"
            yield entry.line, ReadWarning(document.name, entry.line, said)
        yield entry.line, entry
    yield from not_read(outside)


def _with_inherited(entries: list[Entry]) -> Iterator[Entry]:
    """Give each entry what it lacks of the entries that it refers to, as BibTeX and biblatex do."""
    known = {entry.key.lower(): entry for entry in reversed(entries)}
    for entry in entries:
        whole = known.get(entry.fields.get("crossref", "").strip().lower())
        shared = [known.get(key.strip().lower()) for key in entry.fields.get("xdata", "").split(",")]
        for other in (each for each in shared if each):
            entry.fields = {**other.fields, **entry.fields}
        if whole:
            taken = {name: whole.fields[name] for name in _OF_THE_WHOLE if name in whole.fields}
            entry.fields = {**taken, **entry.fields}
        yield entry


def paper_of(entry: Entry, listed: tuple[date, ...] = ()) -> Paper | None:
    """Return the paper of an entry, None where it has no title."""
    fields = {name: _FOR_SORTING.sub("", value) for name, value in entry.fields.items()}

    def text(*names: str) -> str:
        found = next((value for name in names if (value := fields.get(name, "").strip())), "")
        found = text_of(found)
        return readable(found)

    title = text("title", "maintitle", "booktitle")
    subtitle = text("subtitle")
    url = _url(fields)
    names = split_and(fields.get("author", "") or fields.get("editor", ""))
    authors = [name for raw in names if raw.lower() not in _OTHERS for name in _names(raw)]
    paper = paper_from_fields(
        title=f"{title}: {subtitle}" if subtitle and subtitle.casefold() not in title.casefold() else title,
        abstract=text("abstract"),
        authors=authors,
        published=_date(fields),
        issued=[
            fields.get("date", ""),
            f"{fields.get('year', '')}-{fields.get('month', '').strip('{} ')}",
        ],
        url=url,
        arxiv=_arxiv(fields),
        doi=doi_of(text("doi")) or (doi_of(unquote(url)) if url and "doi.org/" in url else None),
        keywords=without_tags(keywords_in(text("keywords", "keyword", "author_keywords")), _words(entry)),
        listed=listed,
        source="bibtex",
    )
    if paper is not None and any(name.lower() in _OTHERS for name in names):
        return replace(paper, author_count=None)
    return paper


_EXTENDED = re.compile(r"(?:^|,)\s*(family|given|prefix|suffix|[a-z-]+)\s*=\s*(\{[^{}]*\}|[^,={}]*)")
"""The long form of a name in biblatex: "family=Berg, given=Jan, prefix=van der"."""


_WHOLE = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
"""A name whose first brace is closed by its last sign."""


def _names(raw: str) -> list[str]:
    """The people of one part of an author field; a name in braces is a group's and is not turned."""
    if re.fullmatch(_WHOLE, raw):
        return [readable_name(raw[1:-1])]
    if _EXTENDED.match(raw):
        said = {found[1]: readable_name(found[2].strip()) for found in _EXTENDED.finditer(raw)}
        return [" ".join(said[part] for part in ("given", "prefix", "family", "suffix") if said.get(part))]
    # DBLP numbers people of one name: "Bo Two 0001".
    plain = re.sub(r"\s+\d{4}$", "", readable_name(raw))
    parts = plain.split(";") if ";" in plain else listed_names(plain)
    return [name for part in parts for one in separate_names(part) if (name := turn_name(one))]


def _url(fields: dict[str, str]) -> str | None:
    for name in ("url", "howpublished", "link", "ee", "adsurl", "bdsk-url-1", "note"):
        if found := re.search(r"https?://[^\s{}\"<>]+", _unescaped(fields.get(name, ""))):
            return found[0].rstrip(".,;")
    return None


def _unescaped(url: str) -> str:
    url = re.sub(
        r"\{?\\text(asciitilde|underscore|backslash)\s*(?:\{\})?\}?",
        lambda m: {"asciitilde": "~", "underscore": "_"}.get(m[1], "\\"),
        url,
    )
    return re.sub(r"\{?\\([%&#_$~])(?:\{\})?\}?", r"\1", url)


def _arxiv(fields: dict[str, str]) -> tuple[str, int | None] | None:
    """The arXiv id, wherever this kind of entry has it."""
    archive = (fields.get("archiveprefix", "") + fields.get("eprinttype", "")).lower()
    eprint = one_line(fields.get("eprint", "")) if not archive or "arxiv" in archive else ""
    stated = (
        fields.get(name, "")
        for name in ("journal", "journaltitle", "volume", "number", "howpublished", "booktitle", "publisher")
    )
    note = one_line(fields.get("note", ""))
    return first_arxiv_id(
        arxiv_id(re.sub(r"^arxiv:\s*", "", eprint, flags=re.I)),
        fields.get("arxivid"),
        fields.get("arxiv"),
        _unescaped(fields.get("url", "")),
        [stated_arxiv_id(text_of(text)) for text in stated if text],
        stated_arxiv_id(note) if re.match(r"(?:e-?print:?\s*)?arxiv\b", note, re.I) else None,
    )


def _date(fields: dict[str, str]) -> date | None:
    """The day of publication, where it is whole; `month` may hold the day too: "8~" # jan, {AUG 3}."""
    if found := whole_date(
        fields.get("date", "").split("/")[0] if "-" in fields.get("date", "") else fields.get("date")
    ):
        return found
    year = re.search(r"\b(?:1[5-9]|20)\d\d\b", fields.get("year", "") or fields.get("date", ""))
    if year is None:
        return None
    month, day = fields.get("month", "").strip("{} "), fields.get("day", "").strip("{} ")
    if not day and (both := re.fullmatch(r"(\d{1,2})[\s~.]*([A-Za-z]{3,9})|([A-Za-z]{3,9})\.?[\s~]*(\d{1,2})", month)):
        month, day = both[2] or both[3], both[1] or both[4]
    return date_of(year[0], month, day)


FORMAT = Format(
    name="bibtex",
    title="BibTeX",
    recognize=recognize,
    read=read,
    example="""@article{one2026,
  title = {Quiet Gradients},
  author = {One, Ada and Two, Bo},
  abstract = {We make gradients quiet.},
  year = {2026},
}
""",
    specification="https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf",
)
