"""A library that was moved, or is reached through a link: nothing of it is to be indexed again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from askpapers.library.library import OWN_STORE, Library
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending
from askpapers.retrieval.search import search
from tests.fakes.embedder import HashedWords
from tests.faults import library as small


async def made(home: Path, embedder: HashedWords) -> None:
    async with Library(small.settings(home), embedder=embedder) as library:
        await library.catalog.merge(small.papers(count=5), default_day=small.DAY)
        assert await index_pending(library) == 5


async def nothing_is_to_be_indexed(home: Path, embedder: HashedWords) -> None:
    asked = len(embedder.embedded)
    async with Library(small.settings(home), embedder=embedder) as library:
        vectors = await library.vectors()
        assert await library.catalog.embedding_state.pending_count(vectors.store) == 0
        assert await index_pending(library) == 0
        assert embedder.embedded[asked:] == []
        assert (await search(library, "boats of kind 1", Scope()))[0].paper.id == "2601.00001"
        assert library.meaning_off == ""


async def test_a_moved_library_is_indexed(tmp_path: Path) -> None:
    embedder = HashedWords()
    await made(tmp_path / "first" / "home", embedder)
    (tmp_path / "first").rename(tmp_path / "second")
    await nothing_is_to_be_indexed(tmp_path / "second" / "home", embedder)


@pytest.mark.parametrize("part", ["home", ""])
async def test_a_library_behind_a_link_is_indexed_by_either_path(tmp_path: Path, part: str) -> None:
    embedder = HashedWords()
    await made(tmp_path / "disk" / "home", embedder)
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "link"
    link.symlink_to(tmp_path / "disk" / part)
    behind = link if part else link / "home"
    await nothing_is_to_be_indexed(behind, embedder)
    async with Library(small.settings(behind), embedder=embedder) as library:
        await library.catalog.merge(small.papers(20, 1), default_day=small.DAY)
        assert await index_pending(library) == 1
    await nothing_is_to_be_indexed(tmp_path / "disk" / "home", embedder)


async def test_what_a_program_of_before_noted_under_a_path_is_taken_over(tmp_path: Path) -> None:
    embedder = HashedWords()
    await made(tmp_path / "home", embedder)
    with closing(sqlite3.connect(tmp_path / "home" / "catalog.sqlite")) as c:
        changed = c.execute("UPDATE embedded SET store = replace(store, ?, '/long/gone/chroma#')", [f"{OWN_STORE}#"])
        assert changed.rowcount == 5
        c.commit()
    await nothing_is_to_be_indexed(tmp_path / "home", embedder)
