"""What a library is like: its catalog, its vector store, and whether the two say the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import papers_in_words
from askpapers.papers.scope import Scope


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a library, by place; nothing where all is well.

    `catalog` and `full_text` are what is wrong with the catalog's file, `store` with the vector store itself. `unlisted` are
    ids that the store has and the catalog lacks, `unstored` those that the catalog takes for indexed and the store lacks,
    `without_sentences` papers that are indexed and whose sentence vectors are missing or cut. `trouble` is an error that
    says nothing of the files: a newer program's library, a lock, a folder that cannot be read.
    """

    papers: int = 0
    vectors: int = 0
    catalog: tuple[str, ...] = ()
    full_text: tuple[str, ...] = ()
    store: str = ""
    unlisted: tuple[str, ...] = ()
    unstored: tuple[str, ...] = ()
    without_sentences: tuple[str, ...] = ()
    trouble: errors.AskpapersError | None = None

    @property
    def damaged(self) -> bool:
        """Whether anything is to be repaired."""
        return bool(
            self.catalog or self.full_text or self.store or self.unlisted or self.unstored or self.without_sentences
        )

    @property
    def between(self) -> list[str]:
        """Where catalog and store differ, in words."""
        sides = (
            (len(self.unlisted), "in the vector store and not in the catalog"),
            (len(self.unstored), "in the catalog and not in the store"),
        )
        return [f"{papers_in_words(count)} {'is' if count == 1 else 'are'} {what}" for count, what in sides if count]


async def diagnose(library: Library) -> Diagnosis:
    """Look at an opened library; raises nothing of the library's own."""
    try:
        integrity = await library.catalog.integrity()
        if integrity.pages:
            return Diagnosis(catalog=integrity.pages)
        found = Diagnosis(papers=await library.catalog.count(Scope()), full_text=integrity.full_text)
    except errors.LibraryDamaged as error:
        return Diagnosis(catalog=(str(error),))
    except errors.LibraryError as error:
        return Diagnosis(trouble=error)
    return await _with_store(library, found)


async def _with_store(library: Library, found: Diagnosis) -> Diagnosis:
    catalog = library.catalog
    try:
        vectors = await library.vectors()
        stored, noted = await vectors.ids(), await catalog.embedding_state.noted(vectors.store)
        listed = set(await catalog.ids(Scope()))
        former = set(await catalog.embedding_state.former_ids()) | await catalog.former_ids()
        unlisted, unstored = stored - listed - former, noted - stored
        common = sorted(stored & listed)
        lost = await vectors.find_themselves(common[:: max(1, len(common) // 5)])
        embedder = await library.embedder()
        bare = await catalog.embedding_state.without_sentences(embedder.model, embedder.dimension)
        if library.settings.chroma:
            # Of a server shared by a team the others' papers are no fault; following and indexing do what is left.
            unlisted, unstored, bare = set(), set(), set()
    except errors.LibraryDamaged as error:
        return replace(found, store=str(error))
    except (errors.LibraryError, errors.ServiceError, errors.KeyProblem) as error:
        return replace(found, trouble=error)
    return replace(
        found,
        vectors=len(stored),
        store=f"of {len(stored):,} vectors, some cannot be found by their own" if lost else "",
        unlisted=tuple(sorted(unlisted)),
        unstored=tuple(sorted(unstored)),
        without_sentences=tuple(sorted(bare & noted & stored)),
    )
