"""What is done with conversations: nothing is overwritten or deleted by one key."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from askpapers.papers.paper import Paper
from askpapers.tui.dialogs.basic import ChoiceDialog, LineDialog
from askpapers.tui.dialogs.forms import free
from askpapers.tui.dialogs.history import HistoryDialog
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Running, Start

QUESTION = "Which papers merge task vectors of several fine-tuned models?"


async def asked(running: Running) -> None:
    await running.ask(QUESTION)
    await running.until(lambda: running.desk.conversation.answers and running.desk.conversation_id)


async def shown(running: Running, dialog: type) -> None:
    await running.until(lambda: isinstance(running.app.screen, dialog))


@pytest.mark.parametrize(("keys", "kept"), [(["enter"], True), (["down", "enter"], False), (["escape"], True)])
async def test_a_file_that_is_there_is_replaced_only_when_told_so(
    start: Start, tmp_path: Path, keys: list[str], kept: bool
) -> None:
    path = tmp_path / "precious.txt"
    path.write_text("precious", encoding="utf-8")
    async with start() as running:
        await asked(running)
        await running.pilot.press("E")
        await shown(running, LineDialog)
        running.app.screen.query_one(Input).value = str(path)
        await running.pilot.press("enter")
        await shown(running, ChoiceDialog)
        await running.pilot.press(*keys)
        await running.until(lambda: running.app.screen is running.desk)
    assert (path.read_text(encoding="utf-8") == "precious") is kept


async def test_a_new_file_is_written_at_once(start: Start, tmp_path: Path) -> None:
    async with start() as running:
        await asked(running)
        await running.pilot.press("E")
        await shown(running, LineDialog)
        running.app.screen.query_one(Input).value = str(tmp_path / "new.md")
        await running.pilot.press("enter")
        await running.until((tmp_path / "new.md").exists)
    assert QUESTION in (tmp_path / "new.md").read_text(encoding="utf-8")


def test_a_free_name_is_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert free("answers.md") == "answers.md"
    Path("answers.md").touch()
    assert free("answers.md") == "answers-2.md"
    Path("answers-2.md").touch()
    assert free("answers.md") == "answers-3.md"


async def test_a_conversation_is_deleted_only_when_told_so(start: Start) -> None:
    async with start() as running:
        await asked(running)
        catalog = running.desk.library.catalog
        await running.pilot.press("h")
        await shown(running, HistoryDialog)
        await running.pilot.press("ctrl+x")
        await shown(running, ChoiceDialog)
        await running.pilot.press("enter")
        await running.until(lambda: running.app.screen is running.desk)
        assert len(await catalog.conversations.recent()) == 1
        await running.pilot.press("h")
        await shown(running, HistoryDialog)
        await running.pilot.press("ctrl+x")
        await shown(running, ChoiceDialog)
        await running.pilot.press("down", "enter")
        await shown(running, HistoryDialog)
        assert await catalog.conversations.recent() == []
        assert not running.desk.conversation.turns


async def test_renaming_begins_with_the_title(start: Start) -> None:
    async with start() as running:
        await asked(running)
        await running.pilot.press("h")
        await shown(running, HistoryDialog)
        await running.pilot.press("f2")
        await shown(running, LineDialog)
        line = running.app.screen.query_one(Input)
        assert line.value == QUESTION
        line.value = "Merging"
        await running.pilot.press("enter")
        await shown(running, HistoryDialog)
        assert [c.title for c in await running.desk.library.catalog.conversations.recent()] == ["Merging"]


async def test_escape_from_an_opened_sentence_goes_back_to_the_answer(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        await asked(running)
        await running.pilot.press("tab", "enter")
        await running.until(lambda: running.app.focused is running.desk.reader)
        await running.pilot.press("escape")
        await running.until(lambda: running.app.focused is running.desk.conversation)
        await running.pilot.press("escape")
        await running.until(lambda: running.app.focused is running.desk.list)


async def test_a_long_answer_begins_at_its_question(start: Start) -> None:
    async with start(size=(60, 20)) as running:
        await asked(running)
        pane = running.desk.conversation
        await running.until(lambda: pane.max_scroll_y > 0)
        assert pane.scroll_y == 0
        await asked(running)
        await running.until(lambda: len(pane.answers) == 2)
        await running.until(lambda: pane.turns[1].region.y == pane.content_region.y, "the second question at the top")


async def test_whoever_scrolls_down_a_growing_answer_is_not_called_back(start: Start, llm: FakeLLM) -> None:
    part = "AdaMerging learns the merging coefficients itself [1.7]. "
    llm.reply((part * 30 + "⏸") + part * 10)
    async with start(size=(60, 20), model=True) as running:
        await running.ask("How does AdaMerging merge?")
        pane = running.desk.conversation
        await running.until(lambda: pane.max_scroll_y > 20)
        pane.focus()
        await running.pilot.press("pagedown")
        await running.until(lambda: pane.scroll_y > 5)
        llm.go.set()
        await running.until(lambda: pane.answers)
        assert pane.scroll_y > 5


async def test_an_answer_that_runs_stays_in_its_own_conversation(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7].", "It gains 11% [1.11], it ⏸gains more.")
    async with start(model=True) as running:
        await asked(running)
        catalog, first = running.desk.library.catalog, running.desk.conversation_id
        await running.pilot.press("N")
        await running.ask("What does AdaMerging gain?")
        await running.until(
            lambda: running.desk.conversation.turns and "11%" in running.desk.conversation.turns[0].text
        )
        await running.pilot.press("h")
        await shown(running, HistoryDialog)
        await running.pilot.press("enter")
        await running.until(lambda: running.desk.conversation_id == first)
        llm.go.set()

        kept: list[int] = []

        async def all_kept() -> None:
            kept[:] = [one.turns for one in await catalog.conversations.recent()]

        for _ in range(100):
            await all_kept()
            if len(kept) == 2:
                break
            await running.pilot.pause(0.01)
        assert kept == [1, 1]
        assert running.desk.conversation_id == first
        assert [turn.question for turn in running.desk.conversation.turns] == [QUESTION]


async def test_papers_are_not_indexed_while_an_answer_comes_in(start: Start, llm: FakeLLM) -> None:
    llm.reply("AdaMerging learns the merging coefficients itself [1.7], and⏸ more.")
    async with start(model=True) as running:
        await running.ask(QUESTION)
        await running.until(lambda: running.desk.conversation.turns and running.desk.conversation.turns[0].text)
        catalog = running.desk.library.catalog
        store = (await running.desk.library.vectors()).store
        await catalog.merge([Paper("2510.99999", "Late", "It came late.")], default_day=date(2025, 10, 31))
        indexing = asyncio.create_task(running.desk.embed())
        await running.pilot.pause(0.1)
        assert await catalog.embedding_state.pending_count(store) == 1
        llm.go.set()
        await indexing
        assert await catalog.embedding_state.pending_count(store) == 0
