"""Dialogs that search: what is typed narrows, arrows walk, Enter takes, Escape takes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.events import Paste
from textual.widgets import Input, OptionList, TextArea

from askpapers.tui.dialogs.basic import SearchDialog, TextDialog
from askpapers.tui.dialogs.forms import PasteDialog
from tests.tui.conftest import Start

LINES = ["Which papers use RL?", "What is new on agents?", "How do agents use tools in RL?"]


class Asked(App[None]):
    """Asks with one dialog, and keeps what it gave."""

    def __init__(self, lines: Sequence[str], value: str = "") -> None:
        super().__init__()
        self._dialog = SearchDialog("Earlier questions", lines, value)
        self.given: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(self._dialog, self.given.append)

    def shown(self) -> list[str]:
        return [str(option.prompt) for option in self.screen.query_one(OptionList).options]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", LINES),
        ("rl", [LINES[0], LINES[2]]),
        ("RL agents", [LINES[2]]),
        ("diffusion", ["Nothing has these words. Esc closes."]),
    ],
)
async def test_words_in_any_order_and_case_narrow_the_lines(typed: str, shown: list[str]) -> None:
    app = Asked(LINES)
    async with app.run_test() as pilot:
        app.screen.query_one(Input).value = typed
        await pilot.pause()
        assert app.shown() == shown


@pytest.mark.parametrize(
    ("keys", "given"),
    [
        (["enter"], LINES[0]),
        (["down", "enter"], LINES[1]),
        (["up", "enter"], LINES[2]),
        (["ctrl+r", "ctrl+r", "ctrl+r", "enter"], LINES[0]),
        ([*"tools", "enter"], LINES[2]),
        ([*"diffusion", "down", "enter"], None),
        (["escape"], None),
    ],
)
async def test_arrows_walk_and_enter_takes(keys: list[str], given: str | None) -> None:
    app = Asked(LINES)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.given == [given]


async def test_it_begins_with_what_was_typed_already() -> None:
    app = Asked(LINES, "agents")
    async with app.run_test():
        assert app.screen.query_one(Input).value == "agents"
        assert app.shown() == LINES[1:]


async def test_a_line_from_outside_is_never_markup() -> None:
    app = Asked(["[red]no[/] \x1b[31mcolour\nhere"])
    async with app.run_test():
        (line,) = app.shown()
        assert line.startswith("[red]no[/]")
        assert "\x1b" not in line
        assert "\n" not in line


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("How do agents\r\n  use tools in RL?\n", "How do agents use tools in RL?"),
        ("\nHow do agents", "How do agents"),
        ("a  b", "a  b"),
        ("\n", "agents"),
    ],
)
async def test_the_lines_of_a_paste_become_one_in_place_of_what_is_selected(pasted: str, line: str) -> None:
    app = Asked(LINES, "agents")
    async with app.run_test() as pilot:
        field = app.screen.query_one(Input)
        field.action_select_all()
        app.post_message(Paste(pasted))
        await pilot.pause()
        assert field.value == line


class Pasted(App[None]):
    """Asks for a paste, and keeps what it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(PasteDialog({}), self.given.append)


@pytest.mark.parametrize("sizes", [[10], [50_000], [50_000, 30], [30, 50_000], [50_000, 50_000]])
async def test_a_long_paste_is_kept_whole_and_shown_in_part(sizes: list[int]) -> None:
    app = Pasted()
    pieces = [f"{place}" * size for place, size in enumerate(sizes)]
    async with app.run_test() as pilot:
        area = app.screen.query_one(TextArea)
        for piece in pieces:
            app.post_message(Paste(piece))
            await pilot.pause()
        assert len(area.text) < 25_000
        await pilot.press("ctrl+s")
        await pilot.pause()
    (given,) = app.given
    assert given is not None
    assert sorted(given) == sorted("".join(pieces))


class Kept(App[None]):
    """Offers a long text that could not be read, and keeps what becomes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(PasteDialog({"paste": "an old line\n" * 5000}), self.given.append)


@pytest.mark.parametrize("pasted", ["@article{new, title={Short}}", "new\r\nlines\r\n" * 4000, ""])
async def test_what_is_pasted_over_a_long_text_takes_its_place_whole(pasted: str) -> None:
    app = Kept()
    async with app.run_test() as pilot:
        app.post_message(Paste(pasted)) if pasted else await pilot.press("backspace")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert app.given == [pasted.replace("\r\n", "\n") or None]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_a_line_of_the_keys_that_wraps_goes_on_below_its_words(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("question_mark")
        await running.until(
            lambda: isinstance(running.app.screen, TextDialog) and running.app.screen.query("VerticalScroll Static")
        )
        lines = running.text("TextDialog VerticalScroll Static").splitlines()
        room = running.app.screen.query_one("VerticalScroll Static").size.width
        assert room > 0
        assert max(map(cell_len, lines)) <= room
        signs = next(line for line in lines if "● new" in line)
        assert "± changed" in signs
