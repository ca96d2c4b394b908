"""What a reader says of papers: read or not, starred or not, a note, tags and collections."""

from __future__ import annotations

from collections.abc import Sequence

from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange


async def mark(
    library: Library,
    ids: Sequence[str],
    *,
    read: bool | None = None,
    starred: bool | None = None,
    change: AnnotationChange | None = None,
) -> None:
    """Mark papers, by ids or former ids, and write on them; what is None stays as it is, and unknown ids are passed over.

    Raises UsageError for a label that is none, and then nothing is done; LibraryError where the catalog cannot be written.

    >>> (id,) = (await library.catalog.ids(Scope()))[:1]
    >>> await mark(library, [id], starred=True, change=AnnotationChange(note="for Friday"))
    >>> (row,) = await library.catalog.rows(Scope(ids=(id,)))
    >>> row.starred, row.read, row.annotation.note
    (True, False, 'for Friday')
    """
    # What the reader writes may be refused, marks never are: nothing is half done.
    if change:
        await library.catalog.annotations.annotate(ids, change)
    if read is not None or starred is not None:
        await library.catalog.mark(ids, read=read, starred=starred)
