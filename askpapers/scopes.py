"""Which papers a verb looks at: a scope, as a condition of SQL, and in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from askpapers.plain import plain, whole


@dataclass(frozen=True, slots=True)
class Scope:
    """Which papers a verb looks at; every condition that is set must hold, days are inclusive.

    `ids` keeps only the named papers; `words` are free text that title, authors or organisation must contain.
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

    @property
    def day(self) -> date | None:
        """The one day in scope, or None."""
        return self.since if self.since == self.until else None


CODE_HOSTS = ("github.com/", "gitlab.com/", "bitbucket.org/", "huggingface.co/", "codeberg.org/", ".github.io")


def condition(scope: Scope, match: str = "", *, looked: str = "") -> tuple[str, list[object]]:
    """Return a condition on `papers AS p LEFT JOIN marks AS m`, and its parameters.

    `match` is what a person types into a filter: every word must begin a word of title, author, organisation or id.
    An organisation contains the words of `scope.organization` in their order, one author those of `scope.author` in any.
    """
    parts: list[str] = ["1"]
    values: list[object] = []

    def both(sql: str, *given: object) -> None:
        parts.append(sql)
        values.extend(whole(value) if isinstance(value, str) else value for value in given)

    if scope.since or scope.until:
        first, last = scope.since or date.min, scope.until or date.max
        both(
            "p.pk IN (SELECT pk FROM listings WHERE day BETWEEN ? AND ?)",
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
    if scope.organization:
        both(_IN_NAMES, f'organization : "{" ".join(_words(scope.organization))}"')
    if scope.author:
        words = " AND ".join(f'"{word}"' for word in _words(scope.author)) or '""'
        both(_IN_NAMES, f"authors : ({words})")
        # The index knows that the words are among the authors, and not that they are one author's.
        both("EXISTS (SELECT 1 FROM json_each(p.authors) AS a WHERE has_words(a.value, ?))", scope.author)
    if scope.category:
        both("p.categories LIKE ? ESCAPE '\\'", f'%"{_like(scope.category)}%')
    if scope.unread:
        both("m.read_at IS NULL")
    if scope.starred:
        both("m.starred_at IS NOT NULL")
    if scope.changed:
        both("p.changed_at > coalesce(m.read_at, p.first_seen)")
    if scope.min_comments is not None:
        both("p.comments >= ?", _held(scope.min_comments))
    if scope.min_upvotes is not None:
        both("p.upvotes >= ?", _held(scope.min_upvotes))
    if scope.max_comments is not None:
        both("p.comments <= ?", _held(scope.max_comments))
    if scope.max_upvotes is not None:
        both("p.upvotes <= ?", _held(scope.max_upvotes))
    if scope.has_code:
        likes = " OR ".join("p.abstract LIKE ?" for _ in CODE_HOSTS)
        both(f"(p.code_url IS NOT NULL OR {likes})", *(f"%{host}%" for host in CODE_HOSTS))
    for text in (scope.words, match):
        if words := prefixes(text):
            both(_IN_NAMES, words)
    return " AND ".join(parts), values


_IN_NAMES = "p.pk IN (SELECT rowid FROM names WHERE names MATCH ?)"


def prefixes(text: str) -> str:
    """Return the FTS5 expression for words that are still being typed: each begins a word; "" where there is none."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", text))


def _words(text: str) -> list[str]:
    # A mark that is a character of its own would end the word: "Gödel" is two of them where "o" and "¨" are apart.
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def _held(count: int) -> int:
    """A count that SQLite can hold; nothing is counted beyond it."""
    return max(-(2**63), min(count, 2**63 - 1))


def _like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


_FILTERS = (
    ("organization", "by {}"),
    ("author", "written by {}"),
    ("category", "in {}"),
    ("min_comments", "≥ {} comments"),
    ("min_upvotes", "≥ {} upvotes"),
    ("max_comments", "≤ {} comments"),
    ("max_upvotes", "≤ {} upvotes"),
    ("unread", "unread"),
    ("starred", "starred"),
    ("changed", "changed"),
    ("has_code", "with code"),
    ("words", "“{}”"),
)


def filters(scope: Scope) -> dict[str, str]:
    """Return what narrows the scope besides its days: field name → words for a person."""
    return {
        name: plain(words.format(value), 60)
        for name, words in _FILTERS
        if (value := getattr(scope, name)) not in (None, False, "")
    }


def without(scope: Scope, name: str) -> Scope:
    """Return the scope with one condition removed."""
    return replace(scope, **{name: getattr(Scope(), name)})


_READ: dict[str, Callable[[Any], Any]] = {
    "since": date.fromisoformat, "until": date.fromisoformat, "ids": lambda ids: tuple(map(str, ids)),
    "organization": str, "author": str, "category": str, "unread": bool, "starred": bool, "changed": bool,
    "min_comments": int, "min_upvotes": int, "max_comments": int, "max_upvotes": int, "has_code": bool, "words": str,
}  # fmt: skip


def as_stored(scope: Scope) -> dict[str, Any]:
    """Return what narrows a scope as values of JSON; `of_stored` reads them again."""
    given = {name: getattr(scope, name) for name in _READ}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in given.items()
        if value or (value == 0 and type(value) is int)
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


def in_words(scope: Scope) -> str:
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
    return plain(days, 60)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
