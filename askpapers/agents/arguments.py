"""What the arguments of tools mean: which papers, by id, by days and by a filter line; and how an error is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field, WithJsonSchema, WrapValidator

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, unknown_paper
from askpapers.papers.scope import Scope, parse_period
from askpapers.query import filter_line
from askpapers.text.sanitize import sanitize
from askpapers.verbs.mark import check_labels

Id = Annotated[
    str, Field(description="A paper's id, as list_papers and search give it: an arXiv id without version, mostly.")
]
Day = Annotated[
    str,
    Field(
        description='Which days: "newest", "all", "today", a day (2025-10-31), a week (2025-W44) or a month (2025-10).'
    ),
]
Filter = Annotated[
    str,
    Field(
        description="Conditions as a filter line: by Microsoft · author:Noether · >10 comments · unread · starred · has code · tag:reading."
    ),
]


def _as_it_is(text: object, read: Callable[[object], str]) -> str | None:
    return None if text is None else read(text)


if TYPE_CHECKING:
    OptionalText = str | None
else:
    # Of an argument that is annotated otherwise than as str the SDK reads a text that is JSON as what the JSON says.
    OptionalText = Annotated[
        str, WrapValidator(_as_it_is), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]})
    ]


@contextmanager
def told() -> Iterator[None]:
    """Tell an error of the program as a tool's error, in its words with what to do."""
    try:
        yield
    except errors.AskpapersError as error:
        raise ToolError(" ".join(part for part in (sanitize(str(error)), sanitize(error.hint)) if part)) from error


async def rows_of(library: Library, ids: tuple[str, ...]) -> list[ListedPaper]:
    """Return papers by id with their one-line summaries, in the order asked for; raises UnknownPaper."""
    from askpapers.verbs.lists import fill

    found = await library.catalog.papers(ids)
    for id in ids if len(found) < len(ids) else ():
        if await library.catalog.paper(id) is None:
            raise unknown_paper(id, "list_papers and search give ids.")
    rows = await library.catalog.rows(Scope(ids=tuple(paper.id for paper in found)), limit=len(found))
    by_id = {row.paper.id: row for row in await fill(library, rows)}
    return [by_id[paper.id] for paper in found]


async def scope_of(library: Library, day: str, filter: str) -> Scope:
    """Return the scope that a tool's `day` and `filter` name; raises UsageError for a day or a condition that cannot be read."""
    word = day.strip().casefold()
    if word in {"", "newest"}:
        days = await library.catalog.days()
        scope = Scope(days[0][0], days[0][0]) if days else Scope()
    elif word == "all":
        scope = Scope()
    else:
        scope = Scope(*parse_period(word, library.today))
    if not filter.strip():
        return scope
    organizations = await library.catalog.organizations()
    authors = [name for name in filter_line.authors_of(filter) if await library.catalog.count(Scope(author=name))]
    line = filter_line.read(filter, scope, today=library.today, organizations=organizations, authors=authors)
    if line.begun:
        raise errors.UsageError(
            f"“{sanitize(line.begun, 40)}” in the filter is not whole.", f"Say: {filter_line.EXAMPLES}"
        )
    if unreadable := filter_line.find_unreadable(filter, line):
        raise errors.UsageError(
            f"“{sanitize(unreadable, 60)}” in the filter is no condition that is known here.",
            f"Say: {filter_line.EXAMPLES}; {filter_line.known_keys()}. Words to be searched for stand in quotation marks.",
        )
    await check_labels(library, line.scope)
    return replace(line.scope, words=line.words) if line.words else line.scope
