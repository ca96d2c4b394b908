"""Answers, one-liners and comparisons with no language model: the papers' own sentences."""

from __future__ import annotations

from askpapers.extractive.answer import answer
from askpapers.extractive.comparison import compare
from askpapers.extractive.one_liner import one_line
from askpapers.extractive.sentence_roles import roles_of
from askpapers.papers.paper import Paper
from askpapers.text.sentences import split

__all__ = ["answer", "compare", "one_line", "roles"]


def roles(paper: Paper) -> tuple[str, ...]:
    """Return the role of each sentence of the abstract: background, objective, method, result or other."""
    return roles_of([span.of(paper.abstract) for span in split(paper.abstract)])
