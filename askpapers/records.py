"""A paper as a record of the catalogue or of the vector store, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from askpapers import merge
from askpapers.database import Row as Record
from askpapers.papers import Paper

DAYS = "(SELECT group_concat(day) FROM (SELECT day FROM listings AS l WHERE l.pk = p.pk ORDER BY day)) AS days"
"""The column of `papers AS p` that `paper_of` needs besides the table's own."""


def paper_of(row: Record) -> Paper:
    """Return the paper in a record of `papers` that also has its `days`."""
    return Paper(
        id=row["id"],
        title=row["title"],
        abstract=row["abstract"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        listed=tuple(date.fromisoformat(day) for day in (row["days"] or "").split(",") if day),
        authors=tuple(json.loads(row["authors"])),
        author_count=row["author_count"],
        organization=row["organization"],
        url=row["url"],
        arxiv_id=row["arxiv_id"],
        version=row["version"],
        doi=row["doi"],
        categories=tuple(json.loads(row["categories"])),
        comments=row["comments"],
        upvotes=row["upvotes"],
        keywords=tuple(json.loads(row["keywords"])),
        code_url=row["code_url"],
        source=row["source"],
    )


def record_of(paper: Paper) -> dict[str, object]:
    """Return the columns of `papers` that a paper fills."""
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "published": paper.published.isoformat() if paper.published else None,
        "authors": json.dumps(paper.authors, ensure_ascii=False),
        "author_count": paper.author_count,
        "organization": paper.organization,
        "url": paper.url,
        "arxiv_id": paper.arxiv_id,
        "version": paper.version,
        "doi": paper.doi,
        "categories": json.dumps(paper.categories, ensure_ascii=False),
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "keywords": json.dumps(paper.keywords, ensure_ascii=False),
        "code_url": paper.code_url,
        "source": paper.source,
        "folded_title": merge.fold_title(paper.title),
        "newest_day": max(paper.listed).isoformat() if paper.listed else None,
    }


def paper_to_json(paper: Paper) -> dict[str, object]:
    """Return a paper as JSON that `paper_from_json` reads back."""
    values = {f.name: getattr(paper, f.name) for f in fields(Paper)}
    values["published"] = paper.published and paper.published.isoformat()
    values["listed"] = [day.isoformat() for day in paper.listed]
    return values


def paper_from_json(values: dict[str, Any]) -> Paper:
    """Return the paper that `paper_to_json` wrote; raises KeyError, TypeError and ValueError for anything else."""
    known = {f.name: values[f.name] for f in fields(Paper) if f.name in values}
    for name in ("authors", "categories", "keywords"):
        if not isinstance(known.get(name) or [], list | tuple):
            raise TypeError(f"{name} is a list")
        known[name] = tuple(known.get(name) or ())
    known["listed"] = tuple(date.fromisoformat(day) for day in known.get("listed") or ())
    known["published"] = date.fromisoformat(known["published"]) if known.get("published") else None
    if not all(isinstance(known.get(name, ""), str) for name in ("id", "title", "abstract")):
        raise TypeError("id, title and abstract are texts")
    if not all(isinstance(item, str) for name in ("authors", "categories", "keywords") for item in known[name]):
        raise TypeError("authors, categories and keywords are texts")
    for name in ("author_count", "version", "comments", "upvotes"):
        if not isinstance(known.get(name), int | None):
            raise TypeError(f"{name} is a number")
    return Paper(**known)


def chunks(ids: Sequence[str], size: int = 400) -> list[list[str]]:
    """Return the ids in lists that are short enough for the parameters of one statement."""
    return [list(ids[i : i + size]) for i in range(0, len(ids), size)]


def encodable(text: str) -> str:
    """Return text without lone surrogates, which Chroma's core does not take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def metadata_of(paper: Paper) -> dict[str, str | int]:
    """Return what can be filtered by on a shared Chroma server, and the whole paper besides."""
    values: dict[str, str | int | None] = {
        "title": paper.title,
        "day": max(paper.listed).isoformat() if paper.listed else None,
        "organization": paper.organization,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "url": paper.url,
        "paper": json.dumps(paper_to_json(paper), ensure_ascii=True),
    }
    return {
        name: encodable(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None
    }
