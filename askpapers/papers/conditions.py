"""What can narrow a scope besides its days: one table, which the catalog, the command line and the filter line read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from askpapers.papers.paper import LabelKind, fold_label

IN_NAMES = "p.pk IN (SELECT rowid FROM names WHERE names MATCH ?)"
"""Papers whose title, authors, organization or id match an FTS5 expression."""


class Kind(StrEnum):
    """What a condition's value is."""

    TEXT = "text"
    FLAG = "flag"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on papers; adding one is an entry in `CONDITIONS` and a typed field of `Scope`.

    `field` is the field of `Scope`, `words` say it to a person ("{}" is the value). `sql` is a condition on `papers AS p
    LEFT JOIN marks AS m`, `of_one` the same where a few given papers are looked up one by one ("": as it is), with a "?" for each of `parameters(value)`, which is None for a value that says nothing; where there are more of those, `more` holds too. `option`, `metavar` and `help` are the command
    line's, "" for a condition that has no option. `keys` are a filter line's own spellings: of a flag the whole
    ("is:unread"), of others what stands before the colon ("org").
    """

    field: str
    kind: Kind
    words: str
    sql: str
    parameters: Callable[[Any], tuple[object, ...] | None] = lambda value: (value,)
    option: str = ""
    metavar: str | None = None
    help: str = ""
    keys: tuple[str, ...] = ()
    of_one: str = ""
    more: str = ""

    def asked(self, given: tuple[object, ...], *, one_by_one: bool) -> str:
        """Return the condition in SQL for these parameters, with `more` where there are any for it."""
        sql = (one_by_one and self.of_one) or self.sql
        return f"{sql} AND {self.more}" if self.more and len(given) > sql.count("?") else sql

    def read(self, value: Any) -> str | bool | int:
        """Return a stored value as the condition's kind; raises TypeError and ValueError."""
        if self.kind is Kind.TEXT:
            return str(value)
        return bool(value) if self.kind is Kind.FLAG else int(value)


def narrows(value: object) -> bool:
    """Return whether a condition's value narrows a scope: a count of 0 does."""
    return value is not None and value is not False and value != ""


def prefixes(text: str) -> str:
    """Return the FTS5 expression for words that are still being typed: each begins a word; "" where there is none."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", text))


def _words(text: str) -> list[str]:
    # A mark that is a character of its own would end the word: "Gödel" is two of them where "o" and "¨" are apart.
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def _organization(name: str) -> tuple[str]:
    return (f'organization : "{" ".join(_words(name))}"',)


def _author(name: str) -> tuple[str, ...]:
    words = _words(name)
    all_of = " AND ".join(f'"{word}"' for word in words) or '""'
    # Of one word the index knows all.
    return (f"authors : ({all_of})", *([name] if len(words) > 1 else []))


_IN_CATEGORY = "k.category BETWEEN c.value AND c.value || char(1114111)"
"""That a paper's category begins as one asked for does; nothing stands behind the last character of Unicode."""


def _categories(names: str) -> tuple[str]:
    """The categories of "cs.CL or cs.LG" as an array of JSON: however many there are, the condition is the same."""
    parts = [name for name in re.split(r"\s*(?:,|\bor\b)\s*", names) if name and name.isprintable()]
    return (json.dumps(parts, ensure_ascii=False),)


def _beginnings(text: str) -> tuple[str] | None:
    words = prefixes(text)
    return (words,) if words else None


def _held(count: int) -> tuple[int]:
    """A count that SQLite can hold; nothing is counted beyond it."""
    return (max(-(2**63), min(count, 2**63 - 1)),)


CONDITIONS = (
    Condition(
        "organization", Kind.TEXT, "by {}", IN_NAMES, _organization,
        option="--org", metavar="NAME", help="By this organization.", keys=("org",),
    ),
    Condition(
        # The index knows that the words are among the authors, and not that they are one author's.
        "author", Kind.TEXT, "written by {}", IN_NAMES, _author, more="one_has_words(p.authors, ?)",
        option="--author", metavar="NAME", help="By this author.", keys=("author",),
    ),
    Condition(
        "category", Kind.TEXT, "in {}", f"p.pk IN (SELECT k.pk FROM json_each(?) AS c CROSS JOIN paper_categories AS k WHERE {_IN_CATEGORY})",
        _categories,
        option="--category", metavar="CAT", help="In this arXiv category, or in any of several (cs.CL,cs.LG).", keys=("category",),
        of_one=f"EXISTS (SELECT 1 FROM paper_categories AS k CROSS JOIN json_each(?) AS c WHERE k.pk = p.pk AND {_IN_CATEGORY})",
    ),
    Condition(
        "undated", Kind.FLAG, "undated", "p.newest_day IS NULL", lambda _: (),
        option="--undated", help="On no day's list: out of a bibliography.", keys=("undated", "is:undated"),
    ),
    Condition(
        "unread", Kind.FLAG, "unread", "m.read_at IS NULL", lambda _: (),
        option="--unread", help="Not read yet.", keys=("unread", "is:unread"),
    ),
    Condition(
        "starred", Kind.FLAG, "starred", "m.starred_at IS NOT NULL", lambda _: (),
        option="--starred", help="Starred.", keys=("starred", "is:starred"),
    ),
    *(
        Condition(
            kind.value, Kind.TEXT, words,
            f"p.pk IN (SELECT pk FROM labels WHERE kind = '{kind}' AND casefold(name) = ?)", lambda name: (fold_label(name),),
            option=f"--{kind}", metavar="NAME", help=told, keys=(kind.value,),
        )
        for kind, words, told in (
            (LabelKind.TAG, "tagged {}", "Tagged so by you."),
            (LabelKind.COLLECTION, "in your collection {}", "In this collection of yours."),
        )
    ),
    Condition(
        "changed", Kind.FLAG, "changed", "p.changed_at > coalesce(m.read_at, p.first_seen)", lambda _: (),
        option="--changed", help="Reworded since you read them.", keys=("changed", "is:changed"),
    ),
    Condition(
        "min_comments", Kind.COUNT, "≥ {} comments", "p.comments >= ?", _held,
        option="--min-comments", metavar="N", help="With at least N comments.", keys=("comments",),
    ),
    Condition(
        "min_upvotes", Kind.COUNT, "≥ {} upvotes", "p.upvotes >= ?", _held,
        option="--min-upvotes", metavar="N", help="With at least N upvotes.", keys=("upvotes",),
    ),
    Condition(
        "max_comments", Kind.COUNT, "≤ {} comments", "p.comments <= ?", _held,
        option="--max-comments", metavar="N", help="With at most N comments.", keys=("max-comments",),
    ),
    Condition(
        "max_upvotes", Kind.COUNT, "≤ {} upvotes", "p.upvotes <= ?", _held,
        option="--max-upvotes", metavar="N", help="With at most N upvotes.", keys=("max-upvotes",),
    ),
    Condition(
        "has_code", Kind.FLAG, "with code",
        "p.pk IN (SELECT pk FROM papers WHERE has_code)", lambda _: (),
        option="--with-code", help="With a link to code.", keys=("has code", "with code", "has:code"),
        # The column itself would be reckoned from each abstract; its index holds those that have it.
        of_one="EXISTS (SELECT 1 FROM papers AS h INDEXED BY papers_with_code WHERE h.pk = p.pk AND h.has_code)",
    ),
    Condition(
        "no_code", Kind.FLAG, "without a link to code",
        "p.pk NOT IN (SELECT pk FROM papers WHERE has_code)", lambda _: (),
        option="--without-code", help="Without a link to code.", keys=("no code", "without code", "no:code"),
    ),
    Condition(
        "min_stars", Kind.COUNT, "≥ {} stars of its code", "p.code_stars >= ?", _held,
        option="--min-stars", metavar="N", help="Whose code has at least N stars.", keys=("stars",),
    ),
    Condition(
        "has_project", Kind.FLAG, "with a project page", "p.project_url IS NOT NULL", lambda _: (),
        option="--with-project", help="With a project page.", keys=("has project", "has:project"),
    ),
    Condition(
        "submitter", Kind.TEXT, "submitted by {}", "has_words(coalesce(p.submitter, ''), ?)",
        option="--submitter", metavar="NAME", help="Put on the list by NAME.", keys=("submitter",),
    ),
    *(
        Condition(
            f"has_{name}", Kind.FLAG, f"with a {told}", f"p.{name}_count > 0", lambda _: (),
            option=f"--with-{name}", help=f"With a {told} on Hugging Face.", keys=(f"has:{name}",),
        )
        for name, told in (("model", "model"), ("dataset", "data set"), ("space", "space"))
    ),
    Condition("words", Kind.TEXT, "“{}”", IN_NAMES, _beginnings),
)  # fmt: skip
"""In the order in which help lists them and a scope says them."""
