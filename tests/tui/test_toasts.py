"""Toasts never hide the footer's keys, the status or the question line, and none stands there twice."""

from __future__ import annotations

import pytest
from textual import events
from textual.widget import Widget
from textual.widgets._toast import ToastRack

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
