"""The Daily Papers API's JSON, of every age, the same records inside the HTML page, and what /api/papers/ID says of one paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id, one_line, positive, text_or_none, unwrap
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.text.sanitize import sanitize

OF_ONE = frozenset({"submittedOnDailyAt", "discussionId", "linkedModels", "numTotalModels", "githubStars"})
"""What only Hugging Face says of a paper that stands in no list."""

KINDS = (
    ("models", "model_count", "Models"), ("datasets", "dataset_count", "Datasets"), ("spaces", "space_count", "Spaces"),
)  # fmt: skip
REPOSITORY = re.compile(r"[\w.-]{1,96}(?:/[\w.-]{1,96})?", re.ASCII)
MOST = 20
"""Repositories kept of each kind: of a known model thousands are derived."""


def recognize(document: Document) -> Evidence:
    """By records that hold a `paper`; an empty list is a day without papers."""
    value = document.json.value if document.json else None
    if value == [] or (isinstance(value, dict) and value.get("dailyPapers") == []):
        return Evidence.POSSIBLE
    return Evidence.CERTAIN if any(map(is_record, document.sample)) else Evidence.NONE


def is_record(record: object) -> bool:
    """Return whether this is a record of Daily Papers, or of one paper of Hugging Face's."""
    inner = _inner(record) if isinstance(record, dict) else {}
    return ("id" in inner or "title" in inner) and (inner is not record or not OF_ONE.isdisjoint(inner))


def read(document: Document) -> Items:
    """Yield a paper for each entry of the list, under its own day."""
    return papers_of(document, document.records(), lambda entry: paper_of(entry, document.day), "entry")


def _inner(entry: dict[str, Any]) -> dict[str, Any]:
    inner = entry.get("paper", entry)
    return inner if isinstance(inner, dict) else {}


def paper_of(entry: Any, day: date | None) -> Paper | None:
    """Return the paper of an entry, listed on `day` or the day that it says; None where it has no title."""
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
    submitter = value("submittedBy") or value("submittedOnDailyBy")
    if isinstance(submitter, dict):
        submitter = submitter.get("fullname") or submitter.get("name") or submitter.get("user")
    identity = known[0] if known else title_id(title)
    return Paper(
        id=identity,
        title=title,
        abstract=unwrap(str(value("summary") or "")),
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
        project_url=_link(value("projectPage")),
        code_stars=positive(value("githubStars")),
        submitter=text_or_none(submitter),
        **hub_of(value),
    )


def hub_of(value: Callable[[str], Any]) -> dict[str, Any]:
    """Return the models, data sets and spaces that a record names, as fields of a paper.

    The list itself does not name them: only what the service says of one paper does (huggingface_hub 2.4, `PaperInfo`:
    "Only returned by `paper_info`"), the first few of each and how many there are.
    """
    found: dict[str, Any] = {}
    for field, count, kind in KINDS:
        listed = value(f"linked{kind}")
        given = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        names = [text_or_none(entry.get("id")) for entry in given if entry.get("private") is not True]
        found[field] = tuple(dict.fromkeys(name for name in names if name and REPOSITORY.fullmatch(name)))[:MOST]
        total = positive(value(f"numTotal{kind}"))
        found[count] = total if total is not None else len(found[field]) if isinstance(listed, list) else None
    return found


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


FORMAT = Format(
    name="daily-papers-json",
    title="the Daily Papers API's JSON",
    recognize=recognize,
    read=read,
    example="""[{"paper": {"id": "2601.00001", "title": "Quiet Gradients", "summary": "We make gradients quiet.",
  "authors": [{"name": "Ada One"}], "upvotes": 3}, "numComments": 2}]
""",
    specification="https://huggingface.co/docs/hub/api",
    may_be_empty=True,
    of_a_day=True,
)
