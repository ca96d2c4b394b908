"""The Daily Papers API's JSON, of every age, and the same records inside the HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, one_line, positive, text_or_none, unwrapped
from askpapers.text.sanitize import sanitize


def read(entries: Sequence[Any], name: str, day: date | None) -> Iterator[Paper | ReadWarning]:
    """Yield a paper for each entry of the list; an entry that is none is a warning that says which."""
    for place, entry in enumerate(entries, 1):
        paper = _paper(entry, day)
        yield (
            paper if paper else ReadWarning(name, None, f"entry {place} of {len(entries)} has no title and is skipped")
        )


def day_of(entries: Sequence[Any]) -> date | None:
    """Return the day that all entries were put on the list, or None where they differ or do not say."""
    days = {_day(_inner(entry).get("submittedOnDailyAt")) for entry in entries if isinstance(entry, dict)}
    return days.pop() if len(days) == 1 else None


def looks_right(entries: object) -> bool:
    """Return whether this is a list of Daily Papers records."""
    return isinstance(entries, list) and any(
        isinstance(entry, dict)
        and isinstance(entry.get("paper"), dict)
        and ("id" in entry["paper"] or "title" in entry)
        for entry in entries[:20]
    )


def _inner(entry: dict[str, Any]) -> dict[str, Any]:
    inner = entry.get("paper")
    return inner if isinstance(inner, dict) else {}


def _paper(entry: Any, day: date | None) -> Paper | None:
    if not isinstance(entry, dict):
        return None
    inner = _inner(entry)

    def value(key: str) -> Any:
        return entry.get(key) if inner.get(key) is None else inner[key]

    title = one_line(str(value("title") or ""))
    if not title:
        return None
    known = arxiv_id(str(inner.get("id") or ""))
    authors = tuple(
        name
        for author in value("authors") or ()
        if isinstance(author, dict) and not author.get("hidden") and (name := text_or_none(author.get("name")))
    )
    listed = day or _day(value("submittedOnDailyAt"))
    organization = value("organization")
    if isinstance(organization, dict):
        organization = organization.get("fullname") or organization.get("name")
    identity = known[0] if known else title_id(title)
    return Paper(
        id=identity,
        title=title,
        abstract=unwrapped(str(value("summary") or "")),
        published=_day(inner.get("publishedAt") or entry.get("publishedAt")),
        listed=(listed,) if listed else (),
        authors=authors,
        author_count=len(authors) or None,
        organization=text_or_none(organization),
        url=f"https://huggingface.co/papers/{identity}" if known else None,
        arxiv_id=known[0] if known else None,
        version=known[1] if known else None,
        comments=positive(
            entry.get("numComments") if entry.get("numComments") is not None else inner.get("numComments")
        ),
        upvotes=positive(value("upvotes")),
        keywords=tuple(sanitize(k) for k in value("ai_keywords") or () if isinstance(k, str) and k.strip()),
        code_url=_link(value("githubRepo")),
        source="daily-papers-json",
    )


def _day(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def _link(value: object) -> str | None:
    text = text_or_none(value)
    return text if text and text.startswith(("http://", "https://")) else None
