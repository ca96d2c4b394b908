"""Values of a service's JSON, each of the kind that is asked for, whatever stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from askpapers.readers.markup import plain_text


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
