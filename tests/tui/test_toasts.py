"""Toasts never hide the footer's keys, the status or the question line, none stands there twice, and each leaves at the next key."""

from __future__ import annotations

import time

import pytest
from textual import events
from textual.notifications import SeverityLevel
from textual.widget import Widget
from textual.widgets._toast import ToastRack

from askpapers.tui import process
from askpapers.tui.widgets.bars import KeyBar
from tests.tui.conftest import Running, Start


def toasts(running: Running) -> list[Widget]:
    """The toasts that have a place on the screen."""
    rack = running.app.screen.get_child_by_type(ToastRack)
    return [toast for holder in rack.children for toast in holder.children if toast.region]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40), (250, 80)])
async def test_what_is_below_stays_in_sight(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size, toasts=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        for number in range(3):
            running.app.notify(f"A word to say what to do, and {number} more of them so that it takes several lines.",
                               title=f"Toast {number}", timeout=600)  # fmt: skip
        await running.until(lambda: len(toasts(running)) == 3)
        assert max(toast.region.bottom for toast in toasts(running)) <= running.desk.question.region.y
        assert running.desk.query_one(KeyBar).region.bottom == size[1]


async def test_a_second_paste_that_cannot_be_read_is_told_in_the_place_of_the_first(start: Start) -> None:
    async with start(size=(80, 24), toasts=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        for words in ("lunch is at noon", "dinner is at eight"):
            running.desk.post_message(events.Paste(f"Dear all, {words}"))
            await running.until(lambda: any(words in n.title for n in running.app._notifications))  # noqa: B023
        await running.until(lambda: len(toasts(running)) == 1)
        assert len(running.app._notifications) == 1


@pytest.mark.parametrize("severity", ["information", "error"])
async def test_a_toast_leaves_at_a_key_once_it_could_be_read(
    start: Start, severity: SeverityLevel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(process.READ_AFTER, severity, 0.3)
    async with start(size=(80, 24), toasts=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        running.app.notify("Words to read.", severity=severity, timeout=600)
        await running.until(lambda: toasts(running))
        (toast,) = running.app._notifications
        await running.until(lambda: time.time() - toast.raised_at > 0.3)
        assert toasts(running)
        await running.pilot.press("j")
        await running.until(lambda: not toasts(running))
        running.app.notify("Words that came just before a key.", severity=severity, timeout=600)
        await running.pilot.press("H")
        await running.until(lambda: not list(running.app._notifications) and not toasts(running))


async def test_what_was_read_makes_room_for_what_is_new_but_an_error(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "READ_AFTER", {"information": 600.0, "warning": 600.0, "error": 600.0})
    async with start(size=(80, 24), toasts=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        told = running.app._notifications
        for words in ("The first.", "The second.", "It broke."):
            running.app.notify(words, severity="error" if "broke" in words else "information", timeout=600)
        await running.until(lambda: [one.message for one in told] == ["The first.", "The second.", "It broke."])
        monkeypatch.setattr(process, "READ_AFTER", {"information": 0.0, "warning": 0.0, "error": 0.0})
        running.app.notify("The third.", timeout=600)
        await running.until(lambda: [one.message for one in told] == ["It broke.", "The third."])
        await running.until(lambda: len(toasts(running)) == 2)
        await running.pilot.press("j")
        await running.until(lambda: not toasts(running))


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_where_there_is_little_room_a_toast_is_wide_and_low(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size, toasts=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        words = "A page's text, a mailing, BibTeX, RIS, CSV, a feed or arXiv links can be read."
        running.app.notify(words, title="The paste holds no papers.", timeout=600)
        await running.until(lambda: toasts(running))
        assert toasts(running)[0].region.height <= 3
