"""One reader's library: the edges to disk, vectors and model, each opened when first used."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from askpapers.errors import LibraryDamaged
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.database import in_passing
from askpapers.library.folder import make_private, put_in_place
from askpapers.papers.scope import Scope
from askpapers.settings.settings import UNNAMED_MODEL, Settings

if TYPE_CHECKING:
    from askpapers.library.chroma import Access
    from askpapers.library.vector_store import Vectors
    from askpapers.models.bundled import Embedder
    from askpapers.models.chat import LLM
    from askpapers.text.inference import CrossEncoder


_LOG = logging.getLogger(__name__)

OWN_STORE = "own"
"""What stands for the library's own vector store in its catalog."""


class Library:
    """The catalog, and late: the vector store, the embedder and the model; an async context manager.

    `today` is the reader's own date. `llm`, `embedder` and `reader` may be given, for tests and for other programs.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] | None = None,
        llm: LLM | None = None,
        embedder: Embedder | None = None,
        reader: CrossEncoder | None = None,
    ) -> None:
        self.settings = settings
        self._clock = clock or (lambda: datetime.now().astimezone())
        self.catalog = Catalog(settings.home / "catalog.sqlite", self._clock)
        self._given_llm = self._llm = llm
        self._embedder = embedder
        self._given_reader = reader
        self._vectors: Vectors | None = None
        self._seen_version = 0
        self.meaning_off = ""
        """Why the last search went by words alone, a sentence; "" where it did not."""
        self.under_way: list[float] = []
        """What each paid call that has not ended may cost at most, US dollars; `reserving` is held while one is added."""
        self.reserving = asyncio.Lock()
        self.store_damage: LibraryDamaged | None = None
        """The damage of the vector store that the last search met."""
        self._opening = asyncio.Lock()

    @property
    def today(self) -> date:
        """The date now, where the reader is."""
        return self._clock().date()

    @property
    def now(self) -> datetime:
        """The time now, where the reader is."""
        return self._clock()

    @property
    def chroma_location(self) -> str:
        """Where the vectors are: a folder, or a server's address."""
        return self.settings.chroma or str(self.settings.home / "chroma")

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._prepare)
        await self.catalog.open()
        return self

    def _prepare(self) -> None:
        """Finish what a repair began, and close the folders to others: what one reads and asks is nobody else's."""
        home, config = self.settings.home, self.settings.config
        there = (home / "catalog.sqlite").exists()
        put_in_place(home)
        others = [config / "config.toml", config / "prices.json", self.settings.cache]
        closed = [make_private(path) for path in (home, *others) if path == home or path.exists()]
        if any(closed) and there:
            _LOG.info(
                "Your library or settings could be read by other users of this machine; now they are yours alone."
            )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._vectors is not None:
            await self._vectors.close()
        await self.catalog.close()

    async def embedder(self) -> Embedder:
        """What turns text into vectors: the bundled model, or a server's."""
        async with self._opening:
            if self._embedder is None:
                from askpapers.models import bundled
                from askpapers.models import endpoint as models_endpoint

                if self.settings.embedding_model == "bundled":
                    self._embedder = await asyncio.to_thread(bundled.embedder)
                else:
                    self._embedder = models_endpoint.endpoint(self.settings)
        return self._embedder

    async def vectors(self) -> Vectors:
        """The vector store, reopened when the catalog has changed, by another process or by a merge of this one."""
        embedder = await self.embedder()
        version = await self.catalog.version()
        async with self._opening:
            if self._vectors is None:
                from askpapers.library.vector_store import Vectors

                # Not by the folder's path: a library that was moved, or is reached through a link, is the same one.
                name = "" if self.settings.chroma else OWN_STORE
                self._vectors = await Vectors.open(self.chroma_location, embedder.model, name, self._access())
                if name:
                    with in_passing():
                        await self.catalog.embedding_state.adopt(self._vectors.store, self._vectors.collection_name)
            elif version != self._seen_version:
                # An embedded Chroma client does not see what another process wrote.
                await self._vectors.reopen()
            self._seen_version = version
        return self._vectors

    async def lacks_its_papers(self) -> bool:
        """Whether the catalog is empty beside a vector store of its own that is not, as where its file was removed."""
        if self.settings.chroma or await self.catalog.count(Scope()) or await self.catalog.former_ids():
            return False
        from askpapers.library.catalog.integrity import holds_records

        return await asyncio.to_thread(holds_records, self.settings.home / "chroma" / "chroma.sqlite3")

    @property
    def own_store(self) -> str:
        """What the library's own vector store is called in the catalog, told without opening it; "" where a server is used."""
        from askpapers.library.catalog.records import collection_of
        from askpapers.models.bundled import BUNDLED

        if self.settings.chroma:
            return ""
        chosen = self.settings.embedding_model
        model = self._embedder.model if self._embedder else BUNDLED if chosen == "bundled" else chosen
        return f"{OWN_STORE}#{collection_of(model)}"

    @property
    def store_is_open(self) -> bool:
        """Whether the vector store was opened already: the first time it takes a second or two."""
        return self._vectors is not None

    @property
    def known_store(self) -> str:
        """What the vector store is called that is open, else the library's own; "" where a server's was not opened."""
        return self._vectors.store if self._vectors else self.own_store

    def _access(self) -> Access:
        from askpapers.library.chroma import DATABASE, TENANT, Access

        settings = self.settings
        return Access(
            settings.chroma_tenant or TENANT, settings.chroma_database or DATABASE, settings.chroma_token,
            settings.timeout,
        )  # fmt: skip

    async def llm(self) -> LLM | None:
        """The language model, or None where answers are quoted without one.

        Where only a server is named, it is the one that the server lists; raises SeveralModels where it lists several.
        """
        if self.settings.model is None:
            return None
        if self._llm is None:
            from askpapers.models import chat as llm

            if self.settings.model_is_guess:
                from askpapers.models import endpoint

                model = await endpoint.only_model(self.settings)
                self.settings = replace(self.settings, model=model)
            self._llm = llm.connect(self.settings)
        return self._llm

    def use_model(self, model: str | None) -> None:
        """Answer from now on with another model of the same server, or without one (None)."""
        self.use(replace(self.settings, model=model, model_is_guess=model == UNNAMED_MODEL))

    def use(self, settings: Settings) -> None:
        """Go on with other settings; what is open, catalog and vectors, stays as it is."""
        self.settings = settings
        self._llm = self._given_llm

    async def similarity(self) -> Callable[[str, str], float]:
        """The cosine of two texts by the bundled model, whatever model the vectors are made with."""
        from askpapers.models import bundled

        model = await asyncio.to_thread(bundled.embedder)

        def cosine(a: str, b: str) -> float:
            first, second = model.embed_now([a, b])
            return float(first @ second)

        return cosine

    async def reader(self) -> CrossEncoder | None:
        """The bundled reader, or None where its file is missing or damaged: then verdicts are unchecked, and doctor says why."""
        from askpapers import errors
        from askpapers.models import cross_encoder

        if self._given_reader is not None:
            return self._given_reader
        try:
            return await asyncio.to_thread(cross_encoder.reader)
        except errors.InstallationDamaged:
            return None

    async def warm(self) -> None:
        """Import and open in threads what the first question needs, so that it does not wait."""

        def imports() -> None:
            if self.settings.model is not None:
                from askpapers.models import chat as llm
                from askpapers.models import tokens

                tokens.warm()
                llm.preload()

        await asyncio.to_thread(imports)
        if self.settings.chroma or await self.catalog.selection.few(Scope()) is None:
            await self.vectors()
        else:
            # A small library is searched by what its catalog keeps: Chroma takes a second and 80 MB.
            await self.embedder()

    def prompt_folder(self) -> Path | None:
        """The folder of the user's own prompts, or None."""
        return self.settings.prompts if self.settings.prompts.is_dir() else None
