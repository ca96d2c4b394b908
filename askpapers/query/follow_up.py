"""Which of the papers that the turn before showed a follow-up speaks of: "which of those", "the second one"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from askpapers import data
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line


def continues(question: str) -> bool:
    """Whether a question begins as one that goes on with the turn before: "and by Google?"."""
    return re.match(rf"\W*(?:{_any('goes_on')})", question, re.I) is not None


def referred(question: str, shown: int) -> tuple[tuple[int, ...], str]:
    """Return the places, from 0, of the papers shown before that a question is about, and the question without the reference.

    No place where it refers to none of them: "these papers" alone may mean the whole list.
    """
    line = one_line(question).replace("’", "'")
    if not shown:
        return (), question
    papers = _any("papers")
    some = re.search(
        rf"\bthe (?P<end>first|last) (?P<count>{_NUMBER})\b(?: (?:of (?:them|these|those)|{papers}|ones))?(?! \w+s\b)",
        line,
        re.I,
    )
    if some and number_of(some["count"]) > 1:
        count = min(number_of(some["count"]), shown)
        places = range(count) if some["end"].lower() == "first" else range(shown - count, shown)
        return tuple(places), _without(line, some)
    ones = list(
        re.finditer(
            rf"\b(?:{_any('article')}) (?P<nth>{_any('nth', 'last', 'former')})"
            rf"(?: (?:{_any('one')})(?:'s)?(?! (?:to|that|which)\b)|(?=\W*$| and the\b))|(?P<han>第[一二三四])",
            line,
            re.I,
        )
    )
    if ones and re.search(_any("rest"), line, re.I):
        return tuple(range(shown)), question
    numbers = [_place(m["nth"] or m["han"]) for m in ones]
    if ones and all(place < shown for place in numbers):
        for m in reversed(ones):
            line = _without(line, m)
        return tuple(dict.fromkeys(place % shown for place in numbers)), line
    found = re.search(rf"(?:{_any('those')})(?! \d)", line, re.I)
    told = [number_of(m[0]) for m in re.finditer(_NUMBER, found[0], re.I)] if found else []
    if any(count != shown for count in told):
        return (), question
    # "Which papers propose a data set, and how many of those …?" speaks of its own papers.
    if found and not re.search(papers, line[: found.start()], re.I) and not re.search(_any("list"), line, re.I):
        return tuple(range(shown)), _without(line, found)
    return (), question


_NUMBER = NUMBER.replace(r"\ ", " ")


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, list[str]]:
    held: dict[str, list[str]] = json.loads(data.text("lexicons/references.json"))
    nth = [words.split() for words in held.pop("nth")]
    return held | {"nth": [word for words in nth for word in words]} | {f"nth{n}": w for n, w in enumerate(nth)}


def _place(word: str) -> int:
    lexicon, folded = _lexicon(), word.casefold()
    if folded in lexicon["last"]:
        return -1
    return next((n for n in range(8) if folded in lexicon[f"nth{n}"]), 0)


@lru_cache(maxsize=16)
def _any(*names: str) -> str:
    """A pattern of any of some lists' phrases as whole words, the longest first; runs of Chinese have no words."""
    phrases: Iterable[str] = sorted({p for name in names for p in _lexicon()[name]}, key=lambda p: (-len(p), p))
    return "|".join(re.escape(p) if p[0] > "\u2e80" else rf"(?<!\w){re.escape(p)}(?!\w)" for p in phrases)


def _without(line: str, found: re.Match[str]) -> str:
    return " ".join(f"{line[: found.start()]} {line[found.end() :]}".split())
