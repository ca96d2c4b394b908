"""Blocks of lines on a Daily Papers page saved as text: titles, abstracts, footers, and the days they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from askpapers.readers.decode import one_line

_CHROME = (
    "cookie", "privacy policy", "terms of use", "terms of service", "sign up", "log in", "subscribe", "your inbox",
    "all rights reserved", "we value your privacy", "newsletter", "javascript is disabled", "javascript is required",
    "accept all", "enable javascript",
)  # fmt: skip
_WORD_OF_CHROME = re.compile(rf"\b(?:{'|'.join(_CHROME)})s?\b")


@dataclass(slots=True)
class Block:
    """Lines without a blank one between them, and where they begin (from 1)."""

    line: int
    lines: list[str]
    heading: bool = False

    @property
    def text(self) -> str:
        """The lines as one."""
        return self.lines[0] if len(self.lines) == 1 else " ".join(self.lines)

    def looks_like_title(self) -> bool:
        """Whether it is a heading, or short and no sentences."""
        text = self.text
        if self.heading:
            return True
        if len(self.lines) > 3 or len(text) > 300 or text.endswith((":", ",", ";")):
            return False
        return not re.search(r"[a-z)]\.(?:\s+[A-Z]|$)", text) or len(text.split()) <= 12

    def looks_like_abstract(self) -> bool:
        """Whether it is long, or not so long and ends like a sentence."""
        text = self.text
        return not self.heading and (
            len(text) >= 250 or (len(text) >= 80 and re.search(r"[.!?][)\]\"”’]*$", text) is not None)
        )


def is_chrome(text: str) -> bool:
    """Whether a text is the site's own, such as a banner about cookies."""
    text = text.lower()
    # Looking for each in turn is ten times as fast as one expression of them all, and hardly any title has one.
    return any(mark in text for mark in _CHROME) and _WORD_OF_CHROME.search(text) is not None


def ends_in_organization(blocks: Sequence[Block]) -> bool:
    """Whether the last line before a footer without authors is an organization and not the abstract's end."""
    last = blocks[-1].lines[-1]
    short = len(last) <= 80 and len(last.split()) <= 8 and not last.endswith((".", ":", ",", ";"))
    return short and (len(blocks) >= 3 or len(blocks[-1].lines) > 1)


def paired(blocks: Sequence[Block], *, ended: bool) -> tuple[list[tuple[Block, list[Block]]], list[Block]]:
    """Return (title, paragraphs of the abstract) of each paper, and the blocks that are neither.

    `ended` says that a footer follows.
    """
    pairs: list[tuple[Block, list[Block]]] = []
    skipped: list[Block] = []
    if ended and len(blocks) == 2 and not blocks[1].heading and not is_chrome(blocks[0].text):
        # Nothing but these two can be meant, however long the title or short the abstract.
        return [(blocks[0], [blocks[1]])], []
    waiting: Block | None = None
    for block in blocks:
        abstract = block.looks_like_abstract()
        if abstract and waiting is not None and not (pairs and not waiting.looks_like_title()):
            pairs.append((waiting, [block]))
            waiting = None
        elif abstract and pairs and waiting is None:
            pairs[-1][1].append(block)
        elif abstract and pairs and waiting is not None:
            # A short paragraph inside an abstract: a list's lead, a formula.
            pairs[-1][1].extend([waiting, block])
            waiting = None
        else:
            if waiting is not None:
                skipped.append(waiting)
            waiting = block
    if waiting is not None:
        if ended and (not pairs or waiting.heading):
            pairs.append((waiting, []))
        elif ended and not waiting.looks_like_title():
            pairs[-1][1].append(waiting)
        else:
            skipped.append(waiting)
    return pairs, skipped


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = (
    r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?)[ ]"
    r"(?P<day>\d{1,2})(?:,[ ]?(?P<year>\d{4}))?"
)
"""The expression of a date: "Oct 31", "Sept. 3, 2024"; any case."""


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A month, a day and, where it is shown, a year; they may be no day of the calendar."""

    month: int
    day: int
    year: int | None

    @classmethod
    def of(cls, found: re.Match[str]) -> ShownDate:
        """Return the date in a match of DATE."""
        month = _MONTHS.index(found["month"][:3].lower()) + 1
        return cls(month, int(found["day"]), int(found["year"]) if found["year"] else None)

    def on(self, year: int) -> date | None:
        """Return the day of the calendar, in `year` where none is shown; None where there is no such day."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return None


def year_left_out(header: ShownDate | None, dates: Sequence[ShownDate], day: date | None, today: date) -> int:
    """Return the year of dates that show none: the page leaves the current year out, so it is past all that are shown.

    `header` is the date above the page, `dates` are those below its papers; `day` is the page's, where it is known.
    """
    if day is not None:
        return day.year
    if header is not None and header.year:
        return header.year
    years = [shown.year for shown in dates if shown.year]
    if years and max(years) < today.year:
        return max(years) + 1
    if header is not None:
        this_year = header.on(today.year)
        return today.year if this_year is not None and this_year <= today else today.year - 1
    return today.year


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
    if not in_block and "·" in line and (inline := _INLINE.match(line)):
        organization = inline["org"]
        return at + 1, Footer(
            _count(inline["count"]),
            organization_in(organization) if organization else None,
            ShownDate.of(inline),
            _count(inline["comments"]),
        )
    if line == "·":
        return _dated(lines, at, None)
    found = _AUTHORS.match(line) if "author" in line.lower() else None
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
    """Return an organization's name without the handle that a logo's description puts before it."""
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
