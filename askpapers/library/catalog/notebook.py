"""What the reader said: words on papers, interests (and what their marks and questions tell of them), and what they watch for.

These are the reader's own, which no source can give again: they go with a paper when records are merged, and into a backup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from askpapers.answers.answer import Status
from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.library.catalog.records import DAYS, chunks, find, paper_of
from askpapers.papers.deduplication import is_same_paper
from askpapers.papers.interest import Interest, InterestKind
from askpapers.papers.paper import (
    AnnotationChange,
    LabelKind,
    ListedPaper,
    Paper,
    ReasonKind,
    clean_label,
    clean_note,
    fold_label,
)
from askpapers.text.sanitize import valid_unicode

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

    async def adopt(self, said: Sequence[ListedPaper]) -> int:
        """Write what a file says that the reader wrote; return on how many papers it was new.

        A note or marks that are there stay as they are, labels join those that are there, and a paper that is not known is
        passed over.
        """
        now = self._now()

        def work(c: Connection) -> int:
            known = {kind: {fold_label(row[0]): row[0] for row in c.execute(_LABELS, [kind])} for kind in LabelKind}
            written = 0
            for row in said:
                pk, own = _place_of(c, row.paper), row.annotation
                if pk is None:
                    continue
                named = [(LabelKind.TAG, name) for name in own.tags]
                named += [(LabelKind.COLLECTION, name) for name in own.collections]
                add = [(kind, known[kind].setdefault(fold_label(name), name)) for kind, name in named]
                before = c.total_changes
                c.executemany("INSERT OR IGNORE INTO labels VALUES (?, ?, ?, ?)", [(*each, pk, now) for each in add])
                if own.note:
                    c.execute("INSERT OR IGNORE INTO notes VALUES (?, ?, ?)", [pk, own.note, now])
                if row.read or row.starred:
                    marks = [now if marked else None for marked in (row.read, row.starred)]
                    c.execute("INSERT OR IGNORE INTO marks VALUES (?, ?, ?)", [pk, *marks])
                written += c.total_changes > before
            return written

        return await self._db.write(work)

    async def labels(self, kind: LabelKind) -> list[str]:
        """Every tag, or every collection, the most used first."""
        return await self._db.read(lambda c: [row[0] for row in c.execute(_LABELS, [kind]).fetchall()])


def _place_of(c: Connection, paper: Paper) -> int | None:
    """The key of a paper that was just merged; another one may have its id."""
    pk = find(c, paper.id)
    row = c.execute(f"SELECT p.*, {DAYS} FROM papers AS p WHERE p.pk = ?", [pk]).fetchone()
    if row is None:
        return None
    known = paper_of(row)
    same = (known.title, known.abstract, known.url) == (paper.title, paper.abstract, paper.url)
    return pk if same or is_same_paper(known, paper) else None


def absorb(c: Connection, pk: int, other: int) -> None:
    """Move what the reader wrote on a second record of the same paper to the first; of two notes, both stay."""
    c.execute(
        "UPDATE notes SET text = notes.text || char(10, 10) || other.text FROM notes AS other "
        "WHERE notes.pk = ? AND other.pk = ? AND notes.text <> other.text",
        [pk, other],
    )
    for table in ("notes", "labels"):
        c.execute(f"UPDATE OR IGNORE {table} SET pk = ? WHERE pk = ?", [pk, other])


LEARNED = 300
"""Stars and papers read, the newest, that tell of a reader's interests: those of years ago tell of somebody else."""

QUESTIONS = 50


class Interests:
    """The part of the catalog that knows what the reader is interested in; it never leaves this machine."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def given(self) -> list[Interest]:
        """What the reader gave, in the order in which they did; the numbers stay when others are removed."""
        rows = await self._db.read(lambda c: c.execute("SELECT * FROM interests ORDER BY id").fetchall())
        return [
            Interest(
                InterestKind(row["kind"]), row["text"], row["id"], tuple(json.loads(row["authors"])), row["source"],
                abstract=row["abstract"],
            )
            for row in rows
        ]  # fmt: skip

    async def add(self, interests: Sequence[Interest]) -> int:
        """Keep interests; return how many were not there before."""
        now = self._now()

        def work(c: Connection) -> int:
            before = c.execute("SELECT count(*) FROM interests").fetchone()[0]
            c.executemany(
                "INSERT OR IGNORE INTO interests (kind, text, abstract, authors, source, made_at) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    [one.kind.value, valid_unicode(one.text), valid_unicode(one.abstract),
                     valid_unicode(json.dumps(one.authors, ensure_ascii=False)), valid_unicode(one.source), now]
                    for one in interests
                ],
            )  # fmt: skip
            return int(c.execute("SELECT count(*) FROM interests").fetchone()[0]) - int(before)

        return await self._db.write(work)

    async def remove(self, numbers: Sequence[int]) -> int:
        """Take given interests back by their numbers; return how many there were."""

        def work(c: Connection) -> int:
            return sum(c.execute("DELETE FROM interests WHERE id = ?", [number]).rowcount for number in numbers)

        return await self._db.write(work)

    async def learned(self) -> list[Interest]:
        """What stars, papers read and questions tell, the newest of each first.

        A question that goes on with another, that is asked of one paper or of the list itself, names no subject by itself; of
        one that found nothing it is not known.
        """
        marked = f"SELECT p.*, {DAYS} FROM papers AS p JOIN marks AS m USING (pk) WHERE {{}} ORDER BY {{}} DESC LIMIT {LEARNED}"
        asked = (
            "SELECT question FROM turns WHERE number = 1 AND coalesce(json_extract(answer, '$.scope_size'), 2) <> 1 "
            f"AND json_extract(answer, '$.status') <> '{Status.NOT_FOUND}' AND json_array_length(answer, '$.citations') "
            f"AND coalesce(json_extract(answer, '$.retrieved[0].why'), '') <> '{ReasonKind.IN_THE_LIST}' "
            f"GROUP BY question ORDER BY max(made_at) DESC LIMIT {QUESTIONS}"
        )

        def work(c: Connection) -> list[Interest]:
            kinds = {
                InterestKind.STARRED: marked.format("m.starred_at IS NOT NULL", "m.starred_at"),
                InterestKind.READ: marked.format("m.read_at IS NOT NULL AND m.starred_at IS NULL", "m.read_at"),
            }
            found = [
                Interest(kind, paper.title, None, paper.authors, paper_id=paper.id, abstract=paper.abstract)
                for kind, sql in kinds.items()
                for paper in map(paper_of, c.execute(sql).fetchall())
            ]
            return found + [Interest(InterestKind.ASKED, row[0]) for row in c.execute(asked).fetchall()]

        return await self._db.read(work)

    async def vectors(self, numbers: Sequence[int], model: str) -> dict[int, bytes]:
        """The vectors of given interests that were made with a model, by number."""

        def work(c: Connection) -> dict[int, bytes]:
            found: dict[int, bytes] = {}
            for chunk in chunks([str(number) for number in numbers]):
                marks = ",".join("?" * len(chunk))
                sql = f"SELECT id, vector FROM interests WHERE model = ? AND id IN ({marks})"
                found.update(c.execute(sql, [model, *map(int, chunk)]).fetchall())
            return found

        return await self._db.read(work)

    async def keep_vectors(self, vectors: dict[int, bytes], model: str) -> None:
        """Keep the vectors of given interests."""
        sql = "UPDATE interests SET model = ?, vector = ? WHERE id = ?"
        await self._db.executemany(sql, [(model, vector, number) for number, vector in vectors.items()])


@dataclass(frozen=True, slots=True)
class Watch:
    """What the reader watches for: `text` as it was typed, its number, and when it was first said (ISO 8601)."""

    id: int
    text: str
    made_at: str


class Watches:
    """The part of the catalog that remembers what the reader watches for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def add(self, text: str) -> tuple[Watch, bool]:
        """Watch for something; return the watch, and whether it is new."""
        now = self._now()

        def work(c: Connection) -> tuple[Watch, bool]:
            new = c.execute("INSERT OR IGNORE INTO watches (text, made_at) VALUES (?, ?)", [text, now]).rowcount > 0
            row = c.execute("SELECT id, text, made_at FROM watches WHERE text = ?", [text]).fetchone()
            return Watch(*row), new

        return await self._db.write(work)

    async def all(self) -> list[Watch]:
        """Every watch, the oldest first."""
        sql = "SELECT id, text, made_at FROM watches ORDER BY id"
        return await self._db.read(lambda c: [Watch(*row) for row in c.execute(sql).fetchall()])

    async def remove(self, watch: Watch) -> None:
        """Watch for something no longer."""
        await self._db.execute("DELETE FROM watches WHERE id = ?", [watch.id])
