"""Chroma: every abstract with its metadata and vector; embedded in the library's folder, or on a server."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from askpapers.library import chroma
from askpapers.library.catalog.records import CHANGED, collection_of, encodable, metadata_of, papers_in
from askpapers.library.chroma import Access, open_client, translated
from askpapers.papers.paper import Paper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")
PAGE = 500
BOTH = ["metadatas", "documents"]
_USUAL = Access()


class Vectors:
    """One collection of one embedding model's vectors; all calls run in a thread of its own."""

    def __init__(self, location: str, model: str, name: str = "", access: Access = _USUAL) -> None:
        self._location = location
        self._access = access
        self._name = name
        self.collection_name = collection_of(model)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="askpapers-chroma")
        self._client: Any = None
        self._collection: Any = None

    @classmethod
    async def open(cls, location: str, model: str, name: str = "", access: Access = _USUAL) -> Vectors:
        """Open the collection of `model` at `location`, a folder or the address of a Chroma server.

        `name` stands for the location in `store`, so that a library can be moved; `access` is for a server. Raises LibraryError; a server that does not answer is LibraryError too, for it is the library.
        """
        vectors = cls(location, model, name, access)
        try:
            await vectors._run(vectors._connect)
        except BaseException:
            # An open client would stand in the way of a repaired store under the same path.
            await vectors.close()
            raise
        return vectors

    @property
    def place(self) -> str:
        """The location without what might be secret."""
        return chroma.place_of(self._location, self._access) if self._remote else self._location

    @property
    def store(self) -> str:
        """What names this collection among all places and models."""
        return f"{self._name or self.place}#{self.collection_name}"

    async def reopen(self) -> None:
        """Look again at what is there: an embedded client does not see what another process wrote."""
        if not self._remote:
            await self._run(self._connect_anew)

    async def close(self) -> None:
        """Let go of the collection."""
        await self._run(self._disconnect)
        self._executor.shutdown(wait=False)

    async def upsert(self, papers: Sequence[Paper], matrix: NDArray[np.float32]) -> None:
        """Store papers with their vectors, one row of `matrix` each.

        On a server an abstract is a document, as other programs look for it; in a folder it stands with what else is known of the
        paper, for of a document Chroma makes an index of trigrams three times its length, which is never asked here.
        """
        rows = matrix.tolist()

        def work() -> None:
            most = self._client.get_max_batch_size()
            stamp: dict[str, str | int | None] = {CHANGED: self._moment()} if self._remote else {}
            for start in range(0, len(papers), most):
                part = papers[start : start + most]
                ids = [paper.id for paper in part]
                self._collection.upsert(
                    ids=ids,
                    embeddings=rows[start : start + most],
                    documents=[encodable(paper.abstract) for paper in part] if self._remote else None,
                    metadatas=[metadata_of(paper, whole=not self._remote) | stamp for paper in part],
                )
                if self._remote:
                    self._withdrawals().delete(ids=ids)

        if papers:
            await self._run(work)

    async def refresh(self, papers: Sequence[Paper]) -> None:
        """Store what is known of a few papers beside their vectors, which stay; those not there are no error."""

        def work() -> None:
            stamp: dict[str, str | int | None] = {CHANGED: self._moment()} if self._remote else {}
            # The store of a folder may be on a server now: without a document the abstract stays among the rest.
            got = self._collection.get(ids=[paper.id for paper in papers], include=["documents"])
            texts = dict(zip(got["ids"], got["documents"], strict=True)) if self._remote else {}
            about = [metadata_of(paper, whole=texts.get(paper.id) is None) | stamp for paper in papers]
            self._collection.update(ids=[paper.id for paper in papers], metadatas=about)

        await self._run(work)

    async def delete(self, ids: Sequence[str]) -> None:
        """Remove papers; ids that are not there are no error."""
        if ids:
            await self._run(lambda: self._collection.delete(ids=list(ids)))

    async def withdraw(self, ids: Sequence[str]) -> None:
        """Note on a shared server that these papers were removed for all who use it."""

        def work() -> None:
            self._withdrawals().upsert(ids=list(ids), embeddings=[[1.0]] * len(ids))

        if ids:
            await self._run(work)

    async def withdrawn(self) -> set[str]:
        """The ids of papers that were removed for all who use a shared server."""
        return await self._run(lambda: set(self._withdrawals().get(include=[])["ids"]))

    async def moment(self) -> int:
        """The time by the server's own clock, which all who use it share, in milliseconds."""
        return await self._run(self._moment)

    async def changed_since(self, moment: int) -> list[Paper]:
        """The papers that were put on a shared server at this moment or later."""

        def work() -> list[Paper]:
            found: list[Paper] = []
            # By records and not by papers: those that cannot be read count as well.
            for offset in itertools.count(0, PAGE):
                got = self._collection.get(where={CHANGED: {"$gte": moment}}, limit=PAGE, offset=offset, include=BOTH)
                found += papers_in(got)
                if len(got["ids"]) < PAGE:
                    break
            return found

        return await self._run(work)

    async def stored(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids, whole; those that are not there are left out."""

        def work() -> list[Paper]:
            return list(papers_in(self._collection.get(ids=list(ids), include=BOTH)))

        return await self._run(work) if ids else []

    async def vectors_of(self, papers: Sequence[Paper]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of those of these papers whose title and abstract are stored as they are here."""
        there = {paper.id: paper for paper in await self.stored([paper.id for paper in papers])}
        same = [p.id for p in papers if (t := there.get(p.id)) and (t.title, t.abstract) == (p.title, p.abstract)]
        return await self.vectors(same)

    async def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Return the `k` papers nearest to a vector as (id, cosine), nearest first."""

        def work() -> list[tuple[str, float]]:
            count = min(k, self._collection.count())
            if not count:
                return []
            found = self._collection.query(query_embeddings=[vector.tolist()], n_results=count, include=["distances"])
            return [(id, 1.0 - float(far)) for id, far in zip(found["ids"][0], found["distances"][0], strict=True)]

        return await self._run(work)

    async def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of these papers; those without one are left out."""

        def work() -> dict[str, NDArray[np.float32]]:
            import numpy as np

            found: dict[str, NDArray[np.float32]] = {}
            for start in range(0, len(ids), PAGE):
                got = self._collection.get(ids=list(ids[start : start + PAGE]), include=["embeddings"])
                found.update(zip(got["ids"], np.asarray(got["embeddings"], np.float32), strict=True))
            return found

        return await self._run(work) if ids else {}

    async def ids(self) -> set[str]:
        """Return the ids of all papers that have vectors here."""
        return await self._run(lambda: set(self._collection.get(include=[])["ids"]))

    async def find_themselves(self, ids: Sequence[str]) -> list[str]:
        """Search with the stored vectors of these papers; return those that are not found by their own.

        A search that returns fewer papers than there are counts as one that found nothing.
        """

        def work() -> list[str]:
            lost, count = [], min(20, self._collection.count())
            for id in ids:
                vectors = self._collection.get(ids=[id], include=["embeddings"])["embeddings"]
                if vectors is None or not len(vectors):
                    lost.append(id)
                    continue
                got = self._collection.query(
                    query_embeddings=[vectors[0].tolist()], n_results=count, include=["distances"]
                )
                found = dict(zip(got["ids"][0], got["distances"][0], strict=True))
                # Papers of the same words are as near as the paper itself, and may be found in its place.
                alike = sum(distance < 1e-3 for distance in found.values())
                if len(found) < count or (id not in found and alike < count):
                    lost.append(id)
            return lost

        return await self._run(work)

    async def count(self) -> int:
        """How many papers have vectors here."""
        return await self._run(lambda: int(self._collection.count()))

    async def papers(self) -> AsyncIterator[Paper]:
        """Yield every paper stored here, whole, so that a catalog can be made anew from it."""
        offset = 0
        while True:
            got = await self._run(
                lambda start=offset: self._collection.get(limit=PAGE, offset=start, include=BOTH)  # type: ignore[misc]
            )
            for paper in papers_in(got):
                yield paper
            if len(got["ids"]) < PAGE:
                return
            offset += PAGE

    @property
    def _remote(self) -> bool:
        return chroma.is_server(self._location)

    def _connect(self) -> None:
        self._client = open_client(self._location, self._access)
        self._collection = self._client.get_or_create_collection(
            self.collection_name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def _moment(self) -> int:
        return int(self._client.heartbeat()) // 1_000_000

    def _withdrawals(self) -> Any:
        return self._client.get_or_create_collection(f"{self.collection_name}-withdrawn", embedding_function=None)

    def _connect_anew(self) -> None:
        self._disconnect()
        self._connect()

    def _disconnect(self) -> None:
        client, self._client, self._collection = self._client, None, None
        with suppress(Exception):
            client.close()

    async def _run(self, work: Callable[[], T]) -> T:
        def guarded() -> T:
            with translated(self._location, self._remote):
                try:
                    return work()
                except Exception as error:
                    if not (self._remote and str(error).startswith("Collection [")):
                        raise
                # The server was started anew with another folder, or somebody dropped the collection.
                self._connect_anew()
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._executor, guarded)
