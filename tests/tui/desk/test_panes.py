"""Panes alone, shared, and told apart; the keys below fit any width."""

from __future__ import annotations

from textual.widgets._footer import FooterKey

from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Start


async def test_a_pane_stands_alone_and_all_come_again(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("z")
        assert running.desk.query_one("#left").size.width > 130
        await running.pilot.press("2")
        assert running.desk.reader.has_focus
        assert 50 < running.desk.reader.size.width < 100
        await running.pilot.press("z", "z")
        await running.until(lambda: running.desk.query_one("#left").region.area)


async def test_the_list_takes_more_of_the_width(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        before = running.desk.list.size.width
        await running.pilot.press("greater_than_sign", "greater_than_sign")
        await running.until(lambda: before + 10 < running.desk.list.size.width < 130)


async def test_the_keys_fit_any_width_and_end_with_the_one_that_tells_all(start: Start) -> None:
    async with start(size=(60, 20)) as running:
        for width, height in [(60, 20), (80, 24), (140, 40), (200, 60)]:
            await running.pilot.resize_terminal(width, height)
            await running.until(lambda: running.desk.list.count == 64 and running.desk.query(FooterKey))
            keys = list(running.desk.query(FooterKey))
            assert keys[-1].description == "Keys", width
            assert width - 22 < keys[-1].region.right <= width


async def test_after_an_answer_its_papers_are_marked_and_the_first_is_shown(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
    async with start(model=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: running.desk.list.cited)
        (turn,) = running.desk.conversation.turns
        assert running.desk.list.cited == {turn.citations[0].paper_id}
        assert running.desk.reader.paper is not None
        assert running.desk.reader.paper.id in running.desk.list.cited
        assert "1 cited" in str(running.desk.query_one("#left").border_title)
