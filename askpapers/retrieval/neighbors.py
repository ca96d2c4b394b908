"""The papers of a scope that are nearest to a vector, and vectors as the catalog keeps them: a scale and small numbers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.library.catalog.selection import FEW
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def quantize(vectors: NDArray[np.float32]) -> bytes:
    """Return sentence vectors, shape (n, d), as bytes: a scale and int8 numbers for each, a quarter of the size."""
    import numpy as np

    scale = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12).astype(np.float32)
    numbers = np.round(vectors / scale * 127).astype(np.int8)
    head: bytes = np.array([vectors.shape[0]], np.int32).tobytes()
    return head + bytes(scale.tobytes()) + bytes(numbers.tobytes())


def dequantize(blob: bytes, dimension: int | None = None) -> NDArray[np.float32]:
    """Return the sentence vectors that `quantize` wrote, to within half a percent.

    With a `dimension`, a blob that is not whole, or of another dimension, gives none.
    """
    import numpy as np

    count = int.from_bytes(blob[:4], sys.byteorder)
    if dimension is not None and len(blob) != 4 + count * (4 + dimension):
        return np.zeros((0, dimension), np.float32)
    scale = np.frombuffer(blob[4 : 4 + 4 * count], np.float32).reshape(count, 1)
    numbers = np.frombuffer(blob[4 + 4 * count :], np.int8).reshape(count, -1)
    vectors: NDArray[np.float32] = (numbers.astype(np.float32) * (scale / 127)).astype(np.float32)
    return vectors


def dequantize_all(blobs: Mapping[str, bytes]) -> dict[str, NDArray[np.float32]]:
    """Return what `quantize` made of one vector each, as vectors by id."""
    import numpy as np

    if not blobs:
        return {}
    width = len(next(iter(blobs.values())))
    kept = {id: blob for id, blob in blobs.items() if len(blob) == width}
    whole = np.frombuffer(b"".join(kept.values()), np.int8).reshape(len(kept), width)
    scale = np.ascontiguousarray(whole[:, 4:8]).view(np.float32)
    return dict(zip(kept, whole[:, 8:].astype(np.float32) * (scale / 127), strict=True))


def dequantize_rows(
    blobs: Sequence[tuple[int, bytes]], dimension: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return what `quantize` made of one vector each, as the numbers given beside them and an array; without what is not whole."""
    import numpy as np

    width = 8 + dimension
    kept = [(row, blob) for row, blob in blobs if len(blob) == width]
    whole = np.frombuffer(b"".join(blob for _, blob in kept), np.int8).reshape(len(kept), width)
    scale = np.ascontiguousarray(whole[:, 4:8]).view(np.float32)
    vectors: NDArray[np.float32] = (whole[:, 8:].astype(np.float32) * (scale / 127)).astype(np.float32, copy=False)
    return np.array([row for row, _ in kept], np.int64), vectors


def products(rows: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the products of rows, shape (n, d), with vectors, shape (m, d), as (n, m), reckoned in this thread alone.

    BLAS shares so small a work among all cores: where one of them is busy, it waits some thirty milliseconds for a fifth of one.
    """
    import numpy as np

    made: NDArray[np.float32] = np.einsum("ij,kj->ik", rows, vectors)
    return made


def best_cosines(blobs: Mapping[str, bytes], asked: NDArray[np.float32]) -> dict[str, float]:
    """Return the cosine of each paper's best sentence with a question, id → cosine.

    `blobs` are sentence vectors as `quantize` made them; of several rows of `asked` each has its own best sentence, and their
    mean counts.
    """
    import numpy as np

    counts = {id: int.from_bytes(blob[:4], sys.byteorder) for id, blob in blobs.items()}
    # What was cut or is of another length says nothing of a sentence.
    known = {id: n for id, n in counts.items() if n and len(blobs[id]) == 4 + n * (4 + asked.shape[1])}
    if not known:
        return {}
    scale = np.frombuffer(b"".join(blobs[id][4 : 4 + 4 * n] for id, n in known.items()), np.float32)
    numbers = np.frombuffer(b"".join(blobs[id][4 + 4 * n :] for id, n in known.items()), np.int8)
    cosines = products(numbers.reshape(len(scale), -1).astype(np.float32), asked) * (scale / 127)[:, None]
    starts = np.cumsum([0, *known.values()])[:-1]
    best: list[float] = np.maximum.reduceat(cosines, starts, axis=0).mean(axis=1).tolist()
    return dict(zip(known, best, strict=True))


CANDIDATES = 200
AROUND = 4 * CANDIDATES
"""Neighbors that are asked for: the index looks the further around the more are wanted, and of a library of 75,000 the nearest
200 of 800 hold .97 of the nearest 200 of all, where 200 alone hold .76, in two thirds of the time."""

FIRST = 8 * CANDIDATES
"""Neighbors that are asked for at first where a scope holds a good part of the library: of an eighth they are enough."""

MOST = 20 * CANDIDATES
"""Neighbors that are looked at before a scope is scored paper by paper, which then takes no longer."""

Rows = Mapping[str, "NDArray[np.float32]"]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The cosines of a vector with the nearest papers, id → cosine, and the papers' own vectors where those were read for it."""

    cosines: dict[str, float]
    rows: Rows


async def nearest_papers(
    library: Library, vector: NDArray[np.float32], scope: Scope, *, few: int = FEW, first: int = FIRST
) -> Nearest:
    """Return the papers of a scope that are nearest to a vector: 200 at least, or all.

    A scope of at most `few` papers is scored by its own vectors. Of a larger one those of the nearest are kept that are inside:
    as many more are looked at as make 200, and where those would be too many, each paper in scope is scored after all. So is each of the library
    until its store is open.
    """
    selection = library.catalog.selection
    # A whole library that a server keeps is the server's to search, be it small or large.
    shared = scope == Scope() and bool(library.settings.chroma)
    if not shared and (own := await selection.few(scope, few)) is not None:
        rows = await document_vectors(library, own)
        return Nearest(await _cosines(rows, vector), rows)
    if scope == Scope() and not library.store_is_open and (found := await _whole(library, vector)):
        return Nearest(found, {})
    vectors = await library.vectors()
    if scope == Scope():
        return Nearest(dict((await vectors.nearest(vector, AROUND))[:CANDIDATES]), {})
    looked, count = first, await vectors.count()
    inside, known = dict[str, float](), set[str]()
    while looked <= MOST:
        nearest = await vectors.nearest(vector, looked)
        await _look(library, scope, [one for one in nearest if one[0] not in known], inside)
        if len(inside) >= CANDIDATES or looked >= count:
            return Nearest(inside, {})
        known = {id for id, _ in nearest}
        # Half as many again as the share inside lets expect, for the nearest are no fair sample.
        looked = max(2 * looked, 3 * CANDIDATES * looked // (2 * max(1, len(inside))))
    stored = await selection.document_vectors(scope, (await library.embedder()).model)
    scored = await _cosines(await asyncio.to_thread(dequantize_all, dict(stored)), vector)
    if scored:
        return Nearest(dict(sorted(scored.items(), key=lambda item: -item[1])[:CANDIDATES]), {})
    # A library of before keeps no vectors by paper yet: those inside among the nearest have to do.
    return Nearest(inside, {})


async def _whole(library: Library, vector: NDArray[np.float32]) -> dict[str, float]:
    """The papers nearest to a vector, by what the catalog keeps of each; none where it keeps fewer vectors than the store.

    Of 75,000 papers this takes a quarter of the time in which Chroma is imported and has read its index.
    """
    import numpy as np

    store, model = library.own_store, (await library.embedder()).model
    rows: list[NDArray[np.int64]] = []
    cosines: list[NDArray[np.float32]] = []

    def score(part: Sequence[tuple[int, bytes]]) -> None:
        ids, vectors = dequantize_rows(part, len(vector))
        rows.append(ids)
        cosines.append(products(vectors, vector[None])[:, 0])

    if not store or len(vector) == 0:
        return {}
    await library.catalog.selection.each_vector(model, score)
    if not rows or sum(map(len, rows)) < await library.catalog.embedding_state.noted_count(store):
        return {}
    known, scored = np.concatenate(rows), np.concatenate(cosines)
    best = np.argsort(-scored, kind="stable")[:CANDIDATES]
    names = await library.catalog.selection.names(known[best].tolist())
    of_rows = zip(known[best].tolist(), scored[best].tolist(), strict=True)
    # A paper may be removed by another program between the two readings.
    return {names[row]: cosine for row, cosine in of_rows if row in names}


async def _look(library: Library, scope: Scope, nearest: Sequence[tuple[str, float]], inside: dict[str, float]) -> None:
    """Put those of the nearest papers that are in scope to the others `inside`, until they are enough."""
    for start in range(0, len(nearest), 2 * CANDIDATES):
        part = nearest[start : start + 2 * CANDIDATES]
        ids = await library.catalog.selection.inside(scope, [id for id, _ in part])
        inside |= {id: cosine for id, cosine in part if id in ids}
        if len(inside) >= CANDIDATES:
            return


async def _cosines(rows: Rows, vector: NDArray[np.float32]) -> dict[str, float]:
    import numpy as np

    if not rows:
        return {}

    def work() -> dict[str, float]:
        cosines = products(np.stack(list(rows.values())), vector[None])[:, 0]
        return dict(zip(rows, cosines.tolist(), strict=True))

    return await asyncio.to_thread(work)


async def document_vectors(library: Library, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return the papers' vectors, each of length one: as the catalog keeps them, else as the vector store does.

    None of the store's where it fails, which has served until now. The library's own store, which takes a second to open, is
    asked only for what is noted to be in it.
    """
    state = library.catalog.embedding_state
    blobs = await state.document_vectors(ids, (await library.embedder()).model)
    rows = await asyncio.to_thread(dequantize_all, blobs)
    missing = [id for id in ids if id not in rows]
    if missing and library.own_store:
        missing = await state.among(library.own_store, missing)
    if missing:
        try:
            rows |= await (await library.vectors()).vectors(missing)
        except errors.LibraryError:
            return rows
    return rows


async def stored_vectors(
    library: Library, papers: Sequence[Paper]
) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]] | None:
    """Return the vectors of papers and of their sentences by the library's own embedder, None where none are stored.

    The first have shape (n, d), a row of zeros for a paper without one; the others are one (m, d) a paper, m is 0 there.
    """
    ids = [paper.id for paper in papers]
    model = (await library.embedder()).model
    blobs = await library.catalog.embedding_state.sentence_vectors(ids, model)
    documents = await document_vectors(library, list(blobs)) if blobs else {}
    if not documents:
        return None

    def work() -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        import numpy as np

        width = len(next(iter(documents.values())))
        rows = np.stack([documents.get(id, np.zeros(width, np.float32)) for id in ids])
        return rows, [dequantize(blobs.get(id, b""), width) for id in ids]

    return await asyncio.to_thread(work)
