"""Papers into the catalog's tables, one at a time, inside one transaction."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from askpapers.library.catalog.database import Connection
from askpapers.library.catalog.notebook import absorb
from askpapers.library.catalog.records import DAYS, find, paper_of, record_of
from askpapers.library.catalog.removals import removal_of
from askpapers.papers import deduplication
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import valid_unicode


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a batch of papers did to the catalog, as paper ids in the order given.

    `relisted` and `changed` (a reworded abstract or title) are among `updated`. `hidden` were removed before and are left
    out, also of `ids`.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    relisted: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def __add__(self, other: MergeReport) -> MergeReport:
        return MergeReport(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(MergeReport)))


def _storable(paper: Paper) -> Paper:
    """Return a paper whose texts UTF-8 can hold; JSON may spell out half a character in any of them."""
    given = {field.name: getattr(paper, field.name) for field in fields(paper)}
    mended = {name: _whole(value) for name, value in given.items()}
    return paper if mended == given else replace(paper, **mended)


def _whole(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_whole, value))
    return valid_unicode(value) if isinstance(value, str) else value


class Merge:
    """One batch on its way into the catalog; `merged` tells what it did so far."""

    def __init__(self, connection: Connection, default_day: date | None, now: str) -> None:
        self._c = connection
        self._default_day = default_day
        self._now = now
        self.merged = MergeReport()
        self._any_removed = bool(connection.execute("SELECT EXISTS (SELECT 1 FROM removals)").fetchone()[0])

    def add(self, paper: Paper) -> None:
        """Insert the paper, or merge it into the one it is the same as."""
        paper = _storable(paper)
        same = [(pk, known) for pk, known in self._candidates(paper) if deduplication.is_same_paper(known, paper)]
        if not same:
            removed = removal_of(self._c, paper) if self._any_removed else None
            if removed is None:
                self._insert(paper)
            else:
                self.merged = replace(self.merged, hidden=(*self.merged.hidden, removed))
            return
        (pk, old), *others = same
        for other_pk, other in others:
            old = self._absorb(pk, old, other_pk, other)
        self._update(pk, old, paper)

    def _candidates(self, paper: Paper) -> list[tuple[int, Paper]]:
        rows = self._c.execute(
            f"SELECT p.*, {DAYS} FROM papers AS p WHERE p.pk IN ("
            "SELECT pk FROM papers WHERE id = :id UNION SELECT pk FROM aliases WHERE id = :id "
            "UNION SELECT pk FROM papers WHERE doi = :doi COLLATE NOCASE AND :doi IS NOT NULL "
            "UNION SELECT pk FROM papers WHERE folded_title = :title AND :title <> '') "
            # The paper that is known by an arXiv id takes the others in.
            "ORDER BY p.arxiv_id IS NULL, p.pk",
            {"id": paper.id, "doi": paper.doi, "title": deduplication.fold_title(paper.title)},
        )
        return [(row["pk"], paper_of(row)) for row in rows.fetchall()]

    def _insert(self, paper: Paper) -> None:
        if find(self._c, paper.id) is not None:
            paper = replace(paper, id=deduplication.distinct_id(paper))
        if self._default_day and not paper.listed:
            paper = replace(paper, listed=(self._default_day,))
        record = record_of(paper) | {"first_seen": self._now}
        pk = self._c.execute(
            f"INSERT INTO papers ({', '.join(record)}) VALUES ({', '.join('?' * len(record))})", list(record.values())
        ).lastrowid
        assert pk is not None
        self._list(pk, paper)
        self._note(paper.id, "added")

    def _absorb(self, pk: int, old: Paper, other_pk: int, other: Paper) -> Paper:
        """Move everything known of a second record of the same paper to the first; return the two as one."""
        self._c.execute(
            "UPDATE marks SET read_at = coalesce(marks.read_at, other.read_at), "
            "starred_at = coalesce(marks.starred_at, other.starred_at) "
            "FROM marks AS other WHERE marks.pk = ? AND other.pk = ?",
            [pk, other_pk],
        )
        absorb(self._c, pk, other_pk)
        for table in ("listings", "marks", "counts", "aliases"):
            self._c.execute(f"UPDATE OR IGNORE {table} SET pk = ? WHERE pk = ?", [pk, other_pk])
        self._c.execute("DELETE FROM papers WHERE pk = ?", [other_pk])
        self._former_id(pk, other.id)
        both = deduplication.merge(old, other)
        self._write(pk, old, both)
        return both

    def _update(self, pk: int, old: Paper, new: Paper) -> None:
        both = deduplication.merge(old, new)
        if new.id not in (old.id, both.id) and find(self._c, new.id) is None:
            self._c.execute("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [new.id, pk])
        if both == old:
            self._note(old.id, "unchanged")
            return
        self._write(pk, old, both)
        kinds = ["updated"]
        if set(both.listed) - set(old.listed):
            kinds.append("relisted")
        if old.abstract and deduplication.abstract_changed(old, both):
            kinds.append("changed")
            self._c.execute("UPDATE papers SET changed_at = ? WHERE pk = ?", [self._now, pk])
        self._note(both.id, *kinds)

    def _write(self, pk: int, old: Paper, new: Paper) -> None:
        if new.id != old.id:
            self._former_id(pk, old.id)
            self._c.execute("DELETE FROM aliases WHERE id = ?", [new.id])
        record = record_of(new)
        self._c.execute(
            f"UPDATE papers SET {', '.join(f'{name} = ?' for name in record)} WHERE pk = ?", [*record.values(), pk]
        )
        self._list(pk, new)
        if (new.id, new.title, new.abstract) == (old.id, old.title, old.abstract):
            # The vectors are still those of its text: only what the vector store knows beside them is out of date.
            self._c.execute("UPDATE embedded SET stale = stale + 1 WHERE pk = ?", [pk])
            return
        self._c.execute("DELETE FROM embedded WHERE pk = ?", [pk])
        if (new.title, new.abstract) != (old.title, old.abstract):
            for table in ("sentence_vectors", "document_vectors", "one_lines"):
                self._c.execute(f"DELETE FROM {table} WHERE pk = ?", [pk])

    def _former_id(self, pk: int, id: str) -> None:
        self._c.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", [id, pk])
        self._c.execute("INSERT OR IGNORE INTO forgotten VALUES (?)", [id])

    def _list(self, pk: int, paper: Paper) -> None:
        self._c.executemany(
            "INSERT OR IGNORE INTO listings VALUES (?, ?, ?)",
            [(day.isoformat(), pk, self._now) for day in paper.listed],
        )

    def _note(self, id: str, *kinds: str) -> None:
        merged = self.merged
        for kind in kinds:
            merged = replace(merged, **{kind: (*getattr(merged, kind), id)})
        self.merged = replace(merged, ids=(*merged.ids, id))
