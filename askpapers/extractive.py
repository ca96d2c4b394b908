"""Answers, one-liners and comparisons with no language model: the papers' own sentences."""

from __future__ import annotations

from askpapers.cells import compare
from askpapers.oneliner import one_line
from askpapers.papers import Paper
from askpapers.quoted import answer
from askpapers.roles import roles_of
from askpapers.sentences import split

__all__ = ["answer", "compare", "one_line", "roles"]


def roles(paper: Paper) -> tuple[str, ...]:
    """Return the role of each sentence of the abstract: background, objective, method, result or other."""
    return roles_of([span.of(paper.abstract) for span in split(paper.abstract)])
