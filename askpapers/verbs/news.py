"""What is new since the reader last looked."""

from __future__ import annotations

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
        return await library.catalog.visits.news()
    return await library.catalog.visits.news(noting=False)


async def unseen(library: Library) -> str:
    """Return in one line what the reader has not looked at yet, "" for nothing; the first look at a library is noted."""
    found = await library.catalog.visits.news(noting=False)
    if not found.since:
        await library.catalog.visits.news()
        return ""
    return ", ".join(f"{number(papers)} {kind}" for kind, papers in kinds(found) if papers)
