"""Which of the papers that the turn before showed a follow-up speaks of: "which of those", "the second one"."""

from __future__ import annotations

import re

from askpapers.text.lexicon import kinds_of, pattern
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line

_NUMBER = NUMBER.replace(r"\ ", " ")
_SOME = (
    rf"\bthe (?P<end>first|last) (?P<count>{_NUMBER})\b(?: (?:of (?:them|these|those)|(?:{{papers}})|ones))?(?! \w+s\b)"
)
_ONES = r"\b{article} (?P<nth>{nth,former})(?: {one}(?:'s)?(?! (?:to|that|which)\b)|(?=\W*$| and the\b))|(?P<han>第[一二三四])"


def continues(question: str) -> bool:
    """Whether a question begins as one that goes on with the turn before: "and by Google?"."""
    return _search(r"\A\W*{goes_on}", question) is not None


def referred(question: str, shown: int) -> tuple[tuple[int, ...], str]:
    """Return the places, from 0, of the papers shown before that a question is about, and the question without the reference.

    No place where it refers to none of them: "these papers" alone may mean the whole list.
    """
    line = one_line(question).replace("’", "'")
    if not shown:
        return (), question
    some = _search(_SOME, line)
    if some and number_of(some["count"]) > 1:
        count = min(number_of(some["count"]), shown)
        places = range(count) if some["end"].lower() == "first" else range(shown - count, shown)
        return tuple(places), _without(line, some)
    ones = list(pattern("references", _ONES).finditer(line))
    if ones and _search("{rest}", line):
        return tuple(range(shown)), question
    numbers = [_place(m["nth"] or m["han"]) for m in ones]
    if ones and all(place < shown for place in numbers):
        for m in reversed(ones):
            line = _without(line, m)
        return tuple(dict.fromkeys(place % shown for place in numbers)), line
    found = _search(r"{those}(?! \d)", line)
    told = [number_of(m[0]) for m in re.finditer(_NUMBER, found[0], re.I)] if found else []
    if any(count != shown for count in told):
        return (), question
    # "Which papers propose a data set, and how many of those …?" speaks of its own papers.
    if found and not _search("{papers}", line[: found.start()]) and not _search("{list}", line):
        return tuple(range(shown)), _without(line, found)
    return (), question


def _search(template: str, line: str) -> re.Match[str] | None:
    return pattern("references", template).search(line)


def _place(word: str) -> int:
    return int(kinds_of("references", "nth").get(word.casefold(), 0))


def _without(line: str, found: re.Match[str]) -> str:
    return " ".join(f"{line[: found.start()]} {line[found.end() :]}".split())
