"""What fails behind the interface is told, and ends nothing."""

from __future__ import annotations

import pytest

from askpapers import errors
from askpapers.answers.answer import Cell, Comparison, Point
from askpapers.papers.paper import Paper
from askpapers.tui.screens.comparison import rotate_columns
from tests.tui.conftest import Running, Start


def told(running: Running) -> str:
    """The words of all toasts."""
    return " ".join(f"{toast.title} {toast.message}" for toast in running.app._notifications)


async def test_a_fault_of_ours_and_a_library_that_cannot_be_written_are_told(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(toasts=True) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)

        async def broken() -> None:
            raise ZeroDivisionError("by nothing")

        desk.run_worker(broken(), exit_on_error=False)
        await running.until(lambda: "ZeroDivisionError: by nothing" in told(running))

        async def refused(*args: object, **words: object) -> None:
            raise errors.NotWritable("The library cannot be written.", "Give it a place.")

        monkeypatch.setattr(desk.library.catalog, "mark", refused)
        await running.pilot.press("1", "enter")  # opening a paper marks it read in passing
        await running.until(lambda: desk.reader.paper is not None)
        assert "cannot be written" not in told(running)
        await running.pilot.press("x")
        await running.until(lambda: "The library cannot be written." in told(running))
        assert running.app.screen is desk


async def test_a_path_that_none_can_be_is_pasted_as_text(start: Start) -> None:
    async with start(toasts=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("1")
        from textual import events

        running.desk.on_paste(events.Paste("~nobody5 is no home " + "x" * 300))
        await running.until(lambda: "paste" in told(running) or "text" in told(running))
        assert running.app.screen is running.desk


def test_columns_are_turned_with_their_cells() -> None:
    papers = (Paper("a", "A"), Paper("b", "B"), Paper("c", "C"))
    before = Comparison(papers, (Point("data", (Cell("1"), Cell("2"), Cell("3"))),))
    after = rotate_columns(before)
    assert [paper.id for paper in after.papers] == ["b", "c", "a"]
    assert [cell.text for cell in after.points[0].cells] == ["2", "3", "1"]
    assert rotate_columns(rotate_columns(after)) == before
