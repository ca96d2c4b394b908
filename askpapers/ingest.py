"""Bytes into the library: read, merge, embed; a kill anywhere loses nothing that was acknowledged."""

from __future__ import annotations

import asyncio
import glob
import io
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import BinaryIO

from askpapers import errors
from askpapers.catalog import Merged
from askpapers.library import Library
from askpapers.papers import Paper, Progress, Warning, plain

BATCH = 500
"""Papers merged in one transaction: a day fits in one; a snapshot of millions never holds the lock for long."""

EMBED_BATCH = 16
SAMPLE = "sample_2025-10-31.txt"
SAMPLE_TODAY = date(2025, 10, 31)

Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: counts, the ids in the order read, warnings, and sources that failed as a whole.

    `relisted` counts papers known before that are now on another day's list too, `changed` those reworded; both are
    among `updated`. `pending` counts papers whose vectors are still to be made. `days` are the days read.
    """

    merged: Merged = field(default_factory=Merged)
    warnings: tuple[Warning, ...] = ()
    failures: tuple[errors.AskpapersError, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def added(self) -> int:
        """How many papers are new."""
        return len(self.merged.added)

    @property
    def updated(self) -> int:
        """How many known papers learnt something."""
        return len(self.merged.updated)

    @property
    def unchanged(self) -> int:
        """How many papers were known already, as they are."""
        return len(self.merged.unchanged)

    @property
    def papers(self) -> tuple[str, ...]:
        """Every paper's id, in the order read."""
        return self.merged.ids

    def __add__(self, other: Added) -> Added:
        return Added(
            self.merged + other.merged,
            self.warnings + other.warnings,
            self.failures + other.failures,
            tuple(dict.fromkeys(self.notes + other.notes)),
        )


async def add(
    library: Library,
    sources: Sequence[str],
    *,
    day: date | None = None,
    format: str | None = None,
    tell: Tell | None = None,
    embed: bool = True,
) -> Added:
    """Add files, folders, globs, URLs or "-" (standard input); one bad source never stops the others.

    Raises BadInput where the only source cannot be read, and LibraryError.
    """
    added = Added()
    places = [place for source in sources for place in _places(source)]
    for place in places:
        try:
            added += await _add_place(library, place, day, format, tell)
        except (errors.BadInput, errors.ServiceError, errors.UsageError) as error:
            if len(places) == 1:
                raise
            added = replace(added, failures=(*added.failures, error))
    if embed and added.merged.ids:
        await embed_pending(library, tell)
    return added


async def add_bytes(
    library: Library,
    content: bytes,
    name: str,
    *,
    day: date | None = None,
    format: str | None = None,
    tell: Tell | None = None,
    today: date | None = None,
) -> Added:
    """Add what is in `content`, which `name` describes in messages; vectors are left pending."""
    return await _add_stream(library, io.BytesIO(content), name, day, format, tell, today)


async def open_sample(library: Library, *, embed: bool = True, tell: Tell | None = None) -> Added:
    """Add the bundled sample day, Daily Papers of 31 October 2025."""
    content = resources.files("askpapers").joinpath("data", SAMPLE).read_bytes()
    added = await add_bytes(library, content, "the sample day", today=SAMPLE_TODAY, tell=tell)
    if embed:
        await embed_pending(library, tell)
    return added


async def embed_pending(
    library: Library, tell: Tell | None = None, *, pause: Callable[[], Awaitable[object]] | None = None
) -> int:
    """Make the vectors that are still missing, newest papers first; return how many papers were done.

    Runs again after a kill exactly where it stopped. `pause` is awaited before each batch.
    """
    from askpapers import retrieve

    catalog = library.catalog
    vectors = await library.vectors()
    if former := await catalog.forgotten():
        await vectors.delete(former)
        await catalog.forget(former)
    total, done = await catalog.pending_count(vectors.store), 0
    while papers := await catalog.pending(vectors.store, EMBED_BATCH):
        if pause:
            await pause()
        await retrieve.index(library, papers)
        await catalog.embedded(vectors.store, papers)
        done += len(papers)
        if tell:
            tell(Progress(min(done, total), total, "indexing papers"))
    return done


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `fetch` did: `words` say it in one line; `empty` why days had no list."""

    added: Added
    words: str
    empty: tuple[str, ...] = ()


async def fetch(
    library: Library,
    when: str,
    origin: str = "hf",
    *,
    tell: Tell | None = None,
    embed: bool = True,
    base_urls: Mapping[str, str] | None = None,
) -> Outcome:
    """Fetch and add the lists of a day, week or month ("today", 2025-10-30, 2025-W44, 2025-10).

    Each list is added as it comes. Raises UsageError, and for a single day ServiceError where it could not be had.
    """
    from askpapers import sources

    added, empty = Added(), []
    cache = library.settings.cache / "http"
    async for fetched in sources.fetch(when, origin, today=library.today, cache=cache, base_urls=base_urls):
        where = f"{fetched.day.isoformat()}: " if fetched.day else ""
        if fetched.error is not None:
            added = replace(added, failures=(*added.failures, fetched.error))
        elif fetched.empty:
            empty.append(f"{where}{fetched.empty}")
        if fetched.partial and not fetched.empty:
            added = replace(added, notes=(*added.notes, f"{where}the list may still grow"))
        if fetched.content:
            added += await add_bytes(
                library, fetched.content, fetched.url, day=fetched.day, format=fetched.format, tell=tell
            )
    if embed and added.papers:
        await embed_pending(library, tell)
    return Outcome(added, _outcome(added, empty), tuple(empty))


def _outcome(added: Added, empty: Sequence[str]) -> str:
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
        parts.append(f"{len(added.failures)} days failed, because: {added.failures[0]}")
    return ", ".join(parts) or "nothing came"


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    path: Path | None = None
    url: str = ""


def _places(source: str) -> Iterator[_Place]:
    if source == "-":
        yield _Place("standard input")
        return
    if source.startswith(("http://", "https://")):
        yield _Place(source, url=source)
        return
    path = Path(source).expanduser()
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        if not files:
            raise errors.EmptyInput(f"{plain(source, 200)} holds no files.")
        yield from (_Place(str(file), file) for file in files)
    elif not path.exists() and glob.has_magic(source):
        found = sorted(Path(name) for name in glob.glob(str(path), recursive=True))
        files = [file for file in found if file.is_file()]
        if not files:
            raise errors.BadInput(f"No file matches {plain(source, 200)}.", "Check the pattern.")
        yield from (_Place(str(file), file) for file in files)
    else:
        yield _Place(source, path)


async def _add_place(library: Library, place: _Place, day: date | None, format: str | None, tell: Tell | None) -> Added:
    if place.url:
        from askpapers import sources

        fetched = await sources.get(place.url, cache=library.settings.cache / "http")
        return await add_bytes(
            library, fetched.content, place.url, day=day or fetched.day, format=format or fetched.format, tell=tell
        )
    if place.path is None:
        content = await asyncio.to_thread(sys.stdin.buffer.read)
        return await add_bytes(library, content, place.name, day=day, format=format, tell=tell)
    try:
        stream = place.path.open("rb")
    except OSError as error:
        what = error.strerror or "it cannot be opened"
        raise errors.BadInput(f"{plain(place.name, 300)}: {what}.", "Check the path.") from None
    with stream:
        return await _add_stream(library, stream, place.name, day, format, tell, None)


async def _add_stream(
    library: Library,
    stream: BinaryIO,
    name: str,
    day: date | None,
    format: str | None,
    tell: Tell | None,
    today: date | None,
) -> Added:
    from askpapers.readers import open_reading

    today = today or library.today
    reading = await asyncio.to_thread(open_reading, stream, name=plain(name, 300), format=format, day=day, today=today)
    if reading.day is None and day is None and (named := _day_in(name, today)) is not None:
        default = named
    else:
        default = day or today
    added, undated = Added(), 0
    async for papers, warnings in _batches(reading.items, name):
        merged = await library.catalog.merge(papers, default_day=default)
        known = set(merged.added)
        undated += sum(1 for paper in papers if not paper.listed and paper.id in known)
        added += Added(merged, tuple(warnings))
        if tell:
            tell(Progress(len(added.papers), 0, f"reading {plain(name, 60)}"))
    if undated:
        who = (
            "1 paper carries no date of a list; it is"
            if undated == 1
            else f"{undated} papers carry no date of a list; they are"
        )
        note = f"{who} filed under {default.isoformat()} (--day)."
        added = replace(added, notes=(*added.notes, note))
    return added


def _day_in(name: str, today: date) -> date | None:
    """The day in a file's own name, 2024-06-21.json, where it has one."""
    found = re.search(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)", name.replace("\\", "/").rpartition("/")[2])
    try:
        day = date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
    return day if day is not None and day <= today else None


async def _batches(items: Iterator[Paper | Warning], name: str) -> AsyncIterator[tuple[list[Paper], list[Warning]]]:
    """Read in a thread, a batch at a time, so that a large file neither blocks nor fills memory."""

    def take() -> tuple[list[Paper], list[Warning], bool]:
        papers: list[Paper] = []
        warnings: list[Warning] = []
        for item in items:
            if isinstance(item, Paper):
                papers.append(item)
            else:
                warnings.append(item)
            if len(papers) >= BATCH:
                return papers, warnings, False
        return papers, warnings, True

    ended = False
    while not ended:
        papers, warnings, ended = await asyncio.to_thread(take)
        if papers or warnings:
            yield papers, warnings
