"""A file that is written whole or not at all, and standard output in its place."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from askpapers import errors
from askpapers.text.sanitize import sanitize

STDOUT = Path("-")
"""What stands for standard output where a file is named."""

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""How the system says that there is no room: of the disk, of the user's share, or of what a file may hold."""

_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
"""How it says that a folder takes no files."""
_PREFIX = ".askpapers-"


def not_written(path: Path | str, error: OSError, hint: str = "Choose another place.") -> errors.LibraryError:
    """Return what to tell where a file, or what `path` names in words, cannot be written."""
    told = f"{sanitize(str(path), 300)} cannot be written: {sanitize(error.strerror or str(error), 120)}."
    if error.errno in FULL:
        return errors.DiskFull(told, "Make room, or choose another place.")
    return errors.NotWritable(told, hint)


def is_stream(path: Path) -> bool:
    """Return whether what is there is no file of its own, but a pipe, a terminal or another device: /dev/stdout."""
    return path.parts[:2] == ("/", "dev") or (path.exists() and not path.is_file() and not path.is_dir())


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Callable[[str], object]]:
    """Give what writes text, in UTF-8, to a file that is as it was until all is written; a link stays a link, and rights stay.

    What is there and no file (a pipe, a device) is written to as the text comes. Raises NotWritable and DiskFull.
    """
    try:
        # Asked of the path as it is: /dev/stdout resolves to a pipe's name, which is nowhere.
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
                yield stream.write
            return
        target = Path(os.path.realpath(path))
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        with _workshop(target) as folder:
            made = Path(folder) / "made"
            with made.open("w", encoding="utf-8", errors="replace", newline="") as file:
                yield file.write
            _put(made, target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise not_written(path, error) from None


def _workshop(target: Path) -> tempfile.TemporaryDirectory[str]:
    """Return the folder where a file is made: beside its place, or anywhere where that folder takes no files. Raises PermissionError for a file that may not be changed."""
    if target.exists():
        # Who may rename in the folder could exchange even what is protected from writing.
        target.open("ab").close()
    try:
        return tempfile.TemporaryDirectory(prefix=_PREFIX, dir=target.parent)
    except OSError as error:
        if not target.exists() or error.errno not in _CLOSED:
            raise
        return tempfile.TemporaryDirectory(prefix=_PREFIX)


def _put(made: Path, target: Path) -> None:
    """Put what was made in the place of a file; into the file itself where it has other names, or its place cannot be taken."""
    if target.exists():
        shutil.copymode(target, made)
        if target.stat().st_nlink > 1 or made.parent.parent != target.parent:
            shutil.copyfile(made, target)
            return
    try:
        made.replace(target)
    except OSError as error:
        if error.errno != errno.EBUSY:  # a file that is mounted
            raise
        shutil.copyfile(made, target)


def binary_stdout() -> BinaryIO:
    """Return standard output for bytes, with what was printed before it sent on its way."""
    sys.stdout.flush()
    return sys.stdout.buffer
