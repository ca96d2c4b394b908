"""What several tests need: a library in a temporary folder, with the sample day in it, and a fake model."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from askpapers.library.catalog.catalog import Catalog
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.settings.settings import Settings
from tests.fakes.embedder import HashedWords
from tests.fakes.llm import FakeLLM

# The same examples on every machine: a change that breaks nothing never fails on another's luck.
# `pytest --hypothesis-profile=default` looks for new ones.
hypothesis_settings.register_profile("repeatable", derandomize=True, database=None, max_examples=50, deadline=None)
hypothesis_settings.load_profile("repeatable")


def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as there are cores: tests of servers and of the interface spend much of their time waiting."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


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
