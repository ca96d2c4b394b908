"""arXiv's Atom and RSS: answers of its API, and the daily feeds of rss.arxiv.org."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from askpapers import errors
from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, one_line, unwrapped
from askpapers.readers.document import Document
from askpapers.readers.format import Evidence, Format, Items
from askpapers.readers.person_names import readable_name, separated
from askpapers.text.sanitize import sanitize

_HEAD = re.compile(r"^\s*arXiv:(\S+)\s+Announce Type:\s*([\w-]+)\s*(?:\n|\s)\s*Abstract:\s*", re.I)
_DECLARATION = re.compile(r"^[^<]*<\?xml[^>]*>")


def recognize(document: Document) -> Evidence:
    """By its root: `feed`, `rss`, or RDF with the name of RSS."""
    element = document.root[1] if document.root else ""
    rdf = element == "RDF" and re.search(r"purl\.org/rss/|my\.netscape\.com/rdf/", document.begins)
    return Evidence.CERTAIN if rdf or element in {"feed", "rss"} else Evidence.NONE


def read(document: Document) -> Items:
    """Yield the papers of a feed; they are listed on its day where it is a daily one.

    Raises DamagedInput for arXiv's own error feed and for what is no feed.
    """
    import feedparser

    text, name, day = document.text, document.name, document.day
    # The text is decoded already, whatever its declaration says: a damaged one stops the library with an exception.
    content = _DECLARATION.sub("", text).encode("utf-8", "replace")
    try:
        # Sanitising would change what an abstract says: "a<b" is no tag there.
        feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # what the library does not foresee in a damaged feed is a damaged feed
        raise errors.DamagedInput(
            f"{name} is no feed that can be read: {sanitize(str(error), 160)}.", "Fetch it again."
        ) from None
    if feed.bozo and not feed.entries and not feed.feed:
        raise errors.DamagedInput(
            f"{name} is no feed that can be read: {sanitize(str(feed.bozo_exception), 160)}.", "Fetch it again."
        )
    entries = list(feed.entries)
    if len(entries) == 1 and "/api/errors" in str(entries[0].get("id", "")):
        said = sanitize(str(entries[0].get("summary", "")), 200)
        raise errors.DamagedInput(
            f"{name} holds arXiv's refusal and no papers: {said}.", "Correct the query or the id."
        )
    daily = any("arxiv_announce_type" in entry for entry in entries) or "rss.arxiv.org" in str(feed.feed.get("id", ""))
    if day is None and (daily or "rss.arxiv.org" in str(feed.feed.get("link", ""))):
        day = _day(feed.feed.get("published") or feed.feed.get("updated"))
    yield from _items(entries, name, day, truncated=bool(feed.bozo))


def _items(entries: list[Any], name: str, day: date | None, *, truncated: bool) -> Items:
    for place, entry in enumerate(entries, 1):
        paper = _paper(entry, day)
        yield paper or ReadWarning(
            name, None, f"entry {place} of {len(entries)} has no title and is skipped", lost=True
        )
    if truncated:
        yield ReadWarning(
            name, None, "the feed is damaged or cut off; what comes before the damage was read", lost=True
        )


def _paper(entry: Any, day: date | None) -> Paper | None:
    title = one_line(str(entry.get("title") or ""))
    if not title:
        return None
    summary = str(entry.get("summary") or "")
    head = _HEAD.match(summary)
    # In RSS only the text before the abstract says which version it is.
    known = arxiv_id(head[1]) if head else None
    known = known or arxiv_id(str(entry.get("id") or "")) or arxiv_id(str(entry.get("link") or ""))
    announced = str(entry.get("arxiv_announce_type") or (head[2] if head else ""))
    abstract = unwrapped(summary[head.end() :] if head else summary)
    authors = _authors(entry)
    identity = known[0] if known else title_id(title)
    terms = [str(tag.get("term") or "") for tag in entry.get("tags") or () if tag.get("term")]
    primary = str((entry.get("arxiv_primary_category") or {}).get("term") or "")
    doi = entry.get("arxiv_doi")
    published = entry.get("published")
    return Paper(
        id=identity,
        title=title,
        abstract=abstract,
        # A daily feed dates the announcement; a replacement was published long before.
        published=None if announced.startswith("replace") else _day(published),
        listed=(day,) if day else (),
        authors=authors,
        author_count=len(authors) or None,
        url=f"https://arxiv.org/abs/{identity}" if known else None,
        arxiv_id=known[0] if known else None,
        version=known[1] if known else None,
        doi=one_line(str(doi)) if doi else None,
        categories=tuple(dict.fromkeys([*([primary] if primary else []), *terms])),
        source="arxiv-feed",
    )


def _authors(entry: Any) -> tuple[str, ...]:
    names = [str(author.get("name") or "") for author in entry.get("authors") or ()]
    if len(names) == 1 and "," in names[0]:
        # RSS has all authors in one element; Atom one each.
        names = names[0].split(",")
    return tuple(name for some in names for raw in separated(some) if (name := readable_name(raw)))


def _day(value: object) -> date | None:
    text = str(value or "")
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError):
        return None


FORMAT = Format(
    name="arxiv-feed",
    title="Atom or RSS: of arXiv, bioRxiv, a journal",
    recognize=recognize,
    read=read,
    example="""<feed xmlns="http://www.w3.org/2005/Atom"><title>cs.CL</title><id>http://arxiv.org/api/x</id>
<entry><id>http://arxiv.org/abs/2601.00001v1</id><title>Quiet Gradients</title>
<published>2026-01-02T10:00:00Z</published><author><name>Ada One</name></author>
<summary>We make gradients quiet.</summary></entry></feed>
""",
    specification="https://info.arxiv.org/help/api/user-manual.html",
)
