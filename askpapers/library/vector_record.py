"""A paper as a record of the vector store: what can be filtered by, and the whole of it besides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from askpapers.papers.paper import Paper, paper_from_json, paper_to_json

CHANGED = "changed"
"""The metadata that says when a record was put on a shared server, by the server's own clock, in milliseconds."""


def encodable(text: str) -> str:
    """Return text without lone surrogates, which Chroma's core does not take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def metadata_of(paper: Paper) -> dict[str, str | int | None]:
    """Return what can be filtered by on a shared Chroma server, and the whole paper besides.

    What is not known is None: an upsert merges, and would leave what another has said.
    """
    values: dict[str, str | int | None] = {
        "title": paper.title,
        "day": max(paper.listed).isoformat() if paper.listed else None,
        "organization": paper.organization,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "url": paper.url,
        "paper": json.dumps(paper_to_json(paper), ensure_ascii=True),
    }
    return {name: encodable(value) if isinstance(value, str) else value for name, value in values.items()}


def paper_in(metadata: Mapping[str, Any] | None) -> Paper | None:
    """The paper of a record; None for somebody else's in a shared server, which is not ours to read."""
    try:
        return paper_from_json(json.loads(str((metadata or {})["paper"])))
    except (KeyError, TypeError, ValueError):
        return None
