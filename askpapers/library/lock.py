"""A lock between processes, on a file beside the library; let go of when its process ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from askpapers import errors


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
