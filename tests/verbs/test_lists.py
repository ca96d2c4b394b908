"""Lists come page by page, and the lines that were made are kept page by page."""

from datetime import date
from pathlib import Path

import pytest

from askpapers.answers.answer import OneLine
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.verbs import lists


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, tmp_path, tmp_path)


def papers(count: int) -> list[Paper]:
    return [
        Paper(f"p{n:03}", f"Title {n}", f"We count {n} sheep. They sleep.", upvotes=count - n) for n in range(count)
    ]


async def test_what_a_page_needed_is_kept_when_the_reader_goes_after_it(settings: Settings) -> None:
    async with Library(settings) as library:
        await library.catalog.merge(papers(120), default_day=date(2025, 10, 31))
        pages = lists.pages(library, Scope())
        first = await anext(pages)
        await pages.aclose()  # type: ignore[attr-defined]
        assert [row.paper.id for row in first] == [f"p{n:03}" for n in range(lists.FIRST_PAGE)]
        rows = await library.catalog.rows(Scope(), limit=120)
        assert [bool(row.one_line) for row in rows] == [True] * lists.FIRST_PAGE + [False] * (120 - lists.FIRST_PAGE)


async def test_pages_begin_small_so_that_the_first_lines_are_there_at_once(settings: Settings) -> None:
    async with Library(settings) as library:
        await library.catalog.merge(papers(120), default_day=date(2025, 10, 31))
        sizes = [len(page) async for page in lists.pages(library, Scope())]
        assert sizes == [5, 10, 20, 40, 45]
        assert sizes[0] == lists.FIRST_PAGE and max(sizes) <= lists.PAGE
        rows = await library.catalog.rows(Scope(), limit=120)
        assert all(row.one_line for row in rows)


async def test_pages_hold_the_papers_in_the_order_of_the_whole_list_and_no_more_than_asked_for(
    settings: Settings,
) -> None:
    async with Library(settings) as library:
        await library.catalog.merge(papers(120), default_day=date(2025, 10, 31))
        for sort in ("listed", "upvotes", "title"):
            whole = [row.paper.id for row in await library.catalog.rows(Scope(), sort=sort, limit=120)]
            paged = [row.paper.id async for page in lists.pages(library, Scope(), sort=sort) for row in page]
            assert paged == whole
        some = [row async for page in lists.pages(library, Scope(), limit=70) for row in page]
        assert len(some) == 70


async def test_a_line_that_a_model_once_wrote_with_markup_is_listed_without(library: Library) -> None:
    await library.catalog.merge([Paper("1", "Ember", "Ember remembers.")], default_day=date(2025, 10, 31))
    await library.catalog.one_lines.put([OneLine("1", "**Ember** remembers *all* of it.")], ["k"])
    (row,) = await library.catalog.rows(Scope(), limit=1)
    assert row.one_line == "Ember remembers all of it."
