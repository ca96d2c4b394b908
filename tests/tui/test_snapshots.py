"""Pictures of each state that somebody looked at; a change of one is to be looked at again."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from askpapers.errors import Unreachable
from askpapers.library.library import Library
from askpapers.retrieval.indexing import index_pending
from askpapers.settings.settings import Settings
from askpapers.tui.app import AskpapersApp
from askpapers.tui.desk.screen import Desk
from tests.conftest import Clock
from tests.fakes.embedder import HashedWords
from tests.fakes.llm import FakeLLM

Shown = Callable[..., None]
SMALL, LARGE = (80, 24), (140, 40)
DARK, LIGHT = "textual-dark", "textual-light"
FOUR = pytest.mark.parametrize(
    ("size", "theme"),
    [(SMALL, DARK), (SMALL, LIGHT), (LARGE, DARK), (LARGE, LIGHT)],
    ids=["80x24-dark", "80x24-light", "140x40-dark", "140x40-light"],
)
TWO = pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["80x24-dark", "140x40-light"])
PATIENCE = 3000
"""Hundredths of a second: the first question of a process loads the reader of claims."""
QUESTION = "How does AdaMerging merge?"
ANSWER = (
    "AdaMerging learns the merging coefficients itself [1.7]. It gains **99%** [1.11], needs a quantum chip [9.9], "
    "and is kind.\n\nThe papers do not say how much memory it takes [none]."
)


@pytest.fixture
def shown(
    snap_compare: Callable[..., bool],
    settings: Settings,
    clock: Clock,
    llm: FakeLLM,
    sample_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Shown:
    """Return what asserts that a state looks as it did: `shown(how, size, theme, model=False, sample=True)`."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")

    def compare(
        how: Callable[[Pilot[Any]], Awaitable[object]],
        size: tuple[int, int],
        theme: str,
        *,
        model: bool = False,
        sample: bool = True,
    ) -> None:
        if sample:
            shutil.copytree(sample_home, settings.home)
        chosen = replace(settings, model=llm.model if model else None, theme=theme)
        library = Library(chosen, clock=clock, embedder=HashedWords(), llm=llm if model else None)

        class Pictured(AskpapersApp):
            async def on_load(self) -> None:
                self.animation_level = "none"
                await library.catalog.open()
                # A copied library makes its vectors anew, which the status line would tell at one time and not at another.
                await index_pending(library)

            async def on_unmount(self) -> None:
                await library.__aexit__(None, None, None)

        assert snap_compare(Pictured(chosen, library=library), terminal_size=size, run_before=how)

    return compare


async def settled(pilot: Pilot[Any], ready: Callable[[Desk], object]) -> Desk:
    """Let the interface work until the desk is ready and nothing blinks or passes."""
    for _ in range(PATIENCE):
        screen = next(iter(pilot.app.screen_stack), None)
        if isinstance(screen, Desk) and screen.is_painted and screen.focused is not None and ready(screen):
            screen.question.input.cursor_blink = False
            pilot.app.clear_notifications()
            before, now = (), _places(screen)
            while before != now:
                await pilot.pause()
                before, now = now, _places(screen)
            return screen
        await asyncio.sleep(0.01)
    raise AssertionError("it never settled")


def _places(desk: Desk) -> tuple[object, ...]:
    """Where everything is: a key pressed before a finished answer is laid out leaves another part of it in view."""
    panes = (desk.conversation, desk.reader)
    return tuple((pane.region, pane.virtual_size, pane.scroll_offset) for pane in panes)


async def still(pilot: Pilot[Any]) -> None:
    """Wait for the dialog that was asked for, and stop what blinks in it."""
    for _ in range(400):
        screen = pilot.app.screen
        if not isinstance(screen, Desk) and (pilot.app.focused is not None or not screen.focus_chain):
            break
        await asyncio.sleep(0.01)
    for field in pilot.app.screen.query("Input, TextArea"):
        field.cursor_blink = False  # type: ignore[attr-defined]
    await pilot.pause()


def full(desk: Desk) -> bool:
    """Whether the list and its lines are there."""
    rows = [desk.list._rows.get(i) for i in range(20)]
    return desk.list.count == 64 and all(row and row.one_line for row in rows)


def pressed(*keys: str) -> Callable[[Pilot[Any]], Awaitable[object]]:
    """Return what presses keys on the day's list."""

    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press(*keys)
        await settled(pilot, lambda desk: True)

    return how


def asked(question: str, *keys: str) -> Callable[[Pilot[Any]], Awaitable[object]]:
    """Return what asks a question and presses keys once it is answered."""

    async def how(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        desk.start_asking(question)
        await settled(pilot, lambda desk: desk.conversation.answers and desk.conversation_id)
        await pilot.press(*keys)
        await settled(pilot, lambda desk: not keys or desk.reader._lit)

    return how


@FOUR
def test_the_day(shown: Shown, size: tuple[int, int], theme: str) -> None:
    shown(pressed(), size, theme)


@TWO
def test_reading(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("slash", *"einspace", "enter", "enter")
        await settled(pilot, lambda desk: desk.list.row and desk.list.row.read)

    shown(how, size, theme)


@TWO
def test_a_filter_that_nothing_fits(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("slash", *"zzz")
        desk = await settled(pilot, lambda desk: desk.list.count == 0)
        desk.query_one("#filter").cursor_blink = False  # type: ignore[attr-defined]

    shown(how, size, theme)


@TWO
def test_a_filter_that_is_understood(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("slash")
        field = pilot.app.screen.query_one("#filter", Input)
        field.value, field.cursor_blink = "by microsoft >1 comments", False
        await settled(pilot, lambda desk: desk.typed.scope.min_comments == 2 and 0 < desk.list.count < 64)

    shown(how, size, theme)


@TWO
def test_a_digest(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("D")
        for _ in range(400):
            if pilot.app.screen.query("#page-text") and "Most discussed" in str(
                pilot.app.screen.query_one("#page-text", Static).render()
            ):
                break
            await asyncio.sleep(0.01)
        await pilot.pause()

    shown(how, size, theme)


@TWO
def test_nothing_to_read_yet(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, lambda desk: desk.query_one("#welcome").display)

    shown(how, size, theme, sample=False)


@TWO
def test_the_price_before_enter(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        await pilot.press("a")
        desk.question.input.cursor_blink = False
        desk.question.input.value = "What is new by Microsoft?"
        await settled(pilot, lambda desk: "tokens" in str(desk.query_one("#question-price").render()))

    shown(how, size, theme, model=True)


@TWO
def test_an_answer_streaming_in(shown: Shown, llm: FakeLLM, size: tuple[int, int], theme: str) -> None:
    llm.reply(ANSWER.replace("**99%**", "⏸**99%**"))

    async def how(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        desk.start_asking(QUESTION)
        await settled(pilot, lambda desk: desk.conversation.turns and desk.conversation.turns[0].citations)

    shown(how, size, theme, model=True)


@TWO
def test_an_answer_with_every_verdict(shown: Shown, llm: FakeLLM, size: tuple[int, int], theme: str) -> None:
    llm.reply(ANSWER)
    shown(asked(QUESTION, "tab", "tab"), size, theme, model=True)


@TWO
def test_quotations_without_a_model(shown: Shown, size: tuple[int, int], theme: str) -> None:
    shown(asked("Which papers merge task vectors of several fine-tuned models?", "tab"), size, theme)


@TWO
def test_not_found(shown: Shown, size: tuple[int, int], theme: str) -> None:
    shown(asked("What is the best recipe for sourdough bread?"), size, theme)


@TWO
def test_a_failed_question(shown: Shown, llm: FakeLLM, size: tuple[int, int], theme: str) -> None:
    llm.reply(Unreachable("Nothing answers at http://localhost:1/v1.", "Is the server running?"))

    async def how(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        desk.start_asking(QUESTION)
        await settled(pilot, lambda desk: desk.conversation.turns and desk.conversation.turns[0].has_class("failed"))
        await settled(pilot, lambda desk: "tokens" in str(desk.query_one("#question-price").render()))

    shown(how, size, theme, model=True)


@TWO
def test_comparing(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("space", "down", "space", "c")
        for _ in range(400):
            if pilot.app.screen.query("CellView"):
                break
            await asyncio.sleep(0.01)
        await pilot.press("tab")
        await pilot.pause()

    shown(how, size, theme)


@TWO
@pytest.mark.parametrize("key", ["question_mark", "d", "s", "p", "f"])
def test_a_dialog(shown: Shown, key: str, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press(key)
        for area in pilot.app.screen.query(TextArea):
            area.cursor_blink = False
        await still(pilot)

    shown(how, size, theme)


@TWO
def test_the_conversations(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await asked("What is the best recipe for sourdough bread?")(pilot)
        await pilot.press("h")
        await still(pilot)

    shown(how, size, theme)


@TWO
def test_work_behind(shown: Shown, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        # What opening begins clears the line when it ends.
        await pilot.app.workers.wait_for_complete()
        desk.status.working("writing summaries 12 of 64 · 3.1 a second · 17 s left")
        await pilot.pause()

    shown(how, size, theme)


RICH = """**AdaMerging** learns the merging coefficients itself [1.7]:

| Paper | What it does | Gain |
|:---|:---|---:|
| **AdaMerging** | learns the coefficients on unlabeled test samples [1.8] | 11% [1.11] |
| Task arithmetic | adds *task vectors* [1.2] | |

```python
def merge(models: list[Model], weights: dict[str, float]) -> Model:
    return sum(weights[m.name] * m.vector for m in models)  # no mark: [1.2]
```

> It gains 11% over task arithmetic [1.11].
"""


@TWO
def test_a_table_code_and_a_quotation(shown: Shown, llm: FakeLLM, size: tuple[int, int], theme: str) -> None:
    llm.reply(RICH)
    shown(asked(QUESTION, "tab", "tab"), size, theme, model=True)


@TWO
def test_words_found_in_a_conversation(shown: Shown, llm: FakeLLM, size: tuple[int, int], theme: str) -> None:
    async def how(pilot: Pilot[Any]) -> None:
        await asked(QUESTION)(pilot)
        desk = await settled(pilot, lambda desk: True)
        desk.conversation.focus()
        await pilot.press("slash", *"arithmetic", "down")
        desk.query_one("#find-input").cursor_blink = False  # type: ignore[attr-defined]
        await settled(pilot, lambda desk: desk.conversation.turns[0].found_region())

    llm.reply(RICH)
    shown(how, size, theme, model=True)
