"""What is still to be embedded, and the vectors of sentences."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Sequence

from askpapers.library.catalog.database import Connection, Database
from askpapers.library.catalog.records import DAYS, chunks, paper_of
from askpapers.papers.paper import Paper


class EmbeddingState:
    """The part of the catalog that knows which vectors are where; a `store` names a Chroma collection."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def pending(self, store: str, limit: int) -> list[Paper]:
        """Papers whose vectors are not in `store` yet, newest day first."""
        sql = (
            f"SELECT p.*, {DAYS} FROM papers AS p WHERE NOT EXISTS "
            f"(SELECT 1 FROM embedded AS e WHERE e.store = ? AND e.pk = p.pk) ORDER BY p.newest_day DESC, p.pk LIMIT ?"
        )
        return await self._db.read(lambda c: [paper_of(row) for row in c.execute(sql, [store, limit]).fetchall()])

    async def pending_rows(self, store: str) -> Sequence[int]:
        """The rows of all papers whose vectors are not in `store` yet, newest day first."""
        sql = (
            "SELECT p.pk FROM papers AS p WHERE NOT EXISTS "
            "(SELECT 1 FROM embedded AS e WHERE e.store = ? AND e.pk = p.pk) ORDER BY p.newest_day DESC, p.pk"
        )
        return await self._db.read(lambda c: array("q", (row[0] for row in c.execute(sql, [store]))))

    async def pending_among(self, store: str, rows: Sequence[int]) -> list[Paper]:
        """Those papers of these rows whose vectors are not in `store` yet, in the order of the rows."""
        sql = (
            f"SELECT p.*, {DAYS} FROM json_each(?) AS j CROSS JOIN papers AS p ON p.pk = j.value WHERE NOT EXISTS "
            "(SELECT 1 FROM embedded AS e WHERE e.store = ? AND e.pk = p.pk) ORDER BY j.key"
        )
        given = [json.dumps(list(rows)), store]
        return await self._db.read(lambda c: [paper_of(row) for row in c.execute(sql, given).fetchall()])

    async def pending_count(self, store: str) -> int:
        """How many papers have no vectors in `store` yet."""
        sql = "SELECT (SELECT count(*) FROM papers) - (SELECT count(*) FROM embedded WHERE store = ?)"
        return await self._db.read(lambda c: int(c.execute(sql, [store]).fetchone()[0]))

    async def put(self, store: str, papers: Sequence[Paper]) -> None:
        """Note that these papers' vectors are in `store`, unless a paper was reworded in between."""
        await self._db.write(lambda c: note_embedded(c, store, papers))

    async def stale(self, store: str, limit: int) -> list[tuple[Paper, int]]:
        """Papers whose vectors are in `store` with metadata of before, and how often those changed since."""
        sql = (
            f"SELECT p.*, e.stale, {DAYS} FROM embedded AS e JOIN papers AS p USING (pk) "
            "WHERE e.store = ? AND e.stale LIMIT ?"
        )

        def work(c: Connection) -> list[tuple[Paper, int]]:
            return [(paper_of(row), row["stale"]) for row in c.execute(sql, [store, limit]).fetchall()]

        return await self._db.read(work)

    async def refreshed(self, store: str, papers: Sequence[tuple[Paper, int]]) -> None:
        """Note that `store` has the metadata of these papers, given as `stale` gave them, unless they changed since."""
        sql = (
            "UPDATE embedded SET stale = 0 WHERE store = ? AND stale = ? AND pk = (SELECT pk FROM papers WHERE id = ?)"
        )
        await self._db.executemany(sql, [(store, stale, paper.id) for paper, stale in papers])

    async def clear(self, store: str) -> None:
        """Forget that anything is in `store`; every paper is pending again."""
        await self._db.execute("DELETE FROM embedded WHERE store = ?", [store])

    async def adopt(self, store: str, collection: str) -> None:
        """Take over what is noted of this collection in the library's own folder under the folder's former paths."""
        former = (
            "substr(store, -length(:end)) = :end AND store <> :store "
            "AND substr(store, 1, 7) <> 'http://' AND substr(store, 1, 8) <> 'https://'"
        )
        given = {"end": f"#{collection}", "store": store}
        known = await self._db.read(
            lambda c: c.execute(f"SELECT EXISTS (SELECT 1 FROM embedded WHERE {former})", given).fetchone()[0]
        )
        if not known:
            return

        def work(c: Connection) -> None:
            c.execute(f"UPDATE OR IGNORE embedded SET store = :store WHERE {former}", given)
            c.execute(f"DELETE FROM embedded WHERE {former}", given)

        await self._db.write(work)

    async def noted(self, store: str) -> set[str]:
        """Return the ids of the papers whose vectors are noted to be in `store`."""
        sql = "SELECT p.id FROM embedded JOIN papers AS p USING (pk) WHERE store = ?"
        return await self._db.read(lambda c: {row[0] for row in c.execute(sql, [store]).fetchall()})

    async def among(self, store: str, ids: Sequence[str]) -> list[str]:
        """Those of these papers whose vectors are noted to be in `store`."""
        sql = (
            "SELECT p.id FROM json_each(?) AS j JOIN papers AS p ON p.id = j.value "
            "JOIN embedded AS e ON e.pk = p.pk AND e.store = ?"
        )
        return await self._db.read(lambda c: [row[0] for row in c.execute(sql, [json.dumps(list(ids)), store])])

    async def noted_count(self, store: str) -> int:
        """How many papers' vectors are noted to be in `store`."""
        sql = "SELECT count(*) FROM embedded WHERE store = ?"
        return await self._db.read(lambda c: int(c.execute(sql, [store]).fetchone()[0]))

    async def drop(self, store: str, ids: Sequence[str]) -> None:
        """Note that these papers' vectors are not in `store`: they are pending again."""
        sql = "DELETE FROM embedded WHERE store = ? AND pk = (SELECT pk FROM papers WHERE id = ?)"
        await self._db.executemany(sql, [(store, id) for id in ids])

    async def without_sentences(self, model: str, dimension: int | None, ids: Sequence[str] | None = None) -> set[str]:
        """Return the ids of the papers with an abstract whose sentence vectors of `model` are missing, or not whole.

        `dimension` is how many numbers a vector has, None where that is unknown. Of all papers, or of those with these `ids`.
        """
        given = "" if ids is None else " AND p.id IN (SELECT value FROM json_each(?))"
        values = [model] if ids is None else [model, json.dumps(list(ids))]

        def work(c: Connection) -> set[str]:
            sql = (
                "SELECT p.id, substr(v.vectors, 1, 4), length(v.vectors) FROM papers AS p "
                "LEFT JOIN sentence_vectors AS v ON v.pk = p.pk AND v.model = ? WHERE trim(p.abstract) <> ''"
            )
            return {
                row[0] for row in c.execute(sql + given, values).fetchall() if not _whole(row[1], row[2], dimension)
            }

        return await self._db.read(work)

    async def former_ids(self) -> list[str]:
        """Ids that papers no longer go by, whose vectors are to be removed."""
        return await self._db.read(lambda c: [row[0] for row in c.execute("SELECT id FROM forgotten").fetchall()])

    async def drop_former_ids(self, ids: Sequence[str]) -> None:
        """Note that the vectors under these former ids are gone."""
        await self._db.executemany("DELETE FROM forgotten WHERE id = ?", [(id,) for id in ids])

    async def sentence_vectors(self, ids: Sequence[str], model: str) -> dict[str, bytes]:
        """The stored sentence vectors of these papers, by id; papers without any are left out."""
        return await self._stored("sentence_vectors", "vectors", ids, model)

    async def document_vectors(self, ids: Sequence[str], model: str) -> dict[str, bytes]:
        """The stored vectors of these papers, quantized, by id; papers without one are left out."""
        return await self._stored("document_vectors", "vector", ids, model)

    async def _stored(self, table: str, column: str, ids: Sequence[str], model: str) -> dict[str, bytes]:
        def work(c: Connection) -> dict[str, bytes]:
            found: dict[str, bytes] = {}
            for chunk in chunks(ids):
                # CROSS JOIN keeps the order: SQLite would walk through all vectors of a model.
                rows = c.execute(
                    f"SELECT p.id, v.{column} FROM papers AS p CROSS JOIN {table} AS v ON v.pk = p.pk "
                    f"WHERE v.model = ? AND p.id IN ({','.join('?' * len(chunk))})",
                    [model, *chunk],
                )
                found.update(rows.fetchall())
            return found

        return await self._db.read(work)

    async def without_document(self, store: str, model: str, after: str, limit: int) -> list[str]:
        """The ids, behind `after` in their order, of papers whose vectors are in `store` and not here: of a library of before."""
        sql = (
            "SELECT p.id FROM papers AS p JOIN embedded AS e ON e.pk = p.pk AND e.store = ? WHERE p.id > ? AND NOT EXISTS "
            "(SELECT 1 FROM document_vectors AS v WHERE v.pk = p.pk AND v.model = ?) ORDER BY p.id LIMIT ?"
        )
        return await self._db.read(lambda c: [row[0] for row in c.execute(sql, [store, after, model, limit])])

    async def put_document_vectors(self, model: str, vectors: Sequence[tuple[str, bytes]]) -> None:
        """Store the quantized vectors of papers, given as (id, bytes)."""
        sql = "INSERT OR REPLACE INTO document_vectors (model, pk, vector) SELECT ?, pk, ? FROM papers WHERE id = ?"
        await self._db.executemany(sql, [(model, blob, id) for id, blob in vectors])

    async def put_sentence_vectors(self, model: str, vectors: Sequence[tuple[str, bytes]]) -> None:
        """Store the sentence vectors of papers, given as (id, bytes)."""
        sql = "INSERT OR REPLACE INTO sentence_vectors (model, pk, vectors) SELECT ?, pk, ? FROM papers WHERE id = ?"
        await self._db.executemany(sql, [(model, blob, id) for id, blob in vectors])


def note_embedded(c: Connection, store: str, papers: Sequence[Paper]) -> None:
    """Note within a transaction that these papers' vectors are in `store`, but not of those that are worded otherwise here."""
    c.executemany(
        "INSERT OR REPLACE INTO embedded (store, pk) "
        "SELECT ?, pk FROM papers WHERE id = ? AND abstract = ? AND title = ?",
        [(store, p.id, p.abstract, p.title) for p in papers],
    )


def _whole(head: bytes | None, length: int | None, dimension: int | None) -> bool:
    """Whether a blob is as long as its count of vectors says: a scale of 4 bytes and a byte a number for each."""
    if head is None or length is None or len(head) < 4:
        return False
    count = int.from_bytes(head, sys.byteorder)
    if count <= 0 or (length - 4) % count:
        return False
    return dimension is None or (length - 4) // count == dimension + 4
