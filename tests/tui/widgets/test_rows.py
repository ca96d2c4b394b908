"""What is painted while an answer grows: the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual.widget import Widget
from textual.widgets import Static

from tests.tui.conftest import Start


@contextmanager
def refreshes(widget: Widget) -> Iterator[list[bool]]:
    """Note each time that a widget is to be painted anew, and whether the screen is to be laid out for it."""
    noted: list[bool] = []
    refresh = widget.refresh

    def noting(*regions: object, layout: bool = False, **given: object) -> Widget:
        noted.append(layout)
        return refresh(*regions, layout=layout, **given)  # type: ignore[arg-type]

    setattr(widget, "refresh", noting)  # noqa: B010
    yield noted
    setattr(widget, "refresh", refresh)  # noqa: B010


async def test_a_growing_answer_paints_neither_the_list_beside_it_nor_its_question(start: Start) -> None:
    async with start() as running:
        turn = await running.desk.conversation.begin("How are sheep counted?")
        running.desk.panes.show("answer")
        await running.pilot.pause()
        papers, layouts = running.desk.list, list[object]()
        assert papers.show_vertical_scrollbar
        running.desk.screen_layout_refresh_signal.subscribe(running.desk, layouts.append)
        question = turn.query_one(".turn-question", Static)
        with refreshes(papers) as rows, refreshes(papers.vertical_scrollbar) as bar, refreshes(question) as asked:
            for line in range(1, 6):
                turn.words("They are counted one by one, from the first to the last. " * 2)
                turn.redraw()
                await running.until(lambda line=line: len(layouts) >= line)
            assert (rows, bar, asked) == ([], [], [])


async def test_the_bar_follows_where_the_list_gets_another_size(start: Start) -> None:
    async with start() as running:
        papers = running.desk.list
        await running.until(lambda: papers.size.height)
        before = papers.vertical_scrollbar.window_size
        await running.pilot.resize_terminal(140, 20)
        await running.until(lambda: papers.vertical_scrollbar.window_size != before)
        assert papers.vertical_scrollbar.window_size == papers.scrollable_content_region.height


async def test_the_bar_goes_where_the_lines_become_few(start: Start) -> None:
    async with start() as running:
        papers = running.desk.list
        await running.until(lambda: papers.show_vertical_scrollbar)
        await running.pilot.press("slash", *"adamerging", "enter")
        await running.until(lambda: papers.count == 1)
        await running.until(lambda: not papers.show_vertical_scrollbar)
