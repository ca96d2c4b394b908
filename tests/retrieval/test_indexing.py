"""Indexing by a server: what it costs is said first, and no failure loses what was paid for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from askpapers import errors
from askpapers.answers.answer import Progress
from askpapers.library.library import Library
from askpapers.models import tokens
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing
from askpapers.retrieval import indexing as retrieval_indexing
from askpapers.retrieval.indexing import backlog, index_pending, is_complete
from askpapers.settings.settings import Settings
from askpapers.verbs import add as ingest
from tests.fakes.embedder import HashedWords
from tests.servers.scripted import Step, error, serving

DAY = date(2025, 10, 31)
PRICED = "text-embedding-3-small"


def papers(count: int) -> list[Paper]:
    """Papers of one sentence each."""
    return [Paper(f"2511.{n:05}", f"Title {n}", f"We train model {n}.", listed=(DAY,)) for n in range(count)]


def vectors(count: int, width: int = 3) -> Step:
    data = [{"object": "embedding", "index": n, "embedding": [1.0, *[0.5] * (width - 1)]} for n in range(count)]
    return Step(200, {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}})


def batch(count: int = indexing.EMBED_BATCH, width: int = 3) -> list[Step]:
    """The answers that a batch of papers takes: the papers, and then their sentences, six papers at a time."""
    sixes = [min(6, count - start) for start in range(0, count, 6)]
    return [vectors(count, width), *(vectors(six, width) for six in sixes)]


def asked(server: Any) -> list[str]:
    """The papers that a server was sent whole."""
    return [text for request in server.asked for text in request["input"] if text.startswith("Title")]


def at(settings: Settings, url: str, model: str = PRICED, **values: Any) -> Settings:
    return replace(settings, embedding_model=model, embedding_base_url=url, embedding_api_key="sk-1", **values)


async def filled(library: Library, count: int) -> Sequence[Paper]:
    await library.catalog.merge(papers(count), default_day=DAY)
    return papers(count)


async def test_what_the_bundled_model_does_costs_nothing(library: Library) -> None:
    await filled(library, 2)
    left = await backlog(library)
    assert (left.papers, left.tokens, left.cost, left.unasked) == (2, None, 0.0, True)
    assert str(left) == "2 still to be indexed"


async def test_what_a_server_does_is_priced_by_all_that_is_sent(settings: Settings) -> None:
    with serving() as server:
        async with Library(at(settings, server.url)) as library:
            sent = [text for p in await filled(library, 3) for text in (retrieval_indexing.document(p), p.abstract)]
            left = await backlog(library)
        assert server.asked == []
    size = sum(map(tokens.count, sent))
    assert (left.papers, left.tokens, left.cost) == (3, size, pytest.approx(size * 0.02 / 1e6))
    assert f"with {PRICED}: ≈ {size} tokens, ≈ $0.0000" in str(left)


async def test_an_unknown_price_is_said_to_be_unknown(settings: Settings) -> None:
    with serving() as server:
        async with Library(at(settings, server.url, "mine")) as library:
            await filled(library, 1)
            assert str(await backlog(library)).endswith("tokens, price unknown")


async def test_the_price_is_told_before_anything_is_sent_and_noted_after(settings: Settings) -> None:
    told: list[tuple[Progress, int]] = []
    with serving(*batch(3)) as server:
        async with Library(at(settings, server.url)) as library:
            await filled(library, 3)
            size = (await backlog(library)).tokens
            assert await index_pending(library, lambda p: told.append((p, len(server.asked)))) == 3
            assert (await backlog(library)).papers == 0
            spent = await library.catalog.spending.today()
    assert (told[0][0].done, told[0][1]) == (0, 0)
    assert "tokens, ≈ $" in told[0][0].what
    assert spent == pytest.approx((size or 0) * 0.02 / 1e6) and spent > 0


@pytest.mark.parametrize(
    "trouble",
    [Step(cut=True, lines=['{"object": "list", "data": [']), error(400, "no"), vectors(2)],
)
async def test_what_breaks_in_the_middle_goes_on_where_it_stopped(settings: Settings, trouble: Step) -> None:
    with serving(*batch(), *[trouble] * 6) as server:
        async with Library(at(settings, server.url)) as library:
            await filled(library, 20)
            with pytest.raises(errors.ServiceError):
                await index_pending(library)
            assert (await backlog(library)).papers == 4
    with serving(*batch(4)) as server:
        async with Library(at(settings, server.url)) as library:
            assert await index_pending(library) == 4
            assert await (await library.vectors()).count() == 20
        assert asked(server) == [retrieval_indexing.document(paper) for paper in papers(20)[16:]]


async def test_a_busy_server_is_asked_again(settings: Settings) -> None:
    first, *rest = batch(2)
    with serving(error(429, "slow down", Retry_After="0"), first, *rest) as server:
        async with Library(at(settings, server.url)) as library:
            await filled(library, 2)
            assert await index_pending(library) == 2


async def test_a_kill_between_vectors_and_mark_pays_for_one_batch_twice_and_loses_nothing(settings: Settings) -> None:
    class Killed(Exception):
        pass

    def kill(progress: Progress) -> None:
        if progress.done:
            raise Killed

    with serving(*batch()) as server:
        async with Library(at(settings, server.url)) as library:
            await filled(library, 18)
            with pytest.raises(Killed):
                await index_pending(library, kill)
    with serving(*batch(2)) as server:
        async with Library(at(settings, server.url)) as library:
            assert await index_pending(library) == 2
        assert len(asked(server)) == 2


async def test_vectors_of_another_length_are_refused_and_nothing_is_mixed(settings: Settings) -> None:
    with serving(*batch(2)) as server:
        async with Library(at(settings, server.url)) as library:
            await filled(library, 2)
            await index_pending(library)
    with serving(*batch(1, width=5)) as server:
        async with Library(at(settings, server.url)) as library:
            await library.catalog.merge([Paper("2511.9", "Title new", "It is new.", listed=(DAY,))], default_day=DAY)
            with pytest.raises(errors.LibraryError, match="another length") as caught:
                await index_pending(library)
            assert "embedding_model" in caught.value.hint
            assert await (await library.vectors()).count() == 2
            assert (await backlog(library)).papers == 1


async def test_another_model_has_vectors_of_its_own_and_the_first_ones_stay(settings: Settings) -> None:
    with serving(*batch(2)) as server:
        async with Library(at(settings, server.url, "one")) as library:
            await filled(library, 2)
            await index_pending(library)
    with serving(*batch(2, width=5)) as server:
        async with Library(at(settings, server.url, "two")) as library:
            assert (await backlog(library)).papers == 2
            await index_pending(library)
            assert len(next(iter((await (await library.vectors()).vectors(["2511.00000"])).values()))) == 5
        async with Library(at(settings, server.url, "one")) as library:
            assert (await backlog(library)).papers == 0
            assert len(next(iter((await (await library.vectors()).vectors(["2511.00000"])).values()))) == 3


async def test_a_library_is_not_paid_for_without_a_word(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "UNASKED", 3)
    rows = [{"_id": str(n), "title": f"Title {n}", "text": f"We train model {n}."} for n in range(4)]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with serving(*batch(4)) as server:
        async with Library(at(settings, server.url)) as library:
            added = await ingest.add(library, [str(tmp_path / "c.jsonl")])
            assert (added.added, server.asked) == (4, [])
            assert any("4 still to be indexed" in note and "doctor --index" in note for note in added.notes)
            assert await index_pending(library) == 4


async def test_papers_are_there_though_the_server_is_not(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"_id": "1", "title": "Lamps", "text": "They burn."}', encoding="utf-8")
    with serving(error(401, "no such key")) as server:
        async with Library(at(settings, server.url)) as library:
            added = await ingest.add(library, [str(tmp_path / "c.jsonl")])
            assert await library.catalog.count(Scope()) == added.added == 1
    assert [type(failure) for failure in added.failures] == [errors.KeyRefused]


@pytest.mark.parametrize(("model", "limit"), [(PRICED, 1e-9), ("mine", 1.0)])
async def test_the_limit_of_a_day_holds_for_indexing_too(settings: Settings, model: str, limit: float) -> None:
    with serving() as server:
        async with Library(at(settings, server.url, model, max_cost_day=limit)) as library:
            await filled(library, 2)
            with pytest.raises(errors.SpendingLimit):
                await index_pending(library)
        assert server.asked == []


async def test_other_votes_cost_no_vector_and_reach_the_store_with_the_next_paper(settings: Settings) -> None:
    sheep = [Paper(f"2511.{n:05}", f"Sheep {n}", f"We count {n} sheep.", upvotes=1) for n in range(3)]
    embedder = HashedWords()
    async with Library(settings, embedder=embedder) as library:
        await library.catalog.merge(sheep[:2], default_day=DAY)
        await index_pending(library)
        asked = len(embedder.embedded)
        assert await is_complete(library)
        await library.catalog.merge([replace(sheep[0], upvotes=7)], default_day=DAY)
        assert await is_complete(library)
        await library.catalog.merge(sheep[2:], default_day=DAY)
        assert not await is_complete(library)
        assert await index_pending(library) == 1
        assert set(embedder.embedded[asked:]) == {"Sheep 2. We count 2 sheep.", "We count 2 sheep."}
        stored = {paper.id: paper async for paper in (await library.vectors()).papers()}
        assert stored["2511.00000"].upvotes == 7
        assert stored["2511.00000"].abstract == sheep[0].abstract


async def test_the_store_is_not_opened_where_all_is_in_it(settings: Settings) -> None:
    embedder, sheep = HashedWords(), papers(3)
    async with Library(settings, embedder=embedder) as library:
        await library.catalog.merge(sheep, default_day=DAY)
        await index_pending(library)
    async with Library(settings, embedder=embedder) as library:
        assert await index_pending(library) == 0
        assert library._vectors is None
        await library.catalog.merge([replace(sheep[0], upvotes=7)], default_day=DAY)
        assert await index_pending(library) == 0
        stored = {paper.id: paper async for paper in (await library.vectors()).papers()}
        assert stored[sheep[0].id].upvotes == 7


async def test_each_batch_is_noted_and_the_catalog_is_not_walked_through_for_it(settings: Settings) -> None:
    sheep = [Paper(f"2511.{n:05}", f"Sheep {n}", f"We count {n} sheep.") for n in range(40)]
    async with Library(settings, embedder=HashedWords()) as library:
        await library.catalog.merge(sheep, default_day=DAY)
        walks: list[str] = []
        await library.catalog._db.read(lambda c: c.set_trace_callback(walks.append))
        assert await index_pending(library) == 40
        assert sum("ORDER BY p.newest_day" in sql for sql in walks) == 2


async def test_papers_to_be_indexed_are_looked_for_once_and_newer_ones_that_come_go_first(settings: Settings) -> None:
    embedder = HashedWords()
    async with Library(settings, embedder=embedder) as library:
        count = 4 * indexing.EMBED_BATCH
        await filled(library, count)
        walks: list[str] = []
        note = lambda sql: walks.append(sql) if "ORDER BY p.newest_day" in sql and "LIMIT" not in sql else None  # noqa: E731
        await library.catalog._db.read(lambda c: c.set_trace_callback(note))
        batches = 0

        async def pause() -> None:
            nonlocal batches
            batches += 1
            if batches == 2:
                newer = Paper("2512.00001", "Newer", "We came later.", listed=(date(2025, 11, 30),))
                await library.catalog.merge([newer], default_day=DAY)

        assert await index_pending(library, pause=pause) == count + 1
        await library.catalog._db.read(lambda c: c.set_trace_callback(None))
        # At first, when the newer one had come, and at the end.
        assert len(walks) == 3
        whole = [text for text in embedder.embedded if text.startswith(("Title", "Newer"))]
        assert whole.index("Newer. We came later.") == 2 * indexing.EMBED_BATCH


async def test_a_server_store_is_not_asked_anew_for_all_sentences_with_each_batch(settings: Settings) -> None:
    async with Library(settings, embedder=HashedWords()) as library:
        all_of = await filled(library, 40)
        state = library.catalog.embedding_state
        model = HashedWords.model
        few = [paper.id for paper in all_of[3:5]]
        assert await state.without_sentences(model, 64, few) == set(few)
        steps = await library.catalog._db.read(
            lambda c: c.execute(
                "EXPLAIN QUERY PLAN SELECT p.id FROM papers AS p LEFT JOIN sentence_vectors AS v "
                "ON v.pk = p.pk AND v.model = ? WHERE trim(p.abstract) <> '' AND p.id IN (SELECT value FROM json_each(?))",
                [model, "[]"],
            ).fetchall()
        )
        assert not any("SCAN p" in row[3] for row in steps)
