"""A theme that is changed is seen at once, in what was drawn before too, and before it is chosen."""

from __future__ import annotations

from textual.widgets import OptionList

from askpapers.tui.dialogs.basic import LineDialog
from askpapers.tui.screens.settings import SettingsScreen
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Running, Start


def mark_color(running: Running) -> object:
    """The color that the answer's first mark is drawn in."""
    (turn,) = running.desk.conversation.turns
    for paragraph in turn.query(".turn-text Static"):
        for y in range(paragraph.size.height):
            for piece in paragraph.render_line(y):
                if "[1" in piece.text and piece.style:
                    return piece.style.color
    raise AssertionError("no mark is drawn")


def name_color(running: Running) -> object:
    """The color in which a pane that is not seen is named, in the title of the one that is."""
    line = running.app.screen._compositor.render_strips()[running.desk.conversation.region.y]
    return next(piece.style.color for piece in line if "2 Paper" in piece.text and piece.style)


async def test_a_verdict_and_a_title_take_the_colors_of_the_theme(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
    async with start(model=True, size=(80, 24)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: running.desk.conversation_id)
        dark, name = mark_color(running), name_color(running)
        running.app.theme = "textual-light"
        await running.until(lambda: mark_color(running) != dark and name_color(running) != name)
        running.app.theme = "textual-dark"
        await running.until(lambda: mark_color(running) == dark)


async def test_a_tab_takes_the_colors_of_the_theme(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.ask("What is QueST?")
        await running.until(lambda: running.desk.conversation_id)
        await running.pilot.press("N")
        await running.ask("What is AdaMerging?")
        bar = running.desk.query_one("#tabs")
        await running.until(lambda: bar.display and len(running.desk.tabs) == 2)

        def color() -> object:
            return next(piece.style.color for piece in bar.render_line(0) if "QueST" in piece.text and piece.style)

        dark = color()
        running.app.theme = "textual-light"
        await running.until(lambda: color() != dark)


async def test_themes_are_seen_before_one_is_chosen(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        before = running.app.theme
        running.app.action_settings("theme")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        await running.pilot.press("down", "down", "down")
        await running.until(lambda: running.app.screen.query_one(OptionList).highlighted)
        await running.until(lambda: running.app.theme != before)
        await running.pilot.press("escape")
        await running.until(lambda: running.app.theme == before)
        assert await running.desk.library.catalog.state.get("theme") in {None, before}
