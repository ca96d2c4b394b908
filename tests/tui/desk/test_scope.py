"""Days, scopes, orders and filters, by keys and by mouse."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input, OptionList

from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.tui.dialogs.basic import ChoiceDialog
from askpapers.tui.dialogs.calendar import CalendarDialog
from askpapers.tui.widgets.bars import KeyBar
from tests.tui.conftest import Running, Start

FRIDAY = date(2025, 10, 31)


async def with_earlier_days(running: Running) -> None:
    """Add a paper on two earlier days, and wait until the desk rests on the newest day."""
    for number, day in enumerate((date(2025, 10, 28), date(2025, 9, 3)), 1):
        paper = Paper(f"2509.0000{number}", f"Paper {number}", "It is early.", arxiv_id=f"2509.0000{number}")
        await running.desk.library.catalog.merge([paper], default_day=day)
    await running.until(lambda: running.desk.list.count == 64)


async def test_days_without_papers_are_passed_over(start: Start) -> None:
    async with start() as running:
        await with_earlier_days(running)
        for key, day, count in [("[", date(2025, 10, 28), 1), ("[", date(2025, 9, 3), 1), ("]", date(2025, 10, 28), 1),
                                ("]", FRIDAY, 64)]:  # fmt: skip
            await running.pilot.press({"[": "left_square_bracket", "]": "right_square_bracket"}[key])
            await running.until(lambda day=day: running.desk.scope == Scope(day, day))
            await running.until(lambda count=count: running.desk.list.count == count)
        await running.pilot.press("right_square_bracket")
        await running.until(lambda: running.app._notifications)
        assert running.desk.scope == Scope(FRIDAY, FRIDAY)


async def test_the_last_line_tells_of_an_older_or_newer_day_only_where_there_is_one(start: Start) -> None:
    async with start() as running:

        def told() -> set[str]:
            keys = {one.binding.description for one in running.desk.query_one(KeyBar).keys}
            return keys & {"Older day", "Newer day"}

        await running.until(lambda: running.desk.list.count == 64 and "desk.older" in running.desk.idle)
        await running.until(lambda: not told())
        await with_earlier_days(running)
        await running.until(lambda: told() == {"Older day"})
        await running.pilot.press("left_square_bracket")
        await running.until(lambda: told() == {"Older day", "Newer day"})
        await running.pilot.press("left_square_bracket")
        await running.until(lambda: told() == {"Newer day"})


async def test_weeks_without_papers_are_passed_over(start: Start) -> None:
    async with start() as running:
        await with_earlier_days(running)
        running.desk.take_scope(Scope(date(2025, 10, 27), date(2025, 11, 2)))
        await running.until(lambda: running.desk.list.count == 65)
        await running.pilot.press("left_square_bracket")
        # Monday to Sunday still, and the week of 3 September.
        await running.until(lambda: running.desk.scope == Scope(date(2025, 9, 1), date(2025, 9, 7)))
        await running.until(lambda: running.desk.list.count == 1)
        await running.pilot.press("right_square_bracket")
        await running.until(lambda: running.desk.scope == Scope(date(2025, 10, 27), date(2025, 11, 2)))


async def test_a_click_on_the_days_opens_the_calendar_and_one_beside_it_closes_it(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.click("#scope", offset=(3, 0))
        await running.until(lambda: isinstance(running.app.screen, CalendarDialog))
        await running.pilot.click(offset=(40, 12))
        await running.pilot.pause()
        assert isinstance(running.app.screen, CalendarDialog)
        await running.pilot.click(offset=(0, 0))
        await running.until(lambda: running.app.screen is running.desk)


async def test_the_scope_and_the_order_in_force_are_marked(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        for key, marked in (("s", "● The newest day"), ("o", "● As listed")):
            await running.pilot.press(key)
            await running.until(lambda: isinstance(running.app.screen, ChoiceDialog))
            shown = [str(option.prompt) for option in running.app.screen.query_one(OptionList).options]
            assert [line for line in shown if line.startswith("●")] == [marked]
            await running.pilot.press("escape")
            await running.until(lambda: running.app.screen is running.desk)


async def test_a_scope_with_filters_is_back_after_a_restart(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("x")
        await running.until(lambda: running.desk.list.row and running.desk.list.row.starred)
        running.desk.take_scope(Scope(starred=True))
        await running.until(lambda: running.desk.list.count == 1)
        await running.pilot.press("slash", *"gener")
        await running.until(lambda: running.desk.match == "gener")
        await running.desk.keeper.save()
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 1)
        assert running.desk.scope == Scope(starred=True)
        assert running.desk.query_one("#filter", Input).value == "gener"


async def test_a_list_where_nothing_fits_says_what_to_do(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("slash", *"zzz")
        await running.until(lambda: running.desk.list.count == 0)
        drawn = "".join(running.desk.list.render_line(y).text for y in range(4))
        assert "No paper fits" in drawn
        assert "Esc" in drawn


async def test_how_many_are_chosen_is_told(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("space")
        assert "1 chosen" in running.text("#scope")
        await running.pilot.press("down", "space")
        assert "2 chosen: c compares them" in running.text("#scope")


@pytest.mark.parametrize(("typed", "told"), [("by Microsoft", "1 of 64 papers"), ("zzzqq", "0 of 64 papers")])
async def test_how_many_are_left_is_told_alike_for_words_and_conditions(start: Start, typed: str, told: str) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("slash")
        running.desk.query_one("#filter", Input).value = typed
        await running.until(lambda: told in running.text("#scope"), running.text("#scope"))
