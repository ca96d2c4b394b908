"""The days that a question names: one day, a range, or everything since or until a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from askpapers.text.cue_phrases import denied
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line

Days = tuple[date | None, date | None]
"""The first and the last day, None where it is open."""

_WEEKDAYS = {
    name: index
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunes martes miércoles jueves viernes sábado domingo",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "mon tue wed thu fri sat sun",
        "_ tues _ thurs",
    )
    for index, name in enumerate(names.split())
    if name != "_"
}
_SHORT = "mon|tues?|wed|thu(?:rs)?|fri|sat|sun"
_MONTHS = {
    name: index
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr _ jun jul aug sep oct nov dec",
        "_ _ _ _ _ _ _ _ sept",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    )
    for index, name in enumerate(names.split(), 1)
    if name != "_"
}
DAY_NAMES = frozenset(_WEEKDAYS) | frozenset(_MONTHS)


def _either(names: dict[str, int] | list[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


# "May" and "mars" are words of their own where their first letter is of the other size.
_MONTH = f"(?-i:May|mars)|{_either([name for name in _MONTHS if name not in {'may', 'mars'}])}"
_LONG = _either([name for name in _WEEKDAYS if not re.fullmatch(_SHORT, name)])
_NTH = r"(?:st|nd|rd|th|\.|er)?"


def _day(n: int, weekdays: str = _LONG) -> str:
    """The pattern of a day; its groups end in `n`."""
    return rf"""(?:(?:the|le|el|il|den|last|this|past)\ )?(?:(?P<iso{n}>\d{{4}}-\d\d-\d\d)(?!\d)
    | (?P<figures{n}>\d{{1,2}}(?P<sign{n}>[./])\d{{1,2}}(?P=sign{n})\d{{4}})\b
    | (?P<weekday{n}>{weekdays})\b(?!\.\w) | (?P<before_yesterday{n}>day\ before\ yesterday|vorgestern|avant-hier|anteayer)\b
    | (?P<yesterday{n}>yesterday|gestern|hier|ayer|ieri|ontem)\b
    | (?P<ago{n}>{NUMBER})\ (?P<unit{n}>day|week)s?\ ago\b
    | (?P<dm_day{n}>\d{{1,2}}){_NTH}\ (?:of\ |de\ )?(?P<dm_month{n}>{_MONTH})\b(?:,?\ (?:de\ )?(?P<dm_year{n}>\d{{4}})\b)?
    | (?P<md_month{n}>{_MONTH})\ (?P<md_day{n}>\d{{1,2}}){_NTH}\b(?:,?\ (?P<md_year{n}>\d{{4}})\b)?)"""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I | re.X)


_SINCE = r"since|seit|ab|depuis|desde|dal(?:la)?|[aà]\ partir\ de"
_FROM = r"from|between|von|vom|zwischen|de|du|entre|del|da|tra"
_TO = r"\ ?(?:–|—|-|\.\.)\ ?|\ (?:to|until|till|up\ to|through|thru|bis(?:\ zum)?)\ "
_AND = r"\ (?:and|und|et|y|e|à|au|a|al|até|hasta)\ "
_RANGE = rf"""(?<![\w-])(?:(?P<how>{_FROM}|{_SINCE})\ )?
    (?:{_day(1, _either(_WEEKDAYS))}|(?:the\ )?(?P<bare1>\d{{1,2}}){_NTH}(?:\ of)?)(?:{_TO}|(?P<and>{_AND}))
    (?:{_day(2, _either(_WEEKDAYS))}|(?P<today2>today|now|heute|aujourd['’]hui|hoy|oggi|hoje)\b
      |(?:the\ )?(?P<bare2>\d{{1,2}}){_NTH}(?![\w%]|[.,]\d))"""
_FIRST = rf"\b(?P<how>{_SINCE}|after|nach|après|después\ del?|dopo)\ {_day(1)}"
_ONWARD = rf"\bfrom\ {_day(1)}\ on(?:wards?)?\b"
_LAST = rf"\b(?<!day\ )(?P<how>until|till|up\ to|bis(?:\ zum)?|jusqu['’]à|hasta|before|vor|avant|antes\ del?|prima\ di)\ {_day(2)}"
_WEEK_OF = rf"\bweek\ (?:of|from)\ {_day(1)}"
_ON = rf"\b(?<!as\ )(?:on|dated|from|of|am|vom|von|du|de|d['’]|del|di|le|el)\ ?{_day(1)} | \b{_day(3)}['’]s?(?=\s|$)"
_YESTERDAY = re.compile(r"\b(?:yesterday|gestern|ayer|ieri|ontem)\b|昨天|昨日|어제", re.I)
_IN_MONTH = rf"""\b(?:papers?|abstracts?|lists?|listed|published|posted|new|out)\ (?P<how>in|from|of|during|since)
    \ (?P<month>{_MONTH})\b(?!\ \d{{1,2}}\b)(?:,?\ (?P<year>\d{{4}})\b)?"""
_PAST = rf"""\b(?:in|from|of|over|during|within|for|since)\ the\ (?:last|past)\ (?:(?P<many>{NUMBER}|few|couple\ of)\ )?
      (?P<unit>day|week|month)s?\b
    | \b(?:letzten|vergangenen|últimos|últimas|ultimi|ultime)\ (?P<many2>{NUMBER})
      \ (?P<unit2>tag|woche|día|dia|giorn|semana|settiman)\w*
    | \b(?P<many3>{NUMBER})\ derni[eè]re?s\ (?P<unit3>jour|semaine)s?"""
_WEEK = re.compile(
    r"\b(?P<this>this week|diese[rn]? woche|cette semaine|esta semana|questa settimana)\b|本周|这周|今週|이번 주"
    r"|(?P<last>\b(?:last week|letzte[rn]? woche|semaine dernière|semana pasada|settimana scorsa|semana passada)\b"
    r"|上周|先週|지난주)",
    re.I,
)
_MONTH_NOW = re.compile(r"\b(?:(?P<this>this)|last) month\b", re.I)


# Most questions name no day, and the patterns of days take longer to compile than all else here.
_DAY_WORDS = DAY_NAMES | frozenset(
    """yesterday ago day days week weeks month months gestern vorgestern hier avant anteayer ayer ieri ontem tag tage tagen
    woche wochen jour jours semaine semaines día días dia dias semana semanas giorno giorni settimana settimane""".split()
)
_NO_WORDS = re.compile(r"\d{4}-\d\d-\d\d|\d[./]\d|[\u3040-\u9fff\uac00-\ud7a3]")


def days_asked(question: str, today: date) -> Days | None:
    """Return the first and last day that the question names, None where it is open, or None for no day at all."""
    line = one_line(question)
    if not _DAY_WORDS & set(re.findall(r"[^\W\d_]+(?:-feira)?", line.lower())) and not _NO_WORDS.search(line):
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


def _found(pattern: str | re.Pattern[str], line: str) -> re.Match[str] | None:
    m = (_compiled(pattern) if isinstance(pattern, str) else pattern).search(line)
    return None if m is None or denied(line, m.start()) else m


def _past(line: str, today: date) -> Days | None:
    if m := _found(_PAST, line):
        many = m["many"] or m["many2"] or m["many3"] or "one"
        length = {"few": 3, "couple of": 2}.get(many.lower()) or number_of(many)
        unit = (m["unit"] or m["unit2"] or m["unit3"]).lower()
        days = 30 if unit == "month" else 7 if unit[0] in "ws" else 1
        return today - timedelta(days=max(0, length * days - 1)), today
    return None


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
    since, until = _found(_ONWARD, line) or _found(_FIRST, line), _found(_LAST, line)
    first = _date(since, "1", today) if since else None
    last = _date(until, "2", today) if until else None
    if first and since and re.match(r"after|nach|apr|desp|dopo", since[0], re.I):
        first += timedelta(days=1)
    if last and until and re.match(r"before|vor|avant|antes|prima", until["how"], re.I):
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
    if m := _found(_MONTH_NOW, line):
        return (first, today) if m["this"] else ((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
    if m := _found(_IN_MONTH, line):
        number = _MONTHS[m["month"].lower()]
        first = date(int(m["year"] or today.year - (number > today.month)), number, 1)
        if m["how"].lower() == "since":
            return first, None
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return None


def _single(line: str, today: date) -> Days | None:
    if m := _found(_ON, line):
        day = _date(m, (m.lastgroup or "1")[-1], today)
    else:
        day = today - timedelta(days=1) if _found(_YESTERDAY, line) else None
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
            return today - timedelta(days=number_of(ago) * (7 if m[f"unit{n}"].lower() == "week" else 1))
        if weekday := m[f"weekday{n}"]:
            return today - timedelta(days=(today.weekday() - _WEEKDAYS[weekday.lower()]) % 7)
        day, month = m[f"dm_day{n}"] or m[f"md_day{n}"], m[f"dm_month{n}"] or m[f"md_month{n}"]
        if not month:
            return None
        number, year = _MONTHS[month.lower()], m[f"dm_year{n}"] or m[f"md_year{n}"]
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
