"""What a list is and what its first paper would be, before anything is added."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.sources.inputs import Place, places_of
from askpapers.text.sanitize import sanitize


@dataclass(slots=True)
class Preview:
    """A list's format, its first paper, how many of the records that were seen were read, and what the reader noted."""

    name: str
    format: str
    first: Paper | None = None
    read: int = 0
    warnings: list[ReadWarning] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """How many records were seen, those that could not be read among them."""
        return self.read + sum(warning.lost for warning in self.warnings)


async def preview(
    sources: Sequence[str],
    *,
    cache: Path,
    day: date | None = None,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    deadline: float = 60.0,
) -> list[Preview]:
    """Read each list as `add` would, and add nothing.

    `columns` are headings of a table by the fields that they are, `cache` is where fetched lists are kept, `deadline` the
    seconds that a server may take. Raises BadInput,
    UsageError and ServiceError.
    """
    found = []
    for place in (each for source in sources for each in places_of(source)):
        stream, fetched_day, fetched_format = await _opened(place, cache, deadline)
        how = {"day": day or fetched_day, "format": format or fetched_format, "network": bool(place.url)}
        with stream:
            found.append(await asyncio.to_thread(_read, stream, place.name, columns, how))
    return found


async def _opened(place: Place, cache: Path, deadline: float) -> tuple[BinaryIO, date | None, str | None]:
    if place.url:
        from askpapers.sources import origins

        fetched = await origins.get(place.url, cache=cache / "http", deadline=deadline)
        return BytesIO(fetched.content), fetched.day, fetched.format
    if place.path is None:
        return BytesIO(await asyncio.to_thread(sys.stdin.buffer.read)), None, None
    try:
        return place.path.open("rb"), None, None
    except OSError as error:
        what = error.strerror or "it cannot be opened"
        raise errors.BadInput(f"{sanitize(place.name, 300)}: {what}.", "Check the path.") from None


def _read(stream: BinaryIO, name: str, columns: Mapping[str, str] | None, how: dict[str, Any]) -> Preview:
    from askpapers.readers import open_reading
    from askpapers.readers.format import ReadNote

    name = sanitize(name, 300)
    reading = open_reading(stream, name=name, today=date.today(), columns=columns, **how)
    found = Preview(name, reading.format)
    for item in reading.items:
        if isinstance(item, Paper):
            found.first = found.first or item
            found.read += 1
        elif isinstance(item, ReadWarning):
            found.warnings.append(item)
        elif isinstance(item, ReadNote):
            found.notes.append(item.message)
    return found
