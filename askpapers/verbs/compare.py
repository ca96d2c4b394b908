"""Two papers side by side, up to four: one call, or the papers' own sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from askpapers import errors
from askpapers.answering.comparison_labels import ASPECTS
from askpapers.answering.comparison_reply import read_points
from askpapers.answers.answer import Cell, Comparison
from askpapers.answers.usage import Usage
from askpapers.library.completion import complete
from askpapers.library.library import Library
from askpapers.papers.paper import Paper, unknown_paper

MOST = 4


async def compare(library: Library, ids: Sequence[str], *, fresh: bool = False, extractive: bool = False) -> Comparison:
    """Compare two to four papers point by point; every cell cites its sentences or is empty (not stated).

    Raises UsageError for another number of papers, UnknownPaper, SpendingLimit, ServiceError and KeyProblem.

    >>> ids = [row.paper.id for row in await library.catalog.rows(Scope(), limit=2)]
    >>> [point.aspect for point in (await compare(library, ids)).points][:3]
    ['problem', 'method', 'data']
    """
    papers = await _papers(library, ids)
    llm = None if extractive else await library.llm()
    if llm is None:
        from askpapers.extractive import comparison as quoting

        points = await asyncio.to_thread(quoting.compare, papers)
        return Comparison(papers, points, Usage(cost=0.0))
    from askpapers.models import prompts

    prompt = prompts.load("compare", library.prompt_folder())
    letters = ", ".join(f"{letter} = paper {n}" for n, letter in enumerate("ABCD"[: len(papers)], 1))
    messages = prompt.fill(papers=prompts.evidence(papers), aspects=", ".join(ASPECTS), letters=letters)
    limit = library.settings.answer_tokens * max(1, len(papers) // 2)
    reply = await complete(library, llm, messages, limit=limit, fresh=fresh)
    reader = await library.reader()
    points, remarks = await asyncio.to_thread(read_points, reply.text, papers, reader)
    if reply.usage.truncated:
        remarks = (*remarks, f"the reply was cut at {limit:,} tokens (answer_tokens)")
    return Comparison(papers, points, reply.usage, llm.model, remarks)


async def _papers(library: Library, ids: Sequence[str]) -> tuple[Paper, ...]:
    papers = []
    for id in dict.fromkeys(ids):
        paper = await library.catalog.paper(id)
        if paper is None:
            raise unknown_paper(id)
        papers.append(paper)
    papers = list(dict.fromkeys(papers))
    if not 2 <= len(papers) <= MOST:
        raise errors.UsageError(
            f"A comparison takes two to {MOST} different papers, not {len(papers)}.", "askpapers compare A B"
        )
    return tuple(papers)


def without_marks(cell: Cell) -> str:
    """Return a cell's text without its citation marks, for a face that shows them apart."""
    text = cell.text
    for span in sorted({c.span for c in cell.citations}, reverse=True):
        text = text[: span.start].rstrip() + text[span.end :]
    return text
