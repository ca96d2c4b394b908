"""What a reader says of papers: read or not, starred or not, a note, tags and collections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange, LabelKind, fold_label
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize


@dataclass(frozen=True, slots=True)
class Lack:
    """A label, as it was said, and the ids of papers that do not have it."""

    kind: LabelKind
    name: str
    papers: tuple[str, ...]


async def find_lacks(library: Library, ids: Sequence[str], labels: Sequence[tuple[LabelKind, str]]) -> list[Lack]:
    """Return which of the papers, by their ids, lack which labels; a label that all of them have is not among these."""
    if not labels:
        return []
    rows = await library.catalog.rows(Scope(ids=tuple(ids)), limit=len(ids))
    found = []
    for kind, name in dict.fromkeys(labels):
        have = {
            row.paper.id
            for row in rows
            if fold_label(name)
            in map(fold_label, row.annotation.tags if kind is LabelKind.TAG else row.annotation.collections)
        }
        if without := tuple(id for id in ids if id not in have):
            found.append(Lack(kind, name, without))
    return found


async def check_labels(library: Library, scope: Scope) -> None:
    """Raise UsageError for a tag or a collection of the scope that there is not."""
    for kind in LabelKind:
        name = getattr(scope, kind)
        if not name:
            continue
        known = await library.catalog.annotations.labels(kind)
        if fold_label(name) not in map(fold_label, known):
            told = f"You have {', '.join(known[:12])}." if known else f"askpapers mark ID --{kind} NAME makes one."
            raise errors.UsageError(f"There is no {kind} “{sanitize(name, 60)}”.", told)


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
