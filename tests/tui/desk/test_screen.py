"""The interface by keys and by mouse; what is asserted is what a reader would see."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from askpapers import errors
from askpapers.answers.answer import Status
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.settings.settings import UNNAMED_MODEL, Settings
from askpapers.tui.dialogs.basic import ChoiceDialog, TextDialog
from askpapers.tui.dialogs.calendar import CalendarDialog
from askpapers.tui.dialogs.history import HistoryDialog
from askpapers.tui.screens.comparison import CellView, CompareScreen
from askpapers.tui.widgets.turn import Turn
from tests.fakes.llm import FakeLLM
from tests.servers.scripted import Step, serving, stream

Start = Callable[..., Any]
QUESTION = "Which papers merge task vectors of several fine-tuned models?"


async def test_the_day_is_shown_with_its_lines(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        assert "31 Oct 2025" in running.text("#scope")
        assert "64 papers" in running.text("#scope")
        await running.until(lambda: running.desk.list.row and running.desk.list.row.one_line)
        assert running.desk.reader.paper == running.desk.list.row.paper
        await running.pilot.press("j", "j", "down")
        assert running.desk.list.cursor == 3
        assert running.desk.reader.paper == running.desk.list.row.paper
        await running.pilot.press("G")
        assert running.desk.list.cursor == 63


async def test_opening_a_paper_marks_it_read_and_escape_goes_back(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("enter")
        await running.until(lambda: running.desk.list.row and running.desk.list.row.read)
        assert running.app.focused is running.desk.reader
        assert not running.desk.list.is_on_screen
        await running.pilot.press("escape")
        assert running.app.focused is running.desk.list
        await running.pilot.press("x")
        await running.until(lambda: running.desk.list.row and running.desk.list.row.starred)


async def test_filtering_as_one_types(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("slash", *"quest")
        await running.until(lambda: running.desk.list.count == 1)
        assert "1 of 64 papers" in running.text("#scope")
        await running.pilot.press("enter")
        assert running.app.focused is running.desk.list
        await running.pilot.press("escape")
        await running.until(lambda: running.desk.list.count == 64)


async def test_a_streamed_answer_its_citations_and_its_cost(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        desk = running.desk
        await running.pilot.press("a", *"How does AdaMerging merge?")
        await running.until(lambda: "≤ $" in running.text("#question-price"), "the price")
        assert "of 64 papers" in running.text("#question-price")
        llm.reply("AdaMerging learns the merging coefficients itself [1.7]. It gains ⏸99% [1.11].")
        await running.pilot.press("enter")
        await running.until(lambda: desk.conversation.turns and "coefficients" in desk.conversation.turns[0].text)
        turn = desk.conversation.turns[0]
        assert turn.answer is None
        assert "reading" in running.text(".turn-state")
        llm.go.set()
        await running.until(lambda: turn.answer is not None)
        assert "1,000 tokens in · 100 out · $0.0001 · gpt-6-luna" in running.text(".turn-state").replace("\n", " ")
        shown = running.text(".turn-text")
        assert "≠]" in shown
        await running.pilot.press("tab")
        await running.until(lambda: desk.reader.paper is not None and desk.reader._lit)
        assert list(desk.reader._lit) == [7]
        await running.pilot.press("tab")
        await running.until(lambda: list(desk.reader._lit) == [11])
        assert "not supported" in running.text(".turn-evidence")
        assert "99%" in running.text(".turn-evidence")
        assert "[2]: 99% is not in [2], which says 11%" in running.text("#reader-verdict")
        await running.pilot.press("enter")
        assert running.app.focused is desk.reader


async def test_escape_stops_and_keeps_what_came(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        llm.reply("AdaMerging learns coefficients [1.7]. And then ⏸it goes on [1.8].")
        await running.ask("How does AdaMerging merge?")
        turns = running.desk.conversation
        await running.until(lambda: turns.turns and "coefficients" in turns.turns[0].text)
        await running.pilot.press("escape")
        await running.until(lambda: turns.turns[0].answer is not None)
        answer = turns.turns[0].answer
        assert answer is not None
        assert answer.status is Status.STOPPED
        assert "it goes on" not in answer.text
        assert "stopped" in running.text(".turn-state")


async def test_a_failed_question_goes_back_to_the_line(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        llm.reply(errors.KeyRefused("The key is refused.", "Check OPENAI_API_KEY."))
        await running.ask("How does AdaMerging merge?")
        await running.until(lambda: "refused" in running.text(".turn-state"))
        assert "OPENAI_API_KEY" in running.text(".turn-state")
        assert running.desk.question.input.value == "How does AdaMerging merge?"


async def test_without_a_model_answers_are_quotations_and_say_so(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        assert "no model" in running.text("StatusBar")
        await running.ask(QUESTION)
        await running.until(lambda: running.desk.conversation.answers)
        answer = running.desk.conversation.answers[0]
        assert "quoted" in running.text(".turn-state")
        assert answer.citations
        await running.pilot.press("tab")
        await running.until(lambda: running.desk.reader._lit)
        assert running.desk.reader.is_on_screen


async def test_nothing_found_shows_the_nearest_and_widens(start: Start) -> None:
    async with start() as running:
        await running.ask("What is the best recipe for sourdough bread?")
        await running.until(lambda: running.desk.conversation.answers)
        assert "not found in these 64 papers" in running.text(".turn-state")
        assert "The nearest" in running.text(".turn-evidence")
        await running.pilot.press("tab")
        await running.until(lambda: running.desk.reader._lit)
        nearest = running.desk.conversation.answers[0].nearest[0]
        assert running.desk.reader.paper.id == nearest.paper_id
        await running.pilot.press("w")
        await running.until(lambda: running.app._notifications)
        assert [toast.message for toast in running.app._notifications] == ["The whole library is asked already."]
        earlier = Paper("2510.00001", "Bread", "Sourdough rises slowly.", arxiv_id="2510.00001")
        await running.desk.library.catalog.merge([earlier], default_day=date(2025, 10, 28))
        await running.pilot.press("w")
        await running.until(lambda: len(running.desk.conversation.answers) == 2)
        assert running.desk.conversation.answers[1].scope_size == 65


async def test_another_model_or_none_is_chosen_while_it_runs(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        assert "gpt-6-luna" in running.text("StatusBar")
        await running.pilot.press("M")
        await running.until(lambda: isinstance(running.app.screen, ChoiceDialog))
        await running.pilot.press("down", "enter")
        await running.until(lambda: "quotations" in running.text("StatusBar"))
        assert [(one.title, one.message) for one in running.app._notifications] == [
            ("No model answers", "Until you leave.")
        ]
        running.app.action_settings("model")
        await running.until(lambda: running.app.screen.query("#settings-words"))
        await running.until(lambda: "What M chose answers until you leave" in running.text("#settings-words"))
        await running.pilot.press("escape")
        await running.ask(QUESTION)
        await running.until(lambda: running.desk.conversation.answers)
        assert not llm.log
        llm.reply("AdaMerging learns the merging coefficients itself [1.7].")
        await running.pilot.press("M")
        await running.until(lambda: isinstance(running.app.screen, ChoiceDialog))
        await running.pilot.press("up", "enter")
        await running.until(lambda: "gpt-6-luna" in running.text("StatusBar"))
        await running.ask(QUESTION)
        await running.until(lambda: len(running.desk.conversation.answers) == 2)
        assert len(llm.log) == 1


async def test_of_a_server_alone_neither_model_nor_price_is_told_before_it_answers(
    start: Start, settings: Settings
) -> None:
    listed = Step(200, {"object": "list", "data": [{"id": "tiny", "object": "model"}]})
    question = "How does AdaMerging learn its coefficients?"
    async with start() as running:
        with serving(listed, stream("AdaMerging learns them itself [1.7].")) as server:
            guess = replace(settings, model=UNNAMED_MODEL, model_is_guess=True, base_url=server.url)
            running.desk.library.use(guess)
            running.desk.question.input.value = question
            await running.until(lambda: "price unknown · the server's model" in running.text("#question-price"))
            assert not server.asked
            await running.ask(question)
            await running.until(lambda: running.desk.conversation.answers)
            await running.until(lambda: "tiny · $0 and 1 without a known price" in running.text("StatusBar"))
            running.desk.question.input.value = "What learns AdaMerging?"
            await running.until(lambda: "price unknown · tiny" in running.text("#question-price"))


async def test_without_a_server_there_is_no_model_to_choose(start: Start) -> None:
    async with start() as running:
        await running.pilot.press("M")
        await running.until(lambda: running.app._notifications)
        assert "OPENAI_API_KEY" in next(iter(running.app._notifications)).message


async def test_two_papers_side_by_side(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("c")
        assert not isinstance(running.app.screen, CompareScreen)
        await running.pilot.press("space", "down", "space", "c")
        await running.until(lambda: running.app.screen.query(CellView))
        screen = running.app.screen
        assert isinstance(screen, CompareScreen)
        await running.pilot.press("tab")
        assert screen.query_one("#compare-reader").display
        marks = re.findall(r"\[(\d+)”\]", " ".join(str(cell.render()) for cell in screen.query(CellView)))
        assert list(dict.fromkeys(marks)) == [str(n) for n in range(1, len(set(marks)) + 1)]
        await running.pilot.press("P")
        await running.until(lambda: any("[1 quoted]" in str(cell.render()) for cell in screen.query(CellView)))
        await running.pilot.press("P")
        first = screen.papers[0].id
        await running.pilot.press("s")
        await running.until(lambda: screen.papers and screen.papers[0].id != first)
        await running.pilot.press("escape")
        assert running.app.screen is running.desk


async def test_an_empty_library_offers_four_ways(start: Start) -> None:
    async with start(sample=False, size=(80, 24)) as running:
        await running.until(lambda: running.app.screen.query_one("Welcome").is_on_screen)
        assert running.app.screen.query_one("Welcome OptionList").option_count == 4


async def test_the_sample_day_opens_in_its_own_library_with_the_question_that_was_typed(start: Start) -> None:
    async with start(sample=False, size=(80, 24)) as running:
        await running.until(lambda: running.app.screen.query_one("Welcome").is_on_screen)
        own = running.desk.library
        running.desk.question.input.value = "What is QueST?"
        await running.open_sample()
        assert running.app.library.settings.home == own.settings.home / "sample"
        await running.until(lambda: running.desk.question.input.value == "What is QueST?")
        await running.until(lambda: any("opens yours" in toast.message for toast in running.app._notifications))
        assert await own.catalog.count(Scope()) == 0


async def test_a_pasted_list_is_added(start: Start) -> None:
    from textual import events

    async with start(sample=False) as running:
        running.desk.post_message(events.Paste("https://arxiv.org/abs/2510.00001\n2510.00002\n"))
        await running.until(lambda: running.desk.list.count == 2)


async def test_pasted_rubbish_is_told_and_loses_nothing(start: Start) -> None:
    from textual import events

    from askpapers.tui.dialogs.forms import PasteArea

    async with start() as running:
        running.desk.post_message(events.Paste("Dear all,\nlunch is at noon.\x1b[31m"))
        await running.until(lambda: any("no papers" in str(n.title) for n in running.app._notifications))
        assert running.desk.list.count == 64
        await running.pilot.press("p")
        area = running.app.screen.query_one(PasteArea)
        assert "lunch is at noon" in area.text
        running.app.post_message(events.Paste("2510.00001"))
        await running.until(lambda: area.text == "2510.00001", "a paste takes the place of what could not be read")


async def test_another_process_s_papers_appear(start: Start) -> None:
    from datetime import date

    from askpapers.papers.paper import Paper

    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        new = Paper("2510.99999", "A Newcomer", "It came from elsewhere. It works.", listed=(date(2025, 10, 31),))
        await running.app.library.catalog.merge([new], default_day=date(2025, 10, 31))
        await running.desk.keeper.tick()
        await running.until(lambda: running.desk.list.count == 65)


async def test_state_comes_back(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("down", "down", "a", *"half a quest")
        await running.desk.keeper.tick()
        paper = running.desk.current_id
    async with start(sample=False) as running:
        await running.until(lambda: running.desk.list.count == 64)
        assert running.desk.question.input.value == "half a quest"
        assert running.desk.current_id == paper


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("question_mark", TextDialog),
        ("d", CalendarDialog),
        ("s", ChoiceDialog),
        ("o", ChoiceDialog),
        ("h", HistoryDialog),
        ("n", TextDialog),
    ],
)
async def test_dialogs_open_and_close_and_give_the_focus_back(start: Start, key: str, screen: type) -> None:
    async with start(size=(80, 24)) as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press(key)
        await running.until(lambda: isinstance(running.app.screen, screen))
        await running.pilot.press("escape")
        await running.until(lambda: running.app.screen is running.desk)
        assert running.app.focused is running.desk.list


async def test_the_calendar_opens_a_week(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("d")
        await running.until(lambda: isinstance(running.app.screen, CalendarDialog))
        await running.pilot.press("w")
        await running.until(lambda: running.desk.scope.since != running.desk.scope.until)
        assert running.desk.scope.since.isoformat() == "2025-10-27"
        await running.until(lambda: running.desk.list.count == 64)


async def test_a_conversation_is_resumed(start: Start) -> None:
    async with start() as running:
        await running.ask(QUESTION)
        await running.until(lambda: running.desk.conversation.answers)
        await running.until(lambda: running.desk.conversation_id)
        await running.pilot.press("N")
        await running.until(lambda: not running.desk.conversation.turns)
        await running.pilot.press("h")
        await running.until(lambda: isinstance(running.app.screen, HistoryDialog))
        await running.pilot.press("enter")
        await running.until(lambda: running.desk.conversation.answers)
        assert running.desk.conversation.answers[0].question == QUESTION


async def test_a_click_on_a_mark_lights_its_sentence(start: Start) -> None:
    async with start() as running:
        await running.ask(QUESTION)
        await running.until(lambda: running.desk.conversation.answers)
        turn = running.desk.conversation.query_one(Turn)
        text = turn.query_one(".turn-text")
        await running.pilot.pause()
        found = next(
            (x, y)
            for y in range(text.size.height)
            for x in range(text.size.width)
            if running.app.screen.get_style_at(text.region.x + x, text.region.y + y).meta.get("cite") == 0
        )
        await running.pilot.click(text, offset=found)
        await running.until(lambda: running.desk.reader._lit)


async def test_every_binding_has_an_id_and_none_takes_a_multiplexers_key(start: Start) -> None:
    taken = {f"ctrl+{c}" for c in "bptnsohgqczd"}
    async with start() as running:
        for node in [running.app, running.desk, *running.desk.query("*")]:
            if not type(node).__module__.startswith("askpapers"):
                continue
            for binding in type(node).__dict__.get("BINDINGS", ()):
                assert binding.id, binding
                assert not taken - {"ctrl+c"} & set(binding.key.split(","))


async def test_text_from_outside_is_never_markup(start: Start) -> None:
    from datetime import date

    from askpapers.papers.paper import Paper

    async with start(sample=False) as running:
        evil = Paper(
            "x1",
            "[bold red]Evil[/] \x1b[31m",
            "See [link=file:///etc/passwd]this[/link] [@click=app.quit]x[/]. It is so.",
        )
        await running.app.library.catalog.merge([evil], default_day=date(2025, 10, 31))
        await running.desk.keeper.tick()
        await running.desk.keeper.restore()
        await running.until(lambda: running.desk.list.count == 1)
        assert "[bold red]Evil[/]" in running.text("#reader-title")
        assert "[@click=app.quit]" in running.text("#reader-text")


async def test_the_desk_is_the_lowest_screen_and_its_parts_are_styled_once(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: Counter[str] = Counter()
    usual = Stylesheet.apply

    def apply(self: Stylesheet, node: DOMNode, **given: Any) -> None:
        styled[node.id or type(node).__name__] += 1
        usual(self, node, **given)

    monkeypatch.setattr(Stylesheet, "apply", apply)
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        assert running.app.screen_stack == [running.desk]
        parts = ("scope", "conversation", "reader-title", "question-price", "StatusBar", "KeyBar")
        assert {part: styled[part] for part in parts} == dict.fromkeys(parts, 1)
        assert not running.desk.query("Welcome")
