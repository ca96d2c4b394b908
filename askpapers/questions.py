"""What a question says about which papers it is asked of: days, organisations, counts, names, or the whole list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from askpapers.papers import Scope
from askpapers.whole_list import asks_over_all


@dataclass(frozen=True, slots=True)
class Understood:
    """A question read for what it says about papers.

    `scope` is the given scope with the conditions that the question adds, whose field names are in `filters`.
    `whole` says that it asks about the whole list and not for a few papers that fit. `names` are words that may name
    single papers (arXiv ids, quoted titles, coined names), `people` words that may name an author or organisation;
    only the catalogue knows.
    """

    scope: Scope
    filters: tuple[str, ...] = ()
    whole: bool = False
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def understand(question: str, scope: Scope, *, today: date, organizations: Sequence[str] = ()) -> Understood:
    """Read a question; conditions that `scope` already sets are left as they are."""
    found: dict[str, object] = {}
    try:
        days = _days(question, today)
    except (OverflowError, StopIteration):
        # A day before the first or after the last that a calendar holds is no condition.
        days = None
    if days:
        found["since"], found["until"] = days
    for field, noun in (("min_comments", r"comments?"), ("min_upvotes", r"(?:up-?votes?|likes?)")):
        if (least := _least(question, noun)) is not None:
            found[field] = least
    if organization := _organization(question, organizations):
        found["organization"] = organization
    if re.search(r"\bmy starred\b|\bstarred papers?\b|\bpapers? (?:that )?i(?: have)? starred\b", question, re.I):
        found["starred"] = True
    if re.search(r"\bunread papers?\b|\bpapers? (?:that )?i have(?: not|n't|n’t) read\b", question, re.I):
        found["unread"] = True
    if re.search(r"\bpapers? with (?:public |released |open[- ]source )?code\b", question, re.I):
        found["has_code"] = True
    fresh = {name: value for name, value in found.items() if getattr(scope, name) != value}
    if "since" in found or "until" in found:
        fresh = {**fresh, "since": found["since"], "until": found["until"]}
    return Understood(
        scope=replace(scope, **fresh),  # type: ignore[arg-type]
        filters=tuple(fresh),
        whole=asks_over_all(question),
        names=_names(question),
        people=tuple(people for people in _people(question) if people != organization),
    )


_NUMBERS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_NUMBERS |= {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a hundred": 100, "hundred": 100}
_NUMBER = rf"(\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"


def _number(text: str) -> int:
    """A count that the catalogue can hold, whatever was typed."""
    return min(int(text[:9]), 999_999_999) if text.isdecimal() else _NUMBERS.get(text.lower(), 0)


def _least(question: str, noun: str) -> int | None:
    more = re.search(rf"(?<!no )(?<!not )\b(?:more than|over|above)\s+{_NUMBER}\s+{noun}\b", question, re.I)
    if more:
        return _number(more[1]) + 1
    least = re.search(rf"\b(?:at least|no fewer than|no less than)\s+{_NUMBER}\s+{noun}\b", question, re.I)
    least = least or re.search(rf"\b{_NUMBER}\s*(?:\+|or more)\s*{noun}\b", question, re.I)
    return _number(least[1]) if least else None


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(sorted({m for month in _MONTHS for m in (month, month[:3])}, key=len, reverse=True))
_DAY = rf"""(?P<iso>\d{{4}}-\d\d-\d\d) | (?P<weekday>{"|".join(_WEEKDAYS)}) | (?P<yesterday>yesterday)
    | (?P<dm_day>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<dm_month>{_MONTH})\b(?:,?\ (?P<dm_year>\d{{4}}))?
    | (?P<md_month>{_MONTH})\ (?P<md_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\ (?P<md_year>\d{{4}}))?"""


def _days(question: str, today: date) -> tuple[date | None, date | None] | None:
    """Return the first and last day that the question names, None where it is open, or None for no day at all."""
    if m := re.search(
        rf"\b(?:in|from|of|over|during)\ the\ (?:last|past)\ {_NUMBER}\ (days?|weeks?)\b", question, re.I
    ):
        length = _number(m[1]) * (7 if m[2].lower().startswith("week") else 1)
        return today - timedelta(days=max(0, length - 1)), today
    monday = today - timedelta(days=today.weekday())
    if re.search(r"\bthis week\b", question, re.I):
        return monday, today
    if re.search(r"\blast week\b", question, re.I):
        return monday - timedelta(days=7), monday - timedelta(days=1)
    if m := re.search(rf"\b(?P<how>since|after|on|from|until|before)\s+(?:{_DAY})", question, re.I | re.X):
        how, day = m["how"].lower(), _date(m, today)
        if day is None:
            return None
        if how == "since":
            return day, None
        if how == "after":
            return day + timedelta(days=1), None
        if how == "until":
            return None, day
        if how == "before":
            return None, day - timedelta(days=1)
        return day, day
    if re.search(r"\byesterday['’]?s?\b", question, re.I):
        day = today - timedelta(days=1)
        return day, day
    return None


def _date(m: re.Match[str], today: date) -> date | None:
    try:
        if m["iso"]:
            return date.fromisoformat(m["iso"])
        if m["yesterday"]:
            return today - timedelta(days=1)
        if m["weekday"]:
            back = (today.weekday() - _WEEKDAYS.index(m["weekday"].lower())) % 7
            return today - timedelta(days=back)
        day, month, year = (m["dm_day"] or m["md_day"], m["dm_month"] or m["md_month"], m["dm_year"] or m["md_year"])
        number = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()[:3]))
        if year:
            return date(int(year), number, int(day))
        near = date(today.year, number, int(day))
        return near if near <= today else date(today.year - 1, number, int(day))
    except ValueError:
        return None


def _organization(question: str, organizations: Sequence[str]) -> str | None:
    """Return the longest known organisation that stands after "by", "from" or "at", or before "papers"."""
    for name in sorted(organizations, key=len, reverse=True):
        escaped = re.escape(name)
        if re.search(rf"(?<!not )\b(?:by|from|at|of)\s+(?:the\s+)?{escaped}(?![\w-])", question, re.I):
            return name
        if re.search(rf"(?<!\w){escaped}(?:['’]s)?\s+(?:papers?|work|abstracts?)\b", question, re.I):
            return name
    return None


def _people(question: str) -> tuple[str, ...]:
    word = r"[^\W\d_a-z][\w.'’-]+"
    found = re.findall(
        rf"\b(?:by|from|at|authors?)\s+((?:{word})(?:\s+(?:(?:de|van|von|der|di|la)\s+)*{word})*)", question
    )
    return tuple(dict.fromkeys(name.rstrip(".'’") for name in found))


def _names(question: str) -> tuple[str, ...]:
    ids = re.findall(r"(?<![\w.])(\d{4}\.\d{4,5})(?:v\d+)?(?!\w)", question)
    quoted = re.findall(r"[\"“„«]([^\"”“»]{3,200})[\"”“»]", question)
    # A coined name has a capital past its first letter, or a digit or hyphen inside: AdaMerging, Twin-Merging, mT5.
    coined = [
        word
        for word in re.findall(r"\w[\w+\-/]*\w", question)
        if re.search(r"(?<=\w)[A-Z]|[A-Z]\w*-[A-Z]", word) and not re.fullmatch(r"[A-Z]{2,4}s?|\d.*", word)
    ]
    return tuple(dict.fromkeys([*ids, *quoted, *coined]))
