"""The papers in scope as text for other programs, in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope
from askpapers.writers.bibliography import Writer
from askpapers.writers.citation_key import first_keys

CHUNK = 200
"""Papers in memory at once."""


async def export_papers(library: Library, ids: Sequence[str], form: str, *, file: bool = False) -> AsyncIterator[str]:
    """Yield the papers with these ids, in this order, as text of a form of `writers.bibliography`; KeyError for another.

    `file` says that they go into a file: a table then begins with the mark by which Excel knows UTF-8; a pipe has none. A paper
    that is removed meanwhile is left out. Its key in BibTeX is the same whichever papers are exported with it.
    """
    keys = await asyncio.to_thread(first_keys, await library.catalog.cited(), set(ids)) if form == "bibtex" else {}
    writer = Writer(form, keys)
    yield "\ufeff" * (file and form == "csv") + writer.head
    for start in range(0, len(ids), CHUNK):
        chunk = tuple(ids[start : start + CHUNK])
        rows = await library.catalog.rows(Scope(ids=chunk), limit=CHUNK)
        yield await asyncio.to_thread(_written, writer, rows, chunk)
    yield writer.tail


def _written(writer: Writer, rows: Sequence[ListedPaper], ids: Sequence[str]) -> str:
    by_id = {row.paper.id: row for row in rows}
    return "".join(writer.entry(by_id[id]) for id in ids if id in by_id)
