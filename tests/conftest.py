"""What several tests need: a library in a temporary folder, with the sample day in it, and a fake model."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings

from askpapers.library.catalog.catalog import Catalog
from askpapers.library.library import Library
from askpapers.models import bundled
from askpapers.models.bundled import Embedder
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.verbs import add, lists
from tests.fakes.embedder import HashedWords
from tests.fakes.llm import FakeLLM

# The same examples on every machine: a change that breaks nothing never fails on another's luck.
# `pytest --hypothesis-profile=default` looks for new ones.
hypothesis_settings.register_profile("repeatable", derandomize=True, database=None, max_examples=50, deadline=None)
hypothesis_settings.load_profile("repeatable")


def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as there are cores: tests of servers and of the interface spend much of their time waiting."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without searching for garbage: what is imported and collected stays, and is not to be walked through again."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


NOW = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", tmp_path / "config", tmp_path / "cache")


async def make_sample(folder: Path, clock: Clock | None = None, embedder: Embedder | None = None) -> None:
    """Make in `folder` the home of a library that holds the sample day, its vectors and one-liners too."""
    home = Settings(folder / "home", folder / "config", folder / "cache")
    async with Library(home, clock=clock, embedder=embedder) as library:
        await add.open_sample(library)
        await lists.fill(library, await library.catalog.rows(Scope(), limit=100))


def make_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Coroutine[None, None, None]]
) -> Path:
    """Return a folder that one worker of the session makes, while the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            asyncio.run(make(part := tmp_path_factory.mktemp(name)))
            part.rename(folder)
    return folder


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds the sample day, its vectors and one-liners too; to be copied and not to be opened.

    From then on the bundled model knows the vectors of the day's sentences, which take it seconds.
    """

    async def make(folder: Path) -> None:
        await make_sample(folder)
        known = bundled.embedder()._remembered
        np.savez(folder / "vectors.npz", texts=np.array([*known]), vectors=np.stack([*known.values()]))

    made = make_once(tmp_path_factory, "sample", make)
    with np.load(made / "vectors.npz") as kept:
        bundled.embedder()._remembered.update(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    return made / "home"


@pytest.fixture
async def catalog(tmp_path: Path, clock: Clock) -> AsyncIterator[Catalog]:
    """An empty catalogue."""
    made = Catalog(tmp_path / "catalog.sqlite", clock)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def library(settings: Settings, clock: Clock) -> AsyncIterator[Library]:
    """An empty library without a model, whose embedder counts words."""
    async with Library(settings, clock=clock, embedder=HashedWords()) as library:
        yield library


@pytest.fixture
def llm() -> FakeLLM:
    return FakeLLM()


@pytest.fixture
async def model_library(settings: Settings, clock: Clock, llm: FakeLLM) -> AsyncIterator[Library]:
    """An empty library whose model is the fake."""
    from dataclasses import replace

    with_model = replace(settings, model=llm.model)
    async with Library(with_model, clock=clock, embedder=HashedWords(), llm=llm) as library:
        yield library


@pytest.fixture
def papers() -> tuple[Paper, ...]:
    """Three made-up papers."""
    return (
        Paper(
            "2510.00001",
            "TurboMerge: Merging Models in Weight Space",
            "Merging fine-tuned models saves memory. TurboMerge merges task vectors of eight models. "
            "It reaches 91.2% on GLUE, 3.5 points above task arithmetic. Code is at https://github.com/x/turbo.",
            arxiv_id="2510.00001",
            organization="Microsoft",
            authors=("Ada Lovelace", "Kurt Gödel"),
            comments=12,
            upvotes=40,
        ),
        Paper(
            "2510.00002",
            "SlowNet: Reading Proteins with Patience",
            "Protein folding is slow. We train SlowNet on 40,000 proteins with reinforcement learning. "
            "It does not use a multiple sequence alignment.",
            arxiv_id="2510.00002",
            authors=("Emmy Noether",),
            comments=2,
        ),
        Paper("2510.00003", "A Survey of Kitchens", "", arxiv_id="2510.00003"),
    )
