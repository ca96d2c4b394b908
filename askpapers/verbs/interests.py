"""What the reader is interested in: shown, added from a sentence or a bibliography, taken back; and lists in its order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.interest import Interest, InterestKind, Rank
from askpapers.papers.news import counts_in_words, gain, heat
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize

LONGEST = 1000
"""Characters of a sentence about oneself; more is a text to be added as a paper."""

TOP = 1e9

BOOKS = 2000
"""Entries of a bibliography that are taken as interests."""


async def interests(library: Library) -> list[Interest]:
    """Return what is known of the reader: what they gave, then what was learned from stars, papers read and questions.

    >>> (await interests(library)) and None  # a new library knows nothing
    []
    """
    from askpapers.retrieval.interest_ranking import all_interests

    return await all_interests(library)


async def add_interest(library: Library, sentence: str) -> bool:
    """Keep a sentence about the reader; return whether it is new. Raises UsageError for one that says nothing, or too much."""
    said = sanitize(sentence)
    if not any(c.isalnum() for c in said):
        raise errors.UsageError("An interest has words.", 'askpapers interests --add "I work on …"')
    if len(said) > LONGEST:
        raise errors.UsageError(
            f"That is {len(said):,} characters; an interest has {LONGEST:,} at most.", "Say it in a sentence or two."
        )
    return await library.catalog.interests.add([Interest(InterestKind.SAID, said)]) > 0


async def add_bibliography(library: Library, path: Path) -> tuple[int, int]:
    """Keep the papers of a file, BibTeX or any list, as interests; return how many are new, and how many it has.

    The papers are not added to the list. Raises BadInput for a file that cannot be read as one.
    """
    from askpapers.papers.paper import Paper
    from askpapers.readers.recognition import open_reading, papers_in

    def read() -> list[Paper]:
        try:
            with path.open("rb") as stream:
                items = open_reading(stream, name=path.name, today=library.today).items
                return list(islice(papers_in(items), BOOKS))
        except OSError as error:
            raise errors.BadInput(f"{sanitize(str(path), 200)} cannot be read: {error.strerror}.") from None

    papers = await asyncio.to_thread(read)
    found = [
        Interest(
            InterestKind.BIBLIOGRAPHY, sanitize(paper.title), None, paper.authors, path.name, abstract=paper.abstract
        )
        for paper in papers
        if paper.title
    ]
    return await library.catalog.interests.add(found), len(found)


async def remove_interests(library: Library, numbers: Sequence[int] | None) -> int:
    """Take given interests back by number, all where None; return how many. Raises UsageError for a number that is none."""
    given = [one.number for one in await library.catalog.interests.given() if one.number is not None]
    for number in numbers or ():
        if number not in given:
            raise errors.UsageError(f"There is no interest {number}.", "askpapers interests shows their numbers.")
    return await library.catalog.interests.remove(given if numbers is None else numbers)


async def order(library: Library, scope: Scope, by: str) -> list[tuple[ListedPaper, Rank]]:
    """Return the papers in scope, best first by "interest" or "trending", each with its rank and why.

    A paper without a vector has no rank by interest, and stands behind the others. Raises UsageError where nothing is known
    of the reader, ServiceError and KeyProblem as `retrieval.interest_ranking.rank`.
    """
    rows = await library.catalog.rows(scope, limit=1_000_000)
    if by == "trending":
        rises = {paper.id: rise for paper, rise in (await library.catalog.visits.news(noting=False)).rising}
        trending = await library.catalog.trending.places(library.today)
        newest = max((day for row in rows for day in row.paper.listed), default=library.today)
        ranks = {}
        for row in rows:
            rise = rises.get(row.paper.id)
            place, when = trending.get(row.paper.id, (0, None))
            told = [
                f"№ {place} of what trends at Hugging Face, as of {when.day} {when:%b}" if when else "",
                counts_in_words(row.paper),
                f"{gain(rise)} since you last looked" if rise else "",
            ]
            # What the service itself puts first comes first, in its order; all else by what is said of it here.
            score = TOP - place if when else heat(row.paper, rise, newest)
            ranks[row.paper.id] = Rank(score, "; ".join(word for word in told if word))
    else:
        from askpapers.retrieval.interest_ranking import rank

        ranks = await rank(library, [row.paper for row in rows])
        if rows and not ranks:
            raise errors.UsageError(*_unknown(bool(await interests(library))))
    nothing = Rank(float("-inf"), "")
    ordered = sorted(rows, key=lambda row: -ranks.get(row.paper.id, nothing).score)
    return [(row, ranks.get(row.paper.id, replace(nothing, score=0.0))) for row in ordered]


def _unknown(anything: bool) -> tuple[str, str]:
    if anything:
        return "No paper in scope is indexed yet, so none can be ranked.", "askpapers doctor --index"
    return (
        "Nothing is known of your interests yet.",
        'Star or read papers, ask questions, or: askpapers interests --add "I work on …"',
    )
