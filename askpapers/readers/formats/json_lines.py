"""JSON Lines: arXiv's metadata snapshot, BEIR's corpus, this program's own export; read as a stream, gigabytes too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import orjson

from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, one_line, plain_id, positive, text_or_none, unwrap
from askpapers.readers.fields import (
    ANNOUNCEMENT,
    OTHERS,
    doi_of,
    mail_day,
    partial_date,
    readable_name,
    separate_names,
    split_names,
    turn_name,
    whole_date,
)
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.markup import has_markup, plain_text
from askpapers.readers.own_words import words_in
from askpapers.text.sanitize import sanitize


def recognize(document: Document) -> Evidence:
    """By records with a title and a text of their own: what the services' own formats are surer of is theirs."""
    if any(map(is_record, document.sample)):
        return Evidence.POSSIBLE
    # A record longer than the head is seen by its keys.
    return Evidence.POSSIBLE if document.is_json_lines and not document.sample else Evidence.NONE


def is_record(value: dict[str, Any]) -> bool:
    """Return whether an object is a record of a paper in a form that is known."""
    title = value.get("title", 0)
    told = title is None or isinstance(title, str) or (isinstance(title, list) and len(title) < 2)
    return (told and not {"abstract", "summary", "text"}.isdisjoint(value)) or {"_id", "text"} <= value.keys()


def read(document: Document) -> Items:
    """Yield a paper for each line, or each record of a JSON list; what is no record is a warning with its number."""
    if document.json is not None:
        return papers_of(document, document.records(), lambda value: _guarded(value, document.day), words_of=words_in)
    return _read_lines(document)


def _guarded(value: object, day: date | None) -> Paper | None:
    return paper_of(value, day) if isinstance(value, dict) else None


def _read_lines(document: Document) -> Items:
    fast, name, day = orjson.loads, document.name, document.day
    for number, line in enumerate(document.lines(), 1):
        try:
            value = fast(line)
        except ValueError:
            if not line.strip():
                continue
            try:
                value = json.loads(line)  # NaN, a lone surrogate: what orjson is too strict for
            except ValueError:
                yield ReadWarning(name, number, "skipped, for it is not whole JSON", lost=True)
                continue
            except RecursionError:
                yield ReadWarning(name, number, "skipped, for it is nested too deeply", lost=True)
                continue
        try:
            paper = paper_of(value, day) if isinstance(value, dict) else None
            words = words_in(value) if paper and "note" in value else None
        except Exception as error:  # whatever is wrong with one record, it never loses the others
            said = sanitize(f"{type(error).__name__}: {error}", 80)
            yield ReadWarning(name, number, f"skipped, for it cannot be read ({said})", lost=True)
            continue
        if words:
            yield words
        yield paper or ReadWarning(name, number, "skipped, for it has no title and no text", lost=True)


_PARTIAL = dict.fromkeys(("issued", "published", "date", "year", "pub_year"))
"""Where a year or a month may stand when no day does."""


def paper_of(value: dict[str, Any], day: date | None) -> Paper | None:
    """Return the paper in a record of any of the forms, or None where it has neither title nor text."""
    get = value.get
    raw = get("title")
    if isinstance(raw, list):
        raw = next(iter(raw), None)
    title = one_line(raw) if isinstance(raw, str) else ""
    text = get("abstract") or get("summary") or get("text") or ""
    if isinstance(text, list) and all(isinstance(part, str) for part in text):
        text = " ".join(text)
    if not isinstance(text, str):
        text = ""
    if text[:1] == "<" and "listed" not in value and has_markup(text):
        text = plain_text(text)
    if text[:6].lower() == "arxiv:":
        text = ANNOUNCEMENT.sub("", text)
    abstract = unwrap(text)
    own = get("id") or get("_id") or get("doc_id") or ""
    if not isinstance(own, str):
        own = str(own)
    if not title:
        if not abstract:
            return None
        title = one_line(abstract)[:120]
    identity, version = _arxiv(value, own)
    authors = _authors(value)
    fields: dict[str, Any] = {}
    for name, said in value.items():
        if name in _FIELDS:
            field, reader = _FIELDS[name]
            found = reader(said)
            if found or found == 0:
                fields.setdefault(field, found)
    versions = get("versions")
    if identity:
        fields["arxiv_id"] = identity
        fields.setdefault("url", f"https://arxiv.org/abs/{identity}")
    fields["version"] = (
        fields.get("version") or version or (len(versions) or None if isinstance(versions, list) else None)
    )
    fields["author_count"] = fields.get("author_count") or len(authors) or None
    fields.setdefault("source", "json-lines")
    published = _day(get("published")) or _first_version(versions) or _other_day(value)
    if published is None and not _PARTIAL.keys().isdisjoint(value):
        fields["issued"] = partial_date(map(get, _PARTIAL))
    if day:
        fields["listed"] = (day,)
    return Paper(
        id=identity or plain_id(own) or title_id(title),
        title=title,
        abstract=abstract,
        published=published,
        authors=authors,
        **fields,
    )


def _arxiv(value: dict[str, Any], own: str) -> tuple[str | None, int | None]:
    """The arXiv id and version; BEIR's `_id` may look like one and is none."""
    given = value.get("arxiv_id")
    if not given and "_id" in value:
        return None, None
    return arxiv_id(str(given) if given else own) or _stated(value) or (None, None)


def _stated(value: dict[str, Any]) -> tuple[str, int | None] | None:
    """The arXiv id where it stands under another name: arxiv.py's `entry_id`, Semantic Scholar's `externalIds` …"""
    if _IDS.keys().isdisjoint(value):
        return None
    for name in sorted(_IDS.keys() & value.keys(), key=_IDS.__getitem__):
        inner = value.get(name)
        if isinstance(inner, dict):
            inner = inner.get("ArXiv") or inner.get("arxiv") or inner.get("arXiv")
        if isinstance(inner, str) and (found := arxiv_id(inner)):
            return found
    return None


_IDS = {name: place for place, name in enumerate((
    "entry_id", "arxivId", "arxiv", "arxiv_url", "externalIds", "externalids", "ids", "identifiers", "url_abs", "abs_url", "url",
    "URL", "link", "pdf_url", "url_pdf", "pdf", "paper_url", "doi", "DOI", "paper_id",
))}  # fmt: skip
_REPAIRS = re.compile(r"[\\{…]|  |et al|others")
_DATES = frozenset(("publicationDate", "publicationdate", "publication_date", "published_date", "date_published", "date", "publishedAt",
          "published_at", "submitted", "submittedDate"))  # fmt: skip


def _other_day(value: dict[str, Any]) -> date | None:
    if _DATES.isdisjoint(value):
        return None
    for name in sorted(_DATES & value.keys()):
        if isinstance(value.get(name), str) and (found := whole_date(value[name])):
            return found
    return None


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple([item for item in value if isinstance(item, str)]) if isinstance(value, list) else ()


def _days(value: object) -> tuple[date, ...]:
    if isinstance(value, list):
        return tuple([found for found in map(_day, value) if found])
    found = _day(value)
    return (found,) if found else ()


def _authors(value: dict[str, Any]) -> tuple[str, ...]:
    parsed = value.get("authors_parsed")
    if isinstance(parsed, list) and parsed:
        names = [_turned(person) for person in parsed if isinstance(person, list) and len(person) >= 2]
    else:
        given = value.get("authors")
        if given is None:
            given = value.get("author")
        if isinstance(given, str):
            given = _in_text(given)
        if not isinstance(given, list):
            return ()
        names = [author if isinstance(author, str) else _name_in(author) for author in given]
    together = "".join(names)
    # Nothing to repair in any of them: most records by far, and names are half of what reading one costs.
    if together.isprintable() and not _REPAIRS.search(together):
        return tuple([name for name in map(str.strip, names) if name])
    return tuple([name for name in map(readable_name, names) if name and not OTHERS.fullmatch(name)])


def _in_text(names: str) -> list[str]:
    """The names in one text: "Ada One, Bo Two", "One, A.; Two, B. C.", "One, Ada and Two, Bo"."""
    if ";" in names or re.search(r",.*\sand\s.*,", names):
        return [turn_name(name) for name in split_names(names)]
    family, _, given = names.partition(", ")
    if given and "," not in given and " " not in family and " and " not in given:
        return [turn_name(names)]  # "Lovelace, Ada" is one
    parts = [part for some in names.split(", ") for part in re.split(r"^and |\sand\s", some) if part.strip()]
    return parts if names.isascii() else [name for part in parts for name in separate_names(part)]


def _turned(person: list[Any]) -> str:
    """A name that arXiv gives as family, given, suffix, and sometimes an affiliation."""
    return f"{person[1]} {person[0]} {person[2]}".strip() if len(person) > 2 else f"{person[1]} {person[0]}".strip()


def _name_in(author: object) -> str:
    if not isinstance(author, dict):
        return str(author or "")
    whole = next(
        (author[name] for name in ("name", "full_name", "fullName", "display_name", "literal") if author.get(name)),
        None,
    )
    if whole is None:
        given = author.get("given") or author.get("firstName") or author.get("first_name") or author.get("first") or ""
        family = author.get("family") or author.get("lastName") or author.get("last_name") or author.get("last") or ""
        whole = f"{given} {family}".strip()
    return str(whole)


def _first_version(versions: object) -> date | None:
    if not isinstance(versions, list) or not versions or not isinstance(versions[0], dict):
        return None
    # "Mon, 2 Apr 2007 19:18:42 GMT": the day without the time, which many records share.
    return mail_day(" ".join(str(versions[0].get("created"))[:80].split(" ", 4)[:4]))


def _day(value: object) -> date | None:
    return _iso_day(value) if isinstance(value, str) else None


@lru_cache(maxsize=20_000)
def _iso_day(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "listed": ("listed", _days),
    "doi": ("doi", doi_of),
    "DOI": ("doi", doi_of),
    "url": ("url", text_or_none),
    "URL": ("url", text_or_none),
    "categories": ("categories", _strings),
    "cate": ("categories", _strings),
    "keywords": ("keywords", _strings),
    **{name: (name, text_or_none) for name in ("organization", "code_url", "project_url", "submitter", "source")},
    **{name: (name, _strings) for name in ("models", "datasets", "spaces")},
    **{name: (name, positive) for name in ("author_count", "version", "comments", "upvotes", "code_stars")},
    **{name: (name, positive) for name in ("model_count", "dataset_count", "space_count")},
}
"""The field of a paper that each name is, and what reads its value: most records have few of them."""

FORMAT = Format(
    name="json-lines",
    title="JSON Lines: arXiv's snapshot, BEIR's corpus.jsonl, askpapers export jsonl",
    recognize=recognize,
    read=read,
    example="""{"id": "2601.00001", "title": "Quiet Gradients", "abstract": "We make gradients quiet."}
""",
    specification="https://jsonlines.org",
)
