"""What is new since the reader last looked: told once, and each kind by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.state import SHOWN
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from tests.conftest import Clock

DAY = date(2025, 10, 31)
LAMP = Paper(
    "2510.00001", "Lamps That Burn for Hours", "They are of tin.", arxiv_id="2510.00001", comments=2, upvotes=10
)
BOAT = Paper("2510.00002", "Boats That Float for Days", "They are of oak.", arxiv_id="2510.00002")


class Looked:
    """A catalogue whose clock moves on by an hour before whatever is done with it."""

    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        self.catalog = catalog
        self._clock = clock

    async def add(self, *papers: Paper) -> None:
        self._clock.now += timedelta(hours=1)
        await self.catalog.merge(papers, default_day=DAY)

    async def look(self) -> dict[str, list[str]]:
        self._clock.now += timedelta(hours=1)
        news = await self.catalog.visits.news()
        kinds = {"new": news.new, "again": news.again, "changed": news.changed, "rising": [p for p, _ in news.rising]}
        return {kind: [paper.id for paper in papers] for kind, papers in kinds.items() if papers}


@pytest.fixture
async def library(tmp_path: Path, clock: Clock) -> AsyncIterator[Looked]:
    catalog = Catalog(tmp_path / "catalog.sqlite", clock)
    await catalog.open()
    yield Looked(catalog, clock)
    await catalog.close()


async def test_an_empty_library_has_no_news(library: Looked) -> None:
    assert await library.look() == await library.look() == {}


async def test_at_the_first_look_all_is_new_and_at_the_second_nothing(library: Looked) -> None:
    await library.add(LAMP, BOAT)
    news = await library.catalog.visits.news()
    assert news.since == ""
    assert [paper.id for paper in news.new] == [LAMP.id, BOAT.id]
    assert await library.look() == {}


async def test_the_second_look_names_the_time_of_the_first(library: Looked, clock: Clock) -> None:
    first = clock.now
    await library.catalog.visits.news()
    clock.now += timedelta(hours=1)
    assert (await library.catalog.visits.news()).since == first.isoformat(timespec="microseconds")


async def test_what_came_after_a_look_is_new_at_the_next(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(BOAT)
    assert await library.look() == {"new": [BOAT.id]}


async def test_the_same_reading_again_is_no_news(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(LAMP)
    assert await library.look() == {}


async def test_listed_on_another_day_is_listed_again_and_not_new(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(replace(LAMP, listed=(DAY + timedelta(3),)))
    assert await library.look() == {"again": [LAMP.id]}
    assert await library.look() == {}


async def test_listed_twice_before_the_first_look_is_new_only(library: Looked) -> None:
    await library.add(LAMP)
    await library.add(replace(LAMP, listed=(DAY + timedelta(3),)))
    assert await library.look() == {"new": [LAMP.id]}


async def test_a_reworded_abstract_is_changed(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(replace(LAMP, abstract="They are of copper now.", version=2))
    assert await library.look() == {"changed": [LAMP.id]}
    assert await library.look() == {}


async def test_a_paper_may_be_news_in_several_ways(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(
        replace(LAMP, abstract="They are of copper now.", version=2, listed=(DAY + timedelta(1),), upvotes=30)
    )
    assert await library.look() == {"again": [LAMP.id], "changed": [LAMP.id], "rising": [LAMP.id]}


async def test_a_rise_is_the_gain_since_the_last_look_however_many_readings_it_took(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(replace(LAMP, comments=3, upvotes=11))
    await library.add(replace(LAMP, comments=6, upvotes=14))
    news = await library.catalog.visits.news()
    assert [(rise.id, rise.comments, rise.upvotes) for _, rise in news.rising] == [(LAMP.id, 4, 4)]
    # The paper that is shown with it has the newest figures.
    assert [(paper.comments, paper.upvotes) for paper, _ in news.rising] == [(6, 14)]
    assert await library.look() == {}


@pytest.mark.parametrize("counts", [{"upvotes": 9, "comments": 1}, {"upvotes": 10}, {"upvotes": None}])
async def test_a_count_that_falls_or_stays_is_no_rise(library: Looked, counts: dict[str, int | None]) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(replace(LAMP, **counts))  # type: ignore[arg-type]
    assert await library.look() == {}


async def test_after_a_fall_a_rise_counts_from_the_fall(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(replace(LAMP, upvotes=4))
    assert await library.look() == {}
    await library.add(replace(LAMP, upvotes=7))
    news = await library.catalog.visits.news()
    assert [rise.upvotes for _, rise in news.rising] == [3]


async def test_a_count_said_for_the_first_time_is_no_rise_but_the_next_one_is(library: Looked) -> None:
    await library.add(BOAT)
    await library.look()
    await library.add(replace(BOAT, upvotes=50))
    assert await library.look() == {}
    await library.add(replace(BOAT, upvotes=60))
    assert await library.look() == {"rising": [BOAT.id]}


async def test_the_greatest_rise_comes_first(library: Looked) -> None:
    papers = [replace(LAMP, id=f"2510.1000{i}", arxiv_id=f"2510.1000{i}", upvotes=10, comments=None) for i in range(4)]
    await library.add(*papers)
    await library.look()
    await library.add(*(replace(p, upvotes=10 + gain) for p, gain in zip(papers, (2, 9, 0, 5), strict=True)))
    assert await library.look() == {"rising": [papers[1].id, papers[3].id, papers[0].id]}


async def test_two_that_became_one_are_not_new_again(library: Looked) -> None:
    titled = replace(LAMP, id="t0123456789", arxiv_id=None)
    await library.add(titled)
    await library.look()
    await library.add(LAMP)
    assert await library.look() == {}


async def test_a_long_absence_does_not_bury_the_reader(library: Looked) -> None:
    many = [Paper(f"2511.{i:05}", f"Title number {i}", arxiv_id=f"2511.{i:05}") for i in range(SHOWN + 20)]
    await library.add(*many)
    assert len((await library.look())["new"]) == SHOWN
    assert await library.look() == {}


async def test_the_list_marks_as_new_what_was_new_at_the_last_look(library: Looked) -> None:
    await library.add(LAMP)
    await library.look()
    await library.add(BOAT)
    await library.look()
    rows = await library.catalog.rows(Scope())
    assert {row.paper.id: row.new for row in rows} == {LAMP.id: False, BOAT.id: True}
    await library.catalog.mark([BOAT.id], read=True)
    assert not any(row.new for row in await library.catalog.rows(Scope()))


async def test_another_program_on_the_same_library_looks_for_the_same_reader(
    library: Looked, tmp_path: Path, clock: Clock
) -> None:
    await library.add(LAMP)
    await library.look()
    other = Catalog(tmp_path / "catalog.sqlite", clock)
    await other.open()
    assert (await other.visits.news()).new == ()
    await other.close()


async def test_the_time_of_what_is_written_is_taken_when_nobody_else_can_write(tmp_path: Path) -> None:
    path, moment = tmp_path / "catalog.sqlite", datetime(2025, 10, 31, 8, 30, tzinfo=UTC)
    alone: list[bool] = []

    def clock() -> datetime:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                alone.append(False)
            except sqlite3.OperationalError:
                alone.append(True)
        return moment

    catalog = Catalog(path, clock)
    await catalog.open()
    try:
        await catalog.merge([LAMP], default_day=DAY)
        await catalog.visits.news()
    finally:
        await catalog.close()
    assert alone == [True, True]
