"""The palette finds what can be done, and what the library has."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from askpapers.tui.dialogs.palette import PaletteDialog
from askpapers.tui.screens.settings import SettingsScreen
from tests.tui.conftest import Running, Start


def lines(running: Running) -> list[str]:
    """What the palette shows."""
    options = running.app.screen.query_one(OptionList)
    return [str(options.get_option_at_index(i).prompt) for i in range(options.option_count)]


async def opened(running: Running, typed: str) -> None:
    await running.until(lambda: running.desk.list.count == 64)
    await running.pilot.press("colon")
    await running.until(lambda: isinstance(running.app.screen, PaletteDialog))
    await running.pilot.press(*["space" if letter == " " else letter for letter in typed])


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_each_action_stands_there_once_with_its_key_on_one_line(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as running:
        await opened(running, "")
        told = [line.split("  ")[0] for line in lines(running)]
        assert len(told) == len(set(told)) > 20
        options = running.app.screen.query_one(OptionList)
        assert options.virtual_size.height == options.option_count
        assert next(line for line in lines(running) if line.startswith("Calendar")).split()[-1] == "d"


async def test_papers_are_found_and_opened(start: Start) -> None:
    async with start() as running:
        await opened(running, "adamerg")
        await running.until(lambda: any("AdaMerging" in line for line in lines(running)))
        await running.pilot.press("enter")
        await running.until(lambda: running.app.screen is running.desk and running.desk.reader.has_focus)
        assert running.desk.reader.paper is not None
        assert running.desk.reader.paper.title.startswith("AdaMerging")


async def test_days_and_settings_are_found(start: Start) -> None:
    async with start() as running:
        await opened(running, "31 oct")
        await running.until(lambda: any("31 Oct 2025" in line for line in lines(running)))
        await running.pilot.press("escape")
        await opened(running, "max_cost_day")
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))


async def test_an_action_is_done(start: Start) -> None:
    async with start() as running:
        await opened(running, "zoom")
        await running.pilot.press("enter")
        await running.until(lambda: running.desk.has_class("zoom-list"))
