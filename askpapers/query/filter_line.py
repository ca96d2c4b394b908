"""What a filter line says: conditions in the words of questions and of the command line; every other word is searched."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from askpapers import errors
from askpapers.papers.conditions import CONDITIONS, Kind
from askpapers.papers.scope import PERIOD, Scope, days_in_words, filters, parse_period

EXAMPLES = "by Microsoft · >10 comments · unread · starred · has code · since Monday"
LONGEST = 7
"""Words of one condition at most: "more than 10 comments", "from 28 to 30 October 2025"."""


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A filter line that was read.

    `scope` is the given one with the line's conditions, `places` says where in the line each stands (field name → start
    and end), `words` are to be searched. `begun` is a condition that is not whole yet: "by", ">10 com"; it narrows nothing.
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
        return " ".join(f"{line[:start]} {line[end:]}".split())


def read(
    line: str, scope: Scope, *, today: date, organizations: Sequence[str] = (), authors: Sequence[str] = ()
) -> FilterLine:
    """Read a filter line; "by …" is by the most frequent of `organizations` that begins so, or by one of `authors`."""
    from askpapers.query.conditions import parse_conditions
    from askpapers.text.cue_phrases import denied

    tokens = list(re.finditer(r'(?:[^\s"]|"[^"]*"?)+', line))[:40]
    folded = line.casefold()
    named = [name for name in organizations if name.casefold() in folded]

    @cache
    def conditions(start: int, end: int) -> dict[str, object]:
        if start >= end or denied(line, tokens[start].start()):
            return {}
        text = line[tokens[start].start() : tokens[end - 1].end()]
        if text.casefold() == "with code" and end < len(tokens):
            # "With code generation" is a subject, and what is one a question knows.
            return (
                {"has_code": True}
                if parse_conditions(f"papers with code {tokens[end][0]}", Scope(), today=today).filters
                else {}
            )
        typed = end == len(tokens)
        return _conditions(text, today, named, authors) or _completed(text, organizations, typed=typed)

    begun = _BEGUN.search(line)
    conditioned: dict[str, object] = {}
    places: dict[str, tuple[int, int]] = {}
    plain: list[int] = []
    at = 0
    while at < len(tokens):
        end = _end(tokens, at, conditions)
        if end > at:
            found = conditions(at, end)
            # "… 2025" and "… papers" add nothing to what was understood, and are nothing to search for.
            while end < len(tokens) and _IDLE.fullmatch(tokens[end][0]) and conditions(at, end + 1) in (found, {}):
                end += 1
            if plain and plain[-1] == at - 1 and _IDLE.fullmatch(tokens[at - 1][0]):
                plain.pop()
            conditioned.update(found)
            places.update(dict.fromkeys(found, (tokens[at].start(), tokens[end - 1].end())))
        elif not begun or tokens[at].start() < begun.start("it"):
            plain.append(at)
        at = max(end, at + 1)
    whole = begun is None or any(end > begun.start("it") for _, end in places.values())
    return FilterLine(
        replace(scope, **conditioned),  # type: ignore[arg-type]
        " ".join(tokens[place][0] for place in plain).replace('"', ""),
        places,
        "" if whole or begun is None else begun["it"],
    )


def authors_of(line: str) -> list[str]:
    """Return what may be the names of authors, after "by", the longest first; only the catalog knows."""
    names = []
    for m in re.finditer(r"(?<!\S)by\s+(?=(\S+(?:\s+\S+){0,2}))", line, re.I):
        parts = m[1].split()
        names += [" ".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return names


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
_IDLE = re.compile(r"papers?|articles?|(?:19|20)\d\d", re.I)
_LEADING = re.compile(r"from|between|in|on|of|the|(?:--)?day", re.I)
_BEGUN = re.compile(
    r"(?<!\S)(?P<it>(?:--\S*|by|since|until|(?:[>≥]=?|more than|over|at least) ?\d*(?: ?[cu]\w{0,7})?)\s*)$", re.I
)


# Compiled when a filter is first typed: it takes a while, and the interface waits for it at its start.
@cache
def _value() -> re.Pattern[str]:
    return re.compile(rf'(?P<start>(?ai:{"|".join(map(re.escape, _VALUED))}))"?(?P<value>[^\s"]+|(?<=")[^"]+)"?')


@cache
def _span() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:--)?(?P<how>since|until|day|on) )?(?P<when>{PERIOD})", re.I)


def _conditions(text: str, today: date, organizations: Sequence[str], authors: Sequence[str]) -> dict[str, object]:
    from askpapers.query.conditions import CATEGORY, parse_conditions

    folded = " ".join(text.casefold().split())
    if folded in _FLAGS:
        return {_FLAGS[folded]: True}
    if m := _value().fullmatch(text):
        condition, value = _VALUED[m["start"].lower()], m["value"]
        if condition.kind is Kind.TEXT:
            return {condition.field: value}
        return {condition.field: int(value)} if value.isdecimal() and len(value) < 10 else {}
    if re.fullmatch(CATEGORY, text):
        return {"category": text}
    if m := _span().fullmatch(folded):
        return _days(m["how"], m["when"], today)
    if folded.startswith("by ") and text.split(None, 1)[1] in authors:
        return {"author": text.split(None, 1)[1]}
    found = parse_conditions(text, Scope(), today=today, organizations=organizations)
    return {name: getattr(found.scope, name) for name in found.filters}


def _days(how: str | None, when: str, today: date) -> dict[str, object]:
    try:
        first, last = parse_period(when, today)
    except errors.UsageError:
        return {}
    return {"since": None if how == "until" else first, "until": None if how == "since" else last}


def _completed(text: str, organizations: Sequence[str], *, typed: bool) -> dict[str, object]:
    """Take "by Micro" for the most frequent organization that begins so; `typed` says that it still grows."""
    m = re.fullmatch(rf"by\s+(\S.{{{0 if typed else 3},}})", text, re.I)
    begins = " ".join(m[1].casefold().split()) if m else ""
    name = next((name for name in organizations if name.casefold().startswith(begins)), None) if begins else None
    return {"organization": name} if name else {}


def _end(tokens: Sequence[re.Match[str]], start: int, conditions: Callable[[int, int], dict[str, object]]) -> int:
    """Return the end of the longest condition that begins at a word and has no word too many, `start` for none."""
    for end in range(min(len(tokens), start + LONGEST), start, -1):
        found = conditions(start, end)
        if not found or found == conditions(start, end - 1):
            continue
        if found == conditions(start + 1, end) and not _LEADING.fullmatch(tokens[start][0]):
            continue
        # Two conditions beside each other are two, so that each can be taken away.
        halves = ((conditions(start, middle), conditions(middle, end)) for middle in range(start + 1, end))
        if not any(one and other and {**one, **other} == found for one, other in halves):
            return end
    return start
