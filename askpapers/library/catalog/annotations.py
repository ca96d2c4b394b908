"""What the reader wrote on papers: the part of the catalog that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.library.catalog.records import find
from askpapers.papers.annotation import (
    AnnotationChange,
    LabelKind,
    clean_label,
    clean_note,
    fold_label,
)

_LABELS = "SELECT name FROM labels WHERE kind = ? GROUP BY name ORDER BY count(*) DESC, name"


class Annotations:
    """The part of the catalog that holds notes, tags and collections."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def annotate(self, ids: Sequence[str], change: AnnotationChange) -> list[str]:
        """Write on papers, all at once; return the ids of those that are known. Raises UsageError for a label that is none.

        A label that is there in another case is taken as it is there.
        """
        change = replace(
            change,
            note=None if change.note is None else clean_note(change.note),
            add=tuple((kind, clean_label(name, kind)) for kind, name in change.add),
        )
        now = self._now()

        def work(c: Connection) -> list[str]:
            known = {kind: {fold_label(row[0]): row[0] for row in c.execute(_LABELS, [kind])} for kind in LabelKind}
            add = [(kind, known[kind].setdefault(fold_label(name), name)) for kind, name in change.add]
            drop = [(kind, known[kind].get(fold_label(name), "")) for kind, name in change.drop]
            written = []
            for id in dict.fromkeys(ids):
                pk = find(c, id)
                if pk is None:
                    continue
                written.append(id)
                c.executemany("INSERT OR IGNORE INTO labels VALUES (?, ?, ?, ?)", [(*each, pk, now) for each in add])
                c.executemany(
                    "DELETE FROM labels WHERE kind = ? AND name = ? AND pk = ?", [(*each, pk) for each in drop]
                )
                if change.note:
                    c.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", [pk, change.note, now])
                elif change.note is not None:
                    c.execute("DELETE FROM notes WHERE pk = ?", [pk])
            return written

        return await self._db.write(work)

    async def labels(self, kind: LabelKind) -> list[str]:
        """Every tag, or every collection, the most used first."""
        return await self._db.read(lambda c: [row[0] for row in c.execute(_LABELS, [kind]).fetchall()])


def absorb(c: Connection, pk: int, other: int) -> None:
    """Move what the reader wrote on a second record of the same paper to the first; of two notes, both stay."""
    c.execute(
        "UPDATE notes SET text = notes.text || char(10, 10) || other.text FROM notes AS other "
        "WHERE notes.pk = ? AND other.pk = ? AND notes.text <> other.text",
        [pk, other],
    )
    for table in ("notes", "labels"):
        c.execute(f"UPDATE OR IGNORE {table} SET pk = ? WHERE pk = ?", [pk, other])
