"""Recognises what a file is by its content, and hands it to the reader of that format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from askpapers import errors
from askpapers.papers import Paper, Warning, plain
from askpapers.readers import daily_json, daily_text
from askpapers.readers.text import decoded

FORMATS: dict[str, str] = {
    "daily-papers-text": "a Daily Papers page saved as text",
    "daily-papers-json": "the Daily Papers API's JSON",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A recognised source: its format, its own day where it says one, and its papers and warnings, read as asked for."""

    format: str
    day: date | None
    items: Iterator[Paper | Warning]


def open_reading(
    stream: BinaryIO, *, name: str, format: str | None = None, day: date | None = None, today: date
) -> Reading:
    """Recognise a stream and begin to read it."""
    content = stream.read()
    if not content.strip():
        raise errors.EmptyInput(f"{name} is empty.", "Save the page again, or copy its text.")
    text = decoded(content)
    entries = _entries(text)
    if daily_json.looks_right(entries):
        return Reading("daily-papers-json", day or daily_json.day_of(entries), daily_json.read(entries, name, day))
    found, items = daily_text.read(text, name, day, today)
    if not items:
        raise errors.UnknownFormat(f"{name} holds no papers: it begins “{plain(text, 60)}”.")
    return Reading("daily-papers-text", found, iter(items))


def _entries(text: str) -> list[object]:
    if text.lstrip()[:1] not in "[{":
        return []
    try:
        value = json.loads(text)
    except ValueError:
        return []
    return value if isinstance(value, list) else []
