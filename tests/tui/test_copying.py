"""What the mouse has selected is copied by `y` and by Ctrl+C alike, and where it is then is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Running, Start


async def drag_over(running: Running, selector: str) -> str:
    """Select the first line of a text with the mouse; return what is selected."""
    region = running.app.screen.query(selector).first().content_region
    await running.pilot.mouse_down(offset=(region.x, region.y))
    await running.pilot.hover(offset=(region.x + 12, region.y))
    await running.pilot.mouse_up(offset=(region.x + 12, region.y))
    await running.until(running.app.screen.get_selected_text, "the selection")
    return running.app.screen.get_selected_text() or ""


def text_of(kept: Path) -> str:
    return kept.read_text()


def told(running: Running) -> list[str]:
    return [one.title for one in running.app._notifications]


@pytest.fixture
def buffer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file in which a tmux of its own keeps what is copied."""
    kept, tool = tmp_path / "buffer", tmp_path / "bin" / "tmux"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\nexec /bin/cat > '{kept}'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tool.parent))
    monkeypatch.setenv("TMUX", "socket,0,0")
    return kept


@pytest.mark.parametrize("key", ["y", "ctrl+c"])
async def test_what_is_selected_in_an_answer_is_copied_and_told(start: Start, buffer: Path, key: str) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.ask("What is QueST?")
        await running.until(lambda: running.desk.conversation.answers)
        selected = await drag_over(running, ".turn-text Static")
        await running.pilot.press(key)
        await running.until(lambda: "What was selected" in told(running))
        assert running.app.clipboard == text_of(buffer) == selected
        assert running.app.screen.get_selected_text() is None
        await running.pilot.press("y")
        await running.until(lambda: "The answer, with its quotations" in told(running))
        assert len(text_of(buffer)) > len(selected)


async def test_what_is_selected_in_an_abstract_is_copied_by_the_same_key(start: Start, buffer: Path) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.reader.paper is not None)
        await running.pilot.press("y")
        assert "Nothing is selected" in next(iter(running.app._notifications)).message
        selected = await drag_over(running, "#reader-text")
        await running.pilot.press("y")
        await running.until(lambda: "What was selected" in told(running))
        assert text_of(buffer) == selected


async def test_what_is_cut_from_a_line_goes_the_same_way(start: Start, buffer: Path) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("a", *"merge", "shift+home", "ctrl+x")
        await running.until(lambda: "What was selected" in told(running))
        assert text_of(buffer) == "merge"
        assert running.desk.question.input.value == ""
