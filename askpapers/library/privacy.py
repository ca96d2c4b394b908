"""Whom a library's files are for: the reader alone."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

DEEPEST = 3


def make_private(*folders: Path) -> int:
    """Take the rights of others from these folders and what is in them; return how many files and folders had any.

    Folders that are missing are made. What belongs to somebody else, or is on a disk without rights, stays as it is.
    """
    if os.name == "nt":
        return 0
    changed = 0
    for folder in folders:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        changed += _close(folder, DEEPEST)
    return changed


def _close(path: Path, depth: int) -> int:
    changed = 0
    with suppress(OSError):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return 0
        if stat.S_IMODE(mode) & 0o077:
            path.chmod(stat.S_IMODE(mode) & 0o700)
            changed = 1
        if stat.S_ISDIR(mode) and depth:
            changed += sum(_close(inner, depth - 1) for inner in path.iterdir())
    return changed
