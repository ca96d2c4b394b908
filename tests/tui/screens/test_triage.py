"""Reading one paper after another: marks, the way back, and how much is left."""

from __future__ import annotations

import pytest

from askpapers.papers.scope import Scope
from askpapers.tui.dialogs.forms import AnnotationDialog
from askpapers.tui.screens.triage import TriageScreen
from askpapers.tui.widgets.bars import KeyBar
from tests.tui.conftest import Running, Start


async def marks(running: Running) -> list[tuple[bool, bool]]:
    """Of the first three papers, whether each is read and starred."""
    rows = await running.desk.library.catalog.rows(Scope(), limit=3)
    return [(row.read, row.starred) for row in rows]


@pytest.mark.parametrize("size", [(60, 20), (140, 40)])
async def test_a_paper_is_read_starred_or_kept_and_each_step_taken_back(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("b")
        await running.until(lambda: isinstance(running.app.screen, TriageScreen))
        assert "1 of 64 papers · about 21 minutes left" in running.text("#page-head")
        await running.pilot.press("n", "x", "m")
        assert await marks(running) == [(True, False), (True, True), (False, False)]
        assert "4 of 64 papers" in running.text("#page-head")
        await running.pilot.press("u", "u")
        assert await marks(running) == [(True, False), (False, False), (False, False)]
        keys = [one.binding.description for one in running.app.screen.query_one(KeyBar).keys]
        assert keys[-2:] == ["Back", "Keys"]  # the way out stands there at any width
        await running.pilot.press("escape")
        await running.until(lambda: running.app.screen is running.desk and running.desk.list.cursor == 1)
        await running.pilot.press("u")
        await running.until(lambda: running.desk.list.row and not running.desk.list._rows[0].read)


async def test_at_80_columns_the_last_line_has_the_way_back_from_a_step(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("b")
        await running.until(lambda: isinstance(running.app.screen, TriageScreen))
        await running.until(lambda: running.app.screen.query_one(KeyBar).keys)
        assert "Undo" in [one.binding.description for one in running.app.screen.query_one(KeyBar).keys]


async def test_a_paper_is_tagged_while_it_is_read_and_that_is_taken_back(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("b", "n", "t")
        await running.until(lambda: isinstance(running.app.screen, AnnotationDialog))
        await running.pilot.press(*"later", "enter")
        await running.until(lambda: "#later" in running.text("#reader-words"))
        assert "2 of 64 papers" in running.text("#page-head")
        await running.pilot.press("n", "u", "u")
        await running.until(lambda: running.text("#reader-words") == "" and "2 of 64" in running.text("#page-head"))
        await running.pilot.press("u")
        await running.until(lambda: "1 of 64 papers" in running.text("#page-head"))
        assert await marks(running) == [(False, False)] * 3


async def test_asking_about_the_paper_asks_it_alone(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("b", "n", "a")
        await running.until(lambda: running.desk.question.input.has_focus)
        assert running.desk.list.count == 1


async def test_after_the_last_there_is_a_way_back(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("slash", *"einspace", "enter", "b", "space")
        await running.until(lambda: "That was all" in running.text("#reader-text"))
        await running.pilot.press("escape", "b")
        await running.until(lambda: running.app.screen is running.desk)
