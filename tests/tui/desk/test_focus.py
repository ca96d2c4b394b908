"""Whatever keys are pressed: the focus is where the eye is, and a filter that is on is seen."""

from __future__ import annotations

import random

import pytest
from textual.widgets import Input

from askpapers.answers.usage import Usage
from askpapers.tui.desk.borders import is_displayed
from askpapers.tui.desk.screen import Desk
from askpapers.tui.dialogs.basic import LineDialog
from askpapers.tui.dialogs.forms import PasteDialog
from askpapers.tui.messages import Spent
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Running, Start

# Each key of the desk that opens something, and what is pressed inside; those that reach out of the program are left out.
KEYS = (
    *"aijkcsdormxnhNhMwY123?:,/[]JTXPNX",
    *("escape", "enter", "tab", "shift+tab", "space", "up", "down", "left", "pagedown", "end", "slash", "colon") * 2,
    *("ctrl+backslash", "question_mark", "comma", "left_square_bracket", "right_square_bracket"),
    *("left_curly_bracket", "right_curly_bracket", "vertical_line"),
)
SIZES = [(60, 20), (80, 24), (140, 40), (200, 60)]
ONE_PANE_AND_THREE = pytest.mark.parametrize("size", [(60, 20), (140, 40)], ids=["60x20", "140x40"])


def holds(running: Running, pressed: list[str]) -> None:
    """Assert what must be so on the desk at any time."""
    desk = running.desk
    if running.app.screen is not desk:
        return
    assert desk.focused is not None, pressed
    assert is_displayed(desk.focused), (desk.focused, pressed)
    assert desk.focused.region.area, (desk.focused, pressed)
    filtering = desk.query_one("#filter", Input)
    assert filtering.display or not (filtering.value or desk.match), pressed


# Every size is come to from every other within each run.
@pytest.mark.parametrize("size", SIZES, ids=["60x20", "80x24", "140x40", "200x60"])
async def test_random_keys_go_where_the_eye_is(start: Start, llm: FakeLLM, size: tuple[int, int]) -> None:
    chance = random.Random(size[0])
    llm.reply(*["AdaMerging learns the merging coefficients itself [1.7]."] * 60)
    pressed: list[str] = []
    async with start(size=size, model=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        for _ in range(40):
            key = chance.choice(KEYS)
            if isinstance(running.app.screen, LineDialog) and key == "enter":
                key = "escape"  # no list is fetched
            pressed.append(key)
            await running.pilot.press(key)
            await running.pilot.pause()
            holds(running, pressed)
            if chance.random() < 0.1:
                await running.pilot.resize_terminal(*chance.choice(SIZES))
                await running.pilot.pause()
                holds(running, pressed)


@ONE_PANE_AND_THREE
async def test_after_a_restart_keys_go_to_the_answer(start: Start, llm: FakeLLM, size: tuple[int, int]) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
    async with start(size=size, model=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: running.desk.conversation_id)
        await running.desk.keeper.save()
    async with start(size=size, model=True) as running:
        await running.until(lambda: running.desk.conversation.answers)
        assert running.app.focused is running.desk.conversation
        await running.pilot.press("colon", "escape", *"zzz")
        await running.until(lambda: running.app.screen is running.desk)
        holds(running, [])
        assert running.desk.list.count == 64


@ONE_PANE_AND_THREE
async def test_an_empty_library_keeps_its_menu(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size, sample=False) as running:
        await running.until(lambda: running.desk.is_empty)
        await running.pilot.press("escape", "a", *"What?", "enter", "2", "x")
        await running.until(lambda: running.app.screen is not running.desk)  # 2 asks for a file
        await running.pilot.press("escape")
        holds(running, [])
        assert not running.desk.conversation.turns
        assert running.desk.question.input.value == "What?"
        await running.open_sample()
        holds(running, [])
        assert isinstance(running.app.screen, Desk)


async def test_what_is_pressed_after_a_question_is_no_part_of_another(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself ⏸[1.7].")
    async with start(size=(80, 24), model=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        running.desk.start_asking("How does AdaMerging merge?")
        assert running.app.focused is running.desk.conversation
        await running.pilot.press("p")
        await running.until(lambda: isinstance(running.app.screen, PasteDialog))
        assert not running.desk.question.input.value
        llm.go.set()


async def test_whoever_leaves_while_an_answer_comes_sees_no_traceback(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
    running.app._spent(Spent(Usage(1, 1, cost=None, calls=1)))
