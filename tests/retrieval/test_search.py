from datetime import date
from pathlib import Path

import numpy as np
import pytest

from askpapers import errors
from askpapers.library.catalog.full_text import expression, terms
from askpapers.library.library import Library
from askpapers.library.vector_store import Vectors
from askpapers.models.bundled import embedder as bundled
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing as retrieval_indexing
from askpapers.retrieval import neighbors
from askpapers.retrieval import search as ranking
from askpapers.retrieval import search as retrieve
from askpapers.settings.settings import Settings
from tests.fakes.embedder import HashedWords
from tests.fakes.llm import FakeLLM
from tests.retrieval.test_indexing import at, vectors
from tests.servers.scripted import serving

DAY = date(2025, 10, 31)


def test_min_max_fusion() -> None:
    assert ranking.min_max({"a": 2.0, "b": 4.0, "c": 3.0}) == {"a": 0.0, "b": 1.0, "c": 0.5}
    assert ranking.min_max({"a": 7.0}) == {"a": 1.0}
    assert ranking.fuse({"a": 1.0, "b": 3.0}, {"b": 0.1, "c": 0.9}) == {"a": 0.0, "b": 0.5, "c": 0.5}
    assert ranking.fuse({}, {"c": 0.9, "d": 0.1}) == {"c": 1.0, "d": 0.0}


def test_packed_sentence_vectors_come_back() -> None:
    vectors = np.random.default_rng(0).normal(size=(7, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    back = neighbors.dequantize(neighbors.quantize(vectors))
    assert back.shape == vectors.shape
    assert float((back * vectors).sum(axis=1).min()) > 0.999


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Which papers merge task vectors?", ["merge", "task", "vectors"]),
        ("what about it?", ["what", "about", "it"]),
        ('"; DROP TABLE papers; -- NEAR(a b)', ["drop", "table"]),
        ("Gibt es Arbeiten über Übersetzung?", ["gibt", "es", "arbeiten", "über", "übersetzung"]),
    ],
)
def test_the_terms_of_a_question(question: str, kept: list[str]) -> None:
    assert terms(question) == kept
    assert expression(question) == " OR ".join(f'"{term}"' for term in kept)


def test_the_bundled_model_gives_the_same_vector_every_time() -> None:
    model = bundled()
    alone = model.embed_now(["A model that merges models."])
    among = model.embed_now(["Other.", "A model that merges models.", "word " * 2000])
    assert np.array_equal(alone[0], among[1])
    assert np.allclose(np.linalg.norm(among, axis=1), 1.0, atol=1e-5)
    near, far = model.embed_now(["Combining several networks into one.", "The price of fish in Norway."]) @ alone[0]
    assert near > far + 0.2


async def test_adding_indexes_and_searching_finds_by_meaning(settings: Settings, papers: tuple[Paper, ...]) -> None:
    async with Library(settings) as library:
        await library.catalog.merge(papers, default_day=DAY)
        assert await retrieval_indexing.index_pending(library) == 3
        assert await retrieval_indexing.index_pending(library) == 0
        found = await retrieve.search(library, "combining several networks", Scope(), k=3)
        assert found[0].paper.id == "2510.00001"
        assert found[0].score == 1.0
        narrow = await retrieve.search(library, "combining several networks", Scope(ids=("2510.00002",)))
        assert [m.paper.id for m in narrow] == ["2510.00002"]


async def test_what_is_not_indexed_yet_is_said_after_a_search(settings: Settings, papers: tuple[Paper, ...]) -> None:
    async with Library(settings) as library:
        await library.catalog.merge(papers[:1], default_day=DAY)
        await retrieval_indexing.index_pending(library)
        await retrieve.search(library, "combining several networks", Scope())
        assert await retrieve.without_meaning(library) == ""
        await library.catalog.merge(papers, default_day=DAY)
        await retrieve.search(library, "combining several networks", Scope())
        told = await retrieve.without_meaning(library)
        assert told == "2 papers are found by words alone, not indexed yet (askpapers doctor --index)."


async def test_each_sentence_of_a_long_query_has_its_own_best_sentence(settings: Settings) -> None:
    embedder, both = HashedWords(), "A lamp lights the long road. Fish swim in the cold sea."
    paper = Paper("2510.1", "Sea", f"{both} Cows give milk to farmers.")
    async with Library(settings, embedder=embedder) as library:
        await library.catalog.merge([paper], default_day=DAY)
        await retrieval_indexing.index_pending(library)
        _, semantic = await retrieve.scores(library, both, Scope())
        whole = float((await embedder.embed([retrieval_indexing.document(paper), both])).prod(axis=0).sum())
    # Both sentences stand in the abstract word for word, though no sentence of it is the whole query.
    assert semantic["2510.1"] == pytest.approx((whole + 1.0) / 2, abs=0.01)


@pytest.mark.parametrize(
    "question", ["Hello. Fish swim in the cold sea.", "Which fish swim?", "深度学习。方法是什么？"]
)
async def test_a_query_of_one_sentence_is_embedded_once(library: Library, question: str) -> None:
    embedder = await library.embedder()
    assert isinstance(embedder, HashedWords)
    await retrieve.scores(library, question, Scope())
    assert embedder.embedded == [question]


async def test_a_paragraph_is_about_the_word_that_it_repeats(library: Library) -> None:
    twins = [Paper("2510.1", "One", "Fish and lamps."), Paper("2510.2", "Two", "Cows and lamps.")]
    others = [Paper(f"2510.{n}", f"Other {n}", "Birds and trees.") for n in range(3, 9)]
    await library.catalog.merge([*twins, *others], default_day=DAY)
    paragraph, _ = await retrieve.scores(library, "Fish or cows give light? We put lamps near cows.", Scope())
    assert paragraph["2510.2"] > paragraph["2510.1"]
    sentence, _ = await retrieve.scores(library, "Fish or cows, cows or lamps?", Scope())
    assert sentence["2510.2"] == pytest.approx(sentence["2510.1"])


async def test_what_the_best_papers_share_brings_their_like_forward(library: Library) -> None:
    kin = [
        Paper(f"2510.{n}", f"Kelp {n}", "Kelp grows fronds, blades and holdfasts in cold seas.") for n in range(1, 9)
    ]
    silent = Paper("2510.20", "Algae", "Algae with fronds, blades and holdfasts grow in seas; a farm has kelp.")
    chatty = Paper("2510.21", "Fields", "A farm sells wheat, barley, hay, milk and oats; no kelp.")
    await library.catalog.merge([*kin, silent, chatty], default_day=DAY)
    await retrieval_indexing.index_pending(library)
    plainly = ranking.fuse(*await retrieve.scores(library, "kelp farm", Scope()))
    found = {match.paper.id: match.score for match in await retrieve.search(library, "kelp farm", Scope(), k=20)}
    assert found["2510.20"] - found["2510.21"] > plainly["2510.20"] - plainly["2510.21"]


async def test_words_alone_serve_while_vectors_are_pending(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    found = await retrieve.search(library, "proteins", Scope())
    assert [m.paper.id for m in found] == ["2510.00002"]
    assert "words: proteins" in found[0].reason.detail


async def test_a_killed_indexing_goes_on_where_it_stopped(library: Library) -> None:
    many = [Paper(f"2511.{i:05}", f"Title {i}", f"We train model {i}.") for i in range(40)]
    await library.catalog.merge(many, default_day=DAY)

    class Killed(Exception):
        pass

    def kill(_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        await retrieval_indexing.index_pending(library, kill)
    left = await library.catalog.embedding_state.pending_count((await library.vectors()).store)
    assert 0 < left < 40
    assert await retrieval_indexing.index_pending(library) == left
    assert await (await library.vectors()).count() == 40


async def test_a_reworded_paper_is_stored_anew_and_a_former_id_is_removed(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    from dataclasses import replace

    titled = replace(papers[0], id="t0123456789", arxiv_id=None)
    await library.catalog.merge([titled], default_day=DAY)
    await retrieval_indexing.index_pending(library)
    await library.catalog.merge([replace(papers[0], abstract="Other words, all of them.", version=2)], default_day=DAY)
    await retrieval_indexing.index_pending(library)
    vectors = await library.vectors()
    stored = [paper async for paper in vectors.papers()]
    assert [(p.id, p.abstract) for p in stored] == [("2510.00001", "Other words, all of them.")]


async def test_what_another_process_adds_is_found(settings: Settings, papers: tuple[Paper, ...]) -> None:
    async with Library(settings, embedder=HashedWords()) as first, Library(settings, embedder=HashedWords()) as second:
        await first.catalog.merge(papers[:1], default_day=DAY)
        await retrieval_indexing.index_pending(first)
        assert len(await retrieve.search(first, "zebra", Scope())) == 1
        await second.catalog.merge(papers[1:2], default_day=DAY)
        await retrieval_indexing.index_pending(second)
        assert {m.paper.id for m in await retrieve.search(first, "zebra", Scope())} == {"2510.00001", "2510.00002"}


async def test_vectors_of_two_models_never_mix(tmp_path: Path, papers: tuple[Paper, ...]) -> None:
    first = await Vectors.open(str(tmp_path / "chroma"), "model-a")
    second = await Vectors.open(str(tmp_path / "chroma"), "model-b")
    await first.upsert(papers[:1], np.ones((1, 3), np.float32))
    await second.upsert(papers[1:2], np.ones((1, 5), np.float32))
    assert (await first.count(), await second.count()) == (1, 1)
    assert first.store != second.store
    await first.close()
    await second.close()


async def test_a_vector_store_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("in the way")
    with pytest.raises(errors.LibraryError):
        await Vectors.open(str(tmp_path / "chroma"), "m")


async def test_a_chroma_server_that_is_not_there_is_told() -> None:
    with pytest.raises(errors.LibraryError) as caught:
        await Vectors.open("http://127.0.0.1:9", "m")
    assert caught.value.exit_code == 6
    assert "--chroma" in caught.value.hint


async def test_reranking_takes_the_models_order_and_keeps_the_rest(
    model_library: Library, papers: tuple[Paper, ...], llm: FakeLLM
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    matches = await retrieve.search(model_library, "merging proteins", Scope(), k=3)
    assert len(matches) == 2
    llm.reply("2, 17")
    again = await retrieve.rerank(model_library, "merging proteins", matches)
    assert [m.paper.id for m in again] == [matches[1].paper.id, matches[0].paper.id]
    assert [m.score for m in again] == [m.score for m in matches]


@pytest.mark.parametrize("limit", [None, 1e-12])
async def test_what_a_server_embeds_a_query_for_is_recorded_and_within_the_limit(
    settings: Settings, limit: float | None
) -> None:
    with serving(vectors(1)) as server:
        async with Library(at(settings, server.url, max_cost_day=limit)) as library:
            await library.catalog.merge([Paper("t1", "On Lamps", "They burn.")], default_day=DAY)
            assert [match.paper.id for match in await retrieve.search(library, "lamps", Scope(), k=1)] == ["t1"]
            assert bool(server.asked) is (limit is None)
            assert (await library.catalog.spending.today() > 0) is (limit is None)
            assert ("limit" in library.meaning_off) is (limit is not None)
