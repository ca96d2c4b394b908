"""Panes alone, shared, and told apart; the keys below fit any width."""

from __future__ import annotations

from askpapers.papers.scope import Scope
from askpapers.tui.widgets.status_bars import KeyBar
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Start


async def test_a_pane_stands_alone_and_all_come_again(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("z")
        assert running.desk.query_one("#left").size.width > 130
        await running.pilot.press("2")
        assert running.desk.reader.has_focus
        assert 50 < running.desk.reader.size.width < 100
        await running.pilot.press("z", "z")
        await running.until(lambda: running.desk.query_one("#left").region.area)


async def test_the_list_takes_more_of_the_width(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        before = running.desk.list.size.width
        await running.pilot.press("greater_than_sign", "greater_than_sign")
        await running.until(lambda: before + 10 < running.desk.list.size.width < 130)


async def test_the_keys_fit_any_width_and_end_with_the_one_that_tells_all(start: Start) -> None:
    async with start(size=(60, 20)) as running:
        bar = running.desk.query_one(KeyBar)
        for width, height in [(60, 20), (80, 24), (140, 40), (200, 60)]:
            await running.pilot.resize_terminal(width, height)
            await running.until(lambda: running.desk.list.count == 64 and bar.keys)
            assert bar.keys[-1].binding.description == "Keys", width
            assert width - 22 < bar.place_of("Keys").x + len(" Keys") <= width


async def test_after_an_answer_its_papers_are_marked_and_the_first_is_shown(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
    async with start(model=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: running.desk.list.cited)
        (turn,) = running.desk.conversation.turns
        assert running.desk.list.cited == {turn.citations[0].paper_id}
        assert running.desk.reader.paper is not None
        assert running.desk.reader.paper.id in running.desk.list.cited
        assert "1 cited" in str(running.desk.query_one("#left").border_title)


async def test_beside_an_answer_a_click_in_the_list_shows_its_paper_and_tab_the_cited_one(
    start: Start, llm: FakeLLM
) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
    async with start(model=True) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: desk.list.cited)
        (cited,) = desk.list.cited
        assert desk.reader.paper is not None and desk.reader.paper.id == cited
        await running.pilot.click("#list", offset=(10, 5))
        await running.until(lambda: desk.list.row and desk.reader.paper.id == desk.list.row.paper.id != cited)
        assert desk.panes.view == "answer" and desk.list.has_focus
        await running.pilot.press("down")
        await running.until(lambda: desk.list.row and desk.reader.paper.id == desk.list.row.paper.id)
        desk.list.cursor = next(place for place, row in desk.list._rows.items() if row.paper.id == cited)
        await running.until(lambda: desk.reader.paper.id == cited and desk.reader._lit)
        await running.pilot.press("home")
        await running.until(lambda: desk.reader.paper.id != cited)
        await running.pilot.click("Conversation", offset=(1, 1))
        await running.pilot.press("tab")
        await running.until(lambda: desk.reader.paper.id == cited)
        await running.pilot.press("1")
        await running.until(lambda: desk.list.row and desk.reader.paper.id == desk.list.row.paper.id != cited)


async def test_what_an_answer_cites_is_in_view_in_the_list_where_its_cursor_stays(start: Start, llm: FakeLLM) -> None:
    async with start(size=(140, 24)) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await desk.list.bring_into_view(last := (await running.app.library.catalog.ids(desk.scope))[-1])
        await running.until(lambda: desk.list.scroll_y > 0)
        drawn = desk.list._visible()
        assert desk.list.cursor == 0 and any(row.paper.id == last for i, row in desk.list._rows.items() if i in drawn)
        await running.pilot.resize_terminal(140, 20)
        await running.until(lambda: desk.list.scroll_y == desk.list.max_scroll_y)


async def test_an_empty_library_offers_the_keys_that_bring_papers(start: Start) -> None:
    async with start(size=(80, 24), sample=False) as running:
        await running.until(lambda: running.desk.is_empty)

        def told() -> set[str]:
            return {key.binding.description for key in running.desk.query_one(KeyBar).keys}

        await running.until(lambda: {"Ask", "Add a file or address", "Paste a list"} <= told())
        assert not {"Filter", "Compare", "Star"} & told()
        await running.pilot.press("1")
        await running.until(lambda: {"Filter", "Compare"} <= told())
        assert not any(
            toast.message.strip() for toast in running.app._notifications
        )  # of bundled data nothing is warned


async def test_the_price_is_of_the_papers_in_scope(start: Start) -> None:
    async with start() as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await running.pilot.press("a", *"Why?")
        await running.until(lambda: "of 64 papers" in running.text("#question-price"))
        desk.take_scope(Scope(ids=tuple(row.paper.id for row in list(desk.list._rows.values())[:2])))
        await running.until(lambda: "of 2 papers" in running.text("#question-price"))
