"""The tables, in real SQLite: search that follows every change, and nothing left of a paper that goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from askpapers.library.catalog import schema
from askpapers.library.catalog.database import Database
from askpapers.library.catalog.selection import SORTS

PAPER = (
    "INSERT INTO papers (id, title, abstract, authors, organization, categories, keywords, folded_title, first_seen) "
)


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(schema.SCHEMA)
        yield connection


def add(tables: sqlite3.Connection, id: str, title: str = "Lamps", abstract: str = "They burn.", **more: str) -> int:
    values = [
        id,
        title,
        abstract,
        more.get("authors", "[]"),
        more.get("organization"),
        "[]",
        "[]",
        title.lower(),
        "now",
    ]
    pk = tables.execute(f"{PAPER} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values).lastrowid
    assert pk is not None
    return pk


def found(tables: sqlite3.Connection, table: str, words: str) -> list[str]:
    sql = f"SELECT p.id FROM {table} JOIN papers AS p ON p.pk = {table}.rowid WHERE {table} MATCH ? ORDER BY p.id"
    return [row[0] for row in tables.execute(sql, [words]).fetchall()]


def check(tables: sqlite3.Connection) -> None:
    """Raise where an index does not say what the table says."""
    for index in ("words", "names"):
        # 1 compares the index with the table that holds its text.
        tables.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("merging", True), ("merge", True), ("MERGED", True), ("godel", True), ("gödel", True), ("ubersetzung", True),
        ("mer", False), ("boats", False),
    ],
)  # fmt: skip
def test_abstracts_are_found_by_stems_without_accents(tables: sqlite3.Connection, words: str, hit: bool) -> None:
    add(tables, "a", "On Übersetzung", "It merges models, as Gödel did.")
    assert found(tables, "words", words) == (["a"] if hit else [])


@pytest.mark.parametrize(
    ("words", "hit"),
    [("no*", True), ("noth*", True), ("micro*", True), ("2510*", True), ("lamp*", True), ("burn*", False)],
)
def test_names_are_found_by_their_beginnings(tables: sqlite3.Connection, words: str, hit: bool) -> None:
    add(tables, "2510.00001", "Lamps", "They burn.", authors='["Emmy Nöther"]', organization="Microsoft")
    assert found(tables, "names", words) == (["2510.00001"] if hit else [])


def test_search_follows_a_paper_that_is_reworded(tables: sqlite3.Connection) -> None:
    add(tables, "a")
    tables.execute(
        "UPDATE papers SET title = 'Boats', abstract = 'They float.', organization = 'Harbour' WHERE id = 'a'"
    )
    assert found(tables, "words", "burn") == found(tables, "names", "lamps") == []
    assert found(tables, "words", "float") == found(tables, "names", "harbour") == ["a"]
    check(tables)


def test_search_follows_a_paper_that_takes_another_id(tables: sqlite3.Connection) -> None:
    add(tables, "t0123456789")
    tables.execute("UPDATE papers SET id = '2510.00001'")
    assert found(tables, "names", "t0123456789") == []
    assert found(tables, "names", '"2510.00001"') == ["2510.00001"]
    check(tables)


def test_counts_that_change_leave_search_as_it_was(tables: sqlite3.Connection) -> None:
    add(tables, "a")
    tables.execute("UPDATE papers SET upvotes = 9, newest_day = '2025-10-31'")
    assert found(tables, "words", "burn") == ["a"]
    check(tables)


def test_search_forgets_a_paper_that_is_removed(tables: sqlite3.Connection) -> None:
    add(tables, "a")
    add(tables, "b")
    tables.execute("DELETE FROM papers WHERE id = 'a'")
    assert found(tables, "words", "burn") == found(tables, "names", "lamps") == ["b"]
    check(tables)


def test_a_failed_batch_leaves_the_search_as_it_was(tables: sqlite3.Connection) -> None:
    add(tables, "a")
    tables.execute("BEGIN")
    add(tables, "b", "Boats", "They float.")
    tables.execute("UPDATE papers SET title = 'Trains' WHERE id = 'a'")
    tables.execute("ROLLBACK")
    assert found(tables, "words", "float OR trains") == []
    assert found(tables, "words", "lamps") == ["a"]
    check(tables)


@pytest.mark.parametrize(
    "row",
    [
        "aliases VALUES ('old', {pk})",
        "listings VALUES ('2025-10-31', {pk}, 'now')",
        "marks VALUES ({pk}, 'now', 'now')",
        "counts VALUES ({pk}, 1, 2)",
        "one_lines VALUES ({pk}, 'm', 'k', 'line', 'now')",
        "embedded VALUES ('store', {pk}, 0)",
        "sentence_vectors VALUES ('m', {pk}, x'00')",
        "document_vectors VALUES ({pk}, 'm', x'00')",
    ],
)
def test_what_belongs_to_a_paper_goes_with_it_and_cannot_stand_alone(tables: sqlite3.Connection, row: str) -> None:
    pk = add(tables, "a")
    tables.execute(f"INSERT INTO {row.format(pk=pk)}")
    table = row.split(maxsplit=1)[0]
    tables.execute("DELETE FROM papers")
    assert tables.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0
    with pytest.raises(sqlite3.IntegrityError):
        tables.execute(f"INSERT INTO {row.format(pk=99)}")


def test_the_turns_of_a_conversation_go_with_it(tables: sqlite3.Connection) -> None:
    tables.execute("INSERT INTO conversations VALUES (1, 't', '{}', 'now', 'now')")
    tables.execute("INSERT INTO turns VALUES (1, 1, 'q', 'a', '{}', 'now')")
    tables.execute("DELETE FROM conversations")
    assert tables.execute("SELECT count(*) FROM turns").fetchone()[0] == 0


def test_an_id_belongs_to_one_paper(tables: sqlite3.Connection) -> None:
    add(tables, "a")
    with pytest.raises(sqlite3.IntegrityError):
        add(tables, "a", "Another title")


def test_a_paper_is_listed_once_a_day(tables: sqlite3.Connection) -> None:
    pk = add(tables, "a")
    tables.execute("INSERT INTO listings VALUES ('2025-10-31', ?, 'now')", [pk])
    with pytest.raises(sqlite3.IntegrityError):
        tables.execute("INSERT INTO listings VALUES ('2025-10-31', ?, 'later')", [pk])


def test_the_counter_of_changes_begins_at_nought_and_can_count(tables: sqlite3.Connection) -> None:
    tables.execute("UPDATE state SET value = value + 1 WHERE key = 'changes'")
    assert tables.execute("SELECT value FROM state WHERE key = 'changes'").fetchall() == [("1",)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT pk FROM papers ORDER BY newest_day DESC, pk LIMIT 10",
        "SELECT pk FROM papers WHERE folded_title = 'x'",
        "SELECT pk FROM listings WHERE day = '2025-10-31'",
        "SELECT day FROM listings WHERE pk = 1",
        "SELECT sum(cost) FROM spending WHERE day = '2025-10-31'",
    ],
)
def test_what_every_start_asks_needs_no_walk_through_a_table_nor_a_sort(tables: sqlite3.Connection, sql: str) -> None:
    plan = " / ".join(row[3] for row in tables.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "INDEX" in plan or "PRIMARY KEY" in plan
    assert "TEMP B-TREE" not in plan


def test_there_is_a_step_to_every_version_but_the_first() -> None:
    assert sorted(schema.STEPS) == list(range(2, schema.VERSION + 1))


async def test_the_database_makes_every_table_of_the_script(tmp_path: Path, tables: sqlite3.Connection) -> None:
    # It takes the script apart by itself, and a trigger holds semicolons.
    made = Database(tmp_path / "catalog.sqlite", schema.SCHEMA, schema.VERSION)
    await made.open()
    sql = "SELECT type, name FROM sqlite_master ORDER BY type, name"
    there = await made.read(lambda c: [tuple(row) for row in c.execute(sql).fetchall()])
    await made.close()
    assert there == tables.execute(sql).fetchall()


@pytest.mark.parametrize("order", [*SORTS.values()])
def test_every_order_of_the_list_is_walked_in_an_index(tables: sqlite3.Connection, order: str) -> None:
    sql = f"SELECT p.pk FROM papers AS p LEFT JOIN marks AS m USING (pk) ORDER BY {order} LIMIT 200"
    plan = " / ".join(row[3] for row in tables.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "TEMP B-TREE" not in plan, plan
