"""Catalog and vector store made anew from each other."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.retrieval import indexing
from askpapers.settings.settings import Settings
from askpapers.verbs.doctor import examine


async def rebuild(settings: Settings) -> list[str]:
    """Make what is damaged anew from the other one, keeping the damaged file beside it; return what was done.

    Raises LibraryDamaged where neither can be read.
    """
    done: list[str] = []
    damaged = [c.what for c in await examine(settings) if not c.ok]
    if "catalogue" in damaged:
        papers = await _papers_in_store(settings)
        aside = _put_aside(settings.home / "catalog.sqlite")
        async with Library(settings) as library:
            vectors = await library.vectors()
            await library.catalog.merge(papers, default_day=None)
            await library.catalog.embedding_state.put(vectors.store, papers)
        done.append(f"catalogue: {len(papers):,} papers made anew from the vector store; the old file is {aside}")
    elif "vector store" in damaged and not settings.chroma:
        aside = _put_aside(settings.home / "chroma")
        async with Library(settings) as library:
            store = (await library.vectors()).store
            await library.catalog.embedding_state.clear(store)
            count = await indexing.index_pending(library)
        done.append(f"vector store: {count:,} papers indexed anew from the catalogue; the old folder is {aside}")
    return done or ["nothing is damaged; nothing was rebuilt"]


async def _papers_in_store(settings: Settings) -> list[Paper]:
    """Read what the catalogue is to be made from before anything is moved; a damaged store then loses nothing."""
    with tempfile.TemporaryDirectory() as folder:
        store = settings.chroma or str(settings.home / "chroma")
        async with Library(replace(settings, home=Path(folder), chroma=store)) as library:
            papers = [paper async for paper in (await library.vectors()).papers()]
    if not papers:
        raise errors.LibraryDamaged(
            "The vector store holds no papers, so the catalogue cannot be made anew; nothing was moved.",
            "Move catalog.sqlite away yourself, and add the lists again.",
        )
    return papers


def _put_aside(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    try:
        for suffix in ("", "-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise errors.NotWritable(f"{path} cannot be put aside: {error.strerror}.", "Change its permissions.") from None
    return aside
