"""Two interfaces on one library: neither disturbs the other, the last one closed is what opens again, no draft is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from askpapers.library.catalog.catalog import Catalog
from askpapers.papers.scope import Scope
from askpapers.tui.desk.state import Drafts
from tests.conftest import Clock
from tests.tui.conftest import Running, Start

DAY = Scope(date(2025, 10, 31), date(2025, 10, 31))
MERGING = "Which papers merge task vectors of several fine-tuned models?"


async def drafted(running: Running, draft: str) -> None:
    """Begin a question, and let the desk keep it as it does every two seconds."""
    running.desk.question.input.value = draft
    await running.desk.keeper._save()


async def leave(running: Running) -> None:
    """Leave by the key that leaves."""
    running.desk.set_focus(running.desk.list)
    await running.pilot.press("q")
    await running.until(lambda: running.app._exit)


async def test_neither_disturbs_the_other_and_the_last_one_closed_opens_again(start: Start) -> None:
    async with start() as one:
        await one.until(lambda: one.desk.list.count == 64)
        async with start() as other:
            await other.until(lambda: other.desk.list.count == 64)
            one.desk.take_scope(Scope(unread=True))
            await one.until(lambda: one.desk.scope.unread)
            await drafted(one, "What is")
            other.desk.take_scope(Scope(DAY.since, DAY.until, has_code=True))
            await other.until(lambda: other.desk.scope.has_code)
            await drafted(other, "Why does")
            for running in (one, other):
                await running.desk.keeper.tick()
            assert one.desk.scope == Scope(unread=True)
            assert one.desk.question.input.value == "What is"
            assert other.desk.scope == Scope(DAY.since, DAY.until, has_code=True)
            await leave(other)
        await leave(one)
    async with start() as again:
        await again.until(lambda: again.desk.scope == Scope(unread=True))
        assert again.desk.question.input.value == "What is"
        # The draft of the one that was closed before is the last question in the history.
        await again.pilot.press("a", "up")
        assert again.desk.question.input.value == "Why does"
        await again.pilot.press("down")
        assert again.desk.question.input.value == "What is"


async def test_a_draft_outlives_a_crash_of_its_interface_and_other_desks_after_it(start: Start) -> None:
    async with start() as other:
        await other.until(lambda: other.desk.list.count == 64)
        async with start() as one:
            await one.until(lambda: one.desk.list.count == 64)
            await drafted(one, "Which papers gain")
        await drafted(other, "Another")
        await leave(other)
    for _ in range(2):
        async with start() as later:
            await later.until(lambda: later.desk.question.input.value == "Another")
            await later.pilot.press("a", "up")
            assert later.desk.question.input.value == "Which papers gain"
            await later.pilot.press("down")
            await leave(later)


async def test_a_conversation_that_both_go_on_with_becomes_two(start: Start) -> None:
    async with start() as one:
        await one.ask(MERGING)
        await one.until(lambda: one.desk.conversation_id)
        await one.desk.keeper._save()
        async with start() as other:
            await other.until(lambda: other.desk.conversation.answers)
            assert other.desk.conversation_id == one.desk.conversation_id
            for running, question in ((other, "What is AdaMerging?"), (one, "Does it need data?")):
                await running.ask(question)
                await running.until(lambda running=running: len(running.desk.conversation.answers) == 2)
                await running.until(lambda running=running: running.desk.questions.none.is_set())
            assert other.desk.conversation_id != one.desk.conversation_id
            catalog = one.desk.library.catalog
            for running, question in ((other, "What is AdaMerging?"), (one, "Does it need data?")):
                turns = await catalog.conversations.turns(running.desk.conversation_id or 0)
                assert [turn.question for turn in turns] == [MERGING, question]


async def test_a_question_that_was_asked_is_no_draft_any_more(catalog: Catalog, clock: Clock) -> None:
    one, other = Drafts(catalog), Drafts(catalog)
    await one.keep("Why?")
    clock.now += timedelta(minutes=1)
    await other.keep("How?")
    assert await Drafts(catalog).left((), "") == ["How?", "Why?"]
    assert await Drafts(catalog).left(["How?"], "") == ["Why?"]
    assert list(await catalog.state.all(Drafts.PLACE)) == [one._place]
    await one.keep(" ")
    assert await catalog.state.all(Drafts.PLACE) == {}


@pytest.mark.parametrize("stored", ["", "[", "[1]", "7", "null", '{"a": 1}'])
async def test_a_damaged_draft_is_left_out(catalog: Catalog, stored: str) -> None:
    await catalog.state.put(f"{Drafts.PLACE}x", stored)
    await Drafts(catalog).keep("Why?")
    assert await Drafts(catalog).left((), "") == ["Why?"]


async def test_no_more_drafts_are_kept_than_anybody_looks_through(catalog: Catalog) -> None:
    for number in range(Drafts.KEPT + 5):
        await Drafts(catalog).keep(f"Why {number}?")
    assert len(await Drafts(catalog).left((), "")) == Drafts.KEPT
    assert len(await catalog.state.all(Drafts.PLACE)) == Drafts.KEPT
