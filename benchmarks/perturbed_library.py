"""A large library in minutes: real abstracts, a few real vectors, and the others perturbed from these.

    python benchmarks/perturbed_library.py ARXIV.jsonl.xz HOME [--papers 75000] [--real 1500] [--copies 1] [--keep FILE.npy]

For measuring what size costs (`scale.py`), never how good anything is: a perturbed vector says nothing of its paper. Each line of the
file has id, title, summary, authors, categories and the day listed. With `--copies` the abstracts come several times, under other ids
and titles and with other vectors. `--keep` is where the real vectors are kept, or taken from where they were kept.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from askpapers.library.library import Library
from askpapers.models import bundled
from askpapers.papers.abstract import document, sentence_texts
from askpapers.papers.paper import Paper
from askpapers.retrieval.neighbors import quantize
from askpapers.settings.settings import Settings

BATCH = 500


def papers_in(path: Path, most: int, copies: int = 1) -> Iterator[Paper]:
    """Yield the papers of a file, each id once, with votes and organizations that nobody gave; then all again under other names."""
    for copy in range(copies):
        for paper in _papers_of(path, most):
            yield paper if not copy else replace(
                paper, id=f"{paper.id}-{copy}", title=f"{paper.title} ({copy})", arxiv_id=None, url=f"{paper.url}#{copy}"
            )  # fmt: skip


def _papers_of(path: Path, most: int) -> Iterator[Paper]:
    rng, seen = random.Random(0), set[str]()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in itertools.islice(map(json.loads, lines), most):
            if row["id"] not in seen:
                seen.add(row["id"])
                yield Paper(
                    row["id"], row["title"], row["summary"], listed=(date.fromisoformat(row["listed"]),),
                    authors=tuple(row["authors"]), arxiv_id=row["id"], categories=tuple(row["categories"]),
                    organization=rng.choice([None, None, "Microsoft", "Google DeepMind", "Tsinghua University"]),
                    comments=rng.choice([None, 0, 1, 5]), upvotes=rng.choice([None, 0, 3, 40]),
                    url=f"https://arxiv.org/abs/{row['id']}", source="arxiv",
                )  # fmt: skip


def perturbed(rows: NDArray[np.float32], by: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return unit vectors near those given: `by` is the length of the noise that is added to each."""
    noisy = rows + rng.normal(size=rows.shape).astype(np.float32) * by / np.sqrt(rows.shape[1])
    made: NDArray[np.float32] = (noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32)
    return made


def real_vectors(file: Path, papers: int, count: int, kept: Path | None) -> NDArray[np.float32]:
    """Return the vectors of some papers of a file, shape (count, 384)."""
    if kept and kept.exists():
        return np.asarray(np.load(kept), np.float32)
    every = list(papers_in(file, papers))
    chosen = random.Random(0).sample(every, min(count, len(every)))
    made = bundled.embedder().embed_now([document(paper) for paper in chosen])
    if kept:
        np.save(kept, made)
    return made


async def main() -> None:
    """Make the library."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("--papers", type=int, default=75_000)
    parser.add_argument("--real", type=int, default=1_500)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    real, rng = real_vectors(given.file, given.papers, given.real, given.keep), np.random.default_rng(0)
    papers = papers_in(given.file, given.papers, given.copies)
    async with Library(Settings(given.home, given.home, given.home)) as library:
        vectors, state = await library.vectors(), library.catalog.embedding_state
        while part := list(itertools.islice(papers, BATCH)):
            await library.catalog.merge(part, default_day=None)
            rows = perturbed(real[rng.integers(0, len(real), len(part))], 0.6, rng)
            await vectors.upsert(part, rows)
            whole = [(paper.id, quantize(row[None])) for paper, row in zip(part, rows, strict=True)]
            await state.put_document_vectors(bundled.BUNDLED, whole)
            sentences = [
                (paper.id, quantize(perturbed(np.repeat(row[None], count, 0), 0.8, rng)))
                for paper, row in zip(part, rows, strict=True)
                # As many as the abstract has: a question makes the vectors of another count anew.
                if (count := len(sentence_texts(paper)))
            ]
            await state.put_sentence_vectors(bundled.BUNDLED, sentences)
            await state.put(vectors.store, part)
        await library.catalog.visits.news()


if __name__ == "__main__":
    asyncio.run(main())
