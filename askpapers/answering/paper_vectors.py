"""The vectors of some papers and of their sentences: those that are stored, and those made on the spot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from askpapers.extractive.sentence_ranking import PaperVectors
from askpapers.models import embedding
from askpapers.papers.abstract import document, sentence_texts
from askpapers.papers.paper import Paper
from askpapers.retrieval.neighbors import document_vectors
from askpapers.retrieval.quantization import dequantize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from askpapers.library.library import Library

MADE = 100
"""Papers whose vectors are made on the spot where none of the bundled model are stored; those further down count as far."""


def make_vectors(papers: Sequence[Paper], sentences: Callable[[Paper], Sequence[str]] = sentence_texts) -> PaperVectors:
    """Return the vectors of papers that are stored nowhere; some 2 ms a sentence."""
    model = embedding.bundled()
    documents = model.embed_now([document(paper) for paper in papers])
    return PaperVectors(documents, [model.embed_now(list(sentences(paper))) for paper in papers], _embed)


def _embed(question: str) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = embedding.bundled().embed_now([question])[0]
    return vector


async def load_vectors(library: Library, papers: Sequence[Paper]) -> PaperVectors:
    """Return the vectors of papers as they are stored; what is not is made for the first papers."""
    ids = [paper.id for paper in papers]
    documents: dict[str, NDArray[np.float32]] = {}
    blobs: dict[str, bytes] = {}
    if (await library.embedder()).model == embedding.BUNDLED:
        blobs = await library.catalog.embedding_state.sentence_vectors(ids, embedding.BUNDLED)
        documents = await document_vectors(library, ids)

    def work() -> PaperVectors:
        import numpy as np

        model = embedding.bundled()
        nothing = np.zeros((0, model.dimension), np.float32)
        rows: list[NDArray[np.float32]] = []
        of_sentences: list[NDArray[np.float32]] = []
        for place, paper in enumerate(papers):
            texts = sentence_texts(paper)
            own = dequantize(blobs.get(paper.id, b""), model.dimension)
            if len(own) != len(texts):
                own = model.embed_now(texts) if place < MADE else np.zeros((len(texts), model.dimension), np.float32)
            row = documents.get(paper.id)
            if row is None:
                row = model.embed_now([document(paper)])[0] if place < MADE else own.mean(axis=0)
            rows.append(row)
            of_sentences.append(own)
        return PaperVectors(np.stack(rows) if rows else nothing, of_sentences, _embed)

    return await asyncio.to_thread(work)


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
