"""A paper as a record of the catalogue and as JSON, and back, with nothing lost."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.library.catalog import schema
from askpapers.library.catalog.records import DAYS, chunks, paper_of, record_of
from askpapers.papers.paper import Paper, paper_from_json, paper_to_json

# What SQLite can hold: no lone surrogates, integers of 64 bits.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
known = st.none() | texts
counts = st.none() | st.integers(-(2**63), 2**63 - 1)
days = st.dates()
names = st.lists(texts, max_size=4).map(tuple)
papers = st.builds(
    Paper,
    id=texts, title=texts, abstract=texts, published=st.none() | days,
    listed=st.lists(days, max_size=4, unique=True).map(lambda found: tuple(sorted(found))),
    authors=names, author_count=counts, organization=known, url=known, arxiv_id=known, version=counts, doi=known,
    categories=names, comments=counts, upvotes=counts, keywords=names, code_url=known, source=known,
)  # fmt: skip


def through_a_table(paper: Paper) -> Paper:
    """Write a paper into a real table and read it back."""
    with closing(sqlite3.connect(":memory:")) as tables:
        tables.row_factory = sqlite3.Row
        tables.executescript(schema.SCHEMA)
        record = record_of(paper) | {"first_seen": "now"}
        marks = ", ".join("?" * len(record))
        pk = tables.execute(f"INSERT INTO papers ({', '.join(record)}) VALUES ({marks})", [*record.values()]).lastrowid
        for day in reversed(paper.listed):
            tables.execute("INSERT INTO listings VALUES (?, ?, 'now')", [day.isoformat(), pk])
        return paper_of(tables.execute(f"SELECT p.*, {DAYS} FROM papers AS p").fetchone())


@settings(max_examples=60, deadline=None)
@given(papers)
def test_a_paper_comes_back_from_a_table_as_it_went_in(paper: Paper) -> None:
    assert through_a_table(paper) == paper


@given(papers)
def test_a_paper_comes_back_from_json_as_it_went_in(paper: Paper) -> None:
    assert paper_from_json(json.loads(json.dumps(paper_to_json(paper)))) == paper


@given(st.text(st.characters(), max_size=40))
def test_json_keeps_even_what_no_encoding_can_hold(text: str) -> None:
    paper = Paper("id", text, text, authors=(text,))
    assert paper_from_json(json.loads(json.dumps(paper_to_json(paper)))) == paper


@pytest.mark.parametrize(
    "paper",
    [
        Paper("t0123456789", "Bare"),
        Paper("", ""),
        Paper("a", "\x1b[31m\u202e\x00[b]", "x" * 10_000 + "\r\n١٢٣", authors=('"', "\\", "a, b", "[]", "")),
        Paper("a", "b", published=date.min, listed=(date.min, date.max), upvotes=0, comments=0, version=0),
    ],
)
def test_hostile_and_bare_papers_come_back_from_both(paper: Paper) -> None:
    assert through_a_table(paper) == paper
    assert paper_from_json(json.loads(json.dumps(paper_to_json(paper)))) == paper


def test_the_days_are_read_oldest_first_however_they_were_written() -> None:
    paper = Paper("a", "b", listed=(date(999, 1, 1), date(2025, 1, 31), date(2025, 2, 1)))
    assert through_a_table(paper).listed == paper.listed


def test_every_field_of_a_paper_is_in_its_json() -> None:
    assert set(paper_to_json(Paper("a", "b"))) == {field.name for field in fields(Paper)}


def test_a_record_without_days_has_no_newest_day_and_one_with_days_the_last() -> None:
    assert record_of(Paper("a", "b"))["newest_day"] is None
    listed = (date(2025, 10, 30), date(2025, 10, 31))
    assert record_of(Paper("a", "b", listed=listed))["newest_day"] == "2025-10-31"


def test_titles_that_differ_in_signs_and_case_are_stored_under_one_folded_title() -> None:
    first, second = (record_of(Paper("a", title))["folded_title"] for title in ("Über: LAMPS!", "uber lamps"))
    assert first == second


def test_json_of_a_newer_program_is_read_and_what_is_not_known_is_left_out() -> None:
    values = paper_to_json(Paper("a", "b", upvotes=3)) | {"mood": "glad", "nested": {"x": [1]}}
    assert paper_from_json(values) == Paper("a", "b", upvotes=3)


def test_json_of_an_older_program_lacks_fields_and_is_read() -> None:
    assert paper_from_json({"id": "a", "title": "b"}) == Paper("a", "b")
    assert paper_from_json({"id": "a", "title": "b", "authors": None, "listed": None, "published": None}) == (
        Paper("a", "b")
    )


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"id": "a"},
        {"title": "b"},
        [],
        None,
        5,
        "id title",
        {"id": "a", "title": "b", "published": "yesterday"},
        {"id": "a", "title": "b", "published": 20251031},
        {"id": "a", "title": "b", "listed": ["2025-13-01"]},
        {"id": "a", "title": "b", "listed": 5},
        {"id": "a", "title": "b", "authors": 5},
    ],
)
def test_what_is_no_paper_is_refused(values: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        paper_from_json(values)


@given(st.lists(st.text(max_size=3), max_size=50), st.integers(1, 60))
def test_chunks_lose_nothing_and_are_short_enough(ids: list[str], size: int) -> None:
    made = chunks(ids, size)
    assert [id for chunk in made for id in chunk] == ids
    assert all(0 < len(chunk) <= size for chunk in made)


def test_a_chunk_fits_twice_into_the_parameters_that_any_sqlite_takes() -> None:
    # 999 is SQLite's limit before 3.32.
    assert max(map(len, chunks([str(i) for i in range(5000)]))) * 2 < 999


def test_reading_json_does_not_change_it() -> None:
    values = paper_to_json(Paper("a", "b", authors=("x",), published=date(2025, 10, 30), listed=(date(2025, 10, 31),)))
    before = json.dumps(values)
    paper_from_json(values)
    assert json.dumps(values) == before
