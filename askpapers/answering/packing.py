"""Which abstracts a question is asked over: whole ones, as many as the budget takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from askpapers.models import prompts, tokens
from askpapers.papers.paper import Paper

# What has no such letter may be all characters that are left out of a prompt.
_WORD = re.compile(r"\S*[A-Za-z0-9]\S*")


@dataclass(frozen=True, slots=True)
class Packed:
    """The papers that fit, in the order given, and the prompt tokens that they take."""

    papers: tuple[Paper, ...]
    tokens: int


def pack(papers: Sequence[Paper], budget: int) -> Packed:
    """Take papers in order while their abstracts fit into `budget` tokens; one too long is passed over.

    The first paper always goes, for a question with no paper at all cannot be answered.
    """
    taken: list[Paper] = []
    used = 0
    for paper in papers:
        if taken and used + least_size(paper) > budget:
            continue
        size = size_of(paper)
        if used + size <= budget or not taken:
            taken.append(paper)
            used += size
    return Packed(tuple(taken), used)


def parts(papers: Sequence[Paper], budget: int) -> list[tuple[Paper, ...]]:
    """Return the papers in the fewest runs that each fit into `budget` tokens, in order; none is left out."""
    runs: list[list[Paper]] = []
    room = 0
    for paper in papers:
        size = size_of(paper)
        if size > room or not runs:
            runs.append([])
            room = budget
        runs[-1].append(paper)
        room -= size
    return [tuple(run) for run in runs]


def size_of(paper: Paper) -> int:
    """Return how many tokens a paper's numbered sentences take in a prompt."""
    return _size(paper.title, paper.abstract, paper.organization or "")


def least_size(paper: Paper) -> int:
    """Return how many tokens a paper takes at least, told without counting them: no token reaches over a space between words."""
    return len(_WORD.findall(paper.abstract))


@lru_cache(maxsize=20_000)
def _size(title: str, abstract: str, organization: str) -> int:
    return tokens.count(prompts.evidence([Paper("x", title, abstract, organization=organization or None)]))
