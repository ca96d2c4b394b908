"""The mouse alone reaches what has no place of its own on the screen."""

from __future__ import annotations

from textual.widgets import OptionList

from askpapers.answers.answer import Answer, Status
from askpapers.answers.usage import Usage
from askpapers.tui.dialogs.basic import ChoiceDialog, TextDialog
from askpapers.tui.dialogs.history import HistoryDialog
from askpapers.tui.screens.page import DigestScreen
from askpapers.tui.screens.plots import PlotScreen
from askpapers.tui.screens.settings import SettingsScreen
from askpapers.tui.widgets.bars import KeyBar
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Start


async def test_a_click_on_a_line_of_the_keys_presses_its_key(start: Start) -> None:
    async with start(size=(80, 60)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("question_mark")
        await running.until(lambda: isinstance(running.app.screen, TextDialog))
        lines = running.text("TextDialog VerticalScroll Static").splitlines()
        place = next(y for y, line in enumerate(lines) if line.split()[:1] == ["D"])
        await running.pilot.click("TextDialog VerticalScroll Static", offset=(4, place))
        await running.until(lambda: isinstance(running.app.screen, DigestScreen))


async def test_the_footer_opens_a_dialog_that_stays(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        scope = running.desk.query_one(KeyBar).place_of("Scope")
        # As a terminal sends it: the button goes up when the dialog is there already.
        await running.pilot.mouse_down(offset=(scope.x + 1, scope.y))
        await running.until(lambda: isinstance(running.app.screen, ChoiceDialog))
        await running.pilot.mouse_up(offset=(scope.x + 1, scope.y))
        await running.pilot.pause()
        assert isinstance(running.app.screen, ChoiceDialog)
        await running.pilot.click(offset=(0, 0))
        await running.until(lambda: running.app.screen is running.desk)


async def test_a_click_on_what_answers_chooses_it(start: Start) -> None:
    async with start() as running:
        await running.pilot.click("StatusBar", offset=(3, 0))
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))


async def test_days_without_papers_say_what_to_do(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("slash", *"starred", "enter")
        await running.until(lambda: running.desk.list.count == 0 and running.desk.scope.starred)
        drawn = "".join(running.desk.list.render_line(y).text for y in range(4))
        assert "Esc takes the last filter away" in drawn


async def test_what_stands_in_the_scope_line_and_over_a_picture_is_clicked(start: Start) -> None:
    async with start() as running:
        desk, pilot = running.desk, running.pilot
        await running.until(lambda: desk.list.count == 64)
        await pilot.press("space", "down", "space")
        desk.sort_key = "published"
        desk.tell_scope()
        assert running.text("#scope").strip().endswith("64 papers · newest first · 2 chosen: c compares them")
        await pilot.pause()
        await pilot.click("#scope", offset=(running.text("#scope").index("newest") + 1, 0))
        await running.until(lambda: isinstance(running.app.screen, ChoiceDialog))
        await pilot.press("escape", "T")
        await running.until(lambda: isinstance(running.app.screen, PlotScreen))
        await pilot.click("#page-head", offset=(running.text("#page-head").index("Papers a day") + 2, 0))
        await running.until(lambda: "1 day with papers" in running.text("#plot-words"))
        bar = running.app.screen.query_one(KeyBar)
        told = [one.binding.description for one in bar.keys]
        assert told[-2:] == ["Back", "Keys"] and "Left" not in told
        await pilot.click(offset=bar.place_of("Back"))
        await running.until(lambda: running.app.screen is desk)


async def test_a_conversation_is_gone_to_by_a_click_and_opened_by_another(start: Start) -> None:
    async with start() as running:
        desk, pilot = running.desk, running.pilot
        await running.until(lambda: desk.list.count == 64)
        for question in ("What is AdaMerging?", "What is AgentTTS?"):
            answer = Answer(question, "AdaMerging merges.", Status.ANSWERED, (), (), Usage())
            await desk.library.catalog.conversations.put_turn(None, answer, "all")
        await pilot.press("h")
        await running.until(lambda: isinstance(running.app.screen, HistoryDialog))
        options = running.app.screen.query_one("#history-list", OptionList)
        await running.until(lambda: options.highlighted == 0 and options.region.area)
        await pilot.click("#history-list", offset=(5, 1))
        await running.until(lambda: options.highlighted == 1)
        assert isinstance(running.app.screen, HistoryDialog)
        await pilot.click("#history-list", offset=(5, 1))
        await running.until(lambda: desk.conversation.turns)


async def test_a_click_stops_an_answer(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        await running.until(lambda: running.desk.list.count == 64)
        llm.reply("AdaMerging learns coefficients [1.7]. And then ⏸it goes on [1.8].")
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: "Esc stops" in running.text(".turn-state"))
        state = running.text(".turn-state")
        await running.pilot.click(".turn-state", offset=(state.index("Esc stops") + 2, 0))
        await running.until(lambda: running.desk.conversation.answers)
        assert running.desk.conversation.answers[0].status is Status.STOPPED
