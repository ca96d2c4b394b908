"""A library that a team shares, on a real Chroma server."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from askpapers import errors
from askpapers.library.catalog.records import metadata_of
from askpapers.library.library import Library
from askpapers.library.vector_store import Vectors
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending
from askpapers.settings.settings import Settings
from askpapers.verbs.follow import follow
from askpapers.verbs.remove import remove
from askpapers.verbs.search import search
from tests.fakes.embedder import HashedWords

DAY = date(2026, 1, 5)
LAMPS = Paper("2601.00001", "Lamps", "A lamp burns for long.", arxiv_id="2601.00001", listed=(DAY,), comments=1)
BOATS = Paper("2601.00002", "Boats", "A boat of tin floats.", arxiv_id="2601.00002", listed=(DAY,))
MAPS = Paper("2601.00003", "Maps", "A map of the sea.", arxiv_id="2601.00003", listed=(DAY,))


class Server:
    """`chroma run` on a free port."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.url = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        # What the command `chroma` calls, without the client that it imports first: that is nearly all of a start.
        code = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', *sys.argv[1:]])"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "run", "--path", self.folder, "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=20).close()
                return
            except OSError:
                # As long as it runs it is on its way.
                with suppress(subprocess.TimeoutExpired):
                    raise AssertionError(f"chroma run ended with {self.process.wait(0.1)}") from None
        raise AssertionError("chroma run does not listen")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server") / "data")
    yield running
    running.stop()


class Members:
    """The readers of a test, who share a model of their own and so a collection."""

    def __init__(self, server: Server, root: Path) -> None:
        self._server, self._root = server, root
        self.made = HashedWords()
        self.made.model = root.name

    def settings(self, name: str) -> Settings:
        folders = (self._root / name / part for part in ("home", "config", "cache"))
        return Settings(*folders, chroma=self._server.url)

    @asynccontextmanager
    async def library(self, name: str) -> AsyncIterator[Library]:
        async with Library(self.settings(name), embedder=self.made) as library:
            yield library

    async def add(self, name: str, *papers: Paper) -> None:
        async with self.library(name) as library:
            await follow(library)
            await library.catalog.merge(papers, default_day=None)
            await index_pending(library)


@pytest.fixture
def members(server: Server, tmp_path: Path) -> Members:
    return Members(server, tmp_path)


async def titles(library: Library) -> list[str]:
    return sorted(row.paper.title for row in await library.catalog.rows(Scope()))


async def test_an_empty_catalog_fills_from_the_server_and_follows_it(members: Members) -> None:
    await members.add("ada", LAMPS, BOATS)
    async with members.library("ada") as library:
        await library.catalog.mark([LAMPS.id], starred=True)
    async with members.library("bob") as library:
        assert (await follow(library)).added == 2
        assert await titles(library) == ["Boats", "Lamps"]
        assert [match.paper for match in await search(library, "lamp", k=1)] == [LAMPS]
        assert not (await library.catalog.rows(Scope(starred=True)))
        asked = len(members.made.embedded)
        # Nothing is embedded but sentences: the vectors of papers came with them.
        assert await index_pending(library) == 0
        assert sorted(members.made.embedded[asked:]) == sorted([BOATS.abstract, LAMPS.abstract])
        await members.add("ada", MAPS, replace(LAMPS, comments=7, abstract="A lamp burns for very long indeed."))
        report = await follow(library)
        assert (report.added, report.updated) == (1, 1)
        lamps = await library.catalog.paper(LAMPS.id)
        assert lamps is not None
        assert (lamps.comments, lamps.abstract) == (7, "A lamp burns for very long indeed.")
        assert await follow(library) == type(report)()


async def test_what_another_has_embedded_is_not_embedded_again(members: Members) -> None:
    await members.add("ada", LAMPS)
    asked = len(members.made.embedded)
    async with members.library("bob") as library:
        await library.catalog.merge([replace(LAMPS, upvotes=4)], default_day=None)
        assert await index_pending(library) == 1
    assert members.made.embedded[asked:] == [LAMPS.abstract]
    async with members.library("ada") as library:
        assert (await follow(library)).updated == 1
        paper = await library.catalog.paper(LAMPS.id)
        assert paper is not None
        assert paper.upvotes == 4


@pytest.mark.parametrize("way", ["moved", "link", "another name of the server"])
async def test_a_library_of_a_team_that_was_moved_is_not_indexed_again(
    members: Members, tmp_path: Path, way: str
) -> None:
    await members.add("ada", LAMPS, BOATS)
    asked, settings = len(members.made.embedded), members.settings("ada")
    if way == "moved":
        (tmp_path / "ada").rename(tmp_path / "eve")
        settings = members.settings("eve")
    elif way == "link":
        (tmp_path / "eve").symlink_to(tmp_path / "ada")
        settings = members.settings("eve")
    else:
        settings = replace(settings, chroma=(settings.chroma or "").replace("localhost", "127.0.0.1") + "/")
    async with Library(settings, embedder=members.made) as library:
        assert (await follow(library)).added == 0
        store = (await library.vectors()).store
        # By another name it may be another server; it is asked, and has what was to be made.
        assert way.startswith("another") or await library.catalog.embedding_state.pending_count(store) == 0
        await index_pending(library)
        assert await library.catalog.embedding_state.pending_count(store) == 0
    assert members.made.embedded[asked:] == []


async def test_what_is_removed_for_all_goes_and_what_the_server_lost_is_sent_again(members: Members) -> None:
    await members.add("ada", LAMPS, BOATS, MAPS)
    async with members.library("bob") as bob, members.library("ada") as ada:
        await follow(bob)
        await remove(ada, [BOATS.id], everywhere=True)
        assert (await follow(bob)).removed == 1
        assert await titles(bob) == ["Lamps", "Maps"]
        # Dropped by a stranger: both have the papers, and either sends them again.
        vectors = await bob.vectors()
        await vectors.delete([LAMPS.id])
        assert (await follow(bob)).resent == 1
        assert await index_pending(bob) == 1
        assert await vectors.ids() == {LAMPS.id, MAPS.id}


async def test_two_write_at_once_and_nothing_is_lost(members: Members) -> None:
    many = [replace(LAMPS, id=f"2601.1{n:04}", arxiv_id=f"2601.1{n:04}", title=f"Lamp {n}") for n in range(60)]
    await asyncio.gather(members.add("ada", *many[:40]), members.add("bob", *many[20:]))
    for name in ("ada", "bob"):
        async with members.library(name) as library:
            await follow(library)
            assert await titles(library) == sorted(paper.title for paper in many)
            assert await (await library.vectors()).count() == 60


async def test_a_server_that_is_away_in_the_middle_of_an_add_gets_the_rest_later(
    tmp_path: Path, members: Members
) -> None:
    own = Server(tmp_path / "data")
    try:
        alone = Members(own, tmp_path)
        await alone.add("ada", LAMPS)
        async with alone.library("ada") as library:
            await library.catalog.merge([BOATS], default_day=None)
            await library.vectors()
            own.stop()
            with pytest.raises(errors.LibraryError, match="does not answer"):
                await index_pending(library)
            assert isinstance((await follow(library)).failure, errors.LibraryError)
            assert [match.paper.id for match in await search(library, "boat tin", k=1)] == [BOATS.id]
            assert "Meaning is off" in library.meaning_off
            own.start()
            assert await index_pending(library) == 1
            assert [match.paper.id for match in await search(library, "boat tin", k=1)] == [BOATS.id]
            assert library.meaning_off == ""
            # Started anew over an empty folder: everything is sent again.
            own.stop()
            shutil.rmtree(own.folder)
            own.start()
            assert (await follow(library)).resent == 2
            assert await index_pending(library) == 2
    finally:
        own.stop()


async def test_what_changes_in_a_folders_store_that_a_server_has_now_leaves_its_abstracts(server: Server) -> None:
    vectors = await Vectors.open(server.url, "from-a-folder")
    try:
        about = [metadata_of(paper, whole=True) for paper in (LAMPS, BOATS)]
        vectors._collection.upsert(ids=[LAMPS.id, BOATS.id], embeddings=[[1.0, 0.0], [0.0, 1.0]], metadatas=about)
        await vectors.upsert([BOATS], np.array([[0.0, 1.0]], np.float32))
        changed = [replace(LAMPS, comments=9), replace(BOATS, comments=9)]
        await vectors.refresh(changed)
        assert await vectors.stored([LAMPS.id, BOATS.id]) == changed
    finally:
        await vectors.close()
