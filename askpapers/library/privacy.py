"""Whom a library's files are for: the reader alone."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

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
