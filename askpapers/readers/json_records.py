"""The records in a JSON value, in whatever they are wrapped, and their values, each of the kind that is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from askpapers.readers.decode import arxiv_id
from askpapers.readers.markup import plain_text

WRAPPERS = (
    "dailyPapers", "papers", "results", "data", "items", "notes", "collection", "message", "resultList", "result",
    "recommendedPapers", "articles", "records", "works", "references", "entries", "docs", "response", "hits", "publications",
)  # fmt: skip
"""Names under which services wrap their records: Semantic Scholar's `data`, OpenAlex's `results`, OpenReview's `notes` …"""
_INNER = ("citingPaper", "citedPaper", "_source")
_PAPER = {"title", "display_name", "DOI", "abstract", "_id", "paper", "content", "preprint_title"}


def records_in(value: Any, depth: int = 0) -> list[Any]:
    """Return the records of a list, of an object that wraps one, or the object itself."""
    if isinstance(value, list):
        return [record for item in value for record in _unwrapped(item, depth)]
    if not isinstance(value, dict):
        return []
    if depth < 4 and not ("title" in value and not isinstance(value["title"], dict)):
        for name in WRAPPERS:
            inner = value.get(name)
            if isinstance(inner, list) and (not inner or any(isinstance(item, dict) for item in inner[:20])):
                return records_in(inner, depth + 1)
            if isinstance(inner, dict):
                found = records_in(inner, depth + 1)
                if found and (found != [inner] or _PAPER & inner.keys()):
                    return found
        return _parted(value, depth) or [value]
    return [value]


def _unwrapped(item: Any, depth: int) -> list[Any]:
    if isinstance(item, dict) and "title" not in item:
        if "message-type" in item:
            return records_in(item, depth + 1)
        for name in _INNER:
            if isinstance(item.get(name), dict):
                return [item[name]]
    return [item]


def _parted(value: dict[str, Any], depth: int) -> list[Any]:
    """The records of an object that parts them by day, field or id: {"2026-01-02": […]}, {"2601.00001": {…}}; [] for any other."""
    if _PAPER & value.keys() or not value or not all(isinstance(each, list | dict) and each for each in value.values()):
        return []
    found: list[Any] = []
    for key, each in value.items():
        records = records_in(each, depth + 1)
        if isinstance(each, dict) and records == [each] and arxiv_id(key):
            records = [{"id": key, **each}]
        found += records
    return found if all(isinstance(each, dict) and isinstance(each.get("title"), str) for each in found) else []


def is_empty_list(value: Any) -> bool:
    """Return whether this is a list, or an object that wraps one, without any record."""
    return value == [] or (
        isinstance(value, dict) and "title" not in value and any(value.get(name) == [] for name in WRAPPERS)
    )


def entries_before_cut(text: str) -> list[Any]:
    """Return the entries of a JSON list, bare or wrapped, that were written whole before it was cut off."""
    start = 0
    if not text.lstrip().startswith("["):
        wrapped = re.search(rf'"(?:{"|".join(WRAPPERS)})"\s*:\s*\[', text)
        if wrapped is None:
            return []
        start = wrapped.end() - 1
    return list(_entries(text, text.find("[", start) + 1))


def _entries(text: str, at: int) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    while at:
        try:
            entry, at = decoder.raw_decode(text, _skip(text, at))
        except (ValueError, RecursionError):
            return
        yield entry
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            return
        at += 1


def _skip(text: str, at: int) -> int:
    found = re.compile(r"\s*").match(text, at)
    return found.end() if found else at


def text_in(value: Any, *path: str) -> str:
    """Return the text at a path of names, "" where there is none; a number is its digits."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return str(value).strip()


def plain_in(value: Any, *path: str) -> str:
    """Return the text at a path, its markup read."""
    return plain_text(text_in(value, *path))


def list_in(value: Any, *path: str) -> list[Any]:
    """Return the list at a path; [] where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def dicts_in(value: Any, *path: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of the list at a path."""
    return (item for item in list_in(value, *path) if isinstance(item, dict))


def texts_in(value: Any, *path: str) -> list[str]:
    """Return the texts of the list at a path, or the one text there."""
    found = [text for item in list_in(value, *path) if (text := text_in(item))]
    return found or [text for text in (text_in(value, *path),) if text]
