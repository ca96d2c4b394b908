"""What the reader said of their interests, and what their marks and questions tell."""

from __future__ import annotations

import json
from collections.abc import Sequence

from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.library.catalog.records import DAYS, chunks, paper_of
from askpapers.papers.interest import Interest, InterestKind
from askpapers.text.sanitize import valid_unicode

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

        A question that goes on with another, or that is asked of one paper, names no subject by itself.
        """
        marked = f"SELECT p.*, {DAYS} FROM papers AS p JOIN marks AS m USING (pk) WHERE {{}} ORDER BY {{}} DESC LIMIT {LEARNED}"
        asked = (
            "SELECT question FROM turns WHERE number = 1 AND coalesce(json_extract(answer, '$.scope_size'), 2) <> 1 "
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
