"""A whole library in one file, and back: catalog, vectors, settings without keys, own prompts and style, each with its SHA-256."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from askpapers import errors
from askpapers.library import folder as library_folder
from askpapers.library.catalog import schema
from askpapers.library.catalog.database import connect_plainly
from askpapers.library.catalog.integrity import FOLDER, snapshot
from askpapers.library.catalog.sqlite import translated
from askpapers.library.folder import locked
from askpapers.library.library import Library
from askpapers.papers.paper import papers_in_words
from askpapers.settings.settings import SECRETS, Settings
from askpapers.text.sanitize import sanitize
from askpapers.writers.files import not_written

FORMAT = 1
MANIFEST, CATALOG, SETTINGS, PRICES = "manifest.json", "catalog.sqlite", "config.toml", "prices.json"
STYLE, PROMPT = "style.tcss", re.compile(r"prompts/[\w-]+\.md")
IDS, VECTORS = "vectors/ids.json", "vectors/vectors.npy"
PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds, by its manifest; `version` is the catalog's format, `model` that of the vectors."""

    path: Path
    made_at: str
    program: str
    version: int
    counts: dict[str, int]
    files: dict[str, str]
    model: str = ""

    def in_words(self) -> str:
        """What is in it, in a line."""
        counts = ", ".join(f"{count:,} {name}" for name, count in self.counts.items())
        return f"{counts}; made {self.made_at[:16].replace('T', ' ')} UTC by askpapers {self.program}"


async def backup(settings: Settings, target: Path) -> Backup:
    """Write the library to one file, while it may be in use; the file is there only when it is whole.

    Raises LibraryError, and NotWritable for the target.
    """
    building = target.with_name(f".{target.name}.building")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".askpapers-backup-") as folder:
            work = Path(folder)
            parts = await _parts(settings, work)
            async with Library(settings) as library:
                made_at = library.catalog.now()
            digests = {name: _digest(path.open("rb")) for name, path in parts.items()}
            with translated(settings.home / CATALOG):
                about = _about(work / CATALOG, made_at, digests, parts)
            with zipfile.ZipFile(building, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(MANIFEST, json.dumps(about, indent=1))
                for name, path in parts.items():
                    archive.write(path, name)
        building.chmod(0o600)
        read(building)
        building.replace(target)
    except OSError as error:
        raise not_written(target, error) from None
    except errors.DiskFull:
        # What is copied names the library; what is full is where the copy goes.
        raise not_written(target, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from None
    finally:
        building.unlink(missing_ok=True)
    return replace(read(target), path=target)


async def _parts(settings: Settings, work: Path) -> dict[str, Path]:
    """Make the files of a backup in a folder; return them by their names in it."""
    import numpy as np

    async with Library(settings) as library:
        snapshot(settings.home / CATALOG, work / CATALOG)
        vectors = await library.vectors()
        ids = sorted(await vectors.ids()) if not settings.chroma else []
        found = await vectors.vectors(ids)
        model = (await library.embedder()).model
    (work / "vectors").mkdir()
    kept = [id for id in ids if id in found]
    (work / IDS).write_text(json.dumps({"model": model, "ids": kept}), encoding="utf-8")
    rows = np.stack([found[id] for id in kept]) if kept else np.zeros((0, 0), np.float32)
    np.save(work / VECTORS, rows, allow_pickle=False)
    parts = {name: work / name for name in (CATALOG, IDS, VECTORS)}
    if (text := _without_keys(settings.config / SETTINGS)) is not None:
        (work / SETTINGS).write_text(text, encoding="utf-8")
        parts[SETTINGS] = work / SETTINGS
    own = [settings.prices, settings.config / STYLE, *sorted((settings.config / "prompts").glob("*.md"))]
    return parts | {path.relative_to(settings.config).as_posix(): path for path in own if path.is_file()}


def _without_keys(path: Path) -> str | None:
    """The settings file without the lines that hold keys and passwords, None where there is none."""
    if not path.is_file():
        return None
    secret = (*SECRETS, "password", "token")
    kept, quotes = "", ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True):
        name, _, value = line.partition("=")
        if quotes:
            quotes = "" if quotes in line else quotes
        elif any(word in name for word in secret):
            opened = value.strip()[:3]
            quotes = opened if opened in {'"""', "'''"} and opened not in value.strip()[3:] else ""
        else:
            kept += line
    return kept


def _about(catalog: Path, made_at: str, digests: dict[str, str], parts: dict[str, Path]) -> dict[str, Any]:
    from askpapers.version import __version__

    queries = {
        "papers": "SELECT count(*) FROM papers",
        "marked papers": "SELECT count(*) FROM marks",
        "annotated papers": "SELECT count(*) FROM (SELECT pk FROM notes UNION SELECT pk FROM labels)",
        "watches": "SELECT count(*) FROM watches",
        "interests": "SELECT count(*) FROM interests",
        "conversations": "SELECT count(*) FROM conversations",
        "replies": "SELECT count(*) FROM replies",
    }
    with closing(connect_plainly(catalog)) as c:
        counts = {name: c.execute(sql).fetchone()[0] for name, sql in queries.items()}
        version = c.execute("PRAGMA user_version").fetchone()[0]
    stored = json.loads(parts[IDS].read_text(encoding="utf-8"))
    return {
        "format": FORMAT, "made_at": made_at, "program": __version__, "version": version, "model": stored["model"],
        "counts": counts | {"vectors": len(stored["ids"])}, "files": digests,
    }  # fmt: skip


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def read(path: Path) -> Backup:
    """Return what a backup holds, every file compared with its SHA-256.

    Raises DamagedInput where anything is not what was written, and LibraryNewer for one of a newer program.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(MANIFEST))
            if about["format"] > FORMAT or about["version"] > schema.VERSION:
                raise errors.LibraryNewer(f"{path} was written by a newer askpapers.", "Update askpapers.")
            files = {str(name): str(digest) for name, digest in about["files"].items()}
            if set(archive.namelist()) != {MANIFEST, *files} or not {CATALOG, IDS, VECTORS} <= set(files):
                raise _damaged(path, "its files are not those that it lists")
            for name, digest in files.items():
                if _digest(archive.open(name)) != digest:
                    raise _damaged(path, f"{name} is not what was written")
            counts = {str(name): int(count) for name, count in about["counts"].items()}
            return Backup(
                path, str(about["made_at"]), str(about["program"]), about["version"], counts, files, about["model"]
            )
    except FileNotFoundError:
        raise errors.BadInput(f"{sanitize(str(path), 300)}: there is no such file.", "Check the path.") from None
    except OSError as error:
        raise errors.BadInput(
            f"{sanitize(str(path), 300)} cannot be read: {error.strerror}.", "Check the path."
        ) from None
    except errors.AskpapersError:
        raise
    except zipfile.BadZipFile:
        raise _damaged(path, "it is another kind of file, or the end of it is missing") from None
    except Exception:
        # zipfile and zlib raise many things on bytes that are no archive, and what another's archive holds is not ours.
        raise _damaged(path, "what a backup holds is missing from it, or cannot be unpacked") from None


def _damaged(path: Path, what: str) -> errors.DamagedInput:
    return errors.DamagedInput(
        f"{sanitize(str(path), 300)} is no whole backup of askpapers: {what}.",
        "Nothing was changed. Is there another copy?",
    )


async def preview(settings: Settings, path: Path) -> list[str]:
    """Say what a backup would put in the place of what; nothing is changed. Raises as `read` does."""
    found = read(path)
    lines = [f"The backup: {sanitize(found.in_words(), 300)}."]
    try:
        async with Library(settings) as library:
            from askpapers.papers.scope import Scope

            now = await library.catalog.count(Scope())
        lines.append(f"It takes the place of {papers_in_words(now)} in {settings.home}.")
    except errors.LibraryError as error:
        lines.append(f"It takes the place of a library that cannot be read: {error}")
    lines.append(f"What is there now is kept in {settings.home / FOLDER}: `askpapers restore` brings it back.")
    return lines


async def restore(settings: Settings, path: Path, say: Callable[[str], None] = lambda words: None) -> list[str]:
    """Put a backup in the library's place, built beside it first; return what was done.

    What was there is kept as a backup in the folder `backups`, or where it cannot be read, as the damaged files. The
    settings are restored where there are none. Raises as `read` does, and LibraryError.
    """
    found = read(path)
    home, done = settings.home, list[str]()
    with locked(home / ".repair-lock", wait=0, what=f"Another askpapers is repairing {home}."):
        kept = await _keep(settings, say)
        catalog, store = home / library_folder.CATALOG, home / library_folder.STORE
        building = library_folder.beside(catalog, library_folder.BUILDING)
        library_folder.remove(building)
        with zipfile.ZipFile(path) as archive:
            with archive.open(CATALOG) as source, building.open("wb") as target:
                shutil.copyfileobj(source, target, PIECE)
            _restore_settings(archive, settings, done)
            if not settings.chroma:
                await _build_store(archive, settings, library_folder.beside(store, library_folder.BUILDING), building)
        # The vectors first: a catalog without them is searched by words, and indexed anew.
        if not settings.chroma:
            library_folder.finished(library_folder.beside(store, library_folder.BUILDING))
        library_folder.finished(building)
        library_folder.put_in_place(home)
    return [f"Restored: {sanitize(found.in_words(), 300)}.", *done, kept]


async def _keep(settings: Settings, say: Callable[[str], None]) -> str:
    """Make the way back: a backup of what is there, where there is anything that can be read."""
    catalog = settings.home / library_folder.CATALOG
    if not catalog.exists():
        return "There was no library here before."
    target = settings.home / FOLDER / f"before-restore-at-{library_folder.stamp()}.askpapers"
    try:
        target.parent.mkdir(exist_ok=True, mode=0o700)
        await backup(settings, target)
    except errors.LibraryDamaged as error:
        say(f"What is there now cannot be backed up whole: {error}")
        return f"The damaged catalog that was there is {library_folder.copy_aside(catalog)}."
    for old in sorted(target.parent.glob("before-restore-at-*.askpapers"))[:-3]:
        old.unlink(missing_ok=True)
    return f"What was there before: askpapers restore {target}"


def _restore_settings(archive: zipfile.ZipFile, settings: Settings, done: list[str]) -> None:
    for name in archive.namelist():
        target = settings.config / name
        if (name in {SETTINGS, PRICES, STYLE} or PROMPT.fullmatch(name)) and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.write_bytes(archive.read(name))
            target.chmod(0o600)
            done.append(f"{target} is restored{', without keys' if name == SETTINGS else ''}.")


async def _build_store(archive: zipfile.ZipFile, settings: Settings, folder: Path, catalog: Path) -> None:
    """Make a vector store of a backup's vectors, with the papers of its catalog."""
    import numpy as np

    stored = json.loads(archive.read(IDS))
    rows = np.load(io.BytesIO(archive.read(VECTORS)), allow_pickle=False)
    library_folder.remove(folder)
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".restore-") as name:
        home = Path(name)
        shutil.copy2(catalog, home / library_folder.CATALOG)
        async with Library(replace(settings, home=home, chroma=str(folder))) as library:
            vectors, model = await library.vectors(), (await library.embedder()).model
            if stored["model"] != model:
                return
            for start in range(0, len(stored["ids"]), 500):
                ids = stored["ids"][start : start + 500]
                papers = {paper.id: paper for paper in await library.catalog.papers(ids)}
                there = [n for n, id in enumerate(ids) if id in papers]
                await vectors.upsert([papers[ids[n]] for n in there], rows[start : start + 500][there])
