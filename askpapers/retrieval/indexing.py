"""Vectors for the papers that have none yet, how sentence vectors are quantized, and what making them costs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers.answers.answer import Progress
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBED_BATCH = 16
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
    from askpapers.models import prices

    store = (await library.vectors()).store
    count, settings = await library.catalog.embedding_state.pending_count(store), library.settings
    model = (await library.embedder()).model
    if settings.embedding_model == "bundled" or not count:
        return Backlog(count, model)
    sample = await library.catalog.embedding_state.pending(store, _SAMPLE)
    size = round(await asyncio.to_thread(_tokens, sample) * count / max(1, len(sample)))
    return Backlog(count, model, size, prices.cost(model, Usage(prompt=size), settings.prices))


async def index_pending(
    library: Library,
    tell: Tell | None = None,
    *,
    agreed: bool = True,
    pause: Callable[[], Awaitable[object]] | None = None,
) -> int:
    """Make the vectors that are still missing, newest papers first; return how many papers were done.

    Runs again after a kill exactly where it stopped. Without `agreed`, more than 500 papers are left to `waiting` where
    a server would make their vectors. `pause` is awaited before each batch. Raises SpendingLimit before a batch that could
    pass the limit of a day.
    """
    catalog = library.catalog
    vectors = await library.vectors()
    await forget_former(library)
    work = await backlog(library)
    if not agreed and not work.unasked:
        return 0
    done, what = 0, f"indexing papers ({work.price})" if work.price else "indexing papers"
    if tell and work.price:
        tell(Progress(0, work.papers, what))
    while papers := await catalog.embedding_state.pending(vectors.store, EMBED_BATCH):
        if pause:
            await pause()
        if library.settings.chroma or work.tokens is not None:
            await _index_what_is_new(library, papers, work)
        else:
            await index(library, papers)
        await catalog.embedding_state.put(vectors.store, papers)
        done += len(papers)
        if tell:
            tell(Progress(min(done, work.papers), work.papers, what))
    if library.settings.chroma and (agreed or work.tokens is None):
        # What others put on the server came with the vectors of papers; those of sentences are each reader's own.
        embedder = await library.embedder()
        bare = sorted(await catalog.embedding_state.without_sentences(embedder.model, embedder.dimension))
        await index_sentences(library, await catalog.papers(bare), tell, pause=pause)
    return done


async def _index_what_is_new(library: Library, papers: Sequence[Paper], work: Backlog) -> None:
    """Index papers; vectors that the store has of the same words, another's perhaps, are neither made nor paid again."""
    import numpy as np

    embedder, vectors = await library.embedder(), await library.vectors()
    known = await vectors.vectors_of(papers)
    bare = await library.catalog.embedding_state.without_sentences(embedder.model, embedder.dimension)
    new = [paper for paper in papers if paper.id not in known]
    without = [paper for paper in papers if paper.id in bare]
    texts = [document(paper) for paper in new]
    async with _paid_for(library, texts + [text for paper in without for text in sentence_texts(paper)], work):
        if new:
            known.update(zip((paper.id for paper in new), await embedder.embed(texts), strict=True))
        await vectors.upsert(papers, np.stack([known[paper.id] for paper in papers]))
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


def _tokens(papers: list[Paper]) -> int:
    """What is sent to index papers: each whole, and its sentences once more."""
    from askpapers.models import tokens

    return sum(tokens.count(text) for paper in papers for text in _texts(paper))


def _texts(paper: Paper) -> list[str]:
    return [document(paper), *sentence_texts(paper)]


def quantize(vectors: NDArray[np.float32]) -> bytes:
    """Return sentence vectors, shape (n, d), as bytes: a scale and int8 numbers for each, a quarter of the size."""
    import numpy as np

    scale = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12).astype(np.float32)
    numbers = np.round(vectors / scale * 127).astype(np.int8)
    head: bytes = np.array([vectors.shape[0]], np.int32).tobytes()
    return head + bytes(scale.tobytes()) + bytes(numbers.tobytes())


def dequantize(blob: bytes) -> NDArray[np.float32]:
    """Return the sentence vectors that `packed` wrote, to within half a percent."""
    import numpy as np

    count = int(np.frombuffer(blob[:4], np.int32)[0])
    scale = np.frombuffer(blob[4 : 4 + 4 * count], np.float32).reshape(count, 1)
    numbers = np.frombuffer(blob[4 + 4 * count :], np.int8).reshape(count, -1)
    vectors: NDArray[np.float32] = (numbers.astype(np.float32) * (scale / 127)).astype(np.float32)
    return vectors


TOGETHER = 6
"""Papers whose sentences are embedded in one call."""


async def index(library: Library, papers: Sequence[Paper]) -> None:
    """Make and store the vectors of papers: one of title and abstract, and one of each sentence."""
    embedder, vectors = await library.embedder(), await library.vectors()
    await vectors.upsert(papers, await embedder.embed([document(paper) for paper in papers]))
    await _index_sentences(library, papers)


async def index_these(library: Library, ids: Sequence[str], tell: Tell | None = None) -> int:
    """Make the vectors of these papers, noted nowhere, and of their sentences where those are missing; return how many.

    Raises SpendingLimit before a batch that could pass the limit of a day.
    """
    embedder, state = await library.embedder(), library.catalog.embedding_state
    bare, work = await state.without_sentences(embedder.model, embedder.dimension), await backlog(library)
    for start in range(0, len(ids), EMBED_BATCH):
        papers = await library.catalog.papers(ids[start : start + EMBED_BATCH])
        texts = [document(paper) for paper in papers]
        async with _paid_for(library, texts, work):
            await (await library.vectors()).upsert(papers, await embedder.embed(texts))
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
    work = await backlog(library)
    for start in range(0, len(papers), EMBED_BATCH):
        if pause:
            await pause()
        part = papers[start : start + EMBED_BATCH]
        async with _paid_for(library, [text for paper in part for text in sentence_texts(paper)], work):
            await _index_sentences(library, part)
        if tell:
            tell(Progress(start + len(part), len(papers), "indexing sentences"))


@asynccontextmanager
async def _paid_for(library: Library, texts: Sequence[str], work: Backlog) -> AsyncIterator[None]:
    """Look at the day's limit before texts go to a server, and note what they cost after."""
    if library.settings.embedding_model == "bundled":
        yield
        return
    from askpapers.library.spending import check_limits, record
    from askpapers.models import tokens

    usage = Usage(prompt=await asyncio.to_thread(lambda: sum(map(tokens.count, texts))), estimated=True)
    await check_limits(library, usage, model=work.model)
    yield
    await record(library, work.model, usage)


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


def document(paper: Paper) -> str:
    """Return the text that a paper's vector is made from."""
    return f"{paper.title}. {paper.abstract}" if paper.title else paper.abstract


def sentence_texts(paper: Paper) -> list[str]:
    """Return the abstract's sentences as they are embedded, in order."""
    return list(abstract_of(paper).texts)
