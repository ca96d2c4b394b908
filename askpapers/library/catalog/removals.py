"""Papers that the reader removed: kept aside, so that lists that name them again leave them out, and undoing brings them back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from askpapers.library.catalog.database import Clock, Connection, Database
from askpapers.library.catalog.records import DAYS, find, paper_of, record_of
from askpapers.papers import deduplication
from askpapers.papers.paper import Paper, paper_from_json, paper_to_json

_BESIDE = {
    "marks": ("read_at", "starred_at"),
    "counts": ("comments", "upvotes"),
    "one_lines": ("model", "key", "text", "made_at"),
    "listings": ("day", "seen"),
    "notes": ("text", "changed_at"),
    "labels": ("kind", "name", "made_at"),
}
"""What is known of a paper beside itself and comes back with it: table → columns."""


class Removals:
    """The part of the catalog that holds what was removed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._now = clock

    async def remove(self, ids: Sequence[str], *, vectors: bool = True) -> list[str]:
        """Take papers out of the catalog, all as one removal; return their ids. With `vectors` theirs are to go as well."""
        now = self._now()

        def work(c: Connection) -> list[str]:
            batch = c.execute("SELECT coalesce(max(batch), 0) + 1 FROM removals").fetchone()[0]
            removed = []
            for id in ids:
                pk = find(c, id)
                if pk is not None:
                    removed.append(_set_aside(c, pk, batch, now))
            if vectors:
                c.executemany("INSERT OR IGNORE INTO forgotten VALUES (?)", [(id,) for id in removed])
            if removed:
                c.execute("UPDATE state SET value = value + 1 WHERE key = 'changes'")
            return removed

        return await self._db.write(work)

    async def undo(self) -> list[str]:
        """Bring back the papers of the last removal to their places, with their marks and lines; return their ids, none where there is none."""

        def work(c: Connection) -> list[str]:
            rows = c.execute(
                "SELECT * FROM removals WHERE batch = (SELECT max(batch) FROM removals) "
                "ORDER BY json_extract(beside, '$.place'), pk"
            ).fetchall()
            back = [_bring_back(c, row["pk"], row["paper"], row["beside"]) for row in rows]
            if back:
                c.execute("UPDATE state SET value = value + 1 WHERE key = 'changes'")
            return [id for id in back if id]

        return await self._db.write(work)

    async def among(self, ids: Sequence[str]) -> list[str]:
        """Return those of these ids under which papers were removed."""
        sql = "SELECT id FROM removed_ids"
        removed = await self._db.read(lambda c: {row[0] for row in c.execute(sql).fetchall()})
        return [id for id in ids if id in removed]

    async def count(self) -> int:
        """How many papers are removed."""
        return await self._db.read(lambda c: int(c.execute("SELECT count(*) FROM removals").fetchone()[0]))


def removal_of(c: Connection, paper: Paper) -> str | None:
    """Return the id under which a paper was removed, None where it was not; the days it is listed on are noted."""
    rows = c.execute(
        "SELECT * FROM removals WHERE pk IN (SELECT removal FROM removed_ids WHERE id = :id "
        "UNION SELECT pk FROM removals WHERE doi = :doi AND :doi IS NOT NULL "
        "UNION SELECT pk FROM removals WHERE folded_title = :title AND :title <> '') ORDER BY pk",
        {"id": paper.id, "doi": paper.doi, "title": deduplication.fold_title(paper.title)},
    ).fetchall()
    for row in rows:
        removed = paper_from_json(json.loads(row["paper"]))
        if deduplication.is_same_paper(removed, paper):
            _note(c, row["pk"], deduplication.merge(removed, paper), (removed.id, paper.id))
            return removed.id
    return None


def _note(c: Connection, removal: int, paper: Paper, ids: Sequence[str]) -> None:
    c.execute(
        "UPDATE removals SET paper = ?, doi = ?, folded_title = ? WHERE pk = ?",
        [json.dumps(paper_to_json(paper)), paper.doi, deduplication.fold_title(paper.title), removal],
    )
    c.executemany("INSERT OR IGNORE INTO removed_ids VALUES (?, ?)", [(id, removal) for id in (paper.id, *ids)])


def _set_aside(c: Connection, pk: int, batch: int, now: str) -> str:
    row = c.execute(f"SELECT p.*, {DAYS} FROM papers AS p WHERE pk = ?", [pk]).fetchone()
    paper = paper_of(row)
    former = [each[0] for each in c.execute("SELECT id FROM aliases WHERE pk = ?", [pk]).fetchall()]
    beside = {
        table: [
            list(each) for each in c.execute(f"SELECT {', '.join(names)} FROM {table} WHERE pk = ?", [pk]).fetchall()
        ]
        for table, names in _BESIDE.items()
    }
    kept = {
        "place": pk, "first_seen": row["first_seen"], "changed_at": row["changed_at"], "former": former, "beside": beside,
    }  # fmt: skip
    removal = c.execute(
        "INSERT INTO removals (batch, folded_title, paper, beside, removed_at) VALUES (?, '', '', ?, ?)",
        [batch, json.dumps(kept), now],
    ).lastrowid
    assert removal is not None
    _note(c, removal, paper, former)
    c.execute("DELETE FROM papers WHERE pk = ?", [pk])
    return paper.id


def _bring_back(c: Connection, removal: int, stored: str, kept: str) -> str | None:
    paper, about = paper_from_json(json.loads(stored)), json.loads(kept)
    c.execute("DELETE FROM removals WHERE pk = ?", [removal])
    if find(c, paper.id) is not None:
        return None
    # Under the id that it has today, its days those of lists that named it meanwhile as well.
    record = record_of(paper) | {"first_seen": about["first_seen"], "changed_at": about["changed_at"]}
    # The row is the place within a day; where the last papers were removed, those that came meanwhile have their rows.
    place = about.get("place")
    taken = c.execute("SELECT EXISTS (SELECT 1 FROM papers WHERE pk = ?)", [place]).fetchone()[0]
    record["pk"] = None if taken else place
    pk = c.execute(
        f"INSERT INTO papers ({', '.join(record)}) VALUES ({', '.join('?' * len(record))})", list(record.values())
    ).lastrowid
    for table, names in _BESIDE.items():
        c.executemany(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)}, pk) VALUES ({', '.join('?' * len(names))}, ?)",
            [[*values, pk] for values in about["beside"].get(table, ())],
        )
    c.executemany(
        "INSERT OR IGNORE INTO listings (day, seen, pk) VALUES (?, ?, ?)",
        [(day.isoformat(), about["first_seen"], pk) for day in paper.listed],
    )
    c.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(id, pk) for id in about["former"] if id != paper.id])
    c.execute("DELETE FROM forgotten WHERE id = ?", [paper.id])
    return paper.id
