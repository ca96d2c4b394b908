"""A damaged library made whole: what is broken is made anew beside the old, checked, and only then put in its place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from askpapers import errors
from askpapers.library import folder as library_folder
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.integrity import FOLDER, keep_copy
from askpapers.library.catalog.salvage import salvage
from askpapers.library.folder import locked
from askpapers.library.library import OWN_STORE, Library
from askpapers.papers.paper import Paper, papers_in_words
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing
from askpapers.retrieval.indexing import Tell
from askpapers.settings.settings import Settings
from askpapers.verbs.doctor import Diagnosis, diagnose


@dataclass(frozen=True, slots=True)
class Plan:
    """What a repair will do, a sentence each; none where nothing is damaged. `diagnosis` is what it rests on."""

    diagnosis: Diagnosis
    steps: tuple[str, ...] = ()


async def plan(settings: Settings) -> Plan:
    """Say what a repair will do; nothing is changed. Raises LibraryError where the files themselves are not the matter."""
    found = await _diagnosis(settings)
    if found.trouble is not None:
        raise found.trouble
    steps = []
    if found.catalog:
        steps.append(
            "The catalog is made anew of what can be read of it, and of the papers in the vector store; "
            f"the damaged file stays beside it, in {settings.home}."
        )
    if found.full_text:
        steps.append("The full-text index is made anew from the papers; nothing is lost.")
    if found.store:
        steps.append(
            f"The vector store is made anew from the catalog{await _price(settings)}; the old one stays beside it."
        )
    if found.unlisted:
        steps.append(f"{papers_in_words(len(found.unlisted))} of the vector store: added to the catalog.")
    if found.unstored:
        steps.append(f"{papers_in_words(len(found.unstored))}: indexed anew{await _price(settings)}.")
    if found.without_sentences:
        steps.append(
            f"{papers_in_words(len(found.without_sentences))}: sentence vectors made anew{await _price(settings)}."
        )
    return Plan(found, tuple(steps))


async def _price(settings: Settings) -> str:
    return "" if settings.embedding_model == "bundled" else f", by {settings.embedding_model}, which may cost"


async def _diagnosis(settings: Settings) -> Diagnosis:
    try:
        async with Library(settings) as library:
            return await diagnose(library)
    except errors.LibraryDamaged as error:
        return Diagnosis(catalog=(str(error),))


async def repair(
    settings: Settings, say: Callable[[str], None] = lambda words: None, tell: Tell | None = None
) -> list[str]:
    """Mend what is damaged and nothing else; return what was done, a sentence each.

    It can be killed at any moment and run again. Raises LibraryDamaged where neither catalog nor vector store can be read,
    LibraryNewer, LibraryLocked, DiskFull and NotWritable; then nothing was moved.
    """
    home = settings.home
    library_folder.put_in_place(home)
    with locked(home / ".repair-lock", wait=0, what=f"Another askpapers is repairing {home}."):
        done: list[str] = []
        # Mending the catalog brings to light what the vector store is like, and the other way round.
        for _ in range(3):
            found = (await plan(settings)).diagnosis
            if not found.damaged:
                return done or ["Nothing is damaged; nothing was changed."]
            done += await _mend(settings, found, say, tell)
        found = await _diagnosis(settings)
        if found.damaged:
            raise errors.LibraryDamaged(
                f"{home} is still damaged: {'; '.join([*found.catalog, *found.full_text, found.store, *found.between])}.",
                f"Is there a backup? {home / FOLDER} keeps the last ones: askpapers restore FILE",
            )
        return done


async def _mend(settings: Settings, found: Diagnosis, say: Callable[[str], None], tell: Tell | None) -> list[str]:
    if found.catalog:
        return await _catalog(settings)
    done = []
    keep_copy(settings.home / library_folder.CATALOG, f"before-repair-at-{library_folder.stamp()}", say)
    if found.full_text:
        async with Library(settings) as library:
            await library.catalog.rebuild_full_text()
        done.append("The full-text index was made anew from the papers; nothing was lost.")
    if found.store:
        return [*done, *await _store(settings, tell)]
    async with Library(settings) as library:
        store = (await library.vectors()).store
        if found.unlisted:
            wanted = set(found.unlisted)
            papers = [paper async for paper in (await library.vectors()).papers() if paper.id in wanted]
            # In one step: after a kill between two, all of them would be indexed and paid again.
            merged = await library.catalog.merge(papers, default_day=None, store=store)
            done.append(f"{papers_in_words(len(merged.ids))} of the vector store: added to the catalog.")
            if missing := wanted - {paper.id for paper in papers}:
                # What is no paper of ours cannot be listed, and would be found for ever.
                await (await library.vectors()).delete(sorted(missing))
                done.append(f"{len(missing)} records of the vector store that are no papers: removed.")
        if found.unstored:
            # They stay noted as indexed, so that after a kill the next look finds those that are left.
            count = await indexing.index_these(library, found.unstored, tell)
            done.append(f"{papers_in_words(count)}: indexed anew.")
        bare = [id for id in found.without_sentences if id not in set(found.unstored)]
        if bare:
            papers = await library.catalog.papers(bare)
            await indexing.index_sentences(library, papers, tell)
            done.append(f"{papers_in_words(len(papers))}: sentence vectors made anew.")
    return done


async def _catalog(settings: Settings) -> list[str]:
    live = settings.home / library_folder.CATALOG
    building = library_folder.beside(live, library_folder.BUILDING)
    known, store = await _papers_in_store(settings)
    for left in settings.home.glob(f"{building.name}*"):
        library_folder.remove(left)
    aside = library_folder.copy_aside(live)
    work = library_folder.beside(building, ".source")
    for suffix in ("", "-wal"):
        if library_folder.beside(aside, suffix).is_file():
            shutil.copy2(library_folder.beside(aside, suffix), library_folder.beside(work, suffix))
    try:
        report = salvage(work, building, known)
    finally:
        library_folder.remove(work)
    if not report.kept.get("papers") and not known:
        library_folder.remove(building)
        library_folder.remove(aside)
        raise errors.LibraryDamaged(
            "Neither the catalog nor the vector store holds a paper that can be read; nothing was moved.",
            f"Is there a backup? {settings.home / FOLDER} keeps the last ones: askpapers restore FILE",
        )
    await _complete(building, known, store)
    library_folder.finished(building)
    library_folder.put_in_place(settings.home)
    return ["The catalog was made anew.", *(f"  {line}" for line in report.in_words()),
            f"  from the vector store: {papers_in_words(len(known))}", f"The damaged file is {aside}."]  # fmt: skip


async def _complete(building: Path, known: Mapping[str, Paper], store: str) -> None:
    """Add the vector store's papers to a catalog that is not in its place yet, and see that it is whole."""
    catalog = Catalog(building)
    await catalog.open()
    try:
        if known:
            papers = list(known.values())
            await catalog.merge(papers, default_day=None, store=store)
        integrity = await catalog.integrity()
    finally:
        await catalog.close()
    if integrity.pages or integrity.full_text:
        told = "; ".join([*integrity.pages, *integrity.full_text])
        raise errors.LibraryDamaged(f"The new catalog is damaged too: {told}.", "Is the disk well? Nothing was moved.")


async def _papers_in_store(settings: Settings) -> tuple[dict[str, Paper], str]:
    """The papers of the vector store by id, and the store's name; none where it cannot be read either."""
    if not settings.chroma and not (settings.home / library_folder.STORE).is_dir():
        return {}, ""
    try:
        with tempfile.TemporaryDirectory() as folder:
            store = settings.chroma or str(settings.home / library_folder.STORE)
            async with Library(replace(settings, home=Path(folder), chroma=store)) as library:
                vectors = await library.vectors()
                name = vectors.store if settings.chroma else f"{OWN_STORE}#{vectors.collection_name}"
                return {paper.id: paper async for paper in vectors.papers()}, name
    except errors.LibraryError:
        return {}, ""


async def _store(settings: Settings, tell: Tell | None) -> list[str]:
    live = settings.home / library_folder.STORE
    if settings.chroma:
        raise errors.LibraryDamaged(
            f"The vectors at {settings.chroma} are damaged, and not this library's own.", "Ask who keeps that server."
        )
    building = library_folder.beside(live, library_folder.BUILDING)
    library_folder.remove(building)
    before = set(settings.home.glob(f"{live.name}.damaged-*"))
    async with Library(replace(settings, chroma=str(building))) as library:
        vectors = await library.vectors()
        count = await indexing.index_these(library, await library.catalog.ids(Scope()), tell)
        ids = await vectors.ids()
        if len(ids) != count or await vectors.find_themselves(sorted(ids)[:: max(1, len(ids) // 5)]):
            raise errors.LibraryDamaged("The new vector store is not whole.", "Is the disk well? Nothing was moved.")
    library_folder.finished(building)
    library_folder.put_in_place(settings.home)
    async with Library(settings) as library:
        vectors = await library.vectors()
        state, ids = library.catalog.embedding_state, await vectors.ids()
        await state.put(vectors.store, await library.catalog.papers(sorted(ids)))
        await state.drop(vectors.store, sorted(await state.noted(vectors.store) - ids))
    aside = [str(path) for path in settings.home.glob(f"{live.name}.damaged-*") if path not in before]
    told = f"; the old one is {aside[0]}" if aside else ""
    return [f"The vector store was made anew: {papers_in_words(count)}{told}."]
