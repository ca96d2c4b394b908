"""Reference managers: BibTeX, RIS, CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, one_line, text_or_none, unwrapped
from askpapers.readers.person_names import readable_name, separated, turned
from askpapers.text.latex_escapes import unescape_latex
from askpapers.text.sanitize import sanitize


def read_bibtex(text: str, name: str, day: date | None) -> Iterator[Paper | ReadWarning]:
    """Yield a paper for each entry that has a title; a broken entry is a warning with its line."""
    import logging

    from bibtexparser import entrypoint
    from bibtexparser.middlewares import (
        MonthIntMiddleware,
        RemoveEnclosingMiddleware,
        ResolveStringReferencesMiddleware,
    )

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    try:
        library = entrypoint.parse_string(
            text,
            parse_stack=[
                ResolveStringReferencesMiddleware(True),
                RemoveEnclosingMiddleware(True),
                MonthIntMiddleware(True),
            ],
        )
    except Exception as error:  # the library raises what it meets
        yield ReadWarning(name, None, f"it cannot be read as BibTeX: {sanitize(str(error), 120)}")
        return
    lines = {block.start_line: block for block in library.failed_blocks}
    for entry in library.entries:
        fields = {key.lower(): str(field.value) for key, field in entry.fields_dict.items()}
        paper = _from_bibtex(fields, day)
        yield paper or ReadWarning(
            name, (entry.start_line or 0) + 1, f"{sanitize(entry.key, 60)} has no title and is skipped"
        )
    for start, block in sorted(lines.items(), key=lambda item: item[0] or 0):
        recovered = _recovered(str(block.raw or ""), day)
        what = "is damaged; what could be read of it is kept" if recovered else "is damaged and skipped"
        yield ReadWarning(name, (start or 0) + 1, f"the entry {sanitize(str(block.raw or ''), 40)} {what}")
        if recovered is not None:
            yield recovered


def _recovered(raw: str, day: date | None) -> Paper | None:
    """A duplicate or damaged entry whose fields can still be told apart."""
    fields = {
        m[1].lower(): m[2] or m[3] or m[4] or ""
        for m in re.finditer(r"(\w+)\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\"|(\d+))", raw)
    }
    return _from_bibtex(fields, day) if raw.lstrip().startswith("@") else None


def _from_bibtex(fields: dict[str, str], day: date | None) -> Paper | None:
    title = unescape_latex(_unguarded(fields.get("title", "")))
    if not title:
        return None
    eprint = (
        fields.get("eprint", "")
        if "arxiv" in (fields.get("archiveprefix", "") + fields.get("eprinttype", "")).lower()
        else ""
    )
    known = arxiv_id(eprint) or arxiv_id(fields.get("url", "")) or _arxiv_doi(fields.get("doi"))
    authors = tuple(
        name
        for some in re.split(r"\s+and\s+", one_line(fields.get("author", "")))
        for raw in separated(some)
        if raw and raw.lower() != "others" and (name := turned(readable_name(raw)))
    )
    year = re.search(r"\b(1[5-9]|20)\d\d\b", fields.get("year", "") or fields.get("date", ""))
    return _paper(
        title=title,
        abstract=unescape_latex(fields.get("abstract", "")),
        authors=authors,
        published=_date(fields.get("date"), year[0] if year else None, fields.get("month"), fields.get("day")),
        url=fields.get("url"),
        known=known,
        doi=fields.get("doi"),
        keywords=_keywords(unescape_latex(fields.get("keywords", ""))),
        day=day,
        source="bibtex",
    )


def read_ris(text: str, name: str, day: date | None) -> Iterator[Paper | ReadWarning]:
    """Yield a paper for each record that has a title."""
    import rispy

    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    try:
        records = rispy.loads(text, skip_unknown_tags=False)
    except Exception:  # one broken record must not lose the others
        records = []
        starts = [m.start() for m in re.finditer(r"^TY  ?-", text, re.M)]
        for place, start in enumerate(starts):
            end = starts[place + 1] if place + 1 < len(starts) else len(text)
            piece = re.sub(r"^ER  ?-.*", "", text[start:end], flags=re.M).rstrip() + "\nER  - \n"
            try:
                records += rispy.loads(piece)
            except Exception as error:
                yield ReadWarning(
                    name, text.count("\n", 0, start) + 1, f"a record is damaged: {sanitize(str(error), 80)}"
                )
    for place, record in enumerate(records, 1):
        paper = _from_ris(record, day)
        yield paper or ReadWarning(name, None, f"record {place} of {len(records)} has no title and is skipped")


def _from_ris(record: dict[str, Any], day: date | None) -> Paper | None:
    title = one_line(str(record.get("primary_title") or record.get("title") or record.get("short_title") or ""))
    if not title:
        return None
    urls = record.get("urls") or ([record["url"]] if record.get("url") else [])
    authors = record.get("authors") or record.get("first_authors") or ()
    year = re.search(
        r"\b(1[5-9]|20)\d\d\b", str(record.get("year") or record.get("publication_year") or record.get("date") or "")
    )
    return _paper(
        title=title,
        abstract=str(record.get("abstract") or record.get("notes_abstract") or ""),
        authors=tuple(name for some in authors for raw in separated(str(some)) if (name := turned(readable_name(raw)))),
        published=_date(str(record.get("date") or ""), year[0] if year else None, None, None),
        url=str(urls[0]) if urls else None,
        known=next((found for url in urls if (found := arxiv_id(str(url)))), None) or _arxiv_doi(record.get("doi")),
        doi=record.get("doi"),
        keywords=tuple(one_line(str(k)) for k in record.get("keywords") or () if str(k).strip()),
        day=day,
        source="ris",
    )


def read_csl(items: Sequence[Any], name: str, day: date | None) -> Iterator[Paper | ReadWarning]:
    """Yield a paper for each item of CSL-JSON that has a title."""
    for place, item in enumerate(items, 1):
        paper = _from_csl(item, day) if isinstance(item, dict) else None
        yield paper or ReadWarning(name, None, f"item {place} of {len(items)} has no title and is skipped")


def is_csl(items: object) -> bool:
    """Return whether this is a list of CSL-JSON items."""
    return isinstance(items, list) and any(
        isinstance(item, dict) and "type" in item and "title" in item and not isinstance(item.get("authors"), list)
        for item in items[:20]
    )


def _from_csl(item: dict[str, Any], day: date | None) -> Paper | None:
    title = text_or_none(item.get("title"))
    if not title:
        return None
    names = []
    for author in item.get("author") or ():
        if isinstance(author, dict):
            full = author.get("literal") or " ".join(
                str(author[part]) for part in ("given", "non-dropping-particle", "family") if author.get(part)
            )
            if name := readable_name(str(full)):
                names.append(name)
    issued = item.get("issued") or {}
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [*[str(part) for part in first][:3], "", "", ""]
    number = str(item.get("number") or "")
    return _paper(
        title=title,
        abstract=str(item.get("abstract") or ""),
        authors=tuple(names),
        published=_date(None, numbers[0] or None, numbers[1] or None, numbers[2] or None),
        url=text_or_none(item.get("URL")),
        known=arxiv_id(number) or arxiv_id(str(item.get("URL") or "")) or _arxiv_doi(item.get("DOI")),
        doi=item.get("DOI"),
        keywords=_keywords(str(item.get("keyword") or "")),
        day=day,
        source="csl-json",
    )


def _paper(
    *, title: str, abstract: str, authors: tuple[str, ...], published: date | None, url: str | None,
    known: tuple[str, int | None] | None, doi: object, keywords: tuple[str, ...], day: date | None, source: str,
) -> Paper:  # fmt: skip
    doi_text = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text_or_none(doi) or "", flags=re.I)
    return Paper(
        id=known[0] if known else title_id(title),
        title=title,
        abstract=unwrapped(abstract),
        published=published,
        listed=(day,) if day else (),
        authors=authors,
        author_count=len(authors) or None,
        url=text_or_none(url) or (f"https://arxiv.org/abs/{known[0]}" if known else None),
        arxiv_id=known[0] if known else None,
        version=known[1] if known else None,
        doi=doi_text or None,
        keywords=keywords,
        source=source,
    )


def _arxiv_doi(doi: object) -> tuple[str, int | None] | None:
    found = re.search(r"10\.48550/arxiv\.(\S+)", str(doi or ""), re.I)
    return arxiv_id(found[1]) if found else None


def _unguarded(title: str) -> str:
    """A title without the braces that guard its capitals; LaTeX stays as it is."""
    text = one_line(title)
    while text.startswith("{") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    while (m := re.search(r"(?<![\\\w}^_])\{([^{}\\]*)\}", text)) is not None:
        text = text[: m.start()] + m[1] + text[m.end() :]
    return text


def _closing(text: str) -> int:
    """The place of the brace that closes the first one, as BibTeX counts them; -1 where none does."""
    depth = 0
    for m in re.finditer(r"[{}]", text):
        depth += 1 if m[0] == "{" else -1
        if not depth:
            return m.start()
    return -1


def _keywords(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(k) for k in re.split(r"[;,]", text) if k.strip()))


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _date(text: str | None, year: str | None, month: str | None, day: str | None) -> date | None:
    """Return a date that is given whole; a year alone is no day and is not guessed to be one."""
    if text and (whole := re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text.strip())):
        year, month, day = whole[1], whole[2], whole[3]
    if not (year and month and day):
        return None
    number = (
        _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS else int(month) if month.isdigit() else 0
    )
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
