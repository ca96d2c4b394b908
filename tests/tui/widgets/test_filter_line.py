"""The filter line: what it understands is told and shown as chips, is kept by Enter, and can be taken away."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input

from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.query.filter_line import EXAMPLES
from tests.tui.conftest import Running, Start

DAY = Scope(date(2025, 10, 31), date(2025, 10, 31))


async def typing(running: Running, line: str) -> None:
    """Type a line into the filter, letter by letter as the terminal sends it."""
    await running.until(lambda: running.desk.list.count == 64)
    await running.pilot.press("slash")
    for letter in line:
        await running.pilot.press({" ": "space", ">": "greater_than_sign"}.get(letter, letter))
    await running.until(lambda: running.desk.match == line)


def told(running: Running) -> str:
    """What stands below the line."""
    return str(running.desk.query_one("#filter", Input).border_subtitle)


def shown(running: Running) -> list[Paper]:
    """The papers in the list."""
    return [running.desk.list._rows[i].paper for i in range(running.desk.list.count)]


async def test_below_an_empty_line_stands_what_it_understands(start: Start) -> None:
    async with start(size=(140, 40)) as running:
        await typing(running, "")
        assert told(running) == EXAMPLES
        assert "since&#160;Monday" in running.app.export_screenshot()


async def test_conditions_and_words_narrow_while_one_types(start: Start) -> None:
    async with start() as running:
        await typing(running, "by micro >1 comments")
        await running.until(lambda: "≥ 2 comments" in running.text("#scope"))
        papers = shown(running)
        assert papers
        assert all(paper.organization == "Microsoft" and (paper.comments or 0) >= 2 for paper in papers)
        assert "by Microsoft ✕" in running.text("#scope")
        assert told(running) == "only papers by Microsoft, ≥ 2 comments · Enter keeps the filters"
        await running.pilot.press("escape")
        await running.until(lambda: running.desk.list.count == 64)
        assert running.desk.scope == DAY


async def test_a_condition_that_is_begun_narrows_nothing_and_says_so(start: Start) -> None:
    async with start() as running:
        await typing(running, "by ")
        assert running.desk.list.count == 64
        assert told(running) == "“by…” goes on"


@pytest.mark.parametrize(
    ("line", "left"),
    [("by Microsoft", ""), ("by Microsoft merg", "merg"), ("merg", "merg")],
    ids=["all", "some", "none"],
)
async def test_enter_makes_conditions_the_scope_and_leaves_the_words(start: Start, line: str, left: str) -> None:
    async with start() as running:
        await typing(running, line)
        await running.pilot.press("enter")
        await running.until(lambda: running.desk.focused is running.desk.list)
        await running.until(lambda: running.desk.match == left)
        kept = Scope(DAY.since, DAY.until, organization="Microsoft" if "Microsoft" in line else None)
        await running.until(lambda: running.desk.scope == kept)
        field = running.desk.query_one("#filter", Input)
        assert (field.value, field.display) == (left, bool(left))


async def test_a_question_is_asked_over_what_the_list_shows(start: Start) -> None:
    async with start() as running:
        await typing(running, "by Microsoft")
        count = running.desk.list.count
        assert 0 < count < 64
        await running.pilot.press("enter")
        await running.ask("What do they gain?")
        await running.until(lambda: running.desk.conversation.answers)
        assert running.desk.conversation.answers[0].scope_size == count
        assert running.desk.list.count == count


async def test_the_mouse_leaves_the_line_as_enter_does(start: Start) -> None:
    async with start() as running:
        await typing(running, "starred")
        await running.pilot.click("#question-input")
        await running.until(lambda: running.desk.scope.starred)
        assert not running.desk.query_one("#filter").display


async def test_a_click_takes_a_chip_away_while_typing_and_after(start: Start) -> None:
    async with start() as running:
        await typing(running, "by Microsoft merg")
        chip = running.text("#scope").index("by Microsoft ✕")
        await running.pilot.click("#scope", offset=(chip + 2, 0))
        await running.until(lambda: running.desk.match == "merg")
        await running.until(lambda: "Microsoft" not in running.text("#scope"))
        await running.pilot.press("escape")
        await typing(running, "unread")
        await running.pilot.press("enter")
        await running.until(lambda: running.desk.scope.unread)
        await running.until(lambda: "unread ✕" in running.text("#scope"))
        await running.pilot.press("escape")
        await running.until(lambda: running.desk.scope == DAY)


async def test_an_author_is_one_whom_the_catalogue_knows(start: Start) -> None:
    async with start() as running:
        paper = Paper("2510.00001", "Lamps", "They burn.", authors=("Ada Lovelace",))
        await running.desk.library.catalog.merge([paper], default_day=date(2025, 10, 31))
        await running.until(lambda: running.desk.list.count == 65)
        await running.pilot.press("slash")
        running.desk.query_one("#filter", Input).value = "by ada lovelace"
        await running.until(lambda: running.desk.list.count == 1)
        assert "written by ada lovelace ✕" in running.text("#scope")
        running.desk.query_one("#filter", Input).value = "learning by doing"
        await running.until(lambda: running.desk.match == "learning by doing")
        assert running.desk.typed.places == {}
