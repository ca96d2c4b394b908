"""What a model wrote and what it cost: kept under everything that went into it, and counted by the day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.answers.answer import OneLine
from askpapers.answers.usage import Usage
from askpapers.library.catalog.catalog import Catalog
from askpapers.models.prompts import reply_key
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from tests.conftest import Clock

DAY = date(2025, 10, 31)
PAPERS = [Paper(f"2511.{i:05}", f"Title number {i}", f"We train {i}.", arxiv_id=f"2511.{i:05}") for i in range(3)]
ASK = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}]


@pytest.fixture
async def catalog(tmp_path: Path, clock: Clock) -> AsyncIterator[Catalog]:
    made = Catalog(tmp_path / "catalog.sqlite", clock)
    await made.open()
    await made.merge(PAPERS, default_day=DAY)
    yield made
    await made.close()


# The key


@pytest.mark.parametrize(
    ("model", "messages", "also"),
    [
        ("m2", ASK, {"limit": 5}),
        ("m", ASK[1:], {"limit": 5}),
        ("m", ASK[::-1], {"limit": 5}),
        ("m", [ASK[0], {"role": "user", "content": "Hello? "}], {"limit": 5}),
        ("m", [ASK[0], {"role": "system", "content": "Hello?"}], {"limit": 5}),
        ("m", [{"role": "system", "content": "Be brief.Hello?"}], {"limit": 5}),
        ("m", ASK, {"limit": 6}),
        ("m", ASK, {"limit": "5"}),
        ("m", ASK, {"limit": None}),
        ("m", ASK, {"other": 5}),
        ("m", ASK, {}),
        ("m", ASK, {"limit": 5, "server": "http://a"}),
    ],
)
def test_whatever_goes_into_a_reply_changes_its_key(
    model: str, messages: list[dict[str, str]], also: dict[str, Any]
) -> None:
    assert reply_key(model, messages, **also) != reply_key("m", ASK, limit=5)


def test_the_order_in_which_things_are_named_does_not_change_the_key() -> None:
    turned = [{"content": m["content"], "role": m["role"]} for m in ASK]
    assert reply_key("m", turned, a=1, b=2) == reply_key("m", ASK, b=2, a=1)
    assert reply_key("m", tuple(ASK)) == reply_key("m", ASK)


texts = st.text(st.characters(), max_size=20)
asked = st.tuples(texts, st.lists(st.fixed_dictionaries({"role": texts, "content": texts}), max_size=3))


@given(asked, asked)
def test_two_keys_are_equal_only_where_all_is_equal(
    a: tuple[str, list[dict[str, str]]], b: tuple[str, list[dict[str, str]]]
) -> None:
    first, second = reply_key(*a), reply_key(*b)
    assert (first == second) == (a == b)
    assert len(first) == 64


def test_a_key_stays_from_run_to_run() -> None:
    # A key that depended on the process would pay for every reply again.
    key = "fdf04730383b5784f8f114f39d119b17e4f31647d7d87f1882a4412b778fdb5f"
    assert reply_key("m", [{"role": "user", "content": "é"}], limit=5) == key


# Replies


@pytest.mark.parametrize("text", ["Hello.", "", "line\r\nbreak\x00 \x1b[31m\u202e", "x" * 100_000, "👩‍👩‍👧 ½ ١"])
@pytest.mark.parametrize(
    "usage",
    [
        Usage(),
        Usage(10, 5, 3, 0.000123, calls=1),
        Usage(10, 5, cost=None, estimated=True, calls=2, truncated=True),
    ],
)
async def test_a_reply_comes_back_as_it_was_and_says_that_it_is_kept(catalog: Catalog, text: str, usage: Usage) -> None:
    await catalog.replies.put("k", text, usage)
    assert await catalog.replies.get("k") == (text, replace(usage, from_cache=True))
    assert await catalog.replies.get("K") is None


async def test_a_reply_made_anew_replaces_the_old_one(catalog: Catalog) -> None:
    await catalog.replies.put("k", "old", Usage(1))
    await catalog.replies.put("k", "new", Usage(2))
    assert await catalog.replies.get("k") == ("new", Usage(2, from_cache=True))


async def test_a_reply_to_a_prompt_that_was_read_in_part_is_not_kept(catalog: Catalog) -> None:
    await catalog.replies.put("k", "half", Usage(2050, unread=2400))
    assert await catalog.replies.get("k") is None


async def test_a_reply_outlives_the_program(tmp_path: Path, catalog: Catalog) -> None:
    await catalog.replies.put("k", "kept", Usage(1))
    other = Catalog(tmp_path / "catalog.sqlite")
    await other.open()
    assert await other.replies.get("k") == ("kept", Usage(1, from_cache=True))
    await other.close()


# Spending


async def test_nothing_spent_is_nought(catalog: Catalog) -> None:
    assert await catalog.spending.today() == 0.0


async def test_what_is_spent_adds_up_over_models_and_unknown_prices_count_nothing(catalog: Catalog) -> None:
    await catalog.spending.add("m", Usage(10, 5, cost=0.25))
    await catalog.spending.add("m", Usage(10, 5, cost=0.25))
    await catalog.spending.add("n", Usage(10, 5, cost=0.5))
    await catalog.spending.add("n", Usage(10, 5, cost=None))
    assert await catalog.spending.today() == pytest.approx(1.0)


async def test_only_unknown_prices_are_nought_and_no_error(catalog: Catalog) -> None:
    await catalog.spending.add("m", Usage(10, 5, cost=None))
    assert await catalog.spending.today() == 0.0


async def test_a_day_of_spending_ends_at_midnight_utc_wherever_the_reader_is(catalog: Catalog, clock: Clock) -> None:
    far_west = timezone(timedelta(hours=-10))
    clock.now = datetime(2025, 11, 3, 23, 59, 59, tzinfo=UTC)
    await catalog.spending.add("m", Usage(cost=1.0))
    # The same instant and the next second, told by a clock on which it is still the third.
    clock.now = datetime(2025, 11, 3, 13, 59, 59, tzinfo=far_west)
    assert await catalog.spending.today() == 1.0
    clock.now += timedelta(seconds=1)
    assert await catalog.spending.today() == 0.0
    await catalog.spending.add("m", Usage(cost=2.0))
    clock.now = datetime(2025, 11, 4, 0, 0, 0, tzinfo=UTC)
    assert await catalog.spending.today() == 2.0


# Lines


async def test_each_model_has_lines_of_its_own_with_the_key_they_were_made_under(catalog: Catalog) -> None:
    await catalog.one_lines.put([OneLine("2511.00000", "one", "m"), OneLine("2511.00001", "two", "m")], ["k0", "k1"])
    await catalog.one_lines.put([OneLine("2511.00000", "uno", "n")], ["k2"])
    ids = [paper.id for paper in PAPERS]
    assert await catalog.one_lines.get(ids, "m") == {"2511.00000": ("k0", "one"), "2511.00001": ("k1", "two")}
    assert await catalog.one_lines.get(ids, "n") == {"2511.00000": ("k2", "uno")}
    assert await catalog.one_lines.get(ids, "o") == await catalog.one_lines.get([], "m") == {}


async def test_a_line_made_anew_replaces_the_old_one_and_its_key(catalog: Catalog) -> None:
    await catalog.one_lines.put([OneLine("2511.00000", "old", "m")], ["k0"])
    await catalog.one_lines.put([OneLine("2511.00000", "new", "m")], ["k1"])
    assert await catalog.one_lines.get(["2511.00000"], "m") == {"2511.00000": ("k1", "new")}


async def test_a_line_of_nobody_is_dropped_and_the_others_are_kept(catalog: Catalog) -> None:
    await catalog.one_lines.put([OneLine("nobody", "x", "m"), OneLine("2511.00001", "two", "m")], ["k0", "k1"])
    assert await catalog.one_lines.get(["nobody", "2511.00001"], "m") == {"2511.00001": ("k1", "two")}


async def test_lines_without_their_keys_are_refused_whole(catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="shorter"):
        await catalog.one_lines.put([OneLine("2511.00000", "a", "m"), OneLine("2511.00001", "b", "m")], ["k"])
    assert await catalog.one_lines.get(["2511.00000", "2511.00001"], "m") == {}


@pytest.mark.parametrize("first", ["extractive", "a-model"])
async def test_the_list_shows_a_models_line_before_a_quoted_one(catalog: Catalog, first: str) -> None:
    second = {"extractive": "a-model", "a-model": "extractive"}[first]
    for model in (first, second):
        await catalog.one_lines.put([OneLine("2511.00000", f"by {model}", model)], ["k"])
    rows = await catalog.rows(Scope(ids=("2511.00000",)))
    assert [row.one_line for row in rows] == ["by a-model"]
