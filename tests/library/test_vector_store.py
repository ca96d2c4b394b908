"""The vector store, in real Chroma."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings as Quiet

from askpapers import errors
from askpapers.library import chroma_file, vector_store
from askpapers.library.catalog.records import CHANGED, metadata_of
from askpapers.library.chroma import Access
from askpapers.library.chroma_file import PAGE_SIZE
from askpapers.library.vector_store import Vectors
from askpapers.papers.paper import Paper
from tests.servers.scripted import Step, serving

DAY = date(2025, 10, 31)
WHOLE = Paper(
    "2510.00001", "Lamps", "Lamp A burns for 412 hours.\nIt is of tin.", published=DAY, listed=(DAY, date(2025, 11, 1)),
    authors=("Ada Lovelace", "Kurt Gödel"), author_count=9, organization="Büro für 光", url="https://arxiv.org/abs/1",
    arxiv_id="2510.00001", version=2, doi="10.1/x", categories=("cs.CL",), comments=0, upvotes=3,
    keywords=("lamps", "lamps"), code_url="https://github.com/a/b", source="hf",
)  # fmt: skip
BARE = Paper("t0123456789", "Boats")
HOSTILE = Paper(
    "t9876543210",
    "\x1b[2J\u202eEvil\x07 [b]title[/b] \ud83d",
    "x" * 10_000 + "\r\n١٢٣\x00 $where {'$ne': 1} \ud83d",
    organization="'; DROP TABLE embeddings; --",
)


@asynccontextmanager
async def opened(folder: Path, model: str = "m") -> AsyncIterator[Vectors]:
    vectors = await Vectors.open(str(folder / "chroma"), model)
    try:
        yield vectors
    finally:
        await vectors.close()


def rows(*given: list[float]) -> Any:
    return np.array(given, np.float32)


def raw(folder: Path, name: str) -> Any:
    """The collection as Chroma itself shows it to another program."""
    return chromadb.PersistentClient(str(folder / "chroma"), settings=Quiet(anonymized_telemetry=False)).get_collection(
        name, embedding_function=None
    )


async def test_papers_come_back_whole_even_after_the_store_was_closed(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE, BARE, HOSTILE], rows([1, 0], [0, 1], [1, 1]))
    async with opened(tmp_path) as vectors:
        assert {paper.id: paper async for paper in vectors.papers()} == {p.id: p for p in (WHOLE, BARE, HOSTILE)}
        assert await vectors.count() == 3


async def test_storing_a_paper_again_replaces_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
        reworded = replace(WHOLE, abstract="Other words.", upvotes=None, organization=None)
        await vectors.upsert([reworded], rows([0, 1]))
        assert [paper async for paper in vectors.papers()] == [reworded]
        assert np.array_equal((await vectors.vectors([WHOLE.id]))[WHOLE.id], [0, 1])


async def test_a_store_can_be_filtered_by_what_is_known(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE, BARE], rows([1, 0], [0, 1]))
        name = vectors.collection_name
    got = raw(tmp_path, name).get(where={"upvotes": {"$gte": 3}}, include=["metadatas", "documents"])
    assert got["ids"] == [WHOLE.id]
    about = got["metadatas"][0]
    # The newest of its days, and a count of nought is a count.
    assert (about["day"], about["comments"], about["title"]) == ("2025-11-01", 0, "Lamps")
    assert "comments" not in raw(tmp_path, name).get(ids=[BARE.id])["metadatas"][0]


async def test_an_abstract_in_a_folder_is_cut_into_no_trigrams(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE, HOSTILE], rows([1, 0], [0, 1]))
        assert await vectors.stored([WHOLE.id]) == [WHOLE]
    with sqlite3.connect(tmp_path / "chroma" / "chroma.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM embedding_fulltext_search").fetchone()[0] == 0
        texts = [row[0] for row in database.execute("SELECT string_value FROM embedding_metadata WHERE key = 'paper'")]
    assert sum("It is of tin." in text for text in texts) == 1


async def test_a_store_of_before_is_read_and_its_papers_lose_nothing_when_they_are_stored_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        stored = raw(tmp_path, vectors.collection_name)
        for paper, row in ((WHOLE, [1.0, 0.0]), (BARE, [0.0, 1.0])):
            stored.add(
                ids=[paper.id], embeddings=[row], documents=[paper.abstract],
                metadatas=[{k: v for k, v in metadata_of(paper).items() if v is not None}],
            )  # fmt: skip
        assert {paper.id: paper async for paper in vectors.papers()} == {WHOLE.id: WHOLE, BARE.id: BARE}
        await vectors.refresh([replace(WHOLE, upvotes=77)])
        assert await vectors.stored([WHOLE.id]) == [replace(WHOLE, upvotes=77)]
        reworded = replace(WHOLE, abstract="Other words.")
        await vectors.upsert([reworded], rows([1, 0]))
        assert await vectors.stored([WHOLE.id]) == [reworded]
        silent = replace(WHOLE, abstract="")
        await vectors.upsert([silent], rows([1, 0]))
        assert await vectors.stored([WHOLE.id]) == [silent]


async def test_the_nearest_come_first_with_their_cosine(tmp_path: Path) -> None:
    papers = [Paper(f"p{i}", f"Title {i}") for i in range(4)]
    async with opened(tmp_path) as vectors:
        await vectors.upsert(papers, rows([1, 0], [0.6, 0.8], [-1, 0], [0, 1]))
        found = await vectors.nearest(rows([1, 0])[0], 3)
        assert [id for id, _ in found] == ["p0", "p1", "p3"]
        assert [cosine for _, cosine in found] == pytest.approx([1.0, 0.6, 0.0], abs=1e-5)
        furthest, cosine = (await vectors.nearest(rows([1, 0])[0], 99))[-1]
        assert furthest == "p2"
        assert cosine == pytest.approx(-1.0, abs=1e-5)


async def test_an_empty_store_has_no_nearest(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        assert await vectors.nearest(rows([1, 0])[0], 5) == []
        assert await vectors.vectors([]) == {}
        assert await vectors.vectors(["nobody"]) == {}
        assert await vectors.count() == 0
        assert [paper async for paper in vectors.papers()] == []
        await vectors.upsert([], np.zeros((0, 2), np.float32))
        await vectors.delete([])
        await vectors.delete(["nobody"])


async def test_what_is_removed_is_gone_and_the_rest_stays(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE, BARE], rows([1, 0], [0, 1]))
        await vectors.delete([WHOLE.id, "nobody"])
        assert [id for id, _ in await vectors.nearest(rows([1, 0])[0], 5)] == [BARE.id]
        assert set(await vectors.vectors([WHOLE.id, BARE.id])) == {BARE.id}


async def test_more_papers_than_a_page_all_come_back_once(tmp_path: Path) -> None:
    papers = [Paper(f"2511.{i:05}", f"Title {i}") for i in range(1001)]
    async with opened(tmp_path) as vectors:
        await vectors.upsert(papers, np.ones((1001, 2), np.float32))
        back = [paper.id async for paper in vectors.papers()]
        assert sorted(back) == [paper.id for paper in papers]
        assert len(await vectors.vectors([paper.id for paper in papers])) == 1001


async def test_records_of_somebody_else_are_passed_over(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
        name = vectors.collection_name
    foreign: list[dict[str, str] | None] = [
        None, {"paper": "no JSON"}, {"paper": "[]"}, {"paper": "{}"}, {"other": "x"}, {"paper": '{"id": "x"}'},
        {"paper": json.dumps({"id": "x", "title": "t", "listed": ["yesterday"]})},
    ]  # fmt: skip
    raw(tmp_path, name).add(
        ids=[f"foreign{i}" for i in range(len(foreign))], embeddings=[[1.0, 0.0]] * len(foreign), metadatas=foreign
    )
    async with opened(tmp_path) as vectors:
        assert [paper async for paper in vectors.papers()] == [WHOLE]


async def test_vectors_of_two_models_are_never_mixed(tmp_path: Path) -> None:
    async with opened(tmp_path, "model-a") as first, opened(tmp_path, "model-b") as second:
        await first.upsert([WHOLE], rows([1, 0]))
        await second.upsert([BARE], rows([1, 0, 0]))
        assert [id for id, _ in await first.nearest(rows([1, 0])[0], 9)] == [WHOLE.id]
        assert [id for id, _ in await second.nearest(rows([1, 0, 0])[0], 9)] == [BARE.id]
        assert await first.vectors([BARE.id]) == {}
        await second.delete([WHOLE.id, BARE.id])
        assert await first.count() == 1


NAMES = ("m", "M", "a/b", "a-b", "a b", "a:b", "", "日本", "--", "…", "x" * 900, "x" * 901, "\x1b[31m", "../../etc")


def test_every_model_has_a_collection_of_its_own_under_a_name_that_chroma_takes() -> None:
    names = [Vectors("/somewhere", model).collection_name for model in NAMES]
    assert len({name.lower() for name in names}) == len(NAMES)
    for name in names:
        assert 3 <= len(name) <= 512
        assert name.isascii()
        assert all(c.isalnum() or c == "-" for c in name)
        assert name[0].isalnum()
        assert name[-1].isalnum()


@pytest.mark.parametrize("model", ["", "日本", "\x1b[31m../../etc"])
async def test_a_model_of_any_name_can_be_stored_and_found_again(tmp_path: Path, model: str) -> None:
    async with opened(tmp_path, model) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
    async with opened(tmp_path, model) as vectors:
        assert await vectors.count() == 1


def test_a_store_is_named_by_its_place_and_its_model() -> None:
    stores = {Vectors(place, model).store for place in ("/a", "/b", "http://c:1") for model in ("m", "n")}
    assert len(stores) == 6


def test_the_name_of_a_collection_stays_from_run_to_run() -> None:
    # A name that changed would orphan every vector that was ever made.
    assert Vectors("/a", "all-MiniLM-L6-v2-int8").collection_name == "askpapers-all-minilm-l6-v2-int8-5a02ab"


async def test_what_another_client_writes_is_seen_after_reopening(tmp_path: Path) -> None:
    async with opened(tmp_path) as first, opened(tmp_path) as second:
        await first.upsert([WHOLE], rows([1, 0]))
        assert len(await first.nearest(rows([1, 0])[0], 9)) == 1
        await second.upsert([BARE], rows([0, 1]))
        await first.reopen()
        assert {id for id, _ in await first.nearest(rows([1, 0])[0], 9)} == {WHOLE.id, BARE.id}


async def test_vectors_of_another_width_are_an_error_of_ours_and_harm_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
        with pytest.raises(errors.LibraryDamaged) as caught:
            await vectors.upsert([BARE], rows([1, 0, 0]))
        assert "--repair" in caught.value.hint
        with pytest.raises(errors.LibraryDamaged):
            await vectors.nearest(rows([1, 0, 0])[0], 3)
        assert [paper async for paper in vectors.papers()] == [WHOLE]


async def test_a_damaged_store_says_how_it_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"this is no database" * 1000)
    with pytest.raises(errors.LibraryError) as caught:
        await Vectors.open(str(folder), "m")
    assert caught.value.exit_code == 6
    assert "--repair" in caught.value.hint


async def test_a_store_whose_tables_are_gone_is_an_error_of_ours(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
    with sqlite3.connect(tmp_path / "chroma" / "chroma.sqlite3") as database:
        database.execute("DROP TABLE collections")
    database.close()
    with pytest.raises(errors.LibraryError) as caught:
        await Vectors.open(str(tmp_path / "chroma"), "m")
    assert caught.value.exit_code == 6


async def test_a_file_in_the_way_of_the_folder_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("in the way")
    with pytest.raises(errors.LibraryError) as caught:
        await Vectors.open(str(tmp_path / "chroma"), "m")
    assert caught.value.exit_code == 6
    assert str(tmp_path / "chroma") in str(caught.value)


@pytest.mark.parametrize(
    "step",
    [
        Step(404, {"error": "page not found"}),
        Step(401, {"error": "Unauthorized"}),
        Step(200, b"<html>Sign in to WiFi</html>", {"Content-Type": "text/html"}),
        Step(200, ["something else"]),
    ],
)
async def test_a_server_that_is_no_chroma_server_is_told_with_its_address(step: Step) -> None:
    with serving(*[step] * 6) as server, pytest.raises(errors.LibraryError) as caught:
        await Vectors.open(server.url, "m")
    assert server.url in str(caught.value)
    assert "--chroma" in caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://127.0.0.1:99999", "http://:8000", "https://[::1"])
async def test_an_address_where_nothing_can_be_is_an_error_of_the_library(address: str) -> None:
    with pytest.raises(errors.LibraryError) as caught:
        await Vectors.open(address, "m")
    assert "--chroma" in caught.value.hint


async def test_a_password_in_an_address_is_sent_and_never_shown() -> None:
    from askpapers.text.sanitize import redact_url

    with serving(*[Step(500, {"error": "no"})] * 4) as server:
        address = server.url.removesuffix("/v1").replace("http://", "http://ada:s3cr%2Ft@") + "/?token=t0ken"
        with pytest.raises(errors.LibraryError) as caught:
            await Vectors.open(address, "m")
        assert server.headers[0]["authorization"] == "Basic YWRhOnMzY3IvdA=="
    for told in (str(caught.value), caught.value.hint, redact_url(address), Vectors(address, "m").store):
        assert "s3cr" not in told
        assert "t0ken" not in told
    assert "127.0.0.1" in redact_url(address)
    assert redact_url("/home/a@b/chroma") == "/home/a@b/chroma"


async def test_a_token_a_tenant_and_a_database_are_said_and_a_refusal_is_told() -> None:
    access = Access("team", "papers", "t0ken", timeout=5)
    with serving(
        Step(200, {"nanosecond heartbeat": 1}), *[Step(403, {"error": "Forbidden", "message": "no"})] * 3
    ) as server:
        with pytest.raises(errors.LibraryError, match=r"no permission \(HTTP 403\)") as caught:
            await Vectors.open(server.url, "m", access=access)
        assert "chroma_token" in caught.value.hint
        for said in server.headers:
            assert (said["x-chroma-token"], said["authorization"]) == ("t0ken", "Bearer t0ken")
    assert Vectors("http://h/", "m", access=access).place == "http://h/team/papers"
    assert Vectors("http://h/", "m").place == "http://h"
    assert "t0ken" not in repr(access)


async def test_an_older_chroma_and_one_that_says_nothing_are_told_apart() -> None:
    steps = (
        (Step(410, {"error": "x"}), "version 2"),
        (Step(302, {}, {"Location": "http://127.0.0.1:9/"}), "sends on to another address"),
        (Step(503, {}), "not well"),
        (Step(silent=True), "timed out"),
    )
    for step, words in steps:
        with serving(step) as server, pytest.raises(errors.LibraryError, match=words):
            await Vectors.open(server.url, "m", access=Access(timeout=1))


IDENTITY = Step(200, {"user_id": "u", "tenant": "default_tenant", "databases": ["default_database"]})
BEAT = Step(200, {"nanosecond heartbeat": 1})
TENANT = Step(200, {"name": "default_tenant"})
DATABASE = Step(
    200, {"id": "00000000-0000-0000-0000-000000000000", "name": "default_database", "tenant": "default_tenant"}
)


@pytest.mark.parametrize(
    "before",
    [[], [BEAT], [BEAT, IDENTITY], [BEAT, IDENTITY, TENANT], [BEAT, IDENTITY, TENANT, DATABASE]],
)
async def test_a_server_that_falls_silent_while_one_connects_is_not_waited_for(before: list[Step]) -> None:
    with serving(*before, Step(silent=True)) as server, pytest.raises(errors.LibraryError) as caught:
        await Vectors.open(server.url, "m", access=Access(timeout=0.2))
    assert "timed out" in str(caught.value) or "says nothing more" in str(caught.value)
    assert "chroma run" in caught.value.hint


async def test_a_port_that_takes_connections_and_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(errors.LibraryError, match="timed out"):
        await Vectors.open(f"http://127.0.0.1:{silent.getsockname()[1]}", "m", access=Access(timeout=0.2))


async def test_what_is_no_longer_known_of_a_paper_goes_from_its_metadata(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
        await vectors.upsert([replace(WHOLE, organization=None, comments=None)], rows([1, 0]))
        name = vectors.collection_name
    (stored,) = raw(tmp_path, name).get()["metadatas"]
    assert not {"organization", "comments"} & set(stored)
    assert stored["upvotes"] == 3


# Whether what is stored can be found


async def test_papers_find_themselves_even_among_their_like(tmp_path: Path) -> None:
    papers = [replace(WHOLE, id=f"p{n}") for n in range(30)]
    same = np.tile(np.eye(1, 4, dtype=np.float32), (30, 1))
    async with opened(tmp_path) as vectors:
        await vectors.upsert(papers, same)
        assert await vectors.find_themselves([paper.id for paper in papers]) == []
        assert await vectors.find_themselves(["nobody"]) == ["nobody"]


async def test_a_store_whose_index_is_gone_is_damaged(tmp_path: Path) -> None:
    papers = [replace(WHOLE, id=f"p{n}") for n in range(2_000)]
    rows = np.random.default_rng(1).normal(size=(2_000, 8)).astype(np.float32)
    async with opened(tmp_path / "a") as vectors:
        for start in range(0, 2_000, 500):
            await vectors.upsert(papers[start : start + 500], rows[start : start + 500])
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    for folder in (path for path in (tmp_path / "b").rglob("*") if path.is_dir() and list(path.glob("*.bin"))):
        shutil.rmtree(folder)
    async with opened(tmp_path / "b") as vectors:
        with pytest.raises(errors.LibraryDamaged):
            await vectors.find_themselves(["p0", "p1500"])


async def test_an_abstract_takes_no_page_for_itself_in_chromas_index(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
    with sqlite3.connect(tmp_path / "chroma" / "chroma.sqlite3") as database:
        assert database.execute("PRAGMA page_size").fetchone()[0] == PAGE_SIZE


def written(folder: Path, text: str) -> int:
    """How often a text stands in a store's file, free pages aside, and the log of what is not in the index yet."""
    shutil.copy(folder / "chroma" / "chroma.sqlite3", folder / "packed")
    with closing(sqlite3.connect(folder / "packed", isolation_level=None)) as database:
        database.execute("DELETE FROM embeddings_queue")
        database.execute("VACUUM")
    return (folder / "packed").read_bytes().count(text.encode())


async def test_an_abstract_stands_once_in_the_file_and_texts_are_filtered_by_as_ever(tmp_path: Path) -> None:
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE, BARE], rows([1, 0], [0, 1]))
        stored = raw(tmp_path, vectors.collection_name)
        for where in (
            {"organization": WHOLE.organization},
            {"title": {"$ne": BARE.title}},
            {"day": {"$in": ["2025-11-01"]}},
        ):
            assert stored.get(where=where)["ids"] == [WHOLE.id]
    assert written(tmp_path, "burns for 412 hours") == 1


async def test_a_store_that_was_being_made_when_it_was_killed_is_made_on(tmp_path: Path) -> None:
    chroma_file.make(tmp_path / "chroma" / "chroma.sqlite3")
    async with opened(tmp_path) as vectors:
        await vectors.upsert([WHOLE], rows([1, 0]))
        assert await vectors.count() == 1
    assert written(tmp_path, "burns for 412 hours") == 1


async def test_the_index_of_texts_of_a_store_that_holds_papers_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(chroma_file, "hold_texts_once", lambda path: None)
        async with opened(tmp_path / "old") as vectors:
            await vectors.upsert([WHOLE], rows([1, 0]))
    # chromadb keeps a client a path: a copy is opened as another process would open it.
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    async with opened(tmp_path / "new") as vectors:
        assert await vectors.stored([WHOLE.id]) == [WHOLE]
        await vectors.upsert([BARE], rows([0, 1]))
    assert written(tmp_path / "new", "burns for 412 hours") == 2


async def test_pages_of_records_that_cannot_be_read_come_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_store, "PAGE", 2)
    papers = [replace(BARE, id=f"t{n}", title=f"Boats {n}") for n in range(5)]
    async with opened(tmp_path) as vectors:
        await vectors.upsert(papers, rows(*[[1.0, 0.0]] * 5))
        stored = raw(tmp_path, vectors.collection_name)
        stored.update(ids=[paper.id for paper in papers], metadatas=[{CHANGED: 7}] * 5)
        stored.update(ids=["t0", "t1"], metadatas=[{"paper": "{"}] * 2)
        assert [paper.id for paper in await vectors.changed_since(1)] == ["t2", "t3", "t4"]
