"""What is new since the reader last looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from askpapers.library.catalog.database import in_passing
from askpapers.library.catalog.state import SHOWN
from askpapers.library.library import Library
from askpapers.papers.news import RISING, News, gain
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import display_line, sanitize

WATCHED = "you watch for"


def number(papers: Sequence[Paper]) -> str:
    """Return how many papers there are, "500 or more" where they were not all looked for."""
    return f"{len(papers)}" if len(papers) < SHOWN else f"{SHOWN} or more"


def kinds(found: News) -> list[tuple[str, Sequence[Paper]]]:
    """Return what is new by kind, the kinds in the order in which they are told."""
    rising = [paper for paper, _ in found.rising]
    watched = [paper for paper, _ in found.watched]
    return [
        (WATCHED, watched),
        ("new", found.new),
        ("listed again", found.again),
        ("changed", found.changed),
        (RISING, rising),
    ]


def news_json(found: News) -> dict[str, Any]:
    """Return news as JSON."""
    return {
        "since": found.since or None,
        "watched": [{"id": p.id, "title": p.title, "watches": list(texts)} for p, texts in found.watched],
        "new": [{"id": p.id, "title": p.title} for p in found.new],
        "again": [{"id": p.id, "title": p.title} for p in found.again],
        "changed": [{"id": p.id, "title": p.title} for p in found.changed],
        "rising": [
            {"id": p.id, "title": p.title, "comments": rise.comments, "upvotes": rise.upvotes}
            for p, rise in found.rising
        ],
    }


def news_words(found: News, most: int = 10) -> str:
    """Return news as text for a terminal."""
    if not found:
        since = f" since {found.since[:16].replace('T', ' ')} UTC" if found.since else ""
        return f"Nothing new{since}."
    lines: list[str] = []
    for kind, papers in kinds(found):
        if papers:
            lines.append(f"{number(papers)} {kind}")
            gains = [f" ({gain(rise)})" for _, rise in found.rising] if kind == RISING else [""] * len(papers)
            if kind == WATCHED:
                gains = [f" ({sanitize(', '.join(texts), 60)})" for _, texts in found.watched]
            shown = list(zip(papers, gains, strict=True))[:most]
            lines += [f"  {display_line(paper.title, 90, numbers=False)}{gain}" for paper, gain in shown]
            if len(papers) > most:
                lines.append(f"  … and {len(papers) - most} more")
    return "\n".join(lines)


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
