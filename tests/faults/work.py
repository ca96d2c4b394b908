"""Writing commands that are killed: each notes in a log, on the disk, what it has reported done."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import chromadb  # noqa: F401 - imported before a process is forked from this one, so that a kill meets work and no import
import numpy  # noqa: F401

from askpapers.library import vector_store  # noqa: F401
from askpapers.library.library import Library
from askpapers.models import bundled
from askpapers.papers.interest import Interest, InterestKind
from askpapers.papers.paper import AnnotationChange, LabelKind
from askpapers.retrieval import indexing, search  # noqa: F401
from askpapers.verbs import add, backup, remove, repair
from tests.fakes.embedder import HashedWords
from tests.faults import damages
from tests.faults import library as small
from tests.library.catalog.former_formats import former

MADE = HashedWords()
MADE.dimension = bundled.BundledEmbedder.dimension  # what is fitted over the bundled vectors reads these


def light() -> None:
    """Let the bundled model be a quick one: what is tried here is what becomes of files."""
    bundled.embedder = lambda: MADE  # type: ignore[assignment,return-value]


def note(root: Path, words: str) -> None:
    with (root / "log").open("a") as log:
        log.write(words + "\n")
        log.flush()
        os.fsync(log.fileno())


def noted(root: Path) -> list[str]:
    return (root / "log").read_text().splitlines() if (root / "log").exists() else []


async def _add(root: Path) -> None:
    async with Library(small.settings(root / "home")) as library:
        for n in range(100, 112, 3):
            report = await library.catalog.merge(small.papers(n, 3), default_day=small.DAY)
            for id in report.added:
                note(root, f"paper {id}")
            await indexing.index_pending(library)


async def _mark(root: Path) -> None:
    async with Library(small.settings(root / "home")) as library:
        for n in range(small.COUNT):
            await library.catalog.mark([f"2601.{n:05}"], starred=True)
            note(root, f"mark 2601.{n:05}")


async def _write(root: Path) -> None:
    async with Library(small.settings(root / "home")) as library:
        for n in range(small.COUNT):
            id, tag = f"2601.{n:05}", ((LabelKind.TAG, f"tag {n % 3}"),)
            await library.catalog.annotations.annotate([id], AnnotationChange(f"Note {n}.", add=tag))
            note(root, f"note {id}")
            await library.catalog.watches.add(f"words of {n}")
            note(root, f"watch words of {n}")
            await library.catalog.interests.add([Interest(InterestKind.SAID, f"interest {n}")])
            note(root, f"interest interest {n}")


async def _sample(root: Path) -> None:
    async with Library(small.settings(root / "home")) as library:
        report = await add.open_sample(library)
        for id in report.papers:
            note(root, f"paper {id}")


async def _remove(root: Path) -> None:
    async with Library(small.settings(root / "home")) as library:
        for n in range(4, 16, 2):
            pair = [f"2601.{n:05}", f"2601.{n + 1:05}"]
            report = await remove.remove(library, [id for id in pair if await library.catalog.paper(id)])
            for id in report.ids:
                note(root, f"removed {id}")


async def _repair(root: Path) -> None:
    await repair.repair(small.settings(root / "home"))


async def _migrate(root: Path) -> None:
    async with Library(small.settings(root / "home")) as library:
        await library.catalog.days()


async def _backup(root: Path) -> None:
    await backup.backup(small.settings(root / "home"), root / "all.askpapers")
    backup.read(root / "all.askpapers")
    note(root, "backup")


async def _restore(root: Path) -> None:
    await backup.restore(small.settings(root / "home"), root / "given.askpapers")


def _older(root: Path) -> None:
    """Make of the catalog one of the format before."""
    with closing(sqlite3.connect(root / "home" / "catalog.sqlite")) as c:
        c.executescript(former(1))


def _given(root: Path) -> None:
    asyncio.run(backup.backup(small.settings(root / "home"), root / "given.askpapers"))
    damages.sql(root / "home", "DELETE FROM marks", "DELETE FROM turns")


def _damage(name: str) -> Callable[[Path], object]:
    (found,) = [damage for damage in damages.DAMAGES if damage.name == name]
    return lambda root: found.do(root / "home")


WORK: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "add": (lambda root: None, _add),
    "sample": (lambda root: None, _sample),
    "mark": (lambda root: None, _mark),
    "write": (lambda root: None, _write),
    "remove": (lambda root: None, _remove),
    "migration": (_older, _migrate),
    "backup": (lambda root: None, _backup),
    "restore": (_given, _restore),
    "repair: a leaf": (_damage("a leaf of the papers is noise"), _repair),
    "repair: catalog gone": (_damage("catalog removed"), _repair),
    "repair: catalog is noise": (_damage("catalog is noise"), _repair),
    "repair: store is noise": (_damage("chroma is noise"), _repair),
    "repair: store gone": (_damage("chroma removed"), _repair),
    "repair: full text": (_damage("the full-text index lacks a paper"), _repair),
}
"""What is tried: how a library is prepared, and the work on it."""


def run(name: str, root: Path) -> None:
    """Do the work, in this process."""
    light()
    asyncio.run(WORK[name][1](root))  # type: ignore[arg-type]


def fresh(healthy: Path, root: Path, name: str) -> None:
    """Copy the healthy library and prepare it."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(healthy, root)
    WORK[name][0](root)
