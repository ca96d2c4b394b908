"""JSON Lines: arXiv's metadata snapshot, BEIR's corpus, this program's own export; read as a stream, gigabytes too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from askpapers.merge import title_id
from askpapers.papers import Paper, Warning
from askpapers.readers.names import readable_name
from askpapers.readers.text import arxiv_id, one_line, positive, text_or_none, unwrapped


def looks_right(value: object) -> bool:
    """Return whether an object is a record of a paper in a form that is known."""
    if not isinstance(value, dict):
        return False
    return ("title" in value and bool({"abstract", "summary", "text"} & value.keys())) or (
        "_id" in value and "text" in value
    )


def read(lines: Iterable[bytes], name: str, day: date | None) -> Iterator[Paper | Warning]:
    """Yield a paper for each line; a line that is no record is a warning with its number."""
    loads = json.loads
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = loads(line)
        except ValueError:
            yield Warning(name, number, "skipped, for it is not whole JSON")
            continue
        except RecursionError:
            yield Warning(name, number, "skipped, for it is nested too deeply")
            continue
        paper = paper_of(value, day) if isinstance(value, dict) else None
        yield paper or Warning(name, number, "skipped, for it has no title and no text")


def paper_of(value: dict[str, Any], day: date | None) -> Paper | None:
    """Return the paper in a record of any of the forms, or None where it has neither title nor text."""
    raw = value.get("title")
    title = one_line(raw) if isinstance(raw, str) else ""
    text = value.get("abstract") or value.get("summary") or value.get("text") or ""
    abstract = unwrapped(
        " ".join(text) if isinstance(text, list) and all(isinstance(t, str) for t in text) else str(text)
    )
    own = str(value.get("id") or value.get("_id") or value.get("doc_id") or "")
    if not title:
        if not abstract:
            return None
        title = one_line(abstract)[:120]
    known = arxiv_id(str(value.get("arxiv_id") or own)) if ("_id" not in value or value.get("arxiv_id")) else None
    authors = _authors(value)
    identity = known[0] if known else (_plain_id(own) or title_id(title))
    listed = day or _day(value.get("listed") or value.get("date") or value.get("published_date"))
    days = value.get("listed")
    all_days = tuple(d for d in map(_day, days) if d) if isinstance(days, list) and day is None else ()
    categories = value.get("categories") or value.get("cate") or ()
    if isinstance(categories, str):
        categories = categories.split()
    return Paper(
        id=identity,
        title=title,
        abstract=abstract,
        published=_day(value.get("published")) or _first_version(value.get("versions")),
        listed=all_days or ((listed,) if listed else ()),
        authors=authors,
        author_count=positive(value.get("author_count")) or len(authors) or None,
        organization=text_or_none(value.get("organization")),
        url=text_or_none(value.get("url")) or (f"https://arxiv.org/abs/{identity}" if known else None),
        arxiv_id=known[0] if known else None,
        version=positive(value.get("version")) or (known[1] if known else None) or _versions(value.get("versions")),
        doi=text_or_none(value.get("doi")),
        categories=tuple(str(category) for category in categories if isinstance(category, str)),
        comments=positive(value.get("comments")),
        upvotes=positive(value.get("upvotes")),
        keywords=tuple(k for k in value.get("keywords") or () if isinstance(k, str)),
        code_url=text_or_none(value.get("code_url")),
        source=text_or_none(value.get("source")) or "json-lines",
    )


def _plain_id(own: str) -> str:
    """An id of the source's own is kept, unless it holds what an id cannot."""
    return own if own and len(own) <= 80 and own.isprintable() and not any(c.isspace() for c in own) else ""


def _authors(value: dict[str, Any]) -> tuple[str, ...]:
    parsed = value.get("authors_parsed")
    if isinstance(parsed, list) and parsed:
        names = [
            " ".join(part for part in (str(name[1]), str(name[0]), *map(str, name[2:3])) if part)
            for name in parsed
            if isinstance(name, list) and len(name) >= 2
        ]
    else:
        given = value.get("authors") or ()
        names = given.split(", ") if isinstance(given, str) else [
            str(author.get("name") or "") if isinstance(author, dict) else str(author) for author in given if author
        ] if isinstance(given, list) else []  # fmt: skip
    return tuple(name for raw in names if (name := readable_name(raw)))


def _versions(versions: object) -> int | None:
    return len(versions) or None if isinstance(versions, list) else None


def _first_version(versions: object) -> date | None:
    if not isinstance(versions, list) or not versions or not isinstance(versions[0], dict):
        return None
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(str(versions[0].get("created"))).date()
    except (TypeError, ValueError):
        return None


def _day(value: object) -> date | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None
