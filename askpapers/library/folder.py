"""A library's folder: the reader's alone, locked where two would write; and what is repaired put in the place of the old.

What is made beside the old one ends in `.building` until it is whole and checked, and in `.repaired` from then on. Whoever
opens the library next finishes the exchange, so that no moment has neither.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from askpapers import errors

DEEPEST = 3


def make_private(path: Path) -> bool:
    """Take the rights of others from a file, or from a folder and what is in it; return whether others could reach it.

    A folder that is missing is made. What belongs to somebody else, or is on a disk without rights, stays as it is.
    """
    if os.name == "nt":
        return False
    with suppress(OSError):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _close(path, DEEPEST)


def _close(path: Path, depth: int) -> bool:
    changed = False
    with suppress(OSError):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return False
        if stat.S_IMODE(mode) & 0o077:
            path.chmod(stat.S_IMODE(mode) & 0o700)
            changed = True
        if stat.S_ISDIR(mode) and depth:
            # What lies in a closed folder was out of reach, whatever its own rights: of that nobody need be told.
            for inner in path.iterdir():
                _close(inner, depth - 1)
    return changed


BESIDE = ("", "-wal", "-shm", "-journal")
"""What the names of a file of SQLite's and of those that it keeps beside it end in."""


def check_file(path: Path) -> None:
    """Raise NotWritable where a folder, a pipe or a link to nothing has the place of a file of SQLite's: opening it may wait for ever."""
    for ending in BESIDE:
        one = path.with_name(path.name + ending)
        if what := _odd(one):
            raise errors.NotWritable(
                f"{one} is {what} where the library keeps a file.",
                f"Move it away (mv {shlex.quote(str(one))} {shlex.quote(f'{one}.away')}), then see what is missing: askpapers doctor",
            )


def _odd(path: Path) -> str:
    """What stands in the place of a file, "" for a file, or nothing, which is made."""
    try:
        # Asked once: another process may make the file between two looks.
        mode = path.stat().st_mode
    except OSError:
        if not path.is_symlink():
            return ""
        with suppress(OSError, RuntimeError):
            if path.resolve().parent.is_dir():
                return ""
        return f"a link to {path.readlink()}, which is not there,"
    if stat.S_ISREG(mode):
        return ""
    return "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"


@contextmanager
def locked(path: Path, *, wait: float, what: str) -> Iterator[None]:
    """Hold the lock on a file that is made where it is missing; `wait` is in seconds.

    Raises LibraryLocked where another process holds it for longer, which `what` says, and NotWritable.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise errors.NotWritable(
            f"The library folder {path.parent} cannot be written: {error.strerror}.", "Change its permissions."
        ) from None
    try:
        end = time.monotonic() + wait
        while not _try(handle):
            if time.monotonic() > end:
                raise errors.LibraryLocked(what, "Wait until it is done, and try again.")
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _try(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return _try_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _try_on_windows(handle: int) -> bool:
    import importlib

    windows = importlib.import_module("msvcrt")
    try:
        windows.locking(handle, windows.LK_NBLCK, 1)
    except OSError:
        return False
    return True


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
