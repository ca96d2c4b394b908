"""A repaired catalog or vector store put in the place of the old one, in steps that a kill anywhere cannot spoil.

What is made beside the old one ends in `.building` until it is whole and checked, and in `.repaired` from then on. Whoever
opens the library next finishes the exchange, so that no moment has neither.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from askpapers import errors
from askpapers.library.folder import locked

BUILDING, REPAIRED = ".building", ".repaired"
CATALOG, STORE = "catalog.sqlite", "chroma"
LOGS = ("-wal", "-shm", "-journal")


def stamp() -> str:
    """Return the time now, UTC, for the name of a file."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def beside(path: Path, suffix: str) -> Path:
    """Return the path with more behind its name."""
    return path.with_name(path.name + suffix)


def remove(path: Path) -> None:
    """Remove a file or a folder, where it is there, with the logs that SQLite keeps beside it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return
    for suffix in ("", *LOGS):
        beside(path, suffix).unlink(missing_ok=True)


def copy_aside(path: Path) -> Path:
    """Copy a damaged catalog with its logs; return the copy, on which to work."""
    aside = beside(path, f".damaged-{stamp()}")
    try:
        for suffix in ("-wal", ""):
            if beside(path, suffix).is_file():
                shutil.copy2(beside(path, suffix), beside(aside, suffix))
    except OSError as error:
        remove(aside)
        raise errors.DiskFull(
            f"The damaged {path.name} cannot be copied: {error.strerror}.", "Make room; nothing was changed."
        ) from None
    return aside


def finished(building: Path) -> None:
    """Say that what was built is whole: from now on it takes the old one's place, now or at the next start."""
    if building.is_file():
        with building.open("rb+") as file:
            os.fsync(file.fileno())
    repaired = building.with_name(building.name.removesuffix(BUILDING) + REPAIRED)
    remove(repaired)
    building.rename(repaired)


def put_in_place(home: Path) -> list[str]:
    """Finish what a repair has begun; return what was put in place. Nothing is done where nothing waits."""
    waiting = [name for name in (CATALOG, STORE) if beside(home / name, REPAIRED).exists()]
    if not waiting:
        return []
    done = []
    with locked(home / ".lock", wait=10, what=f"Another askpapers is repairing {home}."):
        for name in waiting:
            live, repaired = home / name, beside(home / name, REPAIRED)
            # Another process may have finished it while this one waited.
            if not repaired.exists():
                continue
            try:
                if name == STORE:
                    if live.exists() or live.is_symlink():
                        live.rename(beside(live, f".damaged-{stamp()}"))
                    repaired.rename(live)
                else:
                    # The old file was copied before; a log that stays would be played over the new one.
                    for suffix in LOGS:
                        beside(live, suffix).unlink(missing_ok=True)
                    repaired.replace(live)
            except OSError as error:
                raise errors.NotWritable(
                    f"{live} cannot be replaced: {error.strerror}.", f"What was repaired is {repaired}."
                ) from None
            done.append(name)
    return done
