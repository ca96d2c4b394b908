"""Several questions at once: one after another in a conversation, and none is lost by leaving."""

from __future__ import annotations

from askpapers.answers.answer import Status
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Running, Start

FIRST = "Which papers merge task vectors of several fine-tuned models?"
SECOND = "And does it need labels?"
THIRD = "And how much memory does it take?"
GOOD = "AdaMerging learns the merging coefficients itself [1.7]."


def states(running: Running) -> list[str]:
    shown = running.desk.conversation.query(".turn-state")
    return [str(one.render()) for one in shown]


async def test_a_question_waits_for_the_one_before_it_and_says_so(start: Start, llm: FakeLLM) -> None:
    llm.reply(f"{GOOD}⏸ It needs none.", GOOD)
    async with start(model=True) as running:
        await running.ask(FIRST)
        await running.until(lambda: running.desk.conversation.turns and "AdaMerging" in running.text(".turn-text"))
        await running.ask(SECOND)
        await running.until(lambda: len(states(running)) == 2 and "waits" in states(running)[1])
        assert len(llm.log) == 1
        llm.go.set()
        await running.until(lambda: len(running.desk.conversation.answers) == 2)
        first, second = running.desk.conversation.answers
    assert (first.status, first.text, second.question) == (Status.ANSWERED, f"{GOOD} It needs none.", SECOND)
    assert [message["role"] for message in llm.log[1]] == ["system", "user", "assistant", "user"]


async def test_a_question_that_waits_can_be_given_up_and_the_one_before_it_goes_on(start: Start, llm: FakeLLM) -> None:
    llm.reply(f"{GOOD}⏸")
    async with start(model=True) as running:
        await running.ask(FIRST)
        await running.until(lambda: len(llm.log) == 1)
        await running.ask(SECOND)
        await running.until(lambda: len(states(running)) == 2 and "waits" in states(running)[1])
        waits = running.desk.conversation.turns[1]
        waits.post_message(waits.StopWanted(waits))
        await running.until(lambda: "Not asked" in states(running)[1])
        llm.go.set()
        await running.until(lambda: len(running.desk.conversation.answers) == 1)
        assert running.desk.questions.none.is_set()
    assert len(llm.log) == 1


async def test_two_conversations_are_answered_together(start: Start, llm: FakeLLM) -> None:
    llm.reply(f"{GOOD}⏸", GOOD)
    async with start(model=True) as running:
        await running.ask(FIRST)
        await running.until(lambda: len(llm.log) == 1)
        await running.desk.action_new_conversation()
        await running.ask("Which papers propose a benchmark?")
        await running.until(lambda: len(running.desk.conversation.answers) == 1)
        assert not running.desk.questions.none.is_set()
        llm.go.set()
        await running.until(running.desk.questions.none.is_set)
        found = await running.desk.library.catalog.conversations.recent()
    assert len(found) == 2


async def test_leaving_keeps_what_came_and_what_waited(start: Start, llm: FakeLLM) -> None:
    llm.reply(f"{GOOD} And then⏸ more")
    async with start(model=True) as running:
        await running.ask(FIRST)
        await running.until(lambda: running.desk.conversation.turns and "And" in running.text(".turn-text"))
        await running.ask(SECOND)
        await running.ask(THIRD)
        await running.until(lambda: len(states(running)) == 3 and "waits" in states(running)[2])
        running.desk.set_focus(running.desk.list)
        await running.pilot.press("q")
        await running.until(lambda: running.app._exit)
    async with start() as again:
        (kept,) = await again.desk.library.catalog.conversations.recent()
        (turn,) = await again.desk.library.catalog.conversations.turns(kept.id)
        await again.until(lambda: again.desk.question.input.value == SECOND)
        again.desk.set_focus(again.desk.question.input)
        await again.pilot.press("up")
        await again.until(lambda: again.desk.question.input.value == THIRD)
    assert (turn.question, turn.status) == (FIRST, Status.STOPPED)
    assert turn.text.startswith(GOOD)
