"""A small healthy library for the faults, made once by the program itself and copied."""

from __future__ import annotations

import asyncio
import os
from datetime import date
from pathlib import Path

from askpapers.answers.answer import Answer, Status
from askpapers.answers.usage import Usage
from askpapers.library.catalog.state import Sending, SendingState
from askpapers.library.library import Library
from askpapers.papers.interest import Interest, InterestKind
from askpapers.papers.paper import AnnotationChange, LabelKind, Paper
from askpapers.retrieval import indexing
from askpapers.settings.settings import Settings

DAY = date(2026, 1, 5)
COUNT = 20


def papers(first: int = 0, count: int = COUNT) -> list[Paper]:
    """Papers of several sentences, long enough that each fills some of a page."""
    topics = ("lamps", "boats", "kitchens", "proteins", "bridges", "songs", "maps")
    return [
        Paper(
            f"2601.{n:05}",
            f"Paper number {n} on {topics[n % 7]}",
            f"We study {topics[n % 7]} of kind {n}. " + f"Result {n} is {n * 3} percent better than before. " * 8,
            listed=(date(2026, 1, 5 + n % 3),),
            arxiv_id=f"2601.{n:05}",
            authors=(f"Author {n}", "Ada Lovelace"),
        )
        for n in range(first, first + count)
    ]


async def _build(home: Path) -> None:
    async with Library(settings(home)) as library:
        await library.catalog.merge(papers(), default_day=DAY)
        await indexing.index_pending(library)
        await library.catalog.mark(["2601.00001", "2601.00003", "2601.00019"], starred=True, read=True)
        for n in range(3):
            answer = Answer(f"Question {n}?", f"Answer {n}.", Status.ANSWERED, (), (), Usage(1, 2))
            await library.catalog.conversations.put_turn(None, answer)
            await library.catalog.replies.put(f"key{n}", f"reply {n} " * 400, Usage(5, 6))
        await _write_own_words(library)
        await library.catalog.visits.news()


async def _write_own_words(library: Library) -> None:
    catalog = library.catalog
    labels = ((LabelKind.TAG, "to read"), (LabelKind.COLLECTION, "Thesis"))
    await catalog.annotations.annotate(
        ["2601.00002", "2601.00018"], AnnotationChange("Ask Ada about this.", add=labels)
    )
    await catalog.watches.add("author:Lovelace")
    await catalog.interests.add([Interest(InterestKind.SAID, "lamps that last"), Interest(InterestKind.SAID, "tin")])
    await catalog.sendings.put(
        Sending("k", "2026-01-05", "ada@example.org", "<1@askpapers>", SendingState.SENT, "250 OK")
    )


def settings(home: Path) -> Settings:
    """Settings with their folders beside the library's."""
    return Settings(home, home.parent / "config", home.parent / "cache")


def build(root: Path) -> Path:
    """Make the library in `root`, home and all; return its home."""
    home = root / "home"
    asyncio.run(_build(home))
    return home


def environment(root: Path) -> dict[str, str]:
    """The environment in which the command line uses the library in `root`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASKPAPERS_", "OPENAI_"))}
    folders = {f"ASKPAPERS_{name}": str(root / name.lower()) for name in ("HOME", "CONFIG", "CACHE")}
    return {**kept, **folders, "NO_COLOR": "1"}
