"""The conversation: walking citations from turn to turn, each mark brought into view."""

from __future__ import annotations

from textual.geometry import Offset
from textual.widgets import Input, OptionList, Static

from askpapers.tui.dialogs.history import HistoryDialog
from askpapers.tui.dialogs.palette import labels, spots_of
from askpapers.tui.widgets.answer_text import Strip
from askpapers.tui.widgets.turn import Turn
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Running, Start

FIRST = "AdaMerging learns the merging coefficients itself [1.7]. It gains 11% [1.11]."
LONG = "\n\n".join(["AdaMerging learns the merging coefficients itself [1.7]."] * 18 + ["It gains 11% [1.11]."])


async def answered(running: Running, llm: FakeLLM, *replies: str) -> list[Turn]:
    """Ask a question for each reply in one conversation, and wait for the last."""
    for number, reply in enumerate(replies, 1):
        llm.reply(reply)
        await running.ask("How does AdaMerging merge?" if number == 1 else f"And how does AdaMerging train, {number}?")
        await running.until(lambda number=number: len(running.desk.conversation.answers) == number)
    running.desk.conversation.focus()
    return running.desk.conversation.turns


async def test_tab_goes_from_turn_to_turn_beginning_with_the_last(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        first, second = await answered(running, llm, FIRST, "It learns them without labels [1.8].")
        for key, turn, sentence in [
            ("tab", second, 8),
            ("tab", first, 7),
            ("tab", first, 11),
            ("tab", second, 8),
            ("shift+tab", first, 11),
            ("shift+tab", first, 7),
            ("shift+tab", second, 8),
        ]:
            await running.pilot.press(key)
            await running.until(lambda sentence=sentence: list(running.desk.reader._lit) == [sentence])
            current = turn.current()
            assert current is not None
            assert current.sentences == (sentence,)
            other = first if turn is second else second
            assert other.current() is None
        strip = first.query_one(Strip)
        assert len(str(strip.render()).split()) == 2  # a cell a claim
        await running.pilot.click(strip, offset=(Strip.CELL + 1, 0))
        await running.until(lambda: list(running.desk.reader._lit) == [11])
        assert not second.query_one(Strip).display  # of one claim its mark tells all


async def test_a_letter_of_a_label_goes_to_its_mark_or_row(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        (turn,) = await answered(running, llm, FIRST)
        spots = spots_of(running.desk)
        places = [spot.at for spot in spots]
        assert len(set(places)) == len(places)
        await running.pilot.press("J", *labels(len(spots))[-1])
        await running.until(lambda: list(running.desk.reader._lit) == [11])
        assert turn.current() == turn.citations[1]
        shown, scrolled = running.desk.list.region, running.desk.list.scroll_offset.y
        spots = spots_of(running.desk)
        row = [spot.at for spot in spots].index(Offset(shown.x, shown.y + 3))
        await running.pilot.press("J", *labels(len(spots))[row])
        wanted = (scrolled + 3) // running.desk.list.lines
        await running.until(lambda: running.desk.list.cursor == wanted and running.desk.list.has_focus)
        await running.pilot.press("J", "exclamation_mark")
        await running.until(lambda: running.app.screen is running.desk)


async def test_the_border_beside_the_list_is_dragged(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        left = running.desk.query_one("#left")
        edge = left.region.right - 1
        await running.pilot.mouse_down(offset=(edge, 10))
        await running.pilot.hover(offset=(edge - 20, 10))
        await running.pilot.mouse_up(offset=(edge - 20, 10))
        await running.until(lambda: abs(left.region.right - (edge - 19)) <= 2)


async def test_the_mark_that_is_walked_to_comes_into_view(start: Start, llm: FakeLLM) -> None:
    async with start(size=(80, 24), model=True) as running:
        (turn,) = await answered(running, llm, LONG)
        pane = running.desk.conversation
        assert pane.max_scroll_y > 20

        def in_view() -> bool:
            mark = turn.mark_region()
            return mark is not None and pane.content_region.contains_region(mark)

        seen = []
        for _ in range(19):
            await running.pilot.press("tab")
            await running.until(in_view)
            seen.append(pane.scroll_y)
        assert seen == sorted(seen)
        assert seen[-1] > seen[0] + 20
        await running.pilot.press("tab")
        await running.until(lambda: pane.scroll_y < 8 and in_view())


async def test_a_click_in_an_earlier_turn_goes_on_from_there(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        first, second = await answered(running, llm, FIRST, "It learns them without labels [1.8].")
        await running.pilot.press("tab")
        await running.until(lambda: second.current() is not None)
        first.post_message(Turn.Cited(first, first.go_to(0)))
        await running.until(lambda: second.current() is None)
        await running.pilot.press("tab")
        await running.until(lambda: list(running.desk.reader._lit) == [11])
        assert second.current() is None


async def test_the_first_mark_stays_in_view_when_its_sentence_takes_half_the_room(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        await running.ask("Which papers merge task vectors of several fine-tuned models?")
        pane = running.desk.conversation
        await running.until(lambda: pane.answers)
        whole = pane.size.height
        await running.pilot.press("tab")
        await running.until(lambda: pane.size.height < whole and running.desk.reader._lit)

        def in_view() -> bool:
            mark = pane.turns[0].mark_region()
            return mark is not None and pane.content_region.contains_region(mark)

        await running.until(in_view, "the mark beside its sentence")


async def typed(running: Running, *keys: str) -> str:
    """Press keys and return what the line to find with says then."""
    await running.pilot.press(*keys)
    await running.pilot.pause()
    return str(running.app.screen.query_one("#find-count", Static).render())


async def test_words_are_found_in_all_turns_and_brought_into_view(start: Start, llm: FakeLLM) -> None:
    async with start(size=(80, 24), model=True) as running:
        first, second = await answered(
            running, llm, LONG, "It learns **them without** labels [1.8].\n\n- Itself it *is*."
        )
        pane = running.desk.conversation
        assert await typed(running, "slash", *"itself") == "1 of 19"
        assert running.app.focused is running.app.screen.query_one("#find-input")
        await running.until(lambda: first.found_region() and pane.content_region.contains_region(first.found_region()))
        top = pane.scroll_y
        assert await typed(running, "up") == "19 of 19"
        await running.until(
            lambda: second.found_region() and pane.content_region.contains_region(second.found_region())
        )
        assert first.found_region() is None
        assert pane.scroll_y > top + 20
        assert await typed(running, "enter") == "1 of 19"
        await running.until(lambda: first.found_region() and second.found_region() is None)


async def test_words_are_found_across_mark_up_and_what_is_not_there_is_said(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        (turn,) = await answered(running, llm, "It learns **them without** labels [1.8].")
        assert await typed(running, "slash", *"LEARNS them w") == "1 of 1"
        assert await typed(running, "z") == "not found"
        assert turn.found_region() is None
        await running.pilot.press("escape")
        await running.until(lambda: running.app.focused is running.desk.conversation)
        assert not running.app.screen.query_one("#find-count").is_on_screen
        await running.pilot.press("escape", "slash")
        assert running.app.focused is running.app.screen.query_one("#filter")


async def test_what_is_typed_to_find_asks_and_stars_nothing(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        await answered(running, llm, FIRST)
        assert await typed(running, "slash", "a", "x", "q") == "not found"
        assert running.app.screen.query_one("#find-input", Input).value == "axq"


async def test_marks_whose_verdict_is_not_there_yet_wait_for_it(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients [1.7], and that by itself⏸ too.")
    async with start(model=True) as running:
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: "[1…]" in running.text(".turn-text"))
        llm.go.set()
        await running.until(lambda: running.desk.conversation.answers)
        assert "[1~]" in running.text(".turn-text")


async def test_a_conversation_that_is_found_by_its_words_opens_where_they_are(start: Start, llm: FakeLLM) -> None:
    async with start(size=(80, 24), model=True) as running:
        await answered(running, llm, LONG, "It learns them without labels [1.8].")
        await running.until(lambda: running.desk.conversation_id)
        await running.pilot.press("N", "h")
        await running.until(lambda: isinstance(running.app.screen, HistoryDialog))
        await running.pilot.press(*"gains 11%")
        options = running.app.screen.query_one(OptionList)
        await running.until(
            lambda: options.option_count == 1 and "gains 11%" in str(options.get_option_at_index(0).prompt)
        )
        await running.pilot.press("enter")
        pane = running.desk.conversation
        await running.until(lambda: len(pane.answers) == 2)
        await running.until(lambda: pane.turns[0].found_region() is not None)
        await running.until(lambda: pane.content_region.contains_region(pane.turns[0].found_region()))
        assert pane.scroll_y > 5
        assert running.text("#find-count") == "1 of 1"
        await running.pilot.press("escape")
        await running.until(lambda: running.app.focused is pane)
        assert pane.turns[0].found_region() is None
