"""The days that a word stands for: oldest first, none after today, and a plain error for anything else."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from askpapers.errors import UsageError
from askpapers.papers.scope import HINT, days_of, is_weekend, parse_period

TODAY = date(2025, 11, 5)  # a Wednesday, in ISO week 45

days = st.dates(date(1991, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize("word", ["today", "TODAY", " Today \n", ""])
def test_today_is_today_and_so_is_no_word(word: str) -> None:
    assert days_of(word, TODAY) == (TODAY,)


def test_yesterday_may_lie_in_the_year_before() -> None:
    assert days_of("Yesterday", date(2025, 1, 1)) == (date(2024, 12, 31),)
    assert days_of("yesterday", date(2024, 3, 1)) == (date(2024, 2, 29),)


@given(days, days)
def test_a_day_is_itself_unless_it_is_still_to_come(day: date, today: date) -> None:
    if day <= today:
        assert days_of(day.isoformat(), today) == (day,)
    else:
        with pytest.raises(UsageError, match="still to come"):
            days_of(day.isoformat(), today)


@given(days)
def test_a_week_is_the_seven_days_from_its_monday_that_hold_the_day(day: date) -> None:
    year, week, _ = day.isocalendar()
    found = days_of(f"{year:04}-W{week:02}", day + timedelta(30))
    assert len(found) == 7
    assert found[0].weekday() == 0
    assert day in found


@given(days)
def test_a_month_is_all_its_days(day: date) -> None:
    found = days_of(f"{day:%Y-%m}", day + timedelta(62))
    assert {(one.year, one.month) for one in found} == {(day.year, day.month)}
    assert found[0].day == 1
    assert (found[-1] + timedelta(1)).day == 1
    assert len(found) == found[-1].day


@given(days, st.sampled_from(["%Y-%m-%d", "%Y-%m", "%G-W%V"]), days)
def test_days_come_oldest_first_without_a_gap_and_none_after_today(day: date, form: str, today: date) -> None:
    try:
        found = days_of(day.strftime(form), today)
    except UsageError:
        assume(False)
    assert found
    assert found[-1] <= today
    assert all(after - before == timedelta(1) for before, after in pairwise(found))


def test_the_running_week_and_month_end_today() -> None:
    assert days_of("2025-W45", TODAY) == (date(2025, 11, 3), date(2025, 11, 4), TODAY)
    assert days_of("2025-11", TODAY)[-1] == TODAY
    assert len(days_of("2025-11", TODAY)) == 5


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    assert days_of("2025-W01", TODAY)[0] == date(2024, 12, 30)
    assert days_of("2020-W53", TODAY)[-1] == date(2021, 1, 3)


def test_a_week_may_be_written_small_and_with_one_digit() -> None:
    assert days_of("2025-w44", TODAY) == days_of("2025-W44", TODAY)
    assert days_of("2025-W4", TODAY) == days_of("2025-w04", TODAY)
    assert days_of("2025-W4", TODAY)[0] == date(2025, 1, 20)


def test_a_day_may_be_written_without_hyphens() -> None:
    assert days_of("20251030", TODAY) == (date(2025, 10, 30),)


def test_white_space_around_a_period_is_none_of_it() -> None:
    assert parse_period(" 2025-10-30\n", TODAY) == (date(2025, 10, 30), date(2025, 10, 30))


def test_no_words_are_no_period() -> None:
    with pytest.raises(UsageError):
        parse_period(" ", TODAY)


@pytest.mark.parametrize(("month", "length"), [("2024-02", 29), ("2025-02", 28), ("1900-02", 28), ("2000-02", 29)])
def test_february_knows_its_leap_years(month: str, length: int) -> None:
    assert len(days_of(month, TODAY)) == length


@pytest.mark.parametrize("word", ["2025-11-06", "2025-W46", "2025-12", "9999-12-31", "9999-12"])
def test_what_is_still_to_come_is_refused_with_a_hint(word: str) -> None:
    with pytest.raises(UsageError, match="still to come") as refused:
        days_of(word, TODAY)
    assert refused.value.hint == HINT


@pytest.mark.parametrize(
    "word",
    [
        "tomorrow",
        "2025",
        "2025-13",
        "2025-00",
        "2025-02-30",
        "2025-2-3",
        "2025-W00",
        "2025-W54",
        "2021-W53",
        "2025W44",
        "30.10.2025",
        "2025/10/30",
        "0000-01",
        "0000-01-01",
        "2025-10-30T09:00",
        "2025-10-30 2025-10-31",
        "2025 -10",
        "-2025-10",
        "２０２５-10-30",
        "٢٠٢٥-١٠",
        "9999-W53",
        "todaytoday",
        "None",
    ],
)
def test_what_is_no_day_week_or_month_is_refused_with_a_hint(word: str) -> None:
    with pytest.raises(UsageError, match="is no day, week or month") as refused:
        days_of(word, TODAY)
    assert refused.value.hint == HINT


@given(st.text())
@example("\x1b[31m2025-10\u202e")
@example("x" * 10_000)
@example("9999-W52")
@example("0001-W01")
def test_any_other_text_is_days_or_a_short_and_safe_refusal(word: str) -> None:
    try:
        assert days_of(word, TODAY)
    except UsageError as refused:
        assert len(str(refused)) < 100
        assert not {"Cc", "Cf", "Cs"} & {unicodedata.category(c) for c in str(refused)}


@given(days)
def test_two_days_of_seven_are_a_weekend(day: date) -> None:
    assert sum(is_weekend(day + timedelta(n)) for n in range(7)) == 2
    assert is_weekend(day) == (day.strftime("%u") in {"6", "7"})
