"""Dates as a Daily Papers page shows them: the year is left out where it is the current one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
