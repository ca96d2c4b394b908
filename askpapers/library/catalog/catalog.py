"""The catalog: every paper, the days it was listed, what the reader marked, and full-text search over it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.library.catalog import schema
from askpapers.library.catalog.database import Connection, Database
from askpapers.library.catalog.records import DAYS, chunks, find, paper_of
from askpapers.library.catalog.selection import Pages, order_of
from askpapers.library.catalog.state import State
from askpapers.papers.paper import ListedPaper, Paper
from askpapers.papers.scope import Scope, scope_to_sql

if TYPE_CHECKING:
    from askpapers.library.catalog.conversations import Conversations, OneLines, PromptSizes, Replies, Spending
    from askpapers.library.catalog.embedding_state import EmbeddingState
    from askpapers.library.catalog.full_text import FullText
    from askpapers.library.catalog.integrity import Integrity
    from askpapers.library.catalog.merge import MergeReport
    from askpapers.library.catalog.notebook import Annotations, Interests, Watches
    from askpapers.library.catalog.removals import Removals
    from askpapers.library.catalog.selection import Selection
    from askpapers.library.catalog.state import Sendings, Trends, Visits


class Catalog:
    """One reader's papers in one SQLite file; every method is safe to call from any task."""

    def __init__(self, path: Path, clock: Callable[[], datetime] | None = None) -> None:
        self._db = Database(path, schema.SCHEMA, schema.VERSION, schema.STEPS, self._keep_copy, schema.RECKONED)
        self._clock = clock or (lambda: datetime.now(UTC))
        self._pages = Pages()
        self.state = State(self._db)

    # The parts are imported when they are first used: a list of papers needs none of them.

    @cached_property
    def full_text(self) -> FullText:
        """Search over titles and abstracts."""
        from askpapers.library.catalog.full_text import FullText

        return FullText(self._db)

    @cached_property
    def embedding_state(self) -> EmbeddingState:
        """Which vectors are where."""
        from askpapers.library.catalog.embedding_state import EmbeddingState

        return EmbeddingState(self._db)

    @cached_property
    def selection(self) -> Selection:
        """Which papers are inside a scope."""
        from askpapers.library.catalog.selection import Selection

        return Selection(self._db)

    @cached_property
    def replies(self) -> Replies:
        """What models replied."""
        from askpapers.library.catalog.conversations import Replies

        return Replies(self._db, self.now)

    @cached_property
    def one_lines(self) -> OneLines:
        """Papers in one line."""
        from askpapers.library.catalog.conversations import OneLines

        return OneLines(self._db, self.now)

    @cached_property
    def spending(self) -> Spending:
        """What calls cost."""
        from askpapers.library.catalog.conversations import Spending

        return Spending(self._db, self.now)

    @cached_property
    def prompt_sizes(self) -> PromptSizes:
        """How many tokens papers take in a prompt."""
        from askpapers.library.catalog.conversations import PromptSizes

        return PromptSizes(self._db)

    @cached_property
    def conversations(self) -> Conversations:
        """Questions and answers of before."""
        from askpapers.library.catalog.conversations import Conversations

        return Conversations(self._db, self.now)

    @cached_property
    def visits(self) -> Visits:
        """What is new since the reader looked."""
        from askpapers.library.catalog.state import Visits

        return Visits(self._db, self.now)

    @cached_property
    def removals(self) -> Removals:
        """Papers that were removed."""
        from askpapers.library.catalog.removals import Removals

        return Removals(self._db, self.now)

    @cached_property
    def interests(self) -> Interests:
        """What the reader is interested in."""
        from askpapers.library.catalog.notebook import Interests

        return Interests(self._db, self.now)

    @cached_property
    def sendings(self) -> Sendings:
        """What was sent to whom."""
        from askpapers.library.catalog.state import Sendings

        return Sendings(self._db, self.now)

    @cached_property
    def trending(self) -> Trends:
        """What trended when it was last fetched."""
        from askpapers.library.catalog.state import Trends

        return Trends(self.state, self.now)

    @cached_property
    def annotations(self) -> Annotations:
        """Notes, tags and collections."""
        from askpapers.library.catalog.notebook import Annotations

        return Annotations(self._db, self.now)

    @cached_property
    def watches(self) -> Watches:
        """What the reader watches for."""
        from askpapers.library.catalog.notebook import Watches

        return Watches(self._db, self.now)

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    async def open(self) -> None:
        """Open the file, made where it is missing; raises LibraryError."""
        await self._db.open()

    async def close(self) -> None:
        """Close the file."""
        await self._db.close()

    def now(self) -> str:
        """The time now as it is stored: ISO 8601, UTC, microseconds."""
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")

    def _keep_copy(self, version: int) -> None:
        """Keep the catalog as it is before its format changes."""
        import logging

        from askpapers.library.catalog.integrity import keep_copy

        stamp = self._clock().astimezone(UTC).strftime("%Y%m%d-%H%M%S-%f")
        keep_copy(self.path, f"before-format-{schema.VERSION}-at-{stamp}", logging.getLogger(__name__).info)

    async def merge(self, papers: Sequence[Paper], *, default_day: date | None, store: str = "") -> MergeReport:
        """Merge papers into the catalog in one transaction; undated ones that are new are listed on `default_day`, if any.

        Those that come out of a `store` are noted to be in it.
        """

        def work(c: Connection) -> MergeReport:
            from askpapers.library.catalog.embedding_state import note_embedded
            from askpapers.library.catalog.merge import Merge

            # The time is taken where nobody else writes: what is added is newer than any look before it.
            merge = Merge(c, default_day, self.now())
            for paper in papers:
                merge.add(paper)
            if store:
                note_embedded(c, store, papers)
            if merge.merged.added or merge.merged.updated:
                c.execute("UPDATE state SET value = value + 1 WHERE key = 'changes'")
            return merge.merged

        return await self._db.write(work)

    async def integrity(self) -> Integrity:
        """Look at the file itself: its pages, its tables, its full-text indexes; seconds for a large one."""
        from askpapers.library.catalog.integrity import examine

        # The full-text indexes are compared in a transaction that writes, and changes nothing.
        return await (self._db.read if self._db.read_only else self._db.write)(examine)

    async def rebuild_full_text(self) -> None:
        """Make the full-text indexes anew from the papers."""
        from askpapers.library.catalog.integrity import rebuild_full_text

        await self._db.write(rebuild_full_text)

    async def former_ids(self) -> set[str]:
        """Return every id that a paper no longer goes by, or was removed under."""
        sql = "SELECT id FROM aliases UNION SELECT id FROM removed_ids"
        return await self._db.read(lambda c: {row[0] for row in c.execute(sql).fetchall()})

    async def version(self) -> int:
        """A counter that grows whenever papers are added or changed, by this process or another."""
        count = await self.state.get("changes")
        if count is None:
            raise errors.LibraryDamaged(
                "The catalog is damaged: its counter of changes is gone.",
                "`askpapers doctor --repair` makes it anew of what is there.",
            )
        return int(count)

    async def paper(self, id: str) -> Paper | None:
        """The paper with this id or former id, or None."""
        found = await self.papers([id])
        return found[0] if found else None

    async def papers(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids or former ids, in this order; unknown ids are left out."""

        def work(c: Connection) -> list[Paper]:
            by_id: dict[str, Paper] = {}
            for chunk in chunks(list(dict.fromkeys(ids))):
                marks = ",".join("?" * len(chunk))
                rows = c.execute(f"SELECT p.*, p.id AS asked, {DAYS} FROM papers AS p WHERE id IN ({marks})", chunk)
                by_id.update((row["asked"], paper_of(row)) for row in rows.fetchall())
                rows = c.execute(
                    f"SELECT p.*, a.id AS asked, {DAYS} FROM aliases AS a JOIN papers AS p USING (pk) "
                    f"WHERE a.id IN ({marks})",
                    chunk,
                )
                for row in rows.fetchall():
                    by_id.setdefault(row["asked"], paper_of(row))
            return [by_id[id] for id in ids if id in by_id]

        return await self._db.read(work)

    async def cited(self) -> list[Paper]:
        """What a citation names of every paper, in the order in which they came: id, title, authors, date of publication."""
        sql = "SELECT id, title, authors, published FROM papers ORDER BY pk"

        def work(c: Connection) -> list[Paper]:
            rows = c.execute(sql).fetchall()
            return [Paper(id, title, authors=tuple(json.loads(names)), issued=day) for id, title, names, day in rows]

        return await self._db.read(work)

    async def rows(
        self, scope: Scope, *, match: str = "", sort: str = "listed", limit: int = 200, offset: int = 0
    ) -> list[ListedPaper]:
        """A page of the list: papers in scope whose names fit what is being typed, sorted by a key of SORTS."""
        looked = await self.state.get("looked_before") or ""
        return await self._db.read(lambda c: self._pages.rows(c, scope, match, sort, limit, offset, looked))

    async def count(self, scope: Scope, *, match: str = "") -> int:
        """How many papers are in scope and fit what is being typed."""
        return await self._db.read(lambda c: self._pages.count(c, scope, match))

    async def ids(self, scope: Scope, *, sort: str = "listed", limit: int = -1) -> list[str]:
        """The ids of all papers in scope, or of the first, sorted by a key of SORTS: without one, newest day first."""
        where, values = scope_to_sql(scope)
        order = order_of(scope, sort)
        sql = f"SELECT p.id FROM papers AS p LEFT JOIN marks AS m USING (pk) WHERE {where} ORDER BY {order} LIMIT ?"
        return await self._db.read(lambda c: [row[0] for row in c.execute(sql, [*values, limit]).fetchall()])

    async def days(self) -> list[tuple[date, int]]:
        """Every day that papers were listed on, newest first, with how many."""
        sql = "SELECT day, count(*) FROM listings GROUP BY day ORDER BY day DESC"
        rows = await self._db.read(lambda c: c.execute(sql).fetchall())
        return [(date.fromisoformat(day), count) for day, count in rows]

    async def organizations(self) -> list[str]:
        """Every organization named, the most frequent first."""
        sql = (
            "SELECT organization FROM papers WHERE organization IS NOT NULL "
            "GROUP BY organization ORDER BY count(*) DESC, organization"
        )
        return await self._db.read(lambda c: [row[0] for row in c.execute(sql).fetchall()])

    async def mark(self, ids: Sequence[str], *, read: bool | None = None, starred: bool | None = None) -> None:
        """Set or clear the reader's marks; None leaves a mark as it is."""
        now = self.now()

        def work(c: Connection) -> None:
            for id in ids:
                pk = find(c, id)
                if pk is None:
                    continue
                c.execute("INSERT OR IGNORE INTO marks (pk) VALUES (?)", [pk])
                for column, value in (("read_at", read), ("starred_at", starred)):
                    if value is not None:
                        c.execute(f"UPDATE marks SET {column} = ? WHERE pk = ?", [now if value else None, pk])

        await self._db.write(work)
