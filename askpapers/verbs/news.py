"""What is new since the reader last looked."""

from __future__ import annotations

from dataclasses import replace

from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library
from askpapers.papers.news import News
from askpapers.writers.news import kinds, number


async def news(library: Library) -> News:
    """Return what is new since the reader last looked, and note that they looked.

    >>> first, again = await news(library), await news(library)
    >>> len(first.new), len(again.new)
    (64, 0)
    """
    with in_passing():
        return await _with_watched(library, await library.catalog.visits.news())
    return await _with_watched(library, await library.catalog.visits.news(noting=False))


async def _with_watched(library: Library, found: News) -> News:
    from askpapers.verbs.watch import hits

    papers = {p.id: p for p in (*found.new, *found.again, *found.changed, *(paper for paper, _ in found.rising))}
    watched = await hits(library, list(papers.values()))
    return replace(found, watched=tuple((papers[id], texts) for id, texts in watched.items()))


async def unseen(library: Library) -> str:
    """Return in one line what the reader has not looked at yet, "" for nothing; the first look at a library is noted."""
    found = await library.catalog.visits.news(noting=False)
    if not found.since:
        await library.catalog.visits.news()
        return ""
    found = await _with_watched(library, found)
    return ", ".join(f"{number(papers)} {kind}" for kind, papers in kinds(found) if papers)
