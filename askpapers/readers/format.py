"""What a format is to the rest of the program, and how its records become papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.document import Document
from askpapers.text.sanitize import sanitize


@dataclass(frozen=True, slots=True)
class ReadNote:
    """What the reader of a list should know, though nothing is wrong: a year that was guessed, columns that were used."""

    message: str


Items = Iterator[Paper | ReadWarning | ReadNote]


class Evidence(IntEnum):
    """How sure a format is that a document is its own; the surest is believed."""

    NONE = 0
    POSSIBLE = 1
    """Its shape fits, as that of other formats may: an object with a title and an abstract."""
    LIKELY = 2
    """What only this format has was seen, though not where it must stand: one record of it somewhere in the text."""
    CERTAIN = 3
    """It says what it is: its root element, its head line, its own field names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A form that lists of papers come in.

    `example` is a small document of one paper, which tests and the documentation use; `specification` is an address.
    `of_a_day` says that such a list is always of one day, today's where it names none; `may_be_empty` that one without any
    record is an answer too: a feed of a weekend.
    """

    name: str
    title: str
    recognize: Callable[[Document], Evidence]
    read: Callable[[Document], Items]
    example: str
    specification: str
    of_a_day: bool = False
    may_be_empty: bool = False


def papers_of(
    document: Document,
    records: Iterable[tuple[int | None, Any]],
    paper_of: Callable[[Any], Paper | None],
    noun: str = "record",
) -> Items:
    """Yield the paper of each (line, record); one without a paper, or that cannot be read, is a warning that says which.

    Warnings among the records pass through.
    """
    for place, (line, record) in enumerate(records, 1):
        if isinstance(record, ReadWarning):
            yield record
            continue
        try:
            paper = paper_of(record)
        except Exception as error:  # whatever is wrong with one record, it never loses the others
            said = sanitize(f"{type(error).__name__}: {error}", 80)
            yield ReadWarning(document.name, line, f"{noun} {place} cannot be read and is skipped ({said})", lost=True)
            continue
        yield paper or ReadWarning(document.name, line, f"{noun} {place} has no title and is skipped", lost=True)
