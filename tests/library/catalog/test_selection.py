"""What is typed into the filter is searched for once, and anew when the library changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from askpapers.library.catalog import selection
from askpapers.library.catalog.catalog import Catalog
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope

DAY = date(2025, 10, 31)


def papers(count: int) -> list[Paper]:
    authors = [("Ada Wang", "Bo Li"), ("Bo Wang", "Ada Li"), ("Carl Zo",)]
    return [
        Paper(f"p{n:04}", f"Sheep {n}", "", authors=authors[n % 3], upvotes=n % 7, listed=(DAY - timedelta(n % 5),))
        for n in range(count)
    ]


@pytest.fixture
async def catalog(catalog: Catalog) -> Catalog:
    await catalog.merge(papers(60), default_day=DAY)
    return catalog


async def test_a_key_typed_is_one_search_for_its_count_and_its_rows(catalog: Catalog) -> None:
    asked: list[str] = []
    await catalog._db.read(lambda c: c.set_trace_callback(asked.append))
    assert await catalog.count(Scope(), match="she") == 60
    assert len(await catalog.rows(Scope(), match="she", limit=10)) == 10
    assert len(await catalog.rows(Scope(), match="she", limit=10, offset=50)) == 10
    assert sum("MATCH" in sql for sql in asked if not sql.startswith("--")) == 1


async def test_what_another_connection_changes_is_seen(catalog: Catalog) -> None:
    assert await catalog.count(Scope(), match="she") == 60
    await catalog.merge([Paper("new", "Sheep again", "")], default_day=DAY)
    assert await catalog.count(Scope(), match="she") == 61
    await catalog.mark(["new"], read=True)
    assert await catalog.count(Scope(unread=True), match="she") == 60


@pytest.mark.parametrize("sort", [*selection.SORTS])
@pytest.mark.parametrize("scope", [Scope(), Scope(DAY, DAY), Scope(DAY - timedelta(2), DAY)])
async def test_many_are_in_the_order_in_which_few_are(
    catalog: Catalog, scope: Scope, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [row.paper.id for row in await catalog.rows(scope, match="sheep", sort=sort, limit=99)]
    every = [row.paper.id for row in await catalog.rows(scope, sort=sort, limit=99)]
    monkeypatch.setattr(selection, "SORTED_ALONE", 0)
    many = [row.paper.id for row in await catalog.rows(scope, match="sheep", sort=sort, limit=99)]
    assert few == many == every
    assert [row.paper.id for row in await catalog.rows(scope, match="sheep", sort=sort, limit=5, offset=3)] == few[3:8]


async def test_the_words_of_a_name_are_one_authors(catalog: Catalog) -> None:
    assert await catalog.count(Scope(author="Wang")) == 40
    assert await catalog.count(Scope(author="ada wang")) == 20
    await catalog.merge([replace(papers(1)[0], id="q", title="Goats", authors=("Zoë Wáng",))], default_day=DAY)
    assert await catalog.count(Scope(author="wang")) == 41
