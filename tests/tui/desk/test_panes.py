"""Panes alone, shared, and told apart; the keys below fit any width."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from askpapers.papers.scope import Scope
from askpapers.tui.desk.borders import Borders
from askpapers.tui.widgets.bars import KeyBar
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Start


def title_of(pane: Widget) -> str:
    """A pane's title as it is read."""
    return Content.from_markup(pane.border_title or "").plain


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
        moved = running.desk.list.size.width
        await running.desk.keeper.save()
    async with start() as running:
        await running.until(lambda: running.desk.list.size.width == moved, "where it was moved to before the restart")
        for damaged in ("[", "7", '[["left"]]', '[[["along", "left", "reader"], {"left": "wide"}]]'):
            fresh = Borders(running.desk)
            fresh.restore(damaged)
            assert fresh.stored() == ""


async def test_every_border_is_moved_and_dragged_and_each_set_of_panes_keeps_its_own(
    start: Start, llm: FakeLLM
) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
    async with start(model=True) as running:
        desk, pilot = running.desk, running.pilot
        left, answer, paper = desk.query_one("#left"), desk.conversation, desk.reader

        async def drag(x: int, y: int, to: tuple[int, int]) -> None:
            await pilot.mouse_down(offset=(x, y))
            await pilot.hover(offset=to)
            await pilot.mouse_up(offset=to)
            await pilot.pause()

        await running.until(lambda: desk.list.count == 64)
        await drag(left.region.right - 1, 9, (29, 9))
        await running.until(lambda: left.region.width == 30)
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: desk.list.cited and left.region.width == 46)
        before = answer.region.width
        await pilot.press("greater_than_sign")  # the answer has the focus
        await running.until(lambda: answer.region.width > before and left.region.width == 46)
        await drag(paper.region.x, 9, (80, 9))
        await running.until(lambda: paper.region.x == 81)
        await pilot.press("1")
        await running.until(lambda: left.region.width == 30)
        await pilot.resize_terminal(80, 24)
        await pilot.press("3", "tab")
        await running.until(lambda: paper.display and paper.region.y > answer.region.y)
        assert answer.region.width == 80
        before = answer.region.height
        assert (title_of(answer), title_of(paper)) == ("1 Papers · » 1 cited  3 Answer", "2 Paper")
        await drag(40, paper.region.y, (40, paper.region.y - 3))
        await running.until(lambda: answer.region.height == before - 3)
        await pilot.press("z", "less_than_sign")  # the pane that was taken hold of stands alone
        assert paper.region.height > before


async def test_a_title_names_the_panes_that_are_not_seen_and_a_click_goes_there(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
    async with start(model=True, size=(80, 24)) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        assert title_of(desk.query_one("#left")) == "1 Papers  2 Paper"
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: desk.list.cited)
        assert title_of(desk.conversation) == "1 Papers · » 1 cited  2 Paper  3 Answer"
        y = desk.conversation.region.y
        await running.pilot.click(offset=(4, y))
        await running.until(lambda: desk.list.has_focus)
        title = title_of(desk.query_one("#left"))
        await running.pilot.press("down", "down")
        assert desk.reader.paper.id not in desk.list.cited
        await running.pilot.click(offset=(title.index("3") + 3, y))
        await running.until(lambda: desk.conversation.has_focus)
        assert (
            desk.reader.paper.id in desk.list.cited
        )  # what it cites is shown again, and not what was passed in the list
        await running.pilot.press("P")
        await running.until(lambda: running.app.has_class("plain"))
        await running.pilot.press("tab")
        await running.pilot.pause()
        assert not desk.reader.display


async def test_the_menu_of_an_empty_library_gives_way_to_names_of_panes(start: Start) -> None:
    async with start(sample=False, size=(80, 24)) as running:
        left = running.desk.query_one("#left")
        assert title_of(left) == "1 Papers"
        await running.open_sample()
        assert title_of(running.desk.query_one("#left")) == "1 Papers  2 Paper"


async def test_the_keys_fit_any_width_and_end_with_the_one_that_tells_all(start: Start) -> None:
    async with start(size=(60, 20)) as running:
        bar = running.desk.query_one(KeyBar)
        for width, height in [(60, 20), (80, 24), (140, 40), (200, 60)]:
            await running.pilot.resize_terminal(width, height)
            await running.until(lambda: running.desk.list.count == 64 and bar.keys)
            assert bar.keys[-1].binding.description == "Keys", width
            assert width - 22 < bar.place_of("Keys").x + len(" Keys") <= width
        # What writes a letter is no key there, and an arrow is told only where nothing else does the same.
        await running.pilot.press("slash")
        await running.until(lambda: [one.binding.description for one in bar.keys][:2] == ["To the list", "Clear"])
        assert [one.binding.key for one in bar.keys] == ["enter", "escape"]


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
        assert "1 cited" in title_of(running.desk.query_one("#left"))
        reader, text = running.desk.reader, running.desk.reader.query_one("#reader-text")
        for width, height in [(140, 40), (140, 22)]:
            await running.pilot.resize_terminal(width, height)
            await running.pilot.press("tab")

            def is_lit_in_sight() -> bool:
                lit = [
                    y
                    for y in range(text.size.height)
                    if any(part.style and part.style.bold for part in text.render_line(y))
                ]
                seen = range(reader.query_one("#reader-verdict").region.bottom, reader.region.bottom - 1)
                return bool(lit) and all(text.region.y + y in seen for y in lit)

            await running.until(is_lit_in_sight, f"the cited sentence at {width}x{height}")


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
        await running.open_sample()
        await running.until(lambda: {"Filter", "Compare"} <= told())

        def told_of() -> list[str]:
            return [toast.title for toast in running.app._notifications if toast.message.strip()]

        await running.until(told_of)
        assert told_of() == ["The sample day has a library of its own"]  # of bundled data nothing is warned


async def test_the_price_is_of_the_papers_in_scope(start: Start) -> None:
    async with start() as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await running.pilot.press("a", *"Why?")
        await running.until(lambda: "of 64 papers" in running.text("#question-price"))
        desk.take_scope(Scope(ids=tuple(row.paper.id for row in list(desk.list._rows.values())[:2])))
        await running.until(lambda: "of 2 papers" in running.text("#question-price"))
