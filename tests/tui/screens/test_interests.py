"""The reader's interests inside the interface: said, seen, and taken back, by keys alone."""

from __future__ import annotations

from rich.table import Table
from textual.widgets import Input, OptionList

from askpapers.papers.scope import Scope
from askpapers.tui.dialogs.basic import LineDialog
from askpapers.tui.screens.interests import InterestsScreen
from askpapers.verbs.interests import order
from tests.tui.conftest import Running, Start


def lines(running: Running) -> list[str]:
    """The lines as they are read: the sign in six columns, and its words, which go on below each other."""
    shown = []
    for option in running.app.screen.query_one(OptionList).options:
        assert isinstance(option.prompt, Table)
        sign, words = (str(next(iter(column.cells))) for column in option.prompt.columns)
        shown.append(f"{sign:<6}{words}")
    return shown


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


async def test_a_watch_is_set_and_taken_back_beside_the_interests(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("I")
        await running.until(lambda: isinstance(running.app.screen, InterestsScreen))
        await running.pilot.press("w")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        running.app.screen.query_one(Input).value = "merging"
        await running.pilot.press("enter")
        await running.until(
            lambda: isinstance(running.app.screen, InterestsScreen) and lines(running) == ["watch merging"]
        )
        await running.pilot.press("home", "delete")
        await running.until(lambda: lines(running) == [])


async def test_the_list_is_ordered_by_what_is_trending_and_by_interests(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        listed = running.desk.current_id
        running.desk.sort_key = "interest"
        await running.desk.show_scope()
        assert running.desk.sort_key == "listed"  # nothing is known yet
        assert running.desk.current_id == listed
        running.desk.sort_key = "trending"
        await running.desk.show_scope()
        ordered = await order(running.desk.library, running.desk.scope, "trending")
        assert (running.desk.current_id, running.desk.list.count) == (ordered[0][0].paper.id, 64)
        ids = [row.paper.id for row in await running.desk.list.rows(running.desk.scope, limit=100)]
        assert ids == [row.paper.id for row, _ in ordered], "what is written or read one by one has the same order"
        assert [row.paper.id for row in await running.desk.list.rows(Scope(ids=(ids[9], ids[2])), limit=2)] == [
            ids[2],
            ids[9],
        ]
        running.desk.match = "agent"
        await running.desk.show_scope()
        assert 0 < running.desk.list.count < 64
