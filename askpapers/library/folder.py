"""A library's folder on disk: the reader's alone, and held by a lock where two processes would write to it."""

from __future__ import annotations

import os
import shlex
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
