"""The days that a word like "today", "2025-W44" or "2025-10" stands for."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from askpapers import errors
from askpapers.plain import plain

HINT = "Say today, yesterday, a day (2025-10-30), a week (2025-W44) or a month (2025-10)."


def days_of(when: str, today: date) -> tuple[date, ...]:
    """Return the days in a span, oldest first, none after `today`; raises UsageError."""
    first, last = ends_of(when.strip(), today)
    if first > today:
        raise errors.UsageError(f"{plain(when, 40)} is still to come.", HINT)
    last = min(last, today)
    return tuple(first + timedelta(n) for n in range((last - first).days + 1))


def is_weekend(day: date) -> bool:
    """Return whether the day is a Saturday or a Sunday."""
    return day.weekday() >= 5


def ends_of(when: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a span; raises UsageError."""
    word = when.casefold()
    if word in {"today", ""}:
        return today, today
    if word == "yesterday":
        return today - timedelta(1), today - timedelta(1)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", when, re.A):
            day = date.fromisoformat(when)
            return day, day
        if found := re.fullmatch(r"(\d{4})-[Ww](\d\d)", when, re.A):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return monday, monday + timedelta(6)
        if found := re.fullmatch(r"(\d{4})-(\d\d)", when, re.A):
            year, month = int(found[1]), int(found[2])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except (ValueError, OverflowError):
        pass
    raise errors.UsageError(f"“{plain(when, 40)}” is no day, week or month.", HINT)
