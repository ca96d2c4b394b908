"""Which papers are meant: days, names, marks; and the days that a word like "today" or "2025-W44" stands for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from askpapers import errors
from askpapers.papers.conditions import CONDITIONS, IN_NAMES, narrows, prefixes
from askpapers.text.sanitize import sanitize, valid_unicode

HINT = "Say today, yesterday, a day (2025-10-30), a week (2025-W44) or a month (2025-10)."


def days_of(when: str, today: date) -> tuple[date, ...]:
    """Return the days in a span, oldest first, none after `today`; raises UsageError."""
    first, last = parse_period(when.strip() or "today", today)
    if first > today:
        raise errors.UsageError(f"{sanitize(when, 40)} is still to come.", HINT)
    last = min(last, today)
    return tuple(first + timedelta(n) for n in range((last - first).days + 1))


def is_weekend(day: date) -> bool:
    """Return whether the day is a Saturday or a Sunday."""
    return day.weekday() >= 5


PERIOD = r"today|yesterday|\d{4}-\d\d-\d\d|\d{8}|\d{4}-[Ww]\d\d?|\d{4}-\d\d"
"""The pattern of what `parse_period` may read."""


def parse_period(when: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a span; raises UsageError."""
    word = when.strip()
    try:
        if word.casefold() in {"today", "yesterday"}:
            day = today - timedelta(days=word.casefold() == "yesterday")
            return day, day
        if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{8}", word, re.A):
            day = date.fromisoformat(word)
            return day, day
        if found := re.fullmatch(r"(\d{4})-[Ww](\d\d?)", word, re.A):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return monday, monday + timedelta(6)
        if found := re.fullmatch(r"(\d{4})-(\d\d)", word, re.A):
            year, month = int(found[1]), int(found[2])
            from calendar import monthrange

            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except (ValueError, OverflowError):
        pass
    raise errors.UsageError(f"“{sanitize(when, 40)}” is no day, week or month.", HINT)


def check_order(since: date | None, until: date | None) -> None:
    """Raise UsageError for days that end before they begin."""
    if since and until and since > until:
        raise errors.UsageError(f"--since {since} is after --until {until}.", "No day is in between: turn them round.")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which papers a verb looks at; every condition that is set must hold, days are inclusive.

    `ids` keeps only the named papers; `words` are free text that title, authors or organization must contain.
    """

    since: date | None = None
    until: date | None = None
    ids: tuple[str, ...] = ()
    organization: str | None = None
    author: str | None = None
    category: str | None = None
    unread: bool = False
    starred: bool = False
    changed: bool = False
    min_comments: int | None = None
    min_upvotes: int | None = None
    has_code: bool = False
    words: str = ""
    max_comments: int | None = None
    max_upvotes: int | None = None
    undated: bool = False
    tag: str | None = None
    collection: str | None = None
    min_stars: int | None = None
    has_project: bool = False
    submitter: str | None = None
    has_model: bool = False
    has_dataset: bool = False
    has_space: bool = False
    no_code: bool = False

    @property
    def day(self) -> date | None:
        """The one day in scope, or None."""
        return self.since if self.since == self.until else None


def filters(scope: Scope) -> dict[str, str]:
    """Return what narrows the scope besides its days: field name → words for a person."""
    return {
        condition.field: sanitize(condition.words.format(value), 60)
        for condition in CONDITIONS
        if narrows(value := getattr(scope, condition.field))
    }


def without(scope: Scope, name: str) -> Scope:
    """Return the scope with one condition removed."""
    return replace(scope, **{name: getattr(Scope(), name)})


_READ: dict[str, Callable[[Any], Any]] = {
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "ids": lambda ids: tuple(map(str, ids)),
    **{condition.field: condition.read for condition in CONDITIONS},
}


def as_stored(scope: Scope) -> dict[str, Any]:
    """Return what narrows a scope as values of JSON; `of_stored` reads them again."""
    given = {name: getattr(scope, name) for name in _READ}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in given.items()
        if narrows(value) and value != ()
    }


def of_stored(stored: object) -> Scope:
    """Return a scope that was stored; what cannot be read narrows nothing."""
    kept = {}
    for name, value in stored.items() if isinstance(stored, dict) else ():
        try:
            kept[name] = _READ[name](value)
        except (KeyError, TypeError, ValueError):
            continue
    return Scope(**kept)


def describe(scope: Scope) -> str:
    """Return the scope as a person would say it: "31 Oct 2025 · by Microsoft"."""
    return " · ".join([days_in_words(scope), *filters(scope).values()])


def days_in_words(scope: Scope) -> str:
    """Return the days, or the chosen papers, of a scope without its filters."""
    if scope.ids:
        days = f"{len(scope.ids)} chosen papers" if len(scope.ids) > 1 else scope.ids[0]
    elif scope.day:
        days = _day(scope.day)
    elif scope.since and scope.until:
        days = f"{_day(scope.since)} to {_day(scope.until)}"
    elif scope.since:
        days = f"since {_day(scope.since)}"
    elif scope.until:
        days = f"until {_day(scope.until)}"
    else:
        days = "the whole library"
    return sanitize(days, 60)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def scope_to_sql(scope: Scope, match: str = "", *, one_by_one: bool = False) -> tuple[str, list[object]]:
    """Return a condition on `papers AS p LEFT JOIN marks AS m`, and its parameters.

    `match` is what a person types into a filter: every word must begin a word of title, author, organization or id.
    `one_by_one` is for a few given papers: each is looked up, where else the papers that fit would be found first.
    An organization contains the words of `scope.organization` in their order, one author those of `scope.author` in any.
    """
    parts, values = _parts(scope, match, one_by_one)
    return " AND ".join(["1", *parts]), values


_IN = "p.pk IN ("


def scope_to_rows(scope: Scope, match: str = "") -> tuple[str, list[object]]:
    """Return a SELECT of the rows (`pk`) of the papers in scope, each once, and its parameters.

    Where each condition has an index of its own, the papers themselves are not looked at.
    """
    parts, values = _parts(scope, match, False)
    if selects := _indexed(parts):
        # A paper may have several of the categories that begin so, and be listed on several of the days.
        return " INTERSECT ".join(select.replace("SELECT ", "SELECT DISTINCT ", 1) for select in selects), values
    where = " AND ".join(["1", *parts])
    return f"SELECT p.pk FROM papers AS p LEFT JOIN marks AS m USING (pk) WHERE {where}", values


def scope_to_indexed_rows(scope: Scope) -> tuple[str, list[object]] | None:
    """Return what `scope_to_rows` does, a paper perhaps several times; None where the papers themselves would have to be looked at."""
    parts, values = _parts(scope, "", False)
    selects = _indexed(parts)
    return (" INTERSECT ".join(selects), values) if selects else None


def _indexed(parts: list[str]) -> list[str]:
    """The SELECTs of conditions that have an index of their own each; none where one has not."""
    alone = all(part.startswith(_IN) and _first_closed(part) == len(part) - 1 for part in parts)
    return [part[len(_IN) : -1] for part in parts] if alone else []


def _first_closed(sql: str) -> int:
    """Where the first bracket of a condition is closed."""
    depth = 0
    for place in (m.start() for m in re.finditer(r"[()]", sql)):
        depth += 1 if sql[place] == "(" else -1
        if not depth:
            return place
    return -1


def _parts(scope: Scope, match: str, one_by_one: bool) -> tuple[list[str], list[object]]:
    parts: list[str] = []
    values: list[object] = []

    def both(sql: str, *given: object) -> None:
        parts.append(sql)
        values.extend(valid_unicode(value) if isinstance(value, str) else value for value in given)

    if scope.since or scope.until:
        first, last = scope.since or date.min, scope.until or date.max
        both(
            "EXISTS (SELECT 1 FROM listings AS l WHERE l.pk = p.pk AND l.day BETWEEN ? AND ?)"
            if one_by_one
            else "p.pk IN (SELECT pk FROM listings WHERE day BETWEEN ? AND ?)",
            first.isoformat(),
            last.isoformat(),
        )
    if scope.ids:
        marks = ",".join("?" * len(scope.ids))
        both(
            f"p.pk IN (SELECT pk FROM papers WHERE id IN ({marks}) UNION SELECT pk FROM aliases WHERE id IN ({marks}))",
            *scope.ids,
            *scope.ids,
        )
    for condition in CONDITIONS:
        value = getattr(scope, condition.field)
        if narrows(value) and (given := condition.parameters(value)) is not None:
            both(condition.asked(given, one_by_one=one_by_one), *given)
    if words := prefixes(match):
        both(IN_NAMES, words)
    return parts, values
