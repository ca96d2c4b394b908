"""Bytes into the library: read, merge, embed; a kill anywhere loses nothing that was acknowledged."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from askpapers import data, errors
from askpapers.answers.answer import Progress
from askpapers.library.catalog.merge import MergeReport
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, Paper, ReadWarning, papers_in_words
from askpapers.retrieval.indexing import Tell, backlog, index_pending, is_complete
from askpapers.sources.inputs import Place, day_in, places_of
from askpapers.text.sanitize import sanitize

if TYPE_CHECKING:
    from askpapers.readers import Reading
    from askpapers.readers.format import Items
    from askpapers.readers.own_words import PaperWords

BATCH = 500
"""Papers merged in one transaction: a day fits in one; a snapshot of millions never holds the lock for long."""

SAMPLE = "sample_2025-10-31.txt"
SAMPLE_TODAY = date(2025, 10, 31)


@dataclass(frozen=True, slots=True)
class AddReport:
    """What `add` did: counts, the ids in the order read, warnings, and sources that failed as a whole.

    `seen` counts the sources' records and `read` those that became papers; `undated` are new and on no day's list; on
    `written` a file of our own had a note, labels or marks that were not there.

    `relisted` counts papers known before that are now on another day's list too, `changed` those reworded; both are
    among `updated`. `pending` counts papers whose vectors are still to be made. `days` are the days read.
    """

    merged: MergeReport = field(default_factory=MergeReport)
    warnings: tuple[ReadWarning, ...] = ()
    failures: tuple[errors.AskpapersError, ...] = ()
    notes: tuple[str, ...] = ()
    seen: int = 0
    read: int = 0
    undated: int = 0
    written: int = 0

    @property
    def added(self) -> int:
        """How many papers are new."""
        return len(self.merged.added)

    @property
    def updated(self) -> int:
        """How many known papers learned something."""
        return len(self.merged.updated)

    @property
    def unchanged(self) -> int:
        """How many papers were known already, as they are."""
        return len(self.merged.unchanged)

    @property
    def hidden(self) -> int:
        """How many papers were left out, for the reader removed them."""
        return len(self.merged.hidden)

    @property
    def papers(self) -> tuple[str, ...]:
        """Every paper's id, in the order read."""
        return self.merged.ids

    def __add__(self, other: AddReport) -> AddReport:
        return AddReport(
            self.merged + other.merged,
            self.warnings + other.warnings,
            self.failures + other.failures,
            tuple(dict.fromkeys(self.notes + other.notes)),
            self.seen + other.seen,
            self.read + other.read,
            self.undated + other.undated,
            self.written + other.written,
        )


async def add(
    library: Library,
    sources: Sequence[str],
    *,
    day: date | None = None,
    format: str | None = None,
    tell: Tell | None = None,
    embed: bool = True,
    columns: Mapping[str, str] | None = None,
) -> AddReport:
    """Add files, folders, globs, URLs or "-" (standard input); one bad source never stops the others.

    `columns` are headings of a table by the fields that they are: {"title": "Titel"}. Raises BadInput where the
    only source cannot be read, and LibraryError.

    >>> report = await add(library, [page])
    >>> report.added, report.unchanged, report.failures
    (64, 0, ())
    """
    added = AddReport()
    places = [place for source in sources for place in places_of(source)]
    for place in places:
        try:
            added += await _add_place(library, place, day, format, tell, columns)
        except (errors.BadInput, errors.ServiceError, errors.UsageError) as error:
            if len(places) == 1:
                raise
            added = replace(added, failures=(*added.failures, error))
    return await index_added(library, added, tell) if embed and added.merged.ids else added


async def add_bytes(
    library: Library,
    content: bytes,
    name: str,
    *,
    day: date | None = None,
    format: str | None = None,
    tell: Tell | None = None,
    today: date | None = None,
    network: bool = False,
) -> AddReport:
    """Add what is in `content`, which `name` describes in messages and `network` says was fetched; vectors are left pending."""
    return await _add_stream(library, io.BytesIO(content), name, day, format, tell, today, network)


async def open_sample(library: Library, *, embed: bool = True, tell: Tell | None = None) -> AddReport:
    """Add the bundled sample day, Daily Papers of 31 October 2025."""
    content = data.load(SAMPLE)
    added = await add_bytes(library, content, "the sample day", today=SAMPLE_TODAY, tell=tell)
    return await index_added(library, added, tell) if embed else added


async def index_added(library: Library, added: AddReport, tell: Tell | None) -> AddReport:
    """Return what was added once it is indexed; what hinders it is a failure beside papers that are kept."""
    try:
        if await is_complete(library):
            return added
        await index_pending(library, tell, agreed=False)
        left = await backlog(library)
    except (errors.ServiceError, errors.KeyProblem, errors.SpendingLimit) as error:
        return replace(added, failures=(*added.failures, error))
    except errors.LibraryError as error:
        note = "The papers are kept and found by their words; the vectors are made next time, or by `askpapers doctor --index`."
        return replace(added, failures=(*added.failures, error), notes=(*added.notes, note))
    if not left.papers:
        return added
    note = f"Vectors: {left}. `askpapers doctor --index` does it; until then they are found by their words."
    return replace(added, notes=(*added.notes, note))


async def _add_place(
    library: Library,
    place: Place,
    day: date | None,
    format: str | None,
    tell: Tell | None,
    columns: Mapping[str, str] | None,
) -> AddReport:
    if place.url:
        from askpapers.sources import origins as sources

        fetched = await sources.get(place.url, cache=library.settings.cache / "http", deadline=library.settings.timeout)
        return await add_bytes(
            library,
            fetched.content,
            place.url,
            day=day or fetched.day,
            format=format or fetched.format,
            tell=tell,
            network=True,
        )
    if place.path is None:
        content = await asyncio.to_thread(sys.stdin.buffer.read)
        return await _add_stream(library, io.BytesIO(content), place.name, day, format, tell, None, columns=columns)
    try:
        stream = place.path.open("rb")
    except OSError as error:
        what = error.strerror or "it cannot be opened"
        raise errors.BadInput(f"{sanitize(place.name, 300)}: {what}.", "Check the path.") from None
    with stream:
        return await _add_stream(library, stream, place.name, day, format, tell, None, columns=columns)


async def _add_stream(
    library: Library,
    stream: BinaryIO,
    name: str,
    day: date | None,
    format: str | None,
    tell: Tell | None,
    today: date | None,
    network: bool = False,
    columns: Mapping[str, str] | None = None,
) -> AddReport:
    from askpapers.readers import open_reading

    today = today or library.today
    reading = await asyncio.to_thread(
        open_reading,
        stream,
        name=sanitize(name, 300),
        format=format,
        day=day,
        today=today,
        columns=columns,
        network=network,
    )
    default = day or day_in(name, today, whole=not reading.of_a_day) or (today if reading.of_a_day else None)
    added = AddReport()
    async for batch in _batches(reading.items):
        merged = await library.catalog.merge(batch.papers, default_day=default)
        known = set(merged.added)
        # What a page of the network says is nobody's own.
        said = [] if network else [ListedPaper(batch.papers[place], read=own.read, starred=own.starred, annotation=own.annotation)
                                   for place, own in batch.words]  # fmt: skip
        written = await library.catalog.annotations.adopt(said) if said else 0
        undated = sum(1 for paper in batch.papers if not paper.listed and paper.id in known)
        lost = sum(1 for warning in batch.warnings if warning.lost)
        added += AddReport(merged, tuple(batch.warnings), notes=tuple(batch.notes), undated=undated,
                           seen=len(batch.papers) + lost, read=len(batch.papers), written=written)  # fmt: skip
        if tell:
            tell(Progress(len(added.papers), 0, f"reading {sanitize(name, 60)}"))
    return replace(added, notes=(*added.notes, *_notes(added, name, reading, default)))


def _notes(added: AddReport, name: str, reading: Reading, default: date | None) -> Iterator[str]:
    """What the reader should know of a list that was read."""
    from askpapers.readers import FORMATS

    if added.read < added.seen:
        yield f"{name}: {added.read:,} of {papers_in_words(added.seen).replace('paper', 'record')} were read."
    if not added.seen:
        yield f"{name} is {FORMATS[reading.format].title}, and no paper is in it."
    if added.written:
        yield f"{name}: your notes, labels and marks on {papers_in_words(added.written)} came back; what was there stays."
    if added.undated:
        who = "1 paper is on" if added.undated == 1 else f"{added.undated:,} papers are on"
        if default is None:
            yield f"{who} no day's list: `askpapers list --undated` shows them, `add --day` files them under a day."
        else:
            yield f"{who} a list that names no day, and filed under {default.isoformat()}; --day names another."


@dataclass(frozen=True, slots=True)
class _Batch:
    papers: list[Paper]
    warnings: list[ReadWarning]
    notes: list[str]
    words: list[tuple[int, PaperWords]]
    """What the reader wrote on papers, by their places in `papers`."""


async def _batches(items: Items) -> AsyncIterator[_Batch]:
    """Read in a thread, a batch at a time, so that a large file neither blocks nor fills memory."""

    from askpapers.readers.own_words import PaperWords

    def take() -> tuple[_Batch, bool]:
        batch = _Batch([], [], [], [])
        for item in items:
            if isinstance(item, Paper):
                batch.papers.append(item)
            elif isinstance(item, ReadWarning):
                batch.warnings.append(item)
            elif isinstance(item, PaperWords):
                batch.words.append((len(batch.papers), item))
            else:
                batch.notes.append(item.message)
            if len(batch.papers) >= BATCH:
                return batch, False
        return batch, True

    ended = False
    while not ended:
        batch, ended = await asyncio.to_thread(take)
        yield batch
