"""The question line: earlier questions, and the filters that a question's words make."""

from __future__ import annotations

import pytest
from textual.events import Paste
from textual.widgets import Input, OptionList

from askpapers.tui.dialogs.basic import SearchDialog
from tests.tui.conftest import Running, Start

QUESTION = "What is new by Microsoft?"


def price(running: Running) -> str:
    return running.text("#question-price")


async def typed(running: Running, question: str) -> None:
    await running.pilot.press("a")
    running.desk.question.input.value = question
    await running.until(lambda: "quoted" in price(running), "the price")


async def test_filters_of_a_question_are_chips_that_ctrl_l_takes_away_and_puts_back(start: Start) -> None:
    async with start() as running:
        await typed(running, QUESTION)
        assert "by Microsoft ✕" in price(running)
        assert "1 of 1 paper " in price(running)
        await running.pilot.press("ctrl+l")
        await running.until(lambda: "✕" not in price(running) and "64 papers" in price(running))
        assert running.desk.question.literal
        await running.pilot.press("ctrl+l")
        await running.until(lambda: "by Microsoft ✕" in price(running))


async def test_a_click_on_a_chip_takes_it_away(start: Start) -> None:
    async with start() as running:
        await typed(running, QUESTION)
        shown = running.desk.query_one("#question-price")
        place = next(
            x
            for x in range(shown.size.width)
            if running.app.screen.get_style_at(shown.region.x + x, shown.region.y).meta.get("filters")
        )
        await running.pilot.click(shown, offset=(place, 0))
        await running.until(lambda: "✕" not in price(running) and "64 papers" in price(running))


async def test_a_question_asked_without_its_filters_reads_all_papers_and_the_next_has_them_again(start: Start) -> None:
    async with start() as running:
        await typed(running, QUESTION)
        await running.pilot.press("ctrl+l", "enter")
        await running.until(lambda: running.desk.conversation.answers)
        assert running.desk.conversation.answers[0].scope_size == 64
        await running.ask(QUESTION)
        await running.until(lambda: len(running.desk.conversation.answers) == 2)
        assert running.desk.conversation.answers[1].scope_size == 1


async def test_up_and_down_go_through_earlier_questions_and_back_to_the_draft(start: Start) -> None:
    async with start() as running:
        line = running.desk.question.input
        line.set_history(["newest", "older"])
        await running.pilot.press("a", *"draft", "up")
        assert line.value == "newest"
        await running.pilot.press("up", "up")
        assert line.value == "older"
        await running.pilot.press("down", "down", "down")
        assert line.value == "draft"


async def test_ctrl_r_finds_an_earlier_question(start: Start) -> None:
    async with start() as running:
        line = running.desk.question.input
        await running.pilot.press("a", "ctrl+r")
        assert not isinstance(running.app.screen, SearchDialog)
        line.set_history(["Which use RL?", "What of agents?"])
        await running.pilot.press("ctrl+r")
        await running.until(lambda: isinstance(running.app.screen, SearchDialog))
        await running.pilot.press(*"agents")
        assert running.app.screen.query_one(OptionList).option_count == 1
        await running.pilot.press("enter")
        await running.until(lambda: line.value == "What of agents?")
        assert running.app.focused is line


async def test_a_pasted_question_keeps_all_its_lines(start: Start) -> None:
    async with start() as running:
        from textual.events import Paste

        await running.pilot.press("a")
        running.desk.question.input.post_message(Paste("Which papers\nuse\t RL?\n"))
        await running.until(lambda: running.desk.question.input.value == "Which papers use RL?")


@pytest.mark.parametrize("key", ["a", "/"])
async def test_a_line_of_the_desk_takes_a_paste_of_two_lines(start: Start, key: str) -> None:
    async with start() as running:
        await running.pilot.press(key)
        field = running.app.focused
        assert isinstance(field, Input)
        running.app.post_message(Paste("\nBy \x1b\x9bMicrosoft,\n\u202eon agents\0"))
        await running.until(lambda: field.value == "By Microsoft, on agents")
