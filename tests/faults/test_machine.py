"""Add, mark, ask, remove, take back, kill and repair in any order, against a model of the library in memory."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing
from askpapers.verbs import ask, remove, repair
from askpapers.verbs.doctor import diagnose
from tests.faults import damages, work
from tests.faults import library as small
from tests.faults.test_kills import in_process

LONG = os.environ.get("ASKPAPERS_FAULTS") == "long"
EXAMPLES, STEPS = int(os.environ.get("ASKPAPERS_FAULTS_EXAMPLES", "40")), 30
DAMAGES = [
    damage
    for damage in damages.DAMAGES
    if damage.name in {"chroma is noise", "chroma removed", "the full-text index lacks a paper"}
]
"""What a repair mends without a loss."""


class LibraryMachine(RuleBasedStateMachine):
    """The library on the disk, and what must be in it."""

    def __init__(self) -> None:
        super().__init__()
        work.light()
        self.root = Path(tempfile.mkdtemp())
        self.papers: set[str] = set()
        self.starred: set[str] = set()
        self.removed: list[tuple[set[str], set[str]]] = []
        self.turns = 0
        self.damaged = False

    def teardown(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def library(self) -> Library:
        return Library(small.settings(self.root / "home"))

    @precondition(lambda self: not self.damaged)
    @rule(first=st.integers(0, 30), count=st.integers(1, 4), index=st.booleans())
    def add(self, first: int, count: int, index: bool) -> None:
        async def work() -> list[str]:
            async with self.library() as library:
                merged = await library.catalog.merge(small.papers(first, count), default_day=small.DAY)
                if index:
                    await indexing.index_pending(library)
                return list(merged.ids)

        hidden = {id for papers, _ in self.removed for id in papers}
        ids = set(asyncio.run(work()))
        assert ids == {paper.id for paper in small.papers(first, count)} - hidden
        self.papers |= ids

    @precondition(lambda self: self.papers and not self.damaged)
    @rule(data=st.data(), starred=st.booleans())
    def mark(self, data: st.DataObject, starred: bool) -> None:
        id = data.draw(st.sampled_from(sorted(self.papers)))

        async def work() -> None:
            async with self.library() as library:
                await library.catalog.mark([id], starred=starred)

        asyncio.run(work())
        self.starred = self.starred | {id} if starred else self.starred - {id}

    @precondition(lambda self: self.papers and not self.damaged)
    @rule(topic=st.sampled_from(["lamps", "boats", "maps"]))
    def ask(self, topic: str) -> None:
        async def work() -> Answer:
            async with self.library() as library:
                async for event in ask.ask(library, f"What is found on {topic}?", Scope(), extractive=True):
                    if isinstance(event, Answer):
                        await library.catalog.conversations.put_turn(None, event)
                        return event
            raise AssertionError

        answer = asyncio.run(work())
        assert {citation.paper_id for citation in answer.citations} <= self.papers
        self.turns += 1

    @precondition(lambda self: self.papers and not self.damaged)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        ids = data.draw(st.sets(st.sampled_from(sorted(self.papers)), min_size=1, max_size=3))

        async def work() -> None:
            async with self.library() as library:
                await remove.remove(library, sorted(ids))

        asyncio.run(work())
        self.removed.append((ids, self.starred & ids))
        self.papers -= ids
        self.starred -= ids

    @precondition(lambda self: self.removed and not self.damaged)
    @rule()
    def take_back(self) -> None:
        async def work() -> set[str]:
            async with self.library() as library:
                return set((await remove.undo_removal(library)).ids)

        papers, starred = self.removed.pop()
        assert asyncio.run(work()) == papers
        self.papers |= papers
        self.starred |= starred

    @precondition(lambda self: not self.damaged)
    @rule(after=st.floats(0.02, 0.6))
    def kill_an_add(self, after: float) -> None:
        (self.root / "log").unlink(missing_ok=True)
        in_process("add", self.root, after)
        reported = {words.partition(" ")[2] for words in work.noted(self.root)}

        async def there() -> set[str]:
            async with self.library() as library:
                return set(await library.catalog.ids(Scope()))

        now = asyncio.run(there())
        batch = {paper.id for paper in small.papers(100, 12)}
        hidden = {id for papers, _ in self.removed for id in papers}
        assert self.papers | (reported - hidden) <= now <= self.papers | batch
        # Done again it ends where an unkilled one ends: what comes next depends on no clock.
        in_process("add", self.root, None)
        self.papers |= batch - hidden

    @precondition(lambda self: self.papers and not self.damaged)
    @rule(damage=st.sampled_from(DAMAGES))
    def damage(self, damage: damages.Damage) -> None:
        async def index() -> None:
            async with self.library() as library:
                await indexing.index_pending(library)

        asyncio.run(index())
        damage.do(self.root / "home")
        self.damaged = True

    @precondition(lambda self: self.damaged)
    @rule(after=st.none() | st.floats(0.02, 1.0))
    def repair(self, after: float | None) -> None:
        if after is not None:
            in_process("repair: store gone", self.root, after)
        asyncio.run(repair.repair(small.settings(self.root / "home")))
        self.damaged = False

    @precondition(lambda self: not self.damaged)
    @invariant()
    def holds_what_it_must(self) -> None:
        async def look() -> None:
            async with self.library() as library:
                catalog = library.catalog
                assert set(await catalog.ids(Scope())) == self.papers
                assert set(await catalog.ids(Scope(starred=True))) == self.starred
                assert len(await catalog.conversations.recent(limit=1000)) == self.turns
                assert not (found := await diagnose(library)).damaged, found

        asyncio.run(look())


TestLibraryMachine = pytest.mark.skipif(not LONG, reason="minutes")(LibraryMachine.TestCase)
TestLibraryMachine.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)
