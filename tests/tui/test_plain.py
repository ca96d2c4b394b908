"""The plain mode: one pane whatever the width, words for signs, the terminal's cursor on the row; kept over a restart."""

from __future__ import annotations

from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Start


async def test_plain_mode_speaks_in_words(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7]. It gains 99% [1.11].")
    async with start(model=True) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        assert desk.reader.region.area
        await running.pilot.press("P")
        await running.until(lambda: not desk.reader.region.area)
        assert desk.list.size.width == 140
        await running.pilot.press("x", "j")
        await running.until(lambda: "new, starred: " in desk.list.render_line(0).text)
        assert running.app.cursor_position.y == desk.list.content_region.y + 2
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: desk.conversation.answers)
        shown = " ".join(running.text(".turn-text").split())
        assert "[1 weak]" in shown
        assert "[2 not supported]" in shown
    async with start(model=True) as running:
        assert running.app.has_class("plain")
        await running.pilot.press("P")
        await running.until(lambda: not running.desk.has_class("-narrow"))
