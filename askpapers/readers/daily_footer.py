"""What ends a paper on a Daily Papers page saved as text: authors or organisation, date, comments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from askpapers.readers.daily_dates import DATE, ShownDate
from askpapers.readers.text import one_line

_DATED = re.compile(rf"^{DATE}(?:[ ]+\[?[ ]*(?P<comments>[\d,]+)(?:\]|\b).*)?$", re.I)
_AUTHORS = re.compile(r"^[•·*\-–\[ ]*(?P<count>[\d,]+) authors?$", re.I)
_INLINE = re.compile(
    rf"^[•*\-– ]*(?:(?P<count>[\d,]+)[ ]authors?|(?P<org>[^·]{{1,80}}?))[ ]*·[ ]*{DATE}(?:[ ]+(?P<comments>[\d,]+))?$",
    re.I,
)
URL = re.compile(r"^<?(https?://\S+?)>?$")


@dataclass(slots=True)
class Footer:
    """The line or lines that end a paper; `authors` is how many there are."""

    authors: int | None = None
    organization: str | None = None
    date: ShownDate | None = None
    comments: int | None = None


def footer_at(lines: Sequence[tuple[int, str]], at: int, *, in_block: bool) -> tuple[int, Footer | None]:
    """Return where reading goes on and the footer that begins at line `at`, None where there is none.

    `in_block` says that text stands right above it, which it may go on with.
    """
    line = lines[at][1]
    if not in_block and (inline := _INLINE.match(line)):
        organization = inline["org"]
        return at + 1, Footer(
            _count(inline["count"]),
            organization_in(organization) if organization else None,
            ShownDate.of(inline),
            _count(inline["comments"]),
        )
    if line == "·":
        return _dated(lines, at, None)
    found = _AUTHORS.match(line)
    if found is None or (in_block and not line.startswith(("•", "*", "·"))):
        return at, None
    authors = _count(found["count"])
    following = _next(lines, at + 1)
    if following is not None and lines[following][1] == "·":
        return _dated(lines, following, authors)
    return (at, None) if in_block else (at + 1, Footer(authors))


def _dated(lines: Sequence[tuple[int, str]], at: int, authors: int | None) -> tuple[int, Footer | None]:
    following = _next(lines, at + 1)
    found = _DATED.match(lines[following][1]) if following is not None else None
    if following is None or found is None:
        return (at + 1, Footer(authors)) if authors is not None else (at, None)
    return following + 1, Footer(authors, date=ShownDate.of(found), comments=_count(found["comments"]))


def _next(lines: Sequence[tuple[int, str]], at: int) -> int | None:
    for index in range(at, min(at + 8, len(lines))):
        line = lines[index][1]
        if line and not (line.startswith("http") and URL.match(line)):
            return index
    return None


def _count(text: str | None) -> int | None:
    return int(text.replace(",", "")) if text and text.replace(",", "").isdigit() else None


def organization_in(text: str) -> str:
    """Return an organisation's name without the handle that a logo's description puts before it."""
    name = one_line(text)
    handle, _, rest = name.partition(" ")
    folded = re.sub(r"[^a-z0-9]", "", handle.lower())
    if (
        rest
        and (handle == handle.lower() or re.sub(r"[^a-z0-9]", "", rest.lower()) == folded)
        and rest[:1].upper() == rest[:1]
    ):
        return rest
    return name
