"""How the desk was left comes back whole, and damaged states leave a usable desk."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.selection import RANKINGS, SORTS
from askpapers.papers.scope import Scope, as_stored, of_stored
from askpapers.tui.desk.state import KEY, DeskState

LEFT = DeskState(
    Scope(date(2025, 10, 27), date(2025, 11, 2), organization="Microsoft", unread=True, min_comments=3),
    date(2025, 10, 31), "comments", "merg", "2510.00001", "Why does", 7, "answer",
    borders='[[["along", "left", "reader"], {"left": 30.0}]]',
)  # fmt: skip


async def test_it_comes_back_as_it_was_left(catalog: Catalog) -> None:
    assert await DeskState.load(catalog) is None
    await LEFT.save(catalog)
    assert await DeskState.load(catalog) == LEFT


@pytest.mark.parametrize("sort", [*SORTS, *RANKINGS])
async def test_every_order_comes_back(catalog: Catalog, sort: str) -> None:
    await DeskState(sort=sort).save(catalog)
    assert await DeskState.load(catalog) == DeskState(sort=sort)


@pytest.mark.parametrize("stored", ["", "[", "null", "7", '"desk"', "[1]"])
async def test_a_damaged_state_is_none(catalog: Catalog, stored: str) -> None:
    await catalog.state.put(KEY, stored)
    assert await DeskState.load(catalog) is None


async def test_of_a_half_damaged_state_the_rest_is_kept(catalog: Catalog) -> None:
    await catalog.state.put(
        KEY,
        '{"scope": {"since": "soon", "until": "2025-10-31", "unread": true, "colour": 1}, "newest": 5, "sort": "luck",'
        ' "draft": "Why", "paper": 3, "conversation": "x", "view": null}',
    )
    assert await DeskState.load(catalog) == DeskState(Scope(until=date(2025, 10, 31), unread=True), draft="Why")
    assert DeskState().sort in SORTS


words = st.text(max_size=20)
days = st.none() | st.dates()


@given(
    st.builds(
        Scope, since=days, until=days, ids=st.lists(words.filter(bool), max_size=3).map(tuple), unread=st.booleans(),
        starred=st.booleans(), changed=st.booleans(), has_code=st.booleans(), words=words,
        organization=st.none() | words.filter(bool), author=st.none() | words.filter(bool),
        category=st.none() | words.filter(bool), min_comments=st.none() | st.integers(1, 99),
        min_upvotes=st.none() | st.integers(1, 99),
    )
)  # fmt: skip
def test_every_scope_is_read_again_as_it_was_stored(scope: Scope) -> None:
    assert of_stored(as_stored(scope)) == scope


@given(st.none() | st.integers() | st.dictionaries(words, st.none() | st.integers() | words | st.lists(words)))
def test_nothing_stored_stops_the_desk(stored: object) -> None:
    assert isinstance(of_stored(stored), Scope)
