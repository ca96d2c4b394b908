"""The days that a question names: one day, a range, or everything since or until a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from askpapers.text.cue_phrases import denied
from askpapers.text.lexicon import kinds_of, pattern
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line

Days = tuple[date | None, date | None]
"""The first and the last day, None where it is open."""

# "May" and "mars" are words of their own where their first letter is of the other size.
_MONTH = "(?:(?-i:{month_as_written})|{month})"
_NTH = r"(?:st|nd|rd|th|\.|er)?"
_DAY = rf"""(?:(?:{{before_a_day}}\ )?(?:(?P<iso@>\d{{4}}-\d\d-\d\d)(?!\d)
    | (?P<figures@>\d{{1,2}}(?P<sign@>[./])\d{{1,2}}(?P=sign@)\d{{4}})\b
    | (?P<weekday@>{{weekday}})\b(?!\.\w) | (?P<before_yesterday@>{{before_yesterday}})
    | (?P<yesterday@>{{yesterday,yesterday_in_french}}) | (?P<ago@>{NUMBER})\ (?P<unit@>{{unit}})\ ago\b
    | (?P<dm_day@>\d{{1,2}}){_NTH}\ (?:{{of_month}}\ )?(?P<dm_month@>{_MONTH})\b(?:,?\ (?:de\ )?(?P<dm_year@>\d{{4}})\b)?
    | (?P<md_month@>{_MONTH})\ (?P<md_day@>\d{{1,2}}){_NTH}\b(?:,?\ (?P<md_year@>\d{{4}})\b)?))"""
"""The pattern of a day; its groups end in what is put for @."""
_FIRST_DAY, _LAST_DAY, _OTHER_DAY = (_DAY.replace("@", n) for n in "123")
_RANGE = rf"""(?<![\w-])(?:(?P<how>{{from,since}})\ )?
    (?:{_FIRST_DAY}|(?:the\ )?(?P<bare1>\d{{1,2}}){_NTH}(?:\ of)?)(?:\ ?(?:–|—|-|\.\.)\ ?|\ {{to}}\ |(?P<and>\ {{and}}\ ))
    (?:{_LAST_DAY}|(?P<today2>{{today}})|(?:the\ )?(?P<bare2>\d{{1,2}}){_NTH}(?![\w%]|[.,]\d))""".replace(
    "{weekday}", "{weekday,weekday_short}"
)
_SINCE = rf"\b(?P<how>{{since,after}})\ {_FIRST_DAY}"
_ONWARD = rf"\b(?P<how>from)\ {_FIRST_DAY}\ on(?:wards?)?\b"
_UNTIL = rf"\b(?<!day\ )(?P<how>{{until,before}})\ {_LAST_DAY}"
_WEEK_OF = rf"\bweek\ (?:of|from)\ {_FIRST_DAY}"
_ON = rf"\b(?<!as\ ){{on}}\ ?{_FIRST_DAY} | \b{_OTHER_DAY}['’]s?(?=\s|$)"
_IN_MONTH = rf"\b{{listed}}\ (?P<how>{{in_month}})\ (?P<month>{_MONTH})\b(?!\ \d{{1,2}}\b)(?:,?\ (?P<year>\d{{4}})\b)?"
_PAST = rf"""{{within}}\ the\ (?:last|past)\ (?:(?P<many1>{NUMBER}|few|couple\ of)\ )?(?P<unit1>{{unit,month_unit}})
    | {{last_ones}}\ (?P<many2>{NUMBER})\ (?P<unit2>{{unit}}) | \b(?P<many3>{NUMBER})\ {{last_ones_in_french}}\ (?P<unit3>{{unit}})"""
_WEEK = "(?P<this>{this_week})|(?P<last>{last_week})"
_THIS_MONTH = r"\b(?:(?P<this>this)|last)\ month\b"
_NO_WORDS = re.compile(r"\d{4}-\d\d-\d\d|\d[./]\d|[\u3040-\u9fff\uac00-\ud7a3]")


@cache
def day_names() -> dict[str, int]:
    """Return the names of weekdays and months, in small letters, with their number: Monday is 0, January 1."""
    groups = ("weekday", "weekday_short", "month", "month_as_written")
    return {name.lower(): int(n) for group in groups for name, n in kinds_of("days", group).items()}


@cache
def _day_words() -> frozenset[str]:
    """Words of which one stands where a day is named: most questions name none, and the patterns take long to compile."""
    groups = ("before_yesterday", "yesterday", "yesterday_in_french", "unit", "month_unit")
    told = (word for group in groups for phrase in kinds_of("days", group) for word in re.findall(r"\w+", phrase))
    return frozenset(day_names()) | frozenset(told) - {"before"}


def days_asked(question: str, today: date) -> Days | None:
    """Return the first and last day that the question names, None where it is open, or None for no day at all."""
    line = one_line(question)
    if not _day_words() & set(re.findall(r"[^\W\d_]+(?:-feira)?", line.lower())) and not _NO_WORDS.search(line):
        return None
    for read in (_past, _range, _bounds, _calendar, _single):
        try:
            found = read(line, today)
        except (OverflowError, ValueError):
            # A day before the first or after the last that a calendar holds is no condition.
            return None
        if found:
            return found
    return None


def _found(template: str, line: str) -> re.Match[str] | None:
    m = pattern("days", template, re.I | re.X).search(line)
    return None if m is None or denied(line, m.start()) else m


def _past(line: str, today: date) -> Days | None:
    if m := _found(_PAST, line):
        many, unit = next((m[f"many{n}"] or "one", unit) for n in "123" if (unit := m[f"unit{n}"]))
        length = {"few": 3, "couple of": 2}.get(many.lower()) or number_of(many)
        return today - timedelta(days=max(0, length * _days_of(unit) - 1)), today
    return None


def _days_of(unit: str) -> int:
    return int((kinds_of("days", "unit") | kinds_of("days", "month_unit"))[unit.lower()])


def _range(line: str, today: date) -> Days | None:
    m = _found(_RANGE, line)
    if m is None or (m["and"] and not m["how"]):
        return None
    if m["bare1"] or m["bare2"]:
        # "28 to 30 October", "October 28 to 30": one month for both.
        n, bare = ("2", m["bare1"]) if m["bare1"] else ("1", m["bare2"])
        month, year = m[f"dm_month{n}"] or m[f"md_month{n}"], m[f"dm_year{n}"] or m[f"md_year{n}"]
        if not month:
            return None
        one = _date(m, n, today)
        other = one.replace(day=int(bare)) if one else None
        first, last = (other, one) if m["bare1"] else (one, other)
        if first and last and last > today and not year:
            first, last = first.replace(year=first.year - 1), last.replace(year=last.year - 1)
    else:
        last = today if m["today2"] else _date(m, "2", today)
        first = _date(m, "1", today)
    return _in_order(m, first, last)


def _in_order(m: re.Match[str], first: date | None, last: date | None) -> Days:
    if first is None or last is None:
        # Half a range is no day that anybody meant.
        raise ValueError("no such day")
    if first > last:
        if m["weekday1"]:
            return first - timedelta(days=7), last
        year_before = (
            first.replace(year=first.year - 1)
            if not (m["iso1"] or m["figures1"] or m["dm_year1"] or m["md_year1"])
            else first
        )
        if last - timedelta(days=183) < year_before <= last:
            return year_before, last
        return last, first
    return first, last


def _bounds(line: str, today: date) -> Days | None:
    since, until = _found(_ONWARD, line) or _found(_SINCE, line), _found(_UNTIL, line)
    first = _date(since, "1", today) if since else None
    last = _date(until, "2", today) if until else None
    if first and since and pattern("days", "{after}").match(since["how"]):
        first += timedelta(days=1)
    if last and until and pattern("days", "{before}").match(until["how"]):
        last -= timedelta(days=1)
    if since and first and last and first > last:
        return _in_order(since, first, last)
    return (first, last) if first or last else None


def _calendar(line: str, today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    if m := _found(_WEEK, line):
        return (monday - timedelta(days=7), monday - timedelta(days=1)) if m["last"] else (monday, today)
    if (m := _found(_WEEK_OF, line)) and (day := _date(m, "1", today)):
        return day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday())
    first = today.replace(day=1)
    if m := _found(_THIS_MONTH, line):
        return (first, today) if m["this"] else ((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
    if m := _found(_IN_MONTH, line):
        number = day_names()[m["month"].lower()]
        first = date(int(m["year"] or today.year - (number > today.month)), number, 1)
        if m["how"].lower() == "since":
            return first, None
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return None


def _single(line: str, today: date) -> Days | None:
    if m := _found(_ON, line):
        day = _date(m, (m.lastgroup or "1")[-1], today)
    else:
        day = today - timedelta(days=1) if _found("{yesterday}", line) else None
    return (day, day) if day else None


def _date(m: re.Match[str], n: str, today: date) -> date | None:
    """The day of the groups that end in `n`: the last one that bears the name, today included."""
    try:
        if m[f"iso{n}"]:
            return date.fromisoformat(m[f"iso{n}"])
        if figures := m[f"figures{n}"]:
            return _of_figures(figures)
        if m[f"yesterday{n}"] or m[f"before_yesterday{n}"]:
            return today - timedelta(days=1 if m[f"yesterday{n}"] else 2)
        if ago := m[f"ago{n}"]:
            return today - timedelta(days=number_of(ago) * _days_of(m[f"unit{n}"]))
        if weekday := m[f"weekday{n}"]:
            return today - timedelta(days=(today.weekday() - day_names()[weekday.lower()]) % 7)
        day, month = m[f"dm_day{n}"] or m[f"md_day{n}"], m[f"dm_month{n}"] or m[f"md_month{n}"]
        if not month:
            return None
        number, year = day_names()[month.lower()], m[f"dm_year{n}"] or m[f"md_year{n}"]
        near = date(int(year or today.year), number, int(day))
        return near if year or near <= today else date(today.year - 1, number, int(day))
    except ValueError:
        return None


def _of_figures(text: str) -> date | None:
    """The day of "30.10.2025" or "10/30/2025"; None where nobody could tell the day from the month."""
    first, second, year = map(int, re.split(r"[./]", text))
    if "/" in text and first <= 12 and second <= 12 and first != second:
        return None
    return date(year, first, second) if second > 12 else date(year, second, first)
