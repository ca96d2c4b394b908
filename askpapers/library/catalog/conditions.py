"""A scope as SQL."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from askpapers.papers.scope import Scope
from askpapers.text.sanitize import valid_unicode

CODE_HOSTS = ("github.com/", "gitlab.com/", "bitbucket.org/", "huggingface.co/", "codeberg.org/", ".github.io")


def scope_to_sql(scope: Scope, match: str = "", *, looked: str = "") -> tuple[str, list[object]]:
    """Return a condition on `papers AS p LEFT JOIN marks AS m`, and its parameters.

    `match` is what a person types into a filter: every word must begin a word of title, author, organisation or id.
    An organisation contains the words of `scope.organization` in their order, one author those of `scope.author` in any.
    """
    parts: list[str] = ["1"]
    values: list[object] = []

    def both(sql: str, *given: object) -> None:
        parts.append(sql)
        values.extend(valid_unicode(value) if isinstance(value, str) else value for value in given)

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
