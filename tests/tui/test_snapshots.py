"""Pictures of each state that somebody looked at; a change of one is to be looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from askpapers import ingest
from askpapers.errors import Unreachable
from askpapers.library import Library
from askpapers.papers import Progress
from askpapers.settings import Settings
from askpapers.tui.app import AskpapersApp
from askpapers.tui.desk import Desk
from tests.conftest import Clock
from tests.fake_embedder import HashedWords
from tests.fake_llm import FakeLLM

Snap = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
ANSWER = (
    "AdaMerging learns the merging coefficients itself [1.7]. It gains **99%** [1.11], needs a quantum chip [9.9], and is kind.\n\n"
    "The papers do not say how much memory it takes [none]."
)


@pytest.fixture(autouse=True)
def plain_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


class Pictured(AskpapersApp):
    """The interface on a library that is filled before it is shown."""

    def __init__(
        self, settings: Settings, library: Library, *, sample: bool = True, theme: str = "textual-dark"
    ) -> None:
        super().__init__(replace(settings, theme=theme), library=library)
        self._fill = sample

    async def on_mount(self) -> None:
        self.animation_level = "none"
        await self.library.catalog.open()
        if self._fill:
            await ingest.open_sample(self.library)

    def get_key_display(self, binding: Any) -> str:
        return super().get_key_display(binding)


@contextmanager
def pictured(settings: Settings, clock: Clock, llm: FakeLLM | None, **how: Any) -> Iterator[Pictured]:
    chosen = replace(settings, model=llm.model if llm else None)
    library = Library(chosen, clock=clock, embedder=HashedWords(), llm=llm)
    yield Pictured(chosen, library, **how)


async def settled(pilot: Pilot[Any], ready: Callable[[Desk], object]) -> Desk:
    for _ in range(400):
        screen = pilot.app.screen_stack[1] if len(pilot.app.screen_stack) > 1 else None
        if isinstance(screen, Desk) and screen.focused is not None and ready(screen):
            screen.question.input.cursor_blink = False
            pilot.app.clear_notifications()
            await pilot.pause()
            return screen
        await asyncio.sleep(0.01)
    raise AssertionError("it never settled")


def full(desk: Desk) -> bool:
    rows = [desk.list._rows.get(i) for i in range(20)]
    return desk.list.count == 64 and all(row and row.one_line for row in rows)


@SIZES
def test_the_day(snap_compare: Snap, settings: Settings, clock: Clock, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)

    with pictured(settings, clock, None) as app:
        assert snap_compare(app, terminal_size=size, run_before=run)


def test_the_day_in_light(snap_compare: Snap, settings: Settings, clock: Clock) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)

    with pictured(settings, clock, None, theme="textual-light") as app:
        assert snap_compare(app, terminal_size=(140, 40), run_before=run)


@SIZES
def test_nothing_to_read_yet(snap_compare: Snap, settings: Settings, clock: Clock, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot, lambda desk: desk.query_one("#welcome").display)

    with pictured(settings, clock, None, sample=False) as app:
        assert snap_compare(app, terminal_size=size, run_before=run)


@SIZES
def test_an_answer_with_every_verdict(
    snap_compare: Snap, settings: Settings, clock: Clock, llm: FakeLLM, size: tuple[int, int]
) -> None:
    llm.reply(ANSWER)

    async def run(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        desk.start_asking("How does AdaMerging merge?")
        await settled(pilot, lambda desk: desk.conversation.answers)
        await pilot.press("tab", "tab")
        await settled(pilot, lambda desk: desk.reader._lit)

    with pictured(settings, clock, llm) as app:
        assert snap_compare(app, terminal_size=size, run_before=run)


def test_not_found(snap_compare: Snap, settings: Settings, clock: Clock) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        desk.start_asking("What is the best recipe for sourdough bread?")
        await settled(pilot, lambda desk: desk.conversation.answers)

    with pictured(settings, clock, None) as app:
        assert snap_compare(app, terminal_size=(140, 40), run_before=run)


def test_a_failed_question(snap_compare: Snap, settings: Settings, clock: Clock, llm: FakeLLM) -> None:
    llm.reply(Unreachable("Nothing answers at http://localhost:1/v1.", "Is the server running?"))

    async def run(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        desk.start_asking("How does AdaMerging merge?")
        await settled(pilot, lambda desk: desk.conversation.turns and desk.conversation.turns[0].has_class("failed"))
        await settled(pilot, lambda desk: desk.question.input.value)

    with pictured(settings, clock, llm) as app:
        assert snap_compare(app, terminal_size=(80, 24), run_before=run)


@SIZES
def test_comparing(snap_compare: Snap, settings: Settings, clock: Clock, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("space", "down", "space", "c")
        for _ in range(300):
            if pilot.app.screen.query("CellView"):
                break
            await asyncio.sleep(0.01)
        await pilot.press("tab")
        await pilot.pause()

    with pictured(settings, clock, None) as app:
        assert snap_compare(app, terminal_size=size, run_before=run)


def test_the_keys(snap_compare: Snap, settings: Settings, clock: Clock) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("question_mark")
        await pilot.pause()

    with pictured(settings, clock, None) as app:
        assert snap_compare(app, terminal_size=(80, 24), run_before=run)


def test_the_calendar(snap_compare: Snap, settings: Settings, clock: Clock) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot, full)
        await pilot.press("d")
        await pilot.pause()

    with pictured(settings, clock, None) as app:
        assert snap_compare(app, terminal_size=(80, 24), run_before=run)


def test_work_behind(snap_compare: Snap, settings: Settings, clock: Clock) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        desk = await settled(pilot, full)
        desk.status.working(f"{Progress(12, 64, 'writing summaries').what} 12 of 64 · 3.1 a second · 17 s left")
        await pilot.pause()

    with pictured(settings, clock, None) as app:
        assert snap_compare(app, terminal_size=(80, 24), run_before=run)
