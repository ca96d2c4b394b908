"""arXiv's Atom and RSS: answers of its API, and the daily feeds of rss.arxiv.org."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.fields import (
    ANNOUNCEMENT,
    are_initials,
    doi_of,
    first_arxiv_id,
    paper_from_fields,
    readable_name,
    separate_names,
    turn_name,
    whole_date,
    with_initials,
)
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.markup import has_markup, plain_text
from askpapers.text.sanitize import sanitize

_OLD_TITLE = re.compile(
    r"\s*\(arXiv:(?P<id>\S+?)\s*(?:\[(?P<category>[\w.-]+)\])?\s*(?P<what>UPDATED|CROSS LISTED)?\)\s*$", re.I
)
_CITATION = re.compile(r"^\s*<p>(?:[^<]{0,200}Published online:.{0,600}?|\s*by [^<]{1,20000})</p>", re.S)
"""What a journal puts before the abstract: where and when it came, or whom it is by."""
_SOURCE = re.compile(
    r"^\s*Publication date:\s*(?P<issued>[^\n]{4,60})\s+Source:[^\n]{0,400}(?:\s+Author\(s\):\s*(?P<authors>[^\n]{1,20000}))?\s*"
)
"""What ScienceDirect sends in an abstract's place."""
_VERSION = re.compile(r"(?:v\d{1,3})?(?:\.(?:short|full|abstract))?(?:\?\w+=[\w&=]*)?$")
_ENDLESS_TAG = re.compile(r"<[^<>]{100000}")
_IDENTIFIER = re.compile(
    rb"<dc:identifier\b[^<>]{0,300}>\s*((?:doi:|info:doi/|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/[^<>\s]{1,300})\s*</dc:identifier>"
)
"""A DOI among the identifiers: the library keeps the last of them only, and of one with attributes no text."""
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

    text, name = document.text, document.name
    if _ENDLESS_TAG.search(text):
        raise errors.DamagedInput(f"{name} is no feed: a tag in it is longer than 100 kB.", "Fetch it again.")
    # The text is decoded already, whatever its declaration says: a damaged one stops the library with an exception.
    content = _DECLARATION.sub("", text).encode("utf-8", "replace")
    content = _IDENTIFIER.sub(rb"\g<0><doi>\1</doi>", content)
    try:
        # Sanitizing would change what an abstract says: "a<b" is no tag there.
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
    day = document.day
    if day is None and _is_daily(feed):
        day = _day(feed.feed.get("published") or feed.feed.get("updated"))
    listed = (day,) if day else ()
    yield from papers_of(document, ((None, entry) for entry in entries), lambda entry: _paper(entry, listed), "entry")
    if feed.bozo and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
        yield ReadWarning(name, None, "the feed is damaged or cut off; what could be read of it was read")


def _is_daily(feed: Any) -> bool:
    """Whether this is a list of one day: arXiv's RSS of today and of before 2024."""
    about = f"{feed.feed.get('id', '')} {feed.feed.get('link', '')}"
    announced = any("arxiv_announce_type" in entry for entry in feed.entries)
    return announced or "rss.arxiv.org" in about or "updates on arXiv.org" in str(feed.feed.get("title", ""))


def _paper(entry: Any, listed: tuple[date, ...]) -> Paper | None:
    title = str(entry.get("title") or "")
    summary = str(entry.get("summary") or "") or next(
        (str(c.get("value") or "") for c in entry.get("content") or ()), ""
    )
    head = ANNOUNCEMENT.match(summary)
    link = str(entry.get("link") or "")
    plain = head is not None or ("arxiv.org" in link and not has_markup(summary))
    if not plain:
        summary = plain_text(_CITATION.sub("", summary))
        title = plain_text(title)
    elif (entry.get("title_detail") or {}).get("type") == "text/html":
        title = plain_text(title)
    source = _SOURCE.match(summary)
    old = _OLD_TITLE.search(title)
    if old:
        title = title[: old.start()].rstrip(" .")
    # In RSS only the text before the abstract says which version it is.
    known = first_arxiv_id(head and head[1], old and old["id"], str(entry.get("id") or ""), link)
    announced = str(
        entry.get("arxiv_announce_type") or (head[2] if head else "") or (old and old["what"]) or ""
    ).lower()
    stated = entry.get("published") or entry.get("prism_publicationdate") or entry.get("updated")
    terms = [str(tag.get("term") or "") for tag in entry.get("tags") or () if tag.get("term")]
    primary = str((entry.get("arxiv_primary_category") or {}).get("term") or (old and old["category"]) or "")
    return paper_from_fields(
        title=title,
        abstract=summary[head.end() :] if head else summary[source.end() :] if source else summary,
        authors=_authors(entry, is_arxiv=known is not None)
        or (_together(source["authors"] or "", is_arxiv=True) if source else []),
        # A daily feed dates the announcement; a replacement was published long before.
        published=None if announced.startswith(("replace", "updated")) else _day(stated),
        issued=() if known else (stated, source and source["issued"]),
        listed=listed,
        url=f"https://arxiv.org/abs/{known[0]}" if known else re.sub(r"\?rss=\w+$", "", link),
        arxiv=known,
        doi=_doi(entry, link),
        categories=[*([primary] if primary else []), *terms],
        source="arxiv-feed",
    )


def _doi(entry: Any, link: str) -> str | None:
    for name in ("arxiv_doi", "prism_doi", "doi", "dc_identifier", "id"):
        if found := doi_of(entry.get(name)):
            return _VERSION.sub("", found) if name == "id" else found
    found = doi_of(link)
    return _VERSION.sub("", found) if found else None


def _authors(entry: Any, *, is_arxiv: bool) -> list[str]:
    names = [str(author.get("name") or "") for author in entry.get("authors") or ()]
    if len(names) == 1:
        # RSS has all authors in one element; Atom one each.
        linked = re.findall(r">([^<>]+)</a>", names[0])
        names = linked or _together(names[0], is_arxiv=is_arxiv)
    return [turn_name(readable_name(raw)) for some in names for raw in separate_names(some) if raw.strip()]


def _together(names: str, *, is_arxiv: bool) -> list[str]:
    """The names in one text: "One, A., Two, B. C.", "Ada One, Bo Two", "Smith, Jane"."""
    if ";" in names:
        return names.split(";")
    parts = [part.strip() for part in names.split(",") if part.strip()]
    if any(map(are_initials, parts[1:])):
        return with_initials(parts)
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    single = all(len(family.split()) == 1 == len(given.split()) for family, given in pairs)
    if pairs and not is_arxiv and len(parts) % 2 == 0 and (single or (len(parts) == 2 and " " not in parts[0])):
        return [f"{family}, {given}" for family, given in pairs]
    return [name for part in parts for name in re.split(r"\s+and\s+", part.removeprefix("and "))]


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
        return whole_date(text)


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
    may_be_empty=True,
)
