"""The days that a question names: one day, a range, or everything since or until a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, partial
from typing import NamedTuple

from askpapers.text.cue_phrases import denied
from askpapers.text.lexicon import kinds_of, pattern
from askpapers.text.quantities import NUMBER, number_of


class Days(NamedTuple):
    """The first and the last day, None where it is open, and where in the line they are named."""

    first: date | None
    last: date | None
    place: tuple[int, int]


_WEEKDAYS, _MONTHS = ("weekday", "weekday_short"), ("month", "month_as_written")
# "May" and "mars" are words of their own where their first letter is of the other size.
_MONTH = "(?:(?-i:{month_as_written})|{month})"
_NTH = r"(?:st|nd|rd|th|\.|er)?"
_DAY = rf"""(?:(?:{{before_a_day}}\ )?(?:\d{{4}}-\d\d-\d\d(?!\d) | \d{{1,2}}(?:\.\d{{1,2}}\.|/\d{{1,2}}/)\d{{4}}\b
    | {{weekday}}\b(?!\.\w) | {{days_ago,days_ago_in_french}} | {NUMBER}\ {{unit}}\ ago\b
    | \d{{1,2}}{_NTH}\ (?:{{of_month}}\ )?{_MONTH}\b(?:,?\ (?:de\ )?\d{{4}}\b)?
    | {_MONTH}\ \d{{1,2}}{_NTH}\b(?:,?\ \d{{4}}\b)?))"""
_RANGE = rf"""(?<![\w-])(?:(?P<how>{{from,since}})\ )?
    (?:(?P<first>{_DAY})|(?:the\ )?(?P<only_first>\d{{1,2}}){_NTH}(?:\ of)?)(?:\ ?(?:–|—|-|\.\.)\ ?|\ {{to}}\ |(?P<and>\ {{and}}\ ))
    (?:(?P<last>{_DAY})|(?P<today>{{today}})|(?:the\ )?(?P<only_last>\d{{1,2}}){_NTH}(?![\w%]|[.,]\d))""".replace(
    "{weekday}", "{weekday,weekday_short}"
)
_SINCE = rf"\b(?:{{since}}|(?P<after>{{after}})|(?P<from>from))\ (?P<day>{_DAY})(?(from)\ on(?:wards?)?\b)"
_UNTIL = rf"\b(?<!day\ )(?:{{until}}|(?P<before>{{before}}))\ (?P<day>{_DAY})"
_WEEK_OF = rf"\bweek\ (?:of|from)\ (?P<day>{_DAY})"
_ON = rf"\b(?<!as\ ){{on}}\ ?(?P<day>{_DAY}) | \b(?P<whose>{_DAY})['’]s?(?=\s|$) | (?P<alone>{{days_ago}})"
_WHOLE_MONTH = rf"{_MONTH}\b(?!\ \d{{1,2}}\b)(?:,?\ \d{{4}}\b)?"
# In a question a month tells of much else: "trained on data before October".
_LISTED, _ALONE = r"\b{listed}\ ", r"(?<![\w-])"
_MONTHS_TOLD = rf"""(?:(?:(?P<since>{{since}})|(?P<after>{{after}})|(?P<until>{{until}})|(?P<before>{{before}}))\ (?P<bound>{_WHOLE_MONTH})
    | {{from}}\ (?P<first>{_WHOLE_MONTH})(?:\ ?(?:–|—|-)\ ?|\ {{to,and}}\ )(?P<last>{_WHOLE_MONTH}))"""
_IN_MONTH = rf"{_LISTED}{{in_month}}\ (?P<month>{_WHOLE_MONTH})"
_FIGURES = r"(?<!\d)(?:\d{4}\ ?{year_sign}\ ?)?\d{1,2}\ ?{month_sign}"
_SIGNED_DAY = rf"{_FIGURES}\ ?\d{{1,2}}\ ?{{day_sign}}"
_SIGNED = rf"""(?:(?P<up_to>{{until_sign}})\ ?)?(?:(?P<day>{_SIGNED_DAY})(?:\ ?{{to_behind}}\ ?(?P<end>{_SIGNED_DAY}|\d{{1,2}}\ ?{{day_sign}}))?
    | (?P<month>{_FIGURES})(?=.{{0,12}}{{listed_behind}}))
    (?:\ ?(?:(?P<since>{{since_behind}})|(?P<after>{{after_behind}})|(?P<until>{{until_behind}})|(?P<before>{{before_behind}})))?"""
_PAST = rf"""{{within}}\ the\ (?:last|past)\ (?:(?:{NUMBER}|{{some}})\ )?{{unit,month_unit}}
    | \b(?:last|past)\ (?:{NUMBER}|{{some}})\ {{unit,month_unit}} | {{past}}\ {{unit,month_unit}}(?!\ of\b) | {{last_ones}}\ {NUMBER}\ {{unit}} | \b{NUMBER}\ {{last_ones_in_french}}\ {{unit}}"""
# "Since last week" begins with it, and "before last week" ends there.
_SIDE = (
    r"(?:\b(?:(?P<since>{since})|(?P<after>{after})|(?P<until>{until})|(?P<before>{before}))\ (?:{before_a_day}\ )?)?"
)
_WEEK = rf"{_SIDE}(?:(?P<this>{{this_week}})|(?P<last>{{last_week}}))"
_THIS_MONTH = rf"{_SIDE}\b(?:(?P<this>this)|last)\ month\b"
_NO_WORDS = re.compile(r"\d{4}-\d\d-\d\d|\d[./]\d|[\u3040-\u9fff\uac00-\ud7a3]")


@cache
def _numbers(*groups: str) -> dict[str, int]:
    """The names of groups of the lexicon, in small letters, with their number: Monday is 0, January 1, a week 7."""
    return {name.lower(): int(n) for group in groups for name, n in kinds_of("days", group).items()}


def day_names() -> dict[str, int]:
    """Return the names of weekdays and months, in small letters, with their number."""
    return _numbers(*_WEEKDAYS, *_MONTHS)


@cache
def _day_words() -> frozenset[str]:
    """Words of which one stands where a day is named: most questions name none, and the patterns take long to compile."""
    told = _numbers("days_ago", "days_ago_in_french", "unit", "month_unit")
    return frozenset(day_names()) | {word for name in told for word in re.findall(r"\w+", name)} - {"before"}


def days_asked(line: str, today: date, *, of_filter: bool = False) -> Days | None:
    """Return the days that a question on one line names, None for no day at all; in a filter line months need no papers before them."""
    if not _day_words() & set(re.findall(r"[^\W\d_]+(?:-feira)?", line.lower())) and not _NO_WORDS.search(line):
        return None
    months = partial(_months, where=_ALONE if of_filter else _LISTED)
    for read in (_signed, _past, _range, _bounds, months, _calendar, _single):
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
        return Days(today - timedelta(days=max(0, _length(m[0]) - 1)), today, m.span())
    return None


def _length(text: str) -> int:
    """The days of "two weeks"; without a number those of one."""
    number = re.search(rf"\b{NUMBER}", text, re.I | re.X)
    many = number_of(number[0]) if number else _number_in(text, "some") or 1
    return many * (_number_in(text, "unit", "month_unit") or 1)


def _range(line: str, today: date) -> Days | None:
    m = _found(_RANGE, line)
    if m is None or (m["and"] and not m["how"]):
        return None
    first, last = m["first"], m["last"] or m["today"]
    if only := m["only_first"] or m["only_last"]:
        # "28 to 30 October", "October 28 to 30": one month for both.
        if _number_in(named := first or last or "", *_MONTHS) is None:
            return None
        other = re.sub(r"\b\d{1,2}(?!\d)", only, named, count=1)
        first, last = first or other, last or other
    return Days(*_in_order(first, last, _date(first, today), _date(last, today)), m.span())


def _in_order(named: str, ended: str, first: date | None, last: date | None) -> tuple[date, date]:
    """Return a range whose first day is `named` and whose last is `ended`; half a range is no day that anybody meant: raises ValueError."""
    if first is None or last is None:
        raise ValueError(named)
    if first <= last:
        return first, last
    if _number_in(named, *_WEEKDAYS) is not None:
        return first - timedelta(days=7), last
    year_before = first if re.search(r"\d{4}", named) else first.replace(year=first.year - 1)
    if not last - timedelta(days=183) < year_before <= last:
        return last, first
    # "Nov 4 to Nov 6" on the fifth: it has begun, and its end is of the same year.
    runs = year_before < first and not re.search(r"\d{4}", ended)
    return (first, last.replace(year=last.year + 1)) if runs else (year_before, last)


def _bounds(line: str, today: date) -> Days | None:
    since, until = _found(_SINCE, line), _found(_UNTIL, line)
    first, last = (_date(m["day"], today) if m else None for m in (since, until))
    if first and since and since["after"]:
        first += timedelta(days=1)
    if last and until and until["before"]:
        last -= timedelta(days=1)
    if since and first and last and first > last:
        first, last = _in_order(since["day"], until["day"] if until else "", first, last)
    spans = [m.span() for m, day in ((since, first), (until, last)) if m and day]
    return Days(first, last, (min(spans)[0], max(spans)[1])) if spans else None


def _sided(m: re.Match[str], days: tuple[date, date]) -> tuple[date | None, date | None]:
    """What a match of `_SIDE` makes of the days behind it."""
    first, last = days
    if m["since"] or m["after"]:
        return last + timedelta(days=1) if m["after"] else first, None
    if m["until"] or m["before"]:
        return None, first - timedelta(days=1) if m["before"] else last
    return days


def _calendar(line: str, today: date) -> Days | None:
    days: tuple[date | None, date | None]
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    if m := _found(_WEEK, line):
        days = _sided(m, (monday - timedelta(days=7), monday - timedelta(days=1)) if m["last"] else (monday, today))
    elif (m := _found(_WEEK_OF, line)) and (day := _date(m["day"], today)):
        days = day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday())
    elif m := _found(_THIS_MONTH, line):
        before = first - timedelta(days=1)
        days = _sided(m, (first, today) if m["this"] else (before.replace(day=1), before))
    elif m := _found(_IN_MONTH, line):
        days = _month(m["month"], today)
    else:
        return None
    return Days(*days, m.span())


def _months(line: str, today: date, where: str) -> Days | None:
    m = _found(rf"{where}{_MONTHS_TOLD}", line)
    if m is None:
        return None
    if m["bound"]:
        return Days(*_sided(m, _month(m["bound"], today)), m.span())
    last = _month(m["last"], today)[1]
    return Days(_month(m["first"], last)[0], last, m.span())


def _month(text: str, today: date) -> tuple[date, date]:
    """The first and last day of "October" or "October 2024", of the last one that bears the name; raises ValueError."""
    year, number = re.search(r"\d{4}", text), _number_in(text, *_MONTHS) or 0
    return _days_of_month(int(year[0]) if year else today.year - (number > today.month), number)


def _days_of_month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _signed(line: str, today: date) -> Days | None:
    """The days of figures with a sign behind each, as in "10月30日", "2025年10月28日至30日" and "10월 이후"."""
    m = _found(_SIGNED, line)
    if m is None:
        return None
    figures = [int(figure) for figure in re.findall(r"\d+", m["day"] or m["month"])]
    year = figures.pop(0) if figures[0] > 31 else 0
    if m["month"]:
        first, last = _days_of_month(year or today.year - (figures[0] > today.month), figures[0])
    else:
        first = date(year or today.year, *figures)
        first = first if year or first <= today else first.replace(year=first.year - 1)
        ended = [int(figure) for figure in re.findall(r"\d+", m["end"] or "")]
        last = first.replace(**dict(zip(("day", "month", "year"), ended[::-1], strict=False)))
        if m["end"]:
            last = last.replace(year=last.year + (last < first))
            return Days(first, last, m.span())
    return Days(*((None, last) if m["up_to"] else _sided(m, (first, last))), m.span())


def _single(line: str, today: date) -> Days | None:
    m = _found(_ON, line)
    day = _date(m["day"] or m["whose"] or m["alone"], today) if m else None
    return Days(day, day, m.span()) if m and day else None


def _number_in(text: str, *groups: str) -> int | None:
    """The number of the first word of some groups in a text."""
    m = pattern("days", f"{{{','.join(groups)}}}").search(text)
    return _numbers(*groups)[m[0].lower()] if m else None


def _date(text: str, today: date) -> date | None:
    """The day of a match of `_DAY`: the last one that bears the name, today included; None where there is none."""
    figures = [int(figure) for figure in re.findall(r"\d+", text)]
    try:
        if len(figures) == 3:
            return _of_figures(text, *figures)
        if text.lower().endswith("ago"):
            return today - timedelta(days=_length(text))
        if month := _number_in(text, *_MONTHS):
            near = date(figures[-1] if len(figures) > 1 else today.year, month, figures[0])
            return near if len(figures) > 1 or near <= today else near.replace(year=today.year - 1)
        if (weekday := _number_in(text, *_WEEKDAYS)) is not None:
            return today - timedelta(days=(today.weekday() - weekday) % 7)
        return today - timedelta(days=_number_in(text, "days_ago", "days_ago_in_french") or 0)
    except ValueError:
        return None


def _of_figures(text: str, first: int, second: int, last: int) -> date | None:
    """The day of "2025-10-30", "30.10.2025" or "10/30/2025"; None where nobody could tell the day from the month."""
    if "-" in text:
        return date(first, second, last)
    if "/" in text and first <= 12 and second <= 12 and first != second:
        return None
    return date(last, first, second) if second > 12 else date(last, second, first)
