"""Which of the papers that the turn before cites a follow-up speaks of: "which of those", "the second one"."""

from __future__ import annotations

import re

from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line

_PAPER = r"(?:papers?|abstracts?|articles?|works?|studies|ones?|methods?|approaches)"
_THOSE = re.compile(
    rf"""\b(?:of|among(?:st)?|from)\ (?:(?:all|both|any|the)\ )?(?:(?:of\ )?(?:these|those|them)\b(?!\ \d)(?:\ {_PAPER}\b)?|which\b)
    | \bthose\ (?:two|three|four|{_PAPER})\b(?:\ {_PAPER}\b)? | \b(?:these|both)\ (?:two|three|of\ them)\b
    | \b(?:davon|von\ (?:diesen|denen|ihnen)|unter\ (?:diesen|ihnen)|d['’]entre\ (?:eux|elles)|parmi\ (?:eux|elles|ceux|celles)
      |lesquel(?:le)?s|de\ (?:ell[oa]s|es[oa]s)|di\ (?:quest[ie]|quell[ie])|del[ae]s)\b | 其中""",
    re.I | re.X,
)
_NTH = {
    word: place
    for place, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th")
    )
    for word in words.split()
} | {"last": -1, "latter": -1, "former": 0}
_ONE = re.compile(
    rf"\b(?:the|that)\ (?P<nth>{'|'.join(_NTH)})(?:\ (?:(?:paper|article|abstract|work|study|one)\b(?:['’]s)?)(?!\ (?:to|that|which)\b)|(?=\W*$|\ and\ the\b))",
    re.I | re.X,
)
_SOME = re.compile(
    rf"\bthe\ (?P<end>first|last)\ (?P<count>{NUMBER})\b(?:\ (?:of\ (?:them|these|those)|{_PAPER}))?(?!\ \w+s\b)",
    re.I | re.X,
)
_REST = re.compile(r"\b(?:others?|rest)\b", re.I)
_NAMED_FIRST = re.compile(r"\b(?:papers?|works|articles|abstracts|studies|lists?)\b", re.I)
_THE_LIST = re.compile(r"\b(?:today|day|week|month|list|library)\b|\ball (?:of )?(?:(?:the|these) )?papers\b", re.I)


_GOES_ON = re.compile(
    r"\W*(?:and|or|but|also|what about|how about|und|oder|auch|was ist mit|et|ou|qu['’]en est-il|y|o|qué hay de|e|che dire)\b",
    re.I,
)


def continues(question: str) -> bool:
    """Whether a question begins as one that goes on with the turn before: "and by Google?"."""
    return _GOES_ON.match(question) is not None


def referred(question: str, cited: int) -> tuple[tuple[int, ...], str]:
    """Return the places, from 0, of the papers cited before that a question is about, and the question without the reference.

    No place where it refers to none of them: "these papers" alone may mean the whole list.
    """
    line = one_line(question)
    if not cited:
        return (), question
    found = _SOME.search(line)
    if found and number_of(found["count"]) > 1:
        count = min(number_of(found["count"]), cited)
        places = range(count) if found["end"].lower() == "first" else range(cited - count, cited)
        return tuple(places), _without(line, found)
    ones = list(_ONE.finditer(line))
    places_of = [_NTH[m["nth"].lower()] for m in ones]
    if ones and _REST.search(line):
        return tuple(range(cited)), question
    if ones and all(place < cited for place in places_of):
        for m in reversed(ones):
            line = _without(line, m)
        return tuple(dict.fromkeys(place % cited for place in places_of)), line
    found = _THOSE.search(line)
    if found and (number := re.search(r"\b(?:two|three|four)\b", found[0], re.I)) and number_of(number[0]) != cited:
        return (), question
    # "Which papers propose a data set, and how many of those …?" speaks of its own papers.
    if found and not _NAMED_FIRST.search(line[: found.start()]) and not _THE_LIST.search(line):
        return tuple(range(cited)), _without(line, found)
    return (), question


def _without(line: str, found: re.Match[str]) -> str:
    return " ".join(f"{line[: found.start()]} {line[found.end() :]}".split())
