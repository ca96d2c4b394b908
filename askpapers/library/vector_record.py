"""A paper as a record of the vector store: what can be filtered by, and the whole of it besides."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from askpapers.papers.paper import Paper, paper_from_json, paper_to_json

CHANGED = "changed"
"""The metadata that says when a record was put on a shared server, by the server's own clock, in milliseconds."""


def collection_of(model: str) -> str:
    """Return the name of the collection of a model's vectors: two models never share one."""
    readable = re.sub(r"[^a-zA-Z0-9]+", "-", model).strip("-")[:60].lower()
    return f"askpapers-{readable}-{hashlib.sha256(model.encode()).hexdigest()[:6]}"


def encodable(text: str) -> str:
    """Return text without lone surrogates, which Chroma's core does not take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def metadata_of(paper: Paper) -> dict[str, str | int | None]:
    """Return what can be filtered by on a shared Chroma server, and besides, what is known of the paper but its abstract.

    The abstract is the document: Chroma keeps metadata twice, in a table and in an index. What is not known is None: an
    upsert merges, and would leave what another has said.
    """
    # Half a character, which the document cannot hold, is kept with the rest.
    known = paper_to_json(replace(paper, abstract="") if encodable(paper.abstract) == paper.abstract else paper)
    values: dict[str, str | int | None] = {
        "title": paper.title,
        "day": max(paper.listed).isoformat() if paper.listed else None,
        "organization": paper.organization,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "url": paper.url,
        "paper": json.dumps({k: v for k, v in known.items() if v or v == 0 or k == "title"}, separators=(",", ":")),
    }
    return {name: encodable(value) if isinstance(value, str) else value for name, value in values.items()}


def papers_in(got: Mapping[str, Any]) -> Iterator[Paper]:
    """Yield the papers of the records that a store returned with metadata and documents.

    Somebody else's in a shared server are not ours to read, and are passed over.
    """
    for metadata, document in zip(got["metadatas"], got["documents"], strict=True):
        try:
            yield paper_from_json({"abstract": document or "", **json.loads(str((metadata or {})["paper"]))})
        except (KeyError, TypeError, ValueError):
            continue
