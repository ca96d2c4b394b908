"""What a question says about which papers it is asked of: days, organisations, counts, names, or the whole list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from askpapers.days_asked import days_asked
from askpapers.papers import Scope
from askpapers.whole_list import asks_over_all
from askpapers.wording import NUMBER, denied, number_of, one_line


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
    line = one_line(question)
    found: dict[str, object] = {}
    if days := days_asked(question, today):
        found["since"], found["until"] = days
    for field, noun in (("min_comments", _COMMENTS), ("min_upvotes", _UPVOTES)):
        if (least := _least(line, noun)) is not None:
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


_MORE = r"(?:more\ than|over|above|greater\ than|upwards\ of|exceed(?:s|ing)?|mehr\ als|über|plus\ de|más\ de|più\ di|mais\ de|>)"
_LEAST = r"""(?:at\ least|(?:no|not)\ (?:fewer|less)\ than|a\ minimum\ of|mindestens|au\ moins|al\ menos|por\ lo\ menos|almeno
    |pelo\ menos|>=|≥)"""
_COMMENTS = r"(?:comments?|kommentaren?|commentaires?|comentarios?|commenti|comentários?)"
_UPVOTES = r"(?:(?:hugging\ face\ )?(?:up-?votes?|likes?)|votes\ positifs|votos\ positivos)"


def _least(line: str, noun: str) -> int | None:
    """Return the least count of a noun that the question wants: "more than ten comments", "upvotes ≥ 1,000"."""
    for pattern, above in (
        (rf"(?<!\w)(?P<how>{_MORE})\ ?(?P<count>{NUMBER})\ {noun}\b", 1),
        (rf"\b{noun}\ ?(?:count\ )?(?:(?:is|of)\ )?(?P<how>{_MORE})\ ?(?P<count>{NUMBER})", 1),
        (rf"(?<!\w)(?P<how>{_LEAST})\ ?(?P<count>{NUMBER})\ {noun}\b", 0),
        (rf"\b{noun}\ ?(?:count\ )?(?:(?:is|of)\ )?(?P<how>{_LEAST})\ ?(?P<count>{NUMBER})", 0),
        (
            rf"(?<![\w.,])(?P<how>)(?P<count>{NUMBER})\ ?(?:\+|or\ (?:more|higher|above)|oder\ mehr|ou\ plus|o\ más)\ ?{noun}\b",
            0,
        ),
        (rf"(?<![\w.,])(?P<how>)(?P<count>{NUMBER})\ {noun}\ or\ more\b", 0),
    ):
        m = re.search(pattern, line, re.I | re.X)
        if m and not denied(line, m.start()):
            return number_of(m["count"]) + above
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
