"""What works and what does not: the bundled files, the settings, the library and what it is like, the model server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from askpapers import data, errors
from askpapers.library.library import Library
from askpapers.papers.paper import papers_in_words
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing
from askpapers.retrieval.indexing import Tell
from askpapers.settings.settings import OPENAI_URL, Settings
from askpapers.verbs.follow import follow
from askpapers.verbs.probe import Check, probe


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


__all__ = ["Check", "examine", "index", "look"]

REPAIR = "`askpapers doctor --repair` mends it, and says before what it will do."


async def examine(settings: Settings, *, model: bool = False) -> list[Check]:
    """Look at the bundled files, the library, the vector store and, with `model`, at the model server.

    >>> [(check.what, check.ok) for check in await doctor(library.settings)][0]
    ('bundled files', True)
    """
    return [check async for check in look(settings, model=model)]


async def look(
    settings: Settings,
    *,
    model: bool = False,
    library: Library | None = None,
    tell: Callable[[str], None] = lambda what: None,
    unset: errors.UsageError | None = None,
) -> AsyncIterator[Check]:
    """Yield what `examine` returns, each check when it is done; `tell` hears what is looked at next.

    `library` is one that is open already; without it one is opened for the look. `unset` says why the settings are the
    usual ones.
    """
    yield _bundled()
    yield _settings(settings) if unset is None else Check("settings", False, str(unset), unset.hint)
    yield _prices(settings)
    tell("the library")
    try:
        async with _opened(settings, library) as opened:
            # What others have done on a shared server is no damage.
            await follow(opened)
            found = await diagnose(opened)
            for check in await _library(opened, found):
                yield check
    except errors.LibraryDamaged as error:
        yield Check("catalog", False, str(error), REPAIR, damaged=True)
    except errors.AskpapersError as error:
        yield Check("catalog", False, str(error), error.hint)
    if model:
        async for check in probe(settings, tell):
            yield check


@asynccontextmanager
async def _opened(settings: Settings, library: Library | None) -> AsyncIterator[Library]:
    if library is not None:
        yield library
        return
    async with Library(settings) as own:
        yield own


def _bundled() -> Check:
    try:
        broken = list(data.damage())
    except errors.InstallationDamaged as error:
        broken = [str(error)]
    if broken:
        return Check("bundled files", False, "; ".join(broken), "Install askpapers again.")
    return Check("bundled files", True, f"{len(data.digests())}, as they were shipped")


def _settings(settings: Settings) -> Check:
    key = "with a key" if settings.api_key else "without a key"
    engine = (
        f"{settings.model} at {settings.base_url or OPENAI_URL} {key}"
        if settings.model
        else "no model: answers are quoted"
    )
    return Check("settings", True, f"{settings.config / 'config.toml'}; {engine}")


def _prices(settings: Settings) -> Check:
    from askpapers.answers import usage

    try:
        known = usage.price(settings.engine, settings.prices) if settings.model else None
        usage.price("gpt", settings.prices)
    except errors.AskpapersError as error:
        return Check("prices", False, str(error), error.hint)
    if settings.model and known is None:
        return Check("prices", True, f"the price of {settings.model} is unknown; {settings.prices} can hold it")
    return Check("prices", True, str(settings.prices) if settings.prices.exists() else "the bundled ones")


async def _library(library: Library, found: Diagnosis) -> list[Check]:
    if found.catalog:
        return [Check("catalog", False, f"damaged: {'; '.join(found.catalog)}", REPAIR, damaged=True)]
    if found.trouble is not None and not found.papers and not found.vectors:
        what = "catalog" if isinstance(found.trouble, errors.LibraryNewer) else "vector store"
        return [*([await _catalog(library)] if what != "catalog" else []), _trouble(what, found.trouble)]
    checks = [await _catalog(library)]
    if found.full_text:
        checks.append(Check("full-text index", False, "; ".join(found.full_text), REPAIR, damaged=True))
    checks.append(await _store(library, found))
    if found.without_sentences:
        told = f"{papers_in_words(len(found.without_sentences))} without whole sentence vectors: found less surely"
        checks.append(Check("sentence vectors", False, told, REPAIR, damaged=True))
    return checks


def _trouble(what: str, error: errors.AskpapersError) -> Check:
    return Check(what, False, str(error), error.hint)


async def _catalog(library: Library) -> Check:
    try:
        days = await library.catalog.days()
        count = await library.catalog.count(Scope())
    except errors.LibraryError as error:
        return Check("catalog", False, str(error), error.hint, damaged=isinstance(error, errors.LibraryDamaged))
    on = "1 day" if len(days) == 1 else f"{len(days):,} days"
    return Check("catalog", True, f"{papers_in_words(count)} on {on} in {library.settings.home}")


async def _store(library: Library, found: Diagnosis) -> Check:
    if found.trouble is not None:
        return _trouble("vector store", found.trouble)
    if found.store:
        return Check("vector store", False, f"damaged: {found.store}", REPAIR, damaged=True)
    vectors = await library.vectors()
    told = f"{found.vectors:,} vectors at {vectors.place}"
    if found.between:
        return Check("vector store", False, "; ".join([told, *found.between]), REPAIR, damaged=True)
    left = await indexing.backlog(library)
    return Check("vector store", True, told + (f"; {left} (askpapers doctor --index)" if left.papers else ""))


async def index(settings: Settings, say: Callable[[str], None], tell: Tell | None = None) -> int:
    """Index what is not yet, having said what it costs; return how many papers were done.

    Raises ServiceError, KeyProblem, SpendingLimit; what was done till then stays.
    """
    async with Library(settings) as library:
        say(f"Vectors: {await indexing.backlog(library)}.")
        return await indexing.index_pending(library, tell)
