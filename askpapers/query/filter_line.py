"""What a filter line says: conditions in the words of questions and of the command line; every other word is searched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from askpapers import errors
from askpapers.papers.conditions import CONDITIONS, Kind
from askpapers.papers.scope import PERIOD, Scope, days_in_words, filters, parse_period
from askpapers.text.sanitize import one_line

MOST_CONDITIONS = 40
"""Conditions that are read of a line: each looks through all of it, and a page that was pasted has hundreds."""

EXAMPLES = "by Microsoft · >10 comments · unread · starred · has code · since Monday"


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A filter line that was read.

    `scope` is the given one with the line's conditions, `places` says where in the line, put on single spaces, each
    stands (field name → start and end), `words` are to be searched. `begun` is a condition that is not whole yet: "by", ">10 com"; it narrows nothing.
    """

    scope: Scope
    words: str = ""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    begun: str = ""

    def told(self) -> str:
        """Return in words what was understood, "" for nothing but words."""
        own = Scope(**{name: getattr(self.scope, name) for name in self.places})
        days = [days_in_words(own)] if own.since or own.until else []
        return ", ".join([*days, *filters(own).values()])

    def without(self, line: str, name: str) -> str:
        """Return the line without the words of one condition."""
        start, end = self.places[name]
        flat = one_line(line)
        return one_line(f"{flat[:start]} {flat[end:]}")


def read(
    line: str, scope: Scope, *, today: date, organizations: Sequence[str] = (), authors: Sequence[str] = ()
) -> FilterLine:
    """Read a filter line; "by …" is by the most frequent of `organizations` that begins so, or by one of `authors`."""
    flat = one_line(line)
    rest = _QUOTED.sub(lambda m: m[0] if _is_value(flat, m.start()) else re.sub(r"\S", _QUOTE, m[0]), flat)
    told: list[tuple[dict[str, object], tuple[int, int]]] = []
    while len(told) < MOST_CONDITIONS and (one := _condition(rest, today, organizations, authors)):
        told.append(one)
        rest = _masked(rest, *one[1])
    conditioned: dict[str, object] = {}
    places: dict[str, tuple[int, int]] = {}
    for found, (start, end) in sorted(told, key=lambda one: one[1]):
        before, behind = _IDLE_BEFORE.search(rest, 0, start), _IDLE_BEHIND.match(rest, end)
        place = before.start() if before else start, behind.end() if behind else end
        rest = _masked(rest, *place)
        conditioned |= found
        places |= dict.fromkeys(found, place)
    begun = _BEGUN.search(flat)
    if begun and any(end > begun.start("it") for _, end in places.values()):
        begun = None
    words = zip(flat.split(" "), rest[: begun.start("it") if begun else None].split(" "), strict=False)
    return FilterLine(
        replace(scope, **conditioned),  # type: ignore[arg-type]
        " ".join(word for word, left in words if left and _MASK not in left).replace('"', ""),
        places,
        begun["it"] if begun else "",
    )


def known_keys() -> str:
    """Return the conditions of the form key:value, and the flags among them."""
    valued = [f"{key}:…" for condition in CONDITIONS if condition.kind is not Kind.FLAG for key in condition.keys]
    flags = [key for condition in CONDITIONS if condition.kind is Kind.FLAG for key in condition.keys if ":" in key]
    return " · ".join([*valued, *flags])


def find_unreadable(line: str, found: FilterLine) -> str:
    """Return what of a line stands like a condition and is none: "status:new", "since 2025-13-45", ">x comments"; "" for nothing.

    A person sees in the interface that such words are searched for; a program that gave them would not learn of it.
    """
    quoted = " ".join(_QUOTED.findall(one_line(line))).replace('"', "").split()
    left = [word for word in found.words.split() if word not in quoted]
    if left[:1] == ["by"]:
        return " ".join(left)
    for place, word in enumerate(left):
        if _LIKE_CONDITION.fullmatch(word):
            return " ".join(left[place : place + 2]) if _BEFORE_VALUE.fullmatch(word) else word
    return ""


def authors_of(line: str) -> list[str]:
    """Return what may be the names of authors, after "by", the longest first; only the catalog knows."""
    return [name for name, _ in _names_behind_by(one_line(line)) if name.count(" ") < 3]


def _names_behind_by(line: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for m in re.finditer(r"(?<!\S)by (?=(\S+(?: \S+){0,5}))", line, re.I):
        parts = m[1].split()
        for n in range(len(parts), 0, -1):
            name = " ".join(parts[:n])
            yield name, (m.start(), m.end() + len(name))


_FLAGS = {
    words: condition.field
    for condition in CONDITIONS
    if condition.kind is Kind.FLAG
    for words in (condition.option, *condition.keys)
}
_VALUED = {
    start: condition
    for condition in CONDITIONS
    if condition.option and condition.kind is not Kind.FLAG
    for start in (f"{condition.option} ", f"{condition.option}=", *(f"{key}:" for key in condition.keys))
}
_QUOTED = re.compile(r'(?<!\S)"[^"]*"?')
# "Papers" and "2025" add nothing to a condition, and are nothing to search for.
_IDLE = r"(?:papers?|articles?|(?:19|20)\d\d)"
_IDLE_BEFORE = re.compile(rf"(?<!\S)(?:{_IDLE} )?(?:(?:from|between|in|on|of|the|(?:--)?day) )*\S*$", re.I)
_IDLE_BEHIND = re.compile(rf"\S*(?: {_IDLE}(?!\S))*", re.I)
_MASK, _QUOTE = "\ue001", "\ue002"
"""Stand for the letters of what is understood, and of what is in quotation marks."""
_BEGUN = re.compile(
    r"(?<!\S)(?P<it>(?:--\S*|by|since|until|(?:[>≥]=?|more than|over|at least) ?\d*(?: ?[cu]\w{0,7})?)\s*)$", re.I
)


_BEFORE_VALUE = re.compile(r"--[\w-]+|since|until|[<>≤≥=].*", re.I)
_LIKE_CONDITION = re.compile(rf"{_BEFORE_VALUE.pattern}|[a-z][a-z-]*:\S+|\d{{4}}-\S+", re.I)


def _is_value(line: str, at: int) -> bool:
    """Whether what begins there is the value of an option, which may be in quotation marks: `--author "Ada Lovelace"`."""
    return line[max(0, at - 40) : at].lower().endswith(tuple(_VALUED))


def _masked(line: str, start: int, end: int) -> str:
    return line[:start] + re.sub(r"\S", _MASK, line[start:end]) + line[end:]


# Compiled when a filter is first typed: it takes a while, and the interface waits for it at its start.
@cache
def _written() -> re.Pattern[str]:
    """What a filter line has of its own and of the command line."""
    from askpapers.query.conditions import CATEGORIES
    from askpapers.text.lexicon import pattern

    # "With code generation" is a subject.
    flags = "|".join(re.escape(flag) + r"(?! {on_code})" * flag.endswith(" code") for flag in _FLAGS)
    valued = rf'(?P<start>(?ai:{"|".join(map(re.escape, _VALUED))}))"?(?P<value>(?<=")[^"]+|[^\s"]+)"?'
    span = rf"(?i:(?:(?:--)?(?P<how>since|until|day|on) )?(?P<when>{PERIOD}))"
    return pattern(
        "conditions", rf"(?<!\S)(?:(?P<flag>(?i:{flags}))|{valued}|(?P<category>{CATEGORIES})|{span})(?=[,;]?(?!\S))", 0
    )


def _condition(
    line: str, today: date, organizations: Sequence[str], authors: Sequence[str]
) -> tuple[dict[str, object], tuple[int, int]] | None:
    """One condition of a line and where it stands: as a question says it, as the command line does, or who papers are by."""
    from askpapers.query.conditions import find_conditions
    from askpapers.text.cue_phrases import denied

    written = [
        (found, m.span(), bool(m["value"]))
        for m in _written().finditer(line)
        if (found := _value(m, today)) and not denied(line, m.start())
    ]
    asked = find_conditions(line, today=today, organizations=organizations, of_filter=True)
    # An option's value is nothing else, and a question's condition is longer than what it holds of a filter line's own.
    told = [(found, place) for found, place, option in written if option]
    for _, place in asked.values():
        told.append(({name: value for name, (value, at) in asked.items() if at == place}, place))
    told += [(found, place) for found, place, _ in written]
    if told:
        return told[0]
    for name, place in _names_behind_by(line):
        known = [organization for organization in organizations if organization.casefold().startswith(name.casefold())]
        if name in authors and not denied(line, place[0]):
            return {"author": name}, place
        if known and (len(name) > 3 or place[1] == len(line)) and not denied(line, place[0]):
            return {"organization": known[0]}, place
    return None


def _value(m: re.Match[str], today: date) -> dict[str, object]:
    """The condition of a match of `_written`; nothing where its value is none."""
    if m["flag"]:
        return {_FLAGS[m["flag"].lower()]: True}
    if m["category"]:
        from askpapers.query.conditions import categories_named

        return {"category": categories_named(m["category"])}
    if value := m["value"]:
        condition = _VALUED[m["start"].lower()]
        if condition.kind is Kind.TEXT:
            return {condition.field: value}
        return {condition.field: int(value)} if value.isdecimal() and len(value) < 10 else {}
    how = (m["how"] or "").lower()
    try:
        first, last = parse_period(m["when"], today)
    except errors.UsageError:
        return {}
    return {"since": None if how == "until" else first, "until": None if how == "since" else last}
