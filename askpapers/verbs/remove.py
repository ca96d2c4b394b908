"""Papers out of the library, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import unknown_paper
from askpapers.retrieval.indexing import forget_former
from askpapers.verbs.add import AddReport, index_added


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """The ids of what was removed, or brought back; `kept_on_server` where a shared store still holds it."""

    ids: tuple[str, ...]
    kept_on_server: bool = False
    failure: errors.AskpapersError | None = None


async def remove(library: Library, ids: Sequence[str], *, everywhere: bool = False) -> RemoveReport:
    """Take papers out of this reader's catalog and out of an embedded vector store; listed again they stay hidden.

    A Chroma server that a team shares keeps them, unless `everywhere`. Raises UnknownPaper, and then nothing is removed;
    a store that cannot be written is a `failure` beside papers that are removed all the same, and is done next time.

    >>> report = await remove(library, [(await library.catalog.ids(Scope()))[0]])
    >>> len(report.ids), (await undo_removal(library)).ids == report.ids
    (1, True)
    """
    for id in dict.fromkeys(ids):
        if await library.catalog.paper(id) is None:
            raise unknown_paper(id, "Nothing was removed.")
    shared = library.chroma_location.startswith(("http://", "https://"))
    removed = await library.catalog.removals.remove(ids, vectors=everywhere or not shared)
    if shared and not everywhere:
        return RemoveReport(tuple(removed), kept_on_server=True)
    try:
        await forget_former(library)
    except errors.LibraryError as error:
        return RemoveReport(tuple(removed), failure=error)
    return RemoveReport(tuple(removed))


async def undo_removal(library: Library, *, embed: bool = True) -> RemoveReport:
    """Bring back the papers of the last removal to their places; the report has no id where nothing is removed.

    What hinders their vectors is a `failure` beside papers that are back; without `embed` these are left pending.
    """
    ids = tuple(await library.catalog.removals.undo())
    indexed = await index_added(library, AddReport(), None) if embed and ids else AddReport()
    return RemoveReport(ids, failure=next(iter(indexed.failures), None))
