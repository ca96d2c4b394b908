"""What a question asks of the list itself, and of no abstract: how many papers, the most commented, all by Microsoft.

A question is one of these where it is like an example (`data/list_questions.txt`) and no word is left over; by its words alone
only "how many" is read, in English.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from askpapers import data
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.query import filter_line
from askpapers.query.conditions import least_count, most_count
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line

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
    label = _label([word for word in said if word not in titles], of_one=bool(named))
    if label is None:
        return None
    what, *rest = label.split()
    if what == "of":
        return MetadataQuestion("of", rest[0]) if named else None
    if what in {"count", "all"}:
        counted = what == "count"
        return MetadataQuestion("all", counted=counted) if counted or filters or restricted else None
    counted = {"how", "many"} <= set(said)
    if what == "bound":
        least, most = least_count(line, "authors", "authored"), most_count(line, "authors", "authored")
        if least is None and most is None:
            least = most = 1
        return MetadataQuestion("all", rest[0], least, most, counted=counted)
    number = re.search(NUMBER, line, re.I | re.X)
    wanted = number_of(number[0]) if number else A_FEW if rest[1] == "few" else 1
    return MetadataQuestion("top", rest[0], count=wanted, rising=what in {"low", "old"})


def _beside(line: str, scope: Scope, today: date) -> str:
    """A question without its conditions."""
    organizations, authors = ([name] if name else [] for name in (scope.organization, scope.author))
    return filter_line.read(
        line.rstrip("?!. "), Scope(), today=today, organizations=organizations, authors=authors
    ).words


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
