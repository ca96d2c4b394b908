"""The day as one page, and what is new since the reader last looked."""

from __future__ import annotations

from collections.abc import Sequence

from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library
from askpapers.papers.digest import Digest, Group, News
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope, describe
from askpapers.writers.digest import _kinds, _number

MOST_DISCUSSED = 5


async def digest(library: Library, scope: Scope) -> Digest:
    """Group the papers in scope: the most discussed first, then those with code, then the rest.

    >>> [group.theme for group in (await digest(library, Scope())).groups]
    ['Most discussed', 'With code', 'The others']
    """
    from askpapers.verbs.lists import fill

    rows = await fill(library, await library.catalog.rows(scope, limit=1_000_000))
    left = list(rows)
    groups: list[Group] = []

    def take(theme: str, chosen: Sequence[ListedPaper]) -> None:
        if chosen:
            groups.append(Group(theme, tuple(chosen)))
            ids = {row.paper.id for row in chosen}
            left[:] = [row for row in left if row.paper.id not in ids]

    take("Changed since you read them", [row for row in left if row.changed])
    discussed = sorted(left, key=lambda row: -((row.paper.upvotes or 0) + 5 * (row.paper.comments or 0)))
    take("Most discussed", [row for row in discussed[:MOST_DISCUSSED] if row.paper.upvotes or row.paper.comments])
    take("With code", [row for row in left if row.paper.code_url or "github.com/" in row.paper.abstract])
    take("The others" if groups else "Papers", left)
    return Digest(f"Papers, {describe(scope)}", tuple(groups))


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
    return ", ".join(f"{_number(papers)} {kind}" for kind, papers in _kinds(found) if papers)
