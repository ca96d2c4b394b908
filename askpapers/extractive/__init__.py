"""Answers, one-liners and comparisons with no language model: the papers' own sentences."""

from __future__ import annotations

from askpapers.extractive.answer import answer
from askpapers.extractive.comparison import compare
from askpapers.extractive.one_liner import one_line
from askpapers.extractive.sentence_roles import roles_of
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper

__all__ = ["answer", "compare", "one_line", "roles"]


def roles(paper: Paper) -> tuple[str, ...]:
    """Return the role of each sentence of the abstract: background, objective, method, result or other."""
    return roles_of(abstract_of(paper).texts)
