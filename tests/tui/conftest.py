"""The interface on a library with the sample day in it, and ways to wait for what it shows."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from askpapers.library.library import Library
from askpapers.settings.settings import Settings
from askpapers.tui.app import AskpapersApp
from askpapers.tui.desk.screen import Desk
from askpapers.tui.widgets.answer_text import AnswerText
from tests.conftest import Clock, make_once, make_sample
from tests.fakes.embedder import HashedWords
from tests.fakes.llm import FakeLLM

Start = Callable[..., "asynccontextmanager"]


class Running:
    """A running interface with its desk."""

    def __init__(self, app: AskpapersApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def desk(self) -> Desk:
        """The main screen."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, Desk))

    async def until(self, ready: Callable[[], object], what: str = "") -> None:
        """Let the interface work until something is so."""
        # The first question of a process loads the reader of claims, which takes seconds on a busy machine.
        for _ in range(2000):
            if ready():
                await self.pilot.pause()
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"it never came: {what or ready}")

    def text(self, selector: str) -> str:
        """What a Static on the desk shows."""
        shown = self.app.screen.query_one(selector)
        return shown.plain if isinstance(shown, AnswerText) else str(shown.render())  # type: ignore[attr-defined]

    async def open_sample(self) -> None:
        """Choose the sample day in the menu of an empty library; another desk shows it."""
        empty = self.desk
        await self.pilot.press("1")
        await self.until(lambda: self.desk is not empty and self.desk.is_painted and self.desk.list.count == 64)

    async def ask(self, question: str) -> None:
        """Type a question and send it."""
        await self.pilot.press("a")
        self.desk.question.input.value = question
        await self.pilot.press("enter")


@pytest.fixture(scope="session")
def sample_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same at the tests' own time, with the vectors of an embedder that counts words."""
    make = partial(make_sample, clock=Clock(), embedder=HashedWords())
    return make_once(tmp_path_factory, "sample_by_words", make) / "home"


@pytest.fixture
def start(settings: Settings, clock: Clock, llm: FakeLLM, sample_home: Path) -> Callable[..., object]:
    """Return what starts the interface: `async with start(size=(80, 24), model=True, sample=True, toasts=True) as running`."""

    @asynccontextmanager
    async def starting(
        *, size: tuple[int, int] = (140, 40), model: bool = False, sample: bool = True, toasts: bool = False
    ) -> AsyncIterator[Running]:
        chosen = replace(settings, model=llm.model if model else None)
        if sample and not settings.home.exists():
            shutil.copytree(sample_home, settings.home)
        async with Library(chosen, clock=clock, embedder=HashedWords(), llm=llm if model else None) as library:
            app = AskpapersApp(chosen, library=library)
            app.animation_level = "none"
            async with app.run_test(size=size, notifications=toasts) as pilot:
                running = Running(app, pilot)
                await running.until(
                    lambda: isinstance(app.screen, Desk) and app.screen.is_painted and app.screen.focused, "the desk"
                )
                yield running

    return starting
