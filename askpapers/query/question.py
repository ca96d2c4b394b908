"""What a question asks: the kind of answer it wants, what of the list itself, and which of the papers shown before.

A question is one of these where it is like an example (`data/list_questions.txt`) and no word is left over; by its words alone
only "how many" is read, in English.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from askpapers import data
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.query.conditions import find_conditions, find_counts
from askpapers.text.inference import load_classifier
from askpapers.text.lexicon import kinds_of, pattern
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Kind(StrEnum):
    """What a question wants; in the order of the classifier's rows."""

    COMPARE = "compare"
    FIGURE = "figure"
    FOLLOW_UP = "followup"
    LIST = "list"
    OFF_TOPIC = "offtopic"
    OVERVIEW = "overview"
    SEVERAL = "several"
    ONE = "single"
    TWO_PART = "two_part"
    WHY_HOW = "why_how"
    YES_NO = "yesno"

    @property
    def many(self) -> bool:
        """Whether more than one paper is wanted."""
        return self in {Kind.SEVERAL, Kind.LIST}


MANY, SURELY_MANY = 0.4, 0.7
"""The chances from which a question is taken for one that many papers could fit, the greater where it names one of them."""


SURELY_OVERVIEW = 1.5
"""How many times likelier than an everyday remark a question for the list as a whole is: "hi" is neither surely."""


def chance_of_list(chances: Mapping[Kind, float]) -> float:
    """Return the chance that a question is for all papers that fit, or for the list as a whole."""
    return chances[Kind.LIST] + chances[Kind.OVERVIEW]


def chance_of_many(chances: Mapping[Kind, float]) -> float:
    """Return the chance that many papers could fit a question: it wants a list, several papers, or the list as a whole."""
    return chance_of_list(chances) + chances[Kind.SEVERAL]


def kind_of(question: str, vector: NDArray[np.float32]) -> Kind:
    """Return the kind of a question; `vector` is its bundled embedding, shape (384,), of unit length."""
    return likeliest(chances_of_kinds(question, vector))


def likeliest(chances: Mapping[Kind, float], least: float = MANY) -> Kind:
    """Return the likeliest kind.

    Where many papers could fit, by a chance of `least`, it is the likelier of those that want many: one paper alone would leave
    the others out.
    """
    first = max(chances, key=lambda kind: chances[kind])
    if first is Kind.OVERVIEW and chances[first] < SURELY_OVERVIEW * chances[Kind.OFF_TOPIC]:
        return Kind.OFF_TOPIC
    if first.many or first in {Kind.OVERVIEW, Kind.OFF_TOPIC, Kind.FOLLOW_UP} or chance_of_many(chances) < least:
        return first
    return max((Kind.LIST, Kind.SEVERAL), key=lambda kind: chances[kind])


def chances_of_kinds(question: str, vector: NDArray[np.float32]) -> dict[Kind, float]:
    """Return the chance of each kind, likeliest first: a linear softmax, fitted by `benchmarks/train_kinds.py`."""
    import numpy as np

    values = load_classifier("kinds.npz").log_odds(question, vector)
    powers = np.exp(values - values.max())
    found = dict(zip(Kind, (powers / powers.sum()).tolist(), strict=True))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


A_FEW = 5
LIKE = 0.6
"""The share of what a question and an example say that both must say, rare words counting most."""


@dataclass(frozen=True, slots=True)
class MetadataQuestion:
    """What is asked of the list: the papers (`all`), those that lead by a value (`top`), or what is known `of` one.

    `value` names what is counted; `least` and `most` bound it; `count` is how many papers are wanted, None for all;
    `counted` that their number is what is asked for.
    """

    kind: str
    value: str = ""
    least: int | None = None
    most: int | None = None
    count: int | None = None
    rising: bool = False
    counted: bool = False


def parse_metadata_question(
    question: str, filters: Sequence[str], scope: Scope, *, today: date, restricted: bool, named: Sequence[Paper]
) -> MetadataQuestion | None:
    """Return what a question asks of the list, None where it asks what papers say.

    `filters` are the conditions that the question's own words made of `scope`; `restricted` says that it is about papers
    cited before; `named` are the papers that it names.
    """
    line = one_line(question)
    titles = {word for paper in named for word in _words(paper.title)}
    said = _words(re.sub(NUMBER, "#", _beside(line, scope, today), flags=re.I | re.X))
    # Where nothing is left, all papers of the conditions are meant: "unread papers".
    words = [word for word in said if word not in titles]
    label = _label(words, of_one=bool(named)) if said or not filters else "all"
    if label is None:
        return None
    what, *rest = label.split()
    if what == "of":
        return MetadataQuestion("of", rest[0]) if named else None
    if what in {"count", "all"}:
        counted = what == "count"
        return MetadataQuestion("all", counted=counted) if counted or filters or restricted else None
    counted = {"how", "many"} <= set(said)
    if rest == ["year"]:
        years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", line)]
        ranged = what == "bound" and re.search(r"\b(?:between|from)\b", line, re.I) is not None
        if (
            not years
            or len(years) > (2 if ranged else 1)
            or (len(said) > 1 and {"and", "or"} & set(said) and not ranged)
        ):
            # "in 2024 or 2026", "in 2024 and before": more than one condition.
            return None
        open_ended = {"since": (years[0], None), "after": (years[0] + 1, None), "before": (None, years[0] - 1)}
        least, most = open_ended.get(what, (min(years), max(years)))
        return MetadataQuestion("all", "year", least, most, counted=counted)
    if what == "bound":
        bounds = {bound: count for bound, (count, _) in find_counts(line, "authors", "authored").items()} or {
            "min": 1,
            "max": 1,
        }
        return MetadataQuestion("all", rest[0], bounds.get("min"), bounds.get("max"), counted=counted)
    number = re.search(NUMBER, line, re.I | re.X)
    wanted = number_of(number[0]) if number else A_FEW if rest[1] == "few" else 1
    return MetadataQuestion("top", rest[0], count=wanted, rising=what in {"low", "old"})


def _beside(line: str, scope: Scope, today: date) -> str:
    """A question without its conditions."""
    organizations = [scope.organization] if scope.organization else []
    while found := find_conditions(line, today=today, organizations=organizations):
        _, (start, end) = next(iter(found.values()))
        line = one_line(f"{line[:start]} {line[end:]}")
    return re.sub(rf"\bby {re.escape(scope.author)}", "", line, flags=re.I) if scope.author else line


def _words(text: str) -> list[str]:
    return re.findall(r"[\u4e00-\u9fff]|[^\W\d_]+|#", text.casefold())


def _label(said: Sequence[str], *, of_one: bool) -> str | None:
    """The label of the likest example, None where none is like enough or a word is in none of them."""
    words = frozenset(said)
    weights, examples = _examples()
    if not words or not words <= weights.keys():
        return None

    def likeness(example: frozenset[str]) -> float:
        return sum(map(weights.__getitem__, words & example)) / sum(map(weights.__getitem__, words | example))

    label, best = max(
        ((label, example) for label, example in examples if label.startswith("of") == of_one),
        key=lambda pair: likeness(pair[1]),
    )
    return label if likeness(best) >= LIKE else None


@lru_cache(maxsize=1)
def _examples() -> tuple[dict[str, float], list[tuple[str, frozenset[str]]]]:
    """How much each word of the examples tells of their labels, and the examples as sets of words."""
    rows = [line.split("\t") for line in data.text("list_questions.txt").splitlines() if not line.startswith("#")]
    examples = [(label, frozenset(_words(example))) for label, example in rows]
    labels = {label for label, _ in examples}
    of_word: dict[str, set[str]] = {}
    for label, words in examples:
        for word in words:
            of_word.setdefault(word, set()).add(label)
    return {word: math.log((1 + len(labels)) / len(held)) for word, held in of_word.items()}, examples


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


def asks_for_others(question: str) -> bool:
    """Whether a question is for papers beside those shown before: "anything similar?"."""
    return _search("{rest,beyond}", question) is not None


def _search(template: str, line: str) -> re.Match[str] | None:
    return pattern("references", template).search(line)


def _place(word: str) -> int:
    return int(kinds_of("references", "nth").get(word.casefold(), 0))


def _without(line: str, found: re.Match[str]) -> str:
    return " ".join(f"{line[: found.start()]} {line[found.end() :]}".split())
