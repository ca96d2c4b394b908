"""The pictures of a day: walked, turned and left for what they show; and two days beside each other."""

from __future__ import annotations

from datetime import date

from askpapers.papers.paper import Paper
from askpapers.tui.screens.days import DaysScreen
from askpapers.tui.screens.plots import PlotScreen
from tests.tui.conftest import Start

LATE = date(2025, 11, 3)


async def test_a_paper_and_a_day_are_opened_from_their_pictures(start: Start) -> None:
    async with start() as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await desk.library.catalog.merge([Paper("late", "A Late Paper", "It is late.")], default_day=LATE)
        await running.pilot.press("T")
        await running.until(lambda: isinstance(running.app.screen, PlotScreen) and running.app.screen._dots)
        screen = running.app.screen
        assert isinstance(screen, PlotScreen)
        assert "of the differences" in running.text("#plot-words")
        first = running.text("#plot-words").splitlines()[1]
        keys = ["right", "left", "up", "down"]
        for key in keys:
            await running.pilot.press(key)
        await running.pilot.press("tab", "tab")
        await running.until(lambda: "more comments" in running.text("#plot-words"))
        await running.pilot.press("shift+tab")
        await running.until(lambda: "2 days with papers" in running.text("#plot-words"))
        assert "64 papers" in running.text("#plot-words")
        await running.pilot.press("right", "enter")
        await running.until(lambda: desk.list.count == 1 and desk.scope.since == LATE)
        await running.pilot.press("left_square_bracket")
        await running.until(lambda: desk.list.count == 64)
        await running.pilot.press("T")
        await running.until(lambda: isinstance(running.app.screen, PlotScreen) and running.app.screen._dots)
        await running.pilot.press("enter")
        await running.until(lambda: running.app.screen is desk and desk.reader.has_focus)
        assert desk.reader.paper is not None
        assert first.startswith(desk.reader.paper.title[:40])


async def test_two_days_beside_each_other(start: Start) -> None:
    async with start() as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await desk.library.catalog.merge([Paper("late", "A Late Paper", "It is late.")], default_day=LATE)
        await running.pilot.press("vertical_line")
        await running.until(lambda: isinstance(running.app.screen, DaysScreen))
        screen = running.app.screen
        assert isinstance(screen, DaysScreen)
        left, right = screen._panes
        await running.until(lambda: right.list.row is not None)
        assert (left.list.count, right.list.count) == (64, 1)
        # A day that was never opened has no lines yet.
        await running.until(lambda: right.list.row and right.list.row.one_line == "It is late.")
        await running.pilot.press("x", "tab", "enter")
        await running.until(lambda: running.app.screen is desk and desk.reader.has_focus)
        late = await desk.library.catalog.rows(desk.scope.__class__(LATE, LATE))
        assert late[0].starred


async def test_in_a_small_terminal_the_head_is_one_line_and_the_caption_whole(start: Start) -> None:
    async with start(size=(60, 20)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("T")
        await running.until(
            lambda: isinstance(running.app.screen, PlotScreen) and running.app.screen.query("#plot-words")
        )
        await running.until(lambda: "of the differences" in " ".join(running.text("#plot-words").split()))
        assert running.app.screen.query_one("#page-head").size.height == 1
        caption = running.app.screen.query_one("#plot-words")
        await running.until(lambda: caption.size.height == len(running.text("#plot-words").splitlines()))
        assert caption.region.bottom == 19
