"""What changed between two visits to the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log2

from askpapers.papers.paper import Paper

RISING = "rising"


@dataclass(frozen=True, slots=True)
class Counts:
    """Comments and upvotes of a paper at one moment; None where no source says."""

    comments: int | None = None
    upvotes: int | None = None


@dataclass(frozen=True, slots=True)
class Rise:
    """How many comments and upvotes a paper gained."""

    id: str
    comments: int
    upvotes: int
    score: float


@dataclass(frozen=True, slots=True)
class News:
    """Papers new, listed on another day again, reworded, or rising, since `since` (ISO 8601; "" for ever).

    `watched` are those among them that the reader watches for, each with its watches as they were typed.
    """

    since: str
    new: tuple[Paper, ...] = ()
    again: tuple[Paper, ...] = ()
    changed: tuple[Paper, ...] = ()
    rising: tuple[tuple[Paper, Rise], ...] = ()
    watched: tuple[tuple[Paper, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.again or self.changed or self.rising)


def compare_counts(before: Mapping[str, Counts], now: Mapping[str, Counts]) -> tuple[Rise, ...]:
    """Return the papers that gained, best first; those not known before are new and not rising.

    A comment takes more trouble than an upvote and counts twice; a gain counts for more where there was little, so
    that 10 to 20 comes before 200 to 212. A count that nobody had said before is no gain.
    """
    rises = []
    for id, new in now.items():
        old = before.get(id)
        if old is None:
            continue
        comments, upvotes = _gain(old.comments, new.comments), _gain(old.upvotes, new.upvotes)
        gained = 2 * comments + upvotes
        if gained:
            had = 2 * (old.comments or 0) + (old.upvotes or 0)
            rises.append(Rise(id, comments, upvotes, round(gained * log2(2 + gained / (1 + had)), 4)))
    return tuple(sorted(rises, key=lambda rise: (-rise.score, rise.id)))


def _gain(old: int | None, new: int | None) -> int:
    return max(0, new - old) if old is not None and new is not None else 0


def gain(rise: Rise) -> str:
    """Return what a paper gained in words: "+2 comments, +7 upvotes"."""
    gained = [f"+{n} {what}{'s' * (n != 1)}" for n, what in ((rise.comments, "comment"), (rise.upvotes, "upvote")) if n]
    return ", ".join(gained)


def counts_in_words(paper: Paper) -> str:
    """Return what readers said of a paper: "12 comments, 40 upvotes"; "" for nothing."""
    counts = ((paper.comments, "comment"), (paper.upvotes, "upvote"))
    return ", ".join(f"{n:,} {what}{'s' * (n != 1)}" for n, what in counts if n)


def heat(paper: Paper, rise: Rise | None, newest: date) -> float:
    """Return how much a paper is talked about now: what it has and, twice, what it gained, over its age to the power of 1.5.

    The age is the days from when it was first listed to the `newest` list; the rule is that of Hacker News, with comments
    counted as in `compare_counts`.
    """
    gained = 0 if rise is None else 2 * rise.comments + rise.upvotes
    said = 2 * (paper.comments or 0) + (paper.upvotes or 0) + 2 * gained
    age = (newest - min(paper.listed, default=newest)).days
    return float(said / (max(0, age) + 2) ** 1.5)
