"""The papers of a scope that are nearest, whatever part of the library the scope is; and what a search asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing, neighbors
from askpapers.retrieval.neighbors import CANDIDATES, nearest_papers
from askpapers.retrieval.search import search
from askpapers.settings.settings import Settings
from tests.fakes.embedder import HashedWords

DAY = date(2025, 10, 31)
COUNT = 700


def paper(n: int) -> Paper:
    # Near to "lamps" come first the papers of the other category.
    words = " ".join(["lamps"] * (20 if n < 600 else 2) + [f"word{n}"])
    code = "See github.com/x." if n % 2 else "No code."
    kind = "cs.CL" if n < 600 else "math.AG"
    return Paper(f"p{n:04}", f"Title {n}", f"{words}. {code}", categories=(kind,), listed=(DAY - timedelta(n % 10),))


@pytest.fixture(scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    home = tmp_path_factory.mktemp("neighbors")
    async with Library(Settings(home, home, home), embedder=HashedWords()) as library:
        await library.catalog.merge([paper(n) for n in range(COUNT)], default_day=DAY)
        papers = await library.catalog.papers([f"p{n:04}" for n in range(COUNT)])
        await indexing.index(library, papers)
        await library.catalog.embedding_state.put((await library.vectors()).store, papers)
        yield library


async def exact(library: Library, question: str, scope: Scope) -> tuple[np.ndarray, dict[str, float]]:
    vector = (await (await library.embedder()).embed([question]))[0]
    rows = await (await library.vectors()).vectors(await library.catalog.ids(scope))
    return vector, {id: float(row @ vector) for id, row in rows.items()}


@pytest.mark.parametrize("few", [0, 5_000])
@pytest.mark.parametrize("first", [50, 400])
@pytest.mark.parametrize(
    "scope",
    [Scope(category="math.AG"), Scope(has_code=True), Scope(unread=True), Scope(DAY - timedelta(4), DAY), Scope(DAY, DAY)],
)  # fmt: skip
async def test_no_paper_of_a_scope_is_lost_to_nearer_ones_outside(
    library: Library, scope: Scope, few: int, first: int
) -> None:
    vector, expected = await exact(library, "lamps", scope)
    found = (await nearest_papers(library, vector, scope, few=few, first=first)).cosines
    best = sorted(expected.values(), reverse=True)[:CANDIDATES]
    # Papers of equal words are equally near: it is the cosines that must be those of the nearest.
    assert sorted(found.values(), reverse=True)[: len(best)] == pytest.approx(best, abs=0.01)
    assert set(found) <= set(expected)


async def test_a_library_whose_store_is_not_open_is_searched_without_it(library: Library) -> None:
    vector, expected = await exact(library, "lamps", Scope())
    async with Library(library.settings, embedder=HashedWords()) as cold:
        found = (await nearest_papers(cold, vector, Scope(), few=0)).cosines
        assert not cold.store_is_open
        best = sorted(expected.values(), reverse=True)[:CANDIDATES]
        assert list(found.values()) == pytest.approx(best, abs=0.01)
        assert all(expected[id] == pytest.approx(cosine, abs=0.01) for id, cosine in found.items())


async def test_the_store_is_asked_where_the_catalog_keeps_fewer_vectors(tmp_path: Path) -> None:
    papers = [replace(paper(n), id=f"q{n}") for n in range(5)]
    async with Library(Settings(tmp_path, tmp_path, tmp_path), embedder=HashedWords()) as library:
        await library.catalog.merge(papers, default_day=DAY)
        await indexing.index_pending(library)
        await library.catalog._db.execute("DELETE FROM document_vectors WHERE pk > ?", [1])
    async with Library(library.settings, embedder=HashedWords()) as cold:
        vector = (await (await cold.embedder()).embed(["lamps"]))[0]
        assert len((await nearest_papers(cold, vector, Scope(), few=0)).cosines) == 5
        assert cold.store_is_open


async def test_a_search_asks_for_as_much_in_a_library_of_any_size(library: Library) -> None:
    asked: list[str] = []
    await search(library, "lamps", Scope())
    # What begins with two dashes are the full-text index's own, a number of them for each of its segments.
    note = lambda sql: None if sql.startswith("--") else asked.append(sql)  # noqa: E731
    await library.catalog._db.read(lambda c: c.set_trace_callback(note))
    embedder = await library.embedder()
    assert isinstance(embedder, HashedWords)
    before = len(embedder.embedded)
    for scope in (Scope(), Scope(DAY, DAY), Scope(unread=True)):
        asked.clear()
        assert len(await search(library, "lamps", scope)) == 10
        assert len(asked) <= 14, asked
    await library.catalog._db.read(lambda c: c.set_trace_callback(None))
    assert embedder.embedded[before:] == ["lamps"] * 3


async def test_a_library_of_before_learns_its_vectors_by_paper(tmp_path: Path) -> None:
    papers = [replace(paper(n), id=f"q{n}") for n in range(5)]
    async with Library(Settings(tmp_path, tmp_path, tmp_path), embedder=HashedWords()) as library:
        await library.catalog.merge(papers, default_day=DAY)
        await indexing.index_pending(library)
        state, model = library.catalog.embedding_state, HashedWords.model
        ids = [paper.id for paper in papers]
        kept = neighbors.dequantize_all(await state.document_vectors(ids, model))
        await library.catalog._db.execute("DELETE FROM document_vectors WHERE pk > ?", [1])
        assert len(await search(library, "lamps", Scope(DAY, DAY))) == 1
        assert len(await search(library, "lamps", Scope(ids=tuple(ids)))) == 5
        await indexing.index_pending(library)
        again = neighbors.dequantize_all(await state.document_vectors(ids, model))
        assert np.stack([again[id] for id in ids]) == pytest.approx(np.stack([kept[id] for id in ids]), abs=1e-6)


async def test_the_best_sentence_counts_as_reckoned_one_by_one() -> None:
    rng = np.random.default_rng(0)
    rows = {f"p{n}": rng.normal(size=(n, 16)).astype(np.float32) for n in range(4)}
    rows = {id: row / np.linalg.norm(row, axis=1, keepdims=True) for id, row in rows.items()}
    blobs = {id: neighbors.quantize(row) for id, row in rows.items()} | {"cut": neighbors.quantize(rows["p3"])[:-3]}
    asked = np.stack([rows["p3"][0], rows["p2"][1]])
    found = neighbors.best_cosines(blobs, asked)
    one_by_one = {id: (neighbors.dequantize(blobs[id]) @ asked.T).max(axis=0).mean() for id in ("p1", "p2", "p3")}
    assert found == pytest.approx(one_by_one, abs=1e-5)
    assert neighbors.best_cosines({}, asked) == {}
