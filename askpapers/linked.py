"""Code that the list links to and no abstract speaks of, for questions about code."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from askpapers import facts
from askpapers.papers import Paper
from askpapers.plain import plain
from askpapers.relevance import weights
from askpapers.wants import read

MOST = 12


def code_links(question: str, papers: Sequence[Paper], cited: Collection[str]) -> str:
    """Say which papers beside those `cited` (ids) the list links code for; "" where the question is not just about code."""
    want = read(question)
    if want.trait is not facts.tells_code or weights(want.topic):
        return ""
    names = [_name(paper) for paper in papers if paper.code_url and paper.id not in cited]
    if not names:
        return ""
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    others = "1 other" if len(names) == 1 else f"{len(names)} others"
    return f"the list itself links code of {others}: {', '.join(names[:MOST])}{more}"


def _name(paper: Paper) -> str:
    """The name before the colon of a title where there is one."""
    head, colon, _ = paper.title.partition(":")
    return plain(head if colon and len(head) <= 40 else paper.title, 40)
