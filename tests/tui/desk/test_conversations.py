"""What is open stays open: beside each other, over a restart, and while an answer comes."""

from __future__ import annotations

from askpapers.tui.screens.comparison import CellView, CompareScreen
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Start

FIRST = "AdaMerging learns the merging coefficients itself [1.7]. It gains ⏸99% [1.11]."


async def test_an_answer_goes_on_in_its_tab_and_all_come_back_after_a_restart(start: Start, llm: FakeLLM) -> None:
    llm.reply(FIRST, "It gains 11% [1.11].", "problem | A: design [1.1] | B: reasoning [2.1]")
    async with start(model=True) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        assert not desk.query_one("#tabs").display
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: desk.conversation.turns and "learns" in desk.conversation.turns[0].text)
        (turn,) = desk.conversation.turns
        await running.pilot.press("N")
        await running.until(lambda: not desk.conversation.turns)
        assert turn.answer is None
        llm.go.set()
        await running.until(lambda: turn.answer)
        assert not desk.list.cited  # it is not the answer that is shown
        await running.ask("What does it gain?")
        await running.until(lambda: desk.conversation.answers and desk.query_one("#tabs").display)
        assert "How does" in running.text("#tabs") and "What does it" in running.text("#tabs")
        await running.pilot.press("left_curly_bracket")
        await running.until(lambda: desk.conversation.turns == [turn])
        await running.pilot.press("1", "space", "down", "space", "c")
        await running.until(
            lambda: isinstance(running.app.screen, CompareScreen) and running.app.screen.query(CellView)
        )
        await running.pilot.press("right_curly_bracket")  # the one after the last is the first
        await running.until(lambda: running.app.screen is desk and desk.conversation.turns == [turn])
        assert len(desk.tabs) == 3
        await desk.keeper.save()
    async with start(model=True) as running:
        desk = running.desk
        await running.until(lambda: desk.conversation.answers)
        assert len(desk.tabs) == 3
        assert desk.conversation.answers[0].question == "How does AdaMerging merge?"
        await running.pilot.press("right_curly_bracket")
        await running.until(lambda: [a.question for a in desk.conversation.answers] == ["What does it gain?"])
        await running.pilot.press("X")
        await running.until(lambda: [a.question for a in desk.conversation.answers] == ["How does AdaMerging merge?"])
        assert len(desk.tabs) == 2


async def test_x_closes_a_comparison_where_it_is_seen_and_what_is_open_keeps_its_line(
    start: Start, llm: FakeLLM
) -> None:
    llm.reply("problem | A: design [1.1] | B: reasoning [2.1]", FIRST.replace("⏸", ""))
    async with start(size=(80, 24), model=True) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await running.pilot.press("space", "down", "space", "c")
        await running.until(lambda: running.app.screen.query(CellView))
        await running.pilot.press("question_mark")
        assert "X                Close the tab" in str(running.app.screen.query_one("VerticalScroll Static").render())
        await running.pilot.press("escape", "escape")
        assert desk.query_one("#tabs").display
        await running.ask("Which papers merge task vectors?")
        await running.until(lambda: len(desk.tabs) == 2 and desk.conversation_id)
        await running.pilot.press("X")
        await running.until(lambda: len(desk.tabs) == 1 and not desk.conversation.turns)
        assert desk.query_one("#tabs").display
        await running.pilot.press("right_curly_bracket")
        await running.until(lambda: isinstance(running.app.screen, CompareScreen))
        await running.pilot.press("X")
        await running.until(lambda: running.app.screen is desk and not desk.tabs)
        assert not desk.query_one("#tabs").display
