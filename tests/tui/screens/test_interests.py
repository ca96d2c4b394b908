"""The reader's interests inside the interface: said, seen, and taken back, by keys alone."""

from __future__ import annotations

from textual.widgets import Input, OptionList

from askpapers.tui.dialogs.basic import LineDialog
from askpapers.tui.screens.interests import InterestsScreen
from tests.tui.conftest import Running, Start


def lines(running: Running) -> list[str]:
    return [str(option.prompt) for option in running.app.screen.query_one(OptionList).options]


async def test_an_interest_is_said_seen_and_taken_back(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("x", "I")
        await running.until(lambda: isinstance(running.app.screen, InterestsScreen) and lines(running))
        (starred,) = lines(running)
        assert starred.startswith("★")
        await running.pilot.press("a")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        running.app.screen.query_one(Input).value = "I work on [red]NAS[/]"
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, InterestsScreen) and len(lines(running)) == 2)
        assert lines(running)[0] == "said  I work on [red]NAS[/]"
        await running.pilot.press("end", "delete")
        assert len(lines(running)) == 2
        await running.pilot.press("home", "delete")
        await running.until(lambda: lines(running) == [starred])
        await running.pilot.press("escape")
        assert running.app.screen is running.desk
