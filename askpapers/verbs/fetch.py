"""A day's, week's or month's list over the network into the library, and what came of it in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from askpapers import errors
from askpapers.library.library import Library
from askpapers.retrieval.indexing import Tell
from askpapers.verbs.add import AddReport, add_bytes, index_added


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What `fetch` did: `words` say it in one line; `empty` why days had no list."""

    added: AddReport
    words: str
    empty: tuple[str, ...] = ()


async def fetch(
    library: Library,
    when: str,
    origin: str = "hf",
    *,
    tell: Tell | None = None,
    embed: bool = True,
    linked: bool = False,
    base_urls: Mapping[str, str] | None = None,
) -> FetchReport:
    """Fetch and add the lists of a day, week or month ("today", 2025-10-30, 2025-W44, 2025-10), or what is "trending".

    Each list is added as it comes. With `linked` Hugging Face is asked for the models, data sets and spaces of each paper
    too, a request each. Raises UsageError, and for a single day ServiceError where it could not be had.

    >>> try:
    ...     await fetch(library, "soonish")
    ... except UsageError as error:
    ...     print(error.exit_code)
    2
    """
    from askpapers.sources import origins as sources

    if (name := _collection_in(origin)) is not None:
        return await _collection(library, when, name, tell)
    added, empty = AddReport(), []
    cache, wait = library.settings.cache / "http", library.settings.timeout
    async for fetched in sources.fetch(
        when, origin, today=library.today, cache=cache, base_urls=base_urls, deadline=wait
    ):
        where = f"{fetched.day.isoformat()}: " if fetched.day else ""
        if fetched.error is not None:
            added = replace(added, failures=(*added.failures, fetched.error))
            if fetched.unasked:
                days = "1 more day was" if fetched.unasked == 1 else f"{fetched.unasked} more days were"
                added = replace(added, notes=(*added.notes, f"{days} not asked for; the same command goes on."))
        elif fetched.empty:
            empty.append(f"{where}{fetched.empty}")
        if fetched.partial and not fetched.empty:
            added = replace(added, notes=(*added.notes, f"{where}the list may still grow"))
        if fetched.content:
            try:
                added += await add_bytes(
                    library,
                    fetched.content,
                    fetched.url,
                    day=fetched.day,
                    format=fetched.format,
                    tell=tell,
                    network=True,
                )
            except errors.BadInput as error:
                # One list that cannot be read does not lose the others.
                added = replace(added, failures=(*added.failures, error))
    if when.strip().casefold() == sources.TRENDING and added.papers:
        await library.catalog.trending.keep(added.papers)
    if linked:
        added = await _linked(library, added, tell, base_urls)
    words = _outcome(added, empty)
    if embed and added.papers:
        added = await index_added(library, added, tell)
    return FetchReport(added, words, tuple(empty))


async def _linked(
    library: Library, added: AddReport, tell: Tell | None, base_urls: Mapping[str, str] | None
) -> AddReport:
    """Ask for what belongs to each paper on Hugging Face; a service that fails twice in a row is asked no more."""
    from askpapers.answers.answer import Progress
    from askpapers.network.client import Web
    from askpapers.sources import hugging_face
    from askpapers.sources.inputs import BASES

    papers = [paper for paper in await library.catalog.papers(added.papers) if paper.arxiv_id]
    base, failed, known = {**BASES, **(base_urls or {})}["hf"], 0, 0
    async with Web(cache=library.settings.cache / "hub", deadline=library.settings.timeout) as web:
        for done, paper in enumerate(papers, 1):
            try:
                found = await hugging_face.belongings(web, base, str(paper.arxiv_id))
                failed = 0
            except errors.ServiceError as error:
                failed += 1
                if failed < FAILURES:
                    continue
                note = f"Models, data sets and spaces of {len(papers) - done + failed} papers are not known: {error}"
                return replace(added, notes=(*added.notes, note), failures=(*added.failures, error))
            if found is not None and found.arxiv_id == paper.arxiv_id:
                known += 1
                # Only what belongs to it: a paper's own record is no list, and lists it on no day.
                fields = {name: getattr(found, name) for name in BELONGINGS}
                await library.catalog.merge([replace(paper, **fields)], default_day=None)
            if tell:
                tell(Progress(done, len(papers), "asking for models, data sets and spaces"))
    note = f"Hugging Face knows {known} of {len(papers)} papers, with their models, data sets and spaces."
    return replace(added, notes=(*added.notes, note))


def check_origin(origin: str) -> None:
    """Raise UsageError for what `fetch` takes for no source."""
    from askpapers.sources.origins import parse_origin

    if (name := _collection_in(origin)) is None:
        parse_origin(origin)
    else:
        _check_collection(name)


def _collection_in(origin: str) -> str | None:
    """The name of the collection of Zotero's that an origin names, "" where it names none; None for another source."""
    kind, _, name = origin.partition(":")
    return name.strip().strip('"') if kind.casefold() == "zotero" and ":" in origin else None


def _check_collection(name: str) -> None:
    if not name:
        raise errors.UsageError("Which collection?", "askpapers fetch --from zotero:COLLECTION, by its name or key")


BELONGINGS = ("models", "datasets", "spaces", "model_count", "dataset_count", "space_count")
FAILURES = 2
"""Questions that may fail one after the other before the rest are not asked."""


async def _collection(library: Library, when: str, name: str, tell: Tell | None) -> FetchReport:
    from askpapers.verbs import zotero

    if when.strip().casefold() not in {"today", ""}:
        raise errors.UsageError("A collection of Zotero's has no days.", "askpapers fetch --from zotero:COLLECTION")
    _check_collection(name)
    async with zotero.connect(timeout=library.settings.timeout) as connection:
        added = await zotero.pull(library, name, connection, tell=tell)
    return FetchReport(added, _outcome(added, () if added.papers else ("nothing in this collection",)))


def _outcome(added: AddReport, empty: Sequence[str]) -> str:
    merged = added.merged
    counts = (
        (added.added, "new"),
        (len(merged.relisted), "listed again"),
        (len(merged.changed), "changed"),
        (len(set(merged.updated) - set(merged.relisted) - set(merged.changed)), "with new figures"),
        (added.unchanged, "known as they are"),
    )
    parts = [f"{count} {what}" for count, what in counts if count]
    parts += list(dict.fromkeys(empty)) if len(empty) < 4 else [f"{len(empty)} days without a list"]
    if added.failures:
        count = len(added.failures)
        parts.append(f"{count} {'day' if count == 1 else 'days'} failed, because: {added.failures[0]}")
    return ", ".join(parts) or "nothing came"
