"""Spending: what is refused before it is sent, and what is noted after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.library.completion import check_limits, record, reserve
from askpapers.library.library import Library
from tests.conftest import Clock

MILLION = Usage(prompt=1_000_000)
"""What costs one dollar by the table of these tests."""


@pytest.fixture
def priced(library: Library) -> Library:
    """The library with a model at a dollar a million tokens."""
    library.settings = replace(library.settings, model="dear")
    library.settings.prices.parent.mkdir(parents=True)
    library.settings.prices.write_text('{"models": {"dear": {"input": 1, "output": 2, "cached_input": 0.5}}}')
    return library


def limit(library: Library, question: float | None = None, day: float | None = None) -> None:
    library.settings = replace(library.settings, max_cost_question=question, max_cost_day=day)


async def test_without_a_limit_anything_is_afforded(priced: Library) -> None:
    await check_limits(priced, Usage(10**12, 10**12))
    priced.settings = replace(priced.settings, model="of-unknown-price")
    await check_limits(priced, Usage(10**12, 10**12), already=None)


@pytest.mark.parametrize(
    ("allowed", "usage", "already"),
    [
        (1.0, MILLION, 0.0),
        (1.0, Usage(500_000, 250_000), 0.0),
        (1.5, MILLION, 0.5),
        (1.0, MILLION, None),
        (0.0, Usage(), 0.0),
    ],
)
async def test_what_reaches_a_limit_to_the_cent_is_afforded(
    priced: Library, allowed: float, usage: Usage, already: float | None
) -> None:
    limit(priced, question=allowed)
    await check_limits(priced, usage, already=already)


@pytest.mark.parametrize(
    ("allowed", "usage", "already"),
    [
        (1.0, Usage(1_000_001), 0.0),
        (1.0, Usage(500_000, 250_001), 0.0),
        (1.0, MILLION, 0.01),
        (1.0, Usage(1), 1.0),
        (0.0, Usage(1), 0.0),
    ],
)
async def test_what_could_pass_the_limit_of_a_question_is_refused(
    priced: Library, allowed: float, usage: Usage, already: float
) -> None:
    limit(priced, question=allowed)
    with pytest.raises(errors.SpendingLimit, match="a question") as caught:
        await check_limits(priced, usage, already=already)
    assert caught.value.exit_code == 7
    assert "Nothing was sent" in caught.value.hint


async def test_the_limit_of_a_day_counts_what_the_day_has_cost(priced: Library, clock: Clock) -> None:
    limit(priced, day=2.0)
    await check_limits(priced, Usage(2_000_000))
    await record(priced, "dear", MILLION)
    await check_limits(priced, MILLION)
    with pytest.raises(errors.SpendingLimit, match=r"\$1\.0000 spent .* \$2 a day"):
        await check_limits(priced, Usage(1_000_001))
    clock.now += timedelta(days=1)
    await check_limits(priced, Usage(2_000_000))


async def test_either_limit_refuses(priced: Library) -> None:
    await record(priced, "dear", MILLION)
    limit(priced, question=5.0, day=1.5)
    with pytest.raises(errors.SpendingLimit, match="a day"):
        await check_limits(priced, MILLION)
    limit(priced, question=0.5, day=50.0)
    with pytest.raises(errors.SpendingLimit, match="a question"):
        await check_limits(priced, MILLION)


async def test_what_the_question_has_cost_is_not_counted_twice_against_the_day(priced: Library) -> None:
    await record(priced, "dear", MILLION)
    limit(priced, day=2.0)
    await check_limits(priced, MILLION, already=1.0)


async def test_the_limit_of_a_day_counts_what_calls_under_way_may_cost(priced: Library) -> None:
    limit(priced, day=2.0)
    with pytest.raises(errors.NoServer):
        async with reserve(priced, MILLION):
            await record(priced, "dear", Usage(500_000))
            async with reserve(priced, Usage(500_000)):
                with pytest.raises(errors.SpendingLimit, match=r"\$2\.0000 spent or under way"):
                    async with reserve(priced, Usage(1)):
                        raise AssertionError("it was sent")
            raise errors.NoServer("It went away.")
    async with reserve(priced, Usage(1_500_000)):
        await record(priced, "dear", Usage(1_500_000))


@pytest.mark.parametrize("which", ["question", "day"])
async def test_an_unknown_price_is_refused_under_a_limit(priced: Library, which: str) -> None:
    priced.settings = replace(priced.settings, model="of-unknown-price")
    limit(priced, **{which: 100.0})
    with pytest.raises(errors.SpendingLimit, match="of-unknown-price is unknown") as caught:
        await check_limits(priced, Usage(1))
    assert str(priced.settings.prices) in caught.value.hint


async def test_answers_without_a_model_pass_any_limit(library: Library) -> None:
    limit(library, question=0.0, day=0.0)
    await check_limits(library, Usage(10**9, 10**9))


async def test_what_is_paid_is_noted_and_priced(priced: Library) -> None:
    paid = await record(priced, "dear", Usage(1_000_000, 100_000, cached=400_000, cost=None))
    assert paid.cost == pytest.approx(0.6 + 0.4 * 0.5 + 0.2)
    assert (paid.prompt, paid.completion, paid.cached, paid.calls) == (1_000_000, 100_000, 400_000, 1)
    assert await priced.catalog.spending.today() == pytest.approx(1.0)
    await record(priced, "dear", MILLION)
    assert await priced.catalog.spending.today() == pytest.approx(2.0)


async def test_what_was_spent_is_known_to_the_next_run(priced: Library, clock: Clock) -> None:
    await record(priced, "dear", MILLION)
    async with Library(replace(priced.settings, max_cost_day=1.0), clock=clock) as later:
        with pytest.raises(errors.SpendingLimit):
            await check_limits(later, Usage(1))


async def test_the_price_is_of_the_model_that_was_paid(priced: Library) -> None:
    paid = await record(priced, "gpt-6-luna", MILLION)
    assert paid.cost == pytest.approx(0.1)
    assert (await record(priced, EXTRACTIVE, MILLION)).cost == 0


async def test_an_unknown_price_stays_unknown_and_hides_no_known_one(priced: Library) -> None:
    assert (await record(priced, "of-unknown-price", MILLION)).cost is None
    assert await priced.catalog.spending.today() == 0
    await record(priced, "dear", MILLION)
    assert await priced.catalog.spending.today() == pytest.approx(1.0)


@pytest.mark.parametrize(("calls", "told"), [(0, 1), (1, 1), (3, 3)])
async def test_what_is_paid_is_at_least_one_call(priced: Library, calls: int, told: int) -> None:
    paid = await record(priced, "dear", Usage(1, 1, calls=calls, estimated=True, truncated=True))
    assert (paid.calls, paid.estimated, paid.truncated) == (told, True, True)


async def test_a_price_table_that_cannot_be_read_stops_before_anything_is_sent(priced: Library, tmp_path: Path) -> None:
    priced.settings.prices.write_text("{broken")
    limit(priced, question=1.0)
    with pytest.raises(errors.UsageError, match="not a price table"):
        await check_limits(priced, Usage(1))
