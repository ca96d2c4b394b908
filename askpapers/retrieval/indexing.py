"""Vectors for the papers that have none yet, and what making them costs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers.answers.answer import Progress
from askpapers.answers.usage import Usage
from askpapers.library.completion import pay_for_embeddings
from askpapers.library.library import Library
from askpapers.library.sizes import keep_sizes
from askpapers.papers.abstract import document, sentence_texts
from askpapers.papers.paper import Paper
from askpapers.retrieval.neighbors import quantize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBED_BATCH = 16
COPIED = 1_000
AT_ONCE = 320
"""Papers that are brought up to date at once."""

UNASKED = 500
"""Papers that a server embeds without being told to: some days' lists, and not a library of years."""

_SAMPLE = 100

Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still to be indexed with the model of the settings.

    `tokens` is None where the bundled model does it, for nothing; else about how many are sent to the server.
    `cost` in US dollars is None where the price is unknown.
    """

    papers: int
    model: str
    tokens: int | None = None
    cost: float | None = 0.0

    @property
    def unasked(self) -> bool:
        """Whether it is done without anybody's word."""
        return self.tokens is None or self.papers <= UNASKED

    @property
    def price(self) -> str:
        """What it costs, in words; "" where it costs nothing."""
        if self.tokens is None:
            return ""
        dollars = "price unknown" if self.cost is None else f"≈ ${self.cost:.{4 if self.cost < 0.1 else 2}f}"
        return f"≈ {self.tokens:,} tokens, {dollars}"

    def __str__(self) -> str:
        if self.tokens is None:
            return f"{self.papers:,} still to be indexed"
        return f"{self.papers:,} still to be indexed with {self.model}: {self.price}"


async def backlog(library: Library) -> Backlog:
    """Say what is still to be indexed and about what it costs, from a sample of the papers; nothing is sent."""
    from askpapers.answers import usage

    store = (await library.vectors()).store
    count, settings = await library.catalog.embedding_state.pending_count(store), library.settings
    model = (await library.embedder()).model
    if settings.embedding_model == "bundled" or not count:
        return Backlog(count, model)
    sample = await library.catalog.embedding_state.pending(store, _SAMPLE)
    size = round(await asyncio.to_thread(_tokens, sample) * count / max(1, len(sample)))
    return Backlog(count, model, size, usage.cost(model, Usage(prompt=size), settings.prices))


async def index_pending(
    library: Library,
    tell: Tell | None = None,
    *,
    agreed: bool = True,
    pause: Callable[[], Awaitable[object]] | None = None,
) -> int:
    """Make the vectors that are still missing, newest papers first; return how many papers were done.

    Runs again after a kill exactly where it stopped. Without `agreed`, more than 500 papers are left where
    a server would make their vectors. `pause` is awaited before each batch. Raises SpendingLimit before a batch that could
    pass the limit of a day.
    """
    catalog = library.catalog
    if await _is_settled(library):
        return 0
    vectors = await library.vectors()
    while stale := await catalog.embedding_state.stale(vectors.store, AT_ONCE):
        await vectors.refresh([paper for paper, _ in stale])
        await catalog.embedding_state.refreshed(vectors.store, stale)
    await _copy_documents(library)
    await forget_former(library)
    work = await backlog(library)
    if not agreed and not work.unasked:
        return 0
    done, what = 0, f"indexing papers ({work.price})" if work.price else "indexing papers"
    if tell and work.price:
        tell(Progress(0, work.papers, what))
    async for papers in _batches(library, vectors.store):
        if pause:
            await pause()
        if library.settings.chroma or work.tokens is not None:
            await _index_what_is_new(library, papers)
        else:
            await index(library, papers)
        await catalog.embedding_state.put(vectors.store, papers)
        if library.settings.model is not None:
            await keep_sizes(library, papers)
        done += len(papers)
        if tell:
            tell(Progress(min(done, work.papers), work.papers, what))
    if library.settings.chroma and (agreed or work.tokens is None):
        # What others put on the server came with the vectors of papers; those of sentences are each reader's own.
        embedder = await library.embedder()
        bare = sorted(await catalog.embedding_state.without_sentences(embedder.model, embedder.dimension))
        await index_sentences(library, await catalog.papers(bare), tell, pause=pause)
    return done


async def _batches(library: Library, store: str) -> AsyncIterator[list[Paper]]:
    """Yield the papers that are still to be indexed, a batch at a time, until there are none.

    The library is walked through once for all of them, and again where papers were added in the meantime: newer ones go first.
    """
    state, walked, at = library.catalog.embedding_state, -1, 0
    rows: Sequence[int] = ()
    while True:
        version = await library.catalog.version()
        if version != walked or at >= len(rows):
            rows, walked, at = await state.pending_rows(store), version, 0
            if not rows:
                return
        if papers := await state.pending_among(store, rows[at : at + EMBED_BATCH]):
            yield papers
        at += EMBED_BATCH


async def _index_what_is_new(library: Library, papers: Sequence[Paper]) -> None:
    """Index papers; vectors that the store has of the same words, another's perhaps, are neither made nor paid again."""
    import numpy as np

    embedder, vectors = await library.embedder(), await library.vectors()
    known = await vectors.vectors_of(papers)
    ids = [paper.id for paper in papers]
    bare = await library.catalog.embedding_state.without_sentences(embedder.model, embedder.dimension, ids)
    new = [paper for paper in papers if paper.id not in known]
    without = [paper for paper in papers if paper.id in bare]
    texts = [document(paper) for paper in new]
    async with pay_for_embeddings(library, texts + [text for paper in without for text in sentence_texts(paper)]):
        if new:
            known.update(zip((paper.id for paper in new), await embedder.embed(texts), strict=True))
        await _put(library, papers, np.stack([known[paper.id] for paper in papers]))
        await _index_sentences(library, without)


async def forget_former(library: Library) -> None:
    """Take away the vectors of papers that are gone or go by another id; a shared server notes which were removed for all."""
    state = library.catalog.embedding_state
    former = await state.former_ids()
    if not former:
        return
    vectors = await library.vectors()
    if library.settings.chroma:
        await vectors.withdraw(await library.catalog.removals.among(former))
    await vectors.delete(former)
    await state.drop_former_ids(former)


async def _copy_documents(library: Library) -> None:
    """Keep quantized in the catalog what the vector store has from before the catalog kept it."""
    vectors, model, state = await library.vectors(), (await library.embedder()).model, library.catalog.embedding_state
    after = ""
    while ids := await state.without_document(vectors.store, model, after, COPIED):
        rows = await vectors.vectors(ids)
        await state.put_document_vectors(model, [(id, quantize(row[None])) for id, row in rows.items()])
        after = ids[-1]


async def is_complete(library: Library) -> bool:
    """Whether every paper has its vectors in the library's own store, told without opening it, which takes a second.

    What the store knows beside the vectors, votes for instance, may still be out of date: `index_pending` sees to it.
    False where a server is the store.
    """
    state = library.catalog.embedding_state
    store = library.own_store
    return bool(store) and not await state.pending_count(store) and not await state.former_ids()


async def _is_settled(library: Library) -> bool:
    """Whether the library's own store and the catalog hold all that either should, told without opening the store."""
    state, store = library.catalog.embedding_state, library.own_store
    if not await is_complete(library) or await state.stale(store, 1):
        return False
    return not await state.without_document(store, (await library.embedder()).model, "", 1)


def _tokens(papers: list[Paper]) -> int:
    """What is sent to index papers: each whole, and its sentences once more."""
    from askpapers.models import tokens

    return sum(tokens.count(text) for paper in papers for text in _texts(paper))


def _texts(paper: Paper) -> list[str]:
    return [document(paper), *sentence_texts(paper)]


TOGETHER = 6
"""Papers whose sentences are embedded in one call."""


async def index(library: Library, papers: Sequence[Paper]) -> None:
    """Make and store the vectors of papers: one of title and abstract, and one of each sentence."""
    embedder = await library.embedder()
    await _put(library, papers, await embedder.embed([document(paper) for paper in papers]))
    await _index_sentences(library, papers)


async def index_these(library: Library, ids: Sequence[str], tell: Tell | None = None) -> int:
    """Make the vectors of these papers, noted nowhere, and of their sentences where those are missing; return how many.

    Raises SpendingLimit before a batch that could pass the limit of a day.
    """
    embedder, state = await library.embedder(), library.catalog.embedding_state
    bare = await state.without_sentences(embedder.model, embedder.dimension, ids)
    for start in range(0, len(ids), EMBED_BATCH):
        papers = await library.catalog.papers(ids[start : start + EMBED_BATCH])
        texts = [document(paper) for paper in papers]
        async with pay_for_embeddings(library, texts):
            await _put(library, papers, await embedder.embed(texts))
        await index_sentences(library, [paper for paper in papers if paper.id in bare])
        if tell:
            tell(Progress(start + len(papers), len(ids), "indexing papers"))
    return len(ids)


async def index_sentences(
    library: Library,
    papers: Sequence[Paper],
    tell: Tell | None = None,
    pause: Callable[[], Awaitable[object]] | None = None,
) -> None:
    """Make and store the sentence vectors of papers; raises SpendingLimit as `index_these` does."""
    for start in range(0, len(papers), EMBED_BATCH):
        if pause:
            await pause()
        part = papers[start : start + EMBED_BATCH]
        async with pay_for_embeddings(library, [text for paper in part for text in sentence_texts(paper)]):
            await _index_sentences(library, part)
        if tell:
            tell(Progress(start + len(part), len(papers), "indexing sentences"))


async def _put(library: Library, papers: Sequence[Paper], rows: NDArray[np.float32]) -> None:
    """Store the vectors of papers: whole in the vector store, and quantized where a scope's are read by paper."""
    await (await library.vectors()).upsert(papers, rows)
    blobs = [(paper.id, quantize(row[None])) for paper, row in zip(papers, rows, strict=True)]
    await library.catalog.embedding_state.put_document_vectors((await library.embedder()).model, blobs)


async def _index_sentences(library: Library, papers: Sequence[Paper]) -> None:
    embedder = await library.embedder()
    blobs: list[tuple[str, bytes]] = []
    # A few papers at a time: one request of a server's holds their sentences, and a thread is soon done with them.
    for start in range(0, len(papers), TOGETHER):
        texts = {paper.id: sentence_texts(paper) for paper in papers[start : start + TOGETHER]}
        rows = await embedder.embed([text for each in texts.values() for text in each])
        at = 0
        for id, each in texts.items():
            if each:
                blobs.append((id, quantize(rows[at : at + len(each)])))
                at += len(each)
        await asyncio.sleep(0)
    await library.catalog.embedding_state.put_sentence_vectors(embedder.model, blobs)
