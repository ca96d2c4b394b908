"""With NO_COLOR everything can be read, whatever the theme, and the place of the cursor is seen."""

from __future__ import annotations

import pytest
from rich.color import ColorType
from rich.segment import Segment
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from textual.widgets import OptionList

from askpapers.tui.screens.settings import SettingsScreen
from tests.tui.conftest import Running, Start


def contrast(piece: Segment) -> float:
    """The contrast between letters and ground as WCAG 2 reckons it, 21 where both are the terminal's own."""
    style = piece.style
    if style is None or all(one is None or one.type is ColorType.DEFAULT for one in (style.color, style.bgcolor)):
        return 21.0
    if style.color is None or style.bgcolor is None:
        return 1.0
    light = sorted(_luminance(Color.from_rich_color(one)) for one in (style.color, style.bgcolor))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(color: Color) -> float:
    parts = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def dimmest(running: Running) -> tuple[float, str]:
    """The words of the screen that can be read worst, and their contrast."""
    strips = running.app.screen._compositor.render_strips()
    words = [piece for strip in strips for piece in strip if any(letter.isalnum() for letter in piece.text)]
    return min((contrast(piece), piece.text) for piece in words)


async def test_every_theme_can_be_read(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start(size=(140, 40)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        for theme in BUILTIN_THEMES:
            running.app.theme = theme
            await running.pilot.pause()
            worst, words = dimmest(running)
            assert worst > 2.5, (
                f"{theme} draws {words!r} at {worst:.2f}"
            )  # what is dimmed on purpose: an empty line's words


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_the_choice_under_the_cursor_is_seen(start: Start, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start() as running:
        running.app.theme = theme
        running.app.action_settings("theme")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        options = running.app.screen.query_one(OptionList)
        reversed_rows = [
            y
            for y in range(options.size.height)
            if any(piece.style and piece.style.reverse for piece in options.render_line(y) if piece.text.strip())
        ]
        assert options.highlighted in reversed_rows
        assert len(reversed_rows) == 1
