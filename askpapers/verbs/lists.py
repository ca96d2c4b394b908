"""Papers in the order of a list, each with its line: page by page, so that the first are there at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope

T = TypeVar("T")

PAGE = 50
"""Papers whose missing lines are made and kept together: half a second's work, which a kill loses."""

FIRST_PAGE = 5
"""Papers of the first page: each is twice as large as the one before, so that the first lines are there at once."""


async def pages(
    library: Library, scope: Scope, *, sort: str = "listed", limit: int | None = None
) -> AsyncIterator[list[ListedPaper]]:
    """Yield the papers in scope, at most `limit`, in pages; `sort` is a key of `catalog.pages.SORTS`.

    The lines that a page lacks are made of the papers' own sentences and kept before it is yielded. A paper that is removed
    meanwhile is left out.
    """
    ids = await library.catalog.ids(scope, sort=sort, limit=-1 if limit is None else limit)
    for page in _cut(ids):
        rows = await library.catalog.rows(Scope(ids=tuple(page)), limit=len(page))
        by_id = {row.paper.id: row for row in await fill(library, rows)}
        yield [by_id[id] for id in page if id in by_id]


async def fill_pages(library: Library, rows: Sequence[ListedPaper]) -> AsyncIterator[list[ListedPaper]]:
    """Yield rows that are in order already in pages, with the lines that they lack."""
    for page in _cut(rows):
        yield await fill(library, page)


def _cut(items: Sequence[T]) -> Iterator[Sequence[T]]:
    start, size = 0, FIRST_PAGE
    while start < len(items):
        yield items[start : start + size]
        start, size = start + size, min(2 * size, PAGE)


async def fill(library: Library, rows: Sequence[ListedPaper]) -> list[ListedPaper]:
    """Return the rows with a line for each: where no line was written yet, the paper's own best sentence."""
    missing = [row.paper for row in rows if not row.one_line and row.paper.abstract]
    if not missing:
        return list(rows)
    # What makes lines is imported where one is missing: a list that has them all is printed in the time of this import.
    from askpapers.answers.answer import OneLine
    from askpapers.answers.usage import EXTRACTIVE
    from askpapers.extractive.one_liner import one_line
    from askpapers.verbs.summarize import line_key

    texts = await asyncio.to_thread(lambda: {paper.id: one_line(paper) for paper in missing})
    lines = [OneLine(id, text) for id, text in texts.items()]
    by_id = {paper.id: paper for paper in missing}
    with in_passing():
        keys = await asyncio.to_thread(lambda: [line_key(library, by_id[one.paper_id], EXTRACTIVE) for one in lines])
        await library.catalog.one_lines.put(lines, keys)
    return [replace(row, one_line=row.one_line or texts.get(row.paper.id, "")) for row in rows]
