"""Copies of a catalog, made while it is in use."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from askpapers import errors
from askpapers.library.catalog.database import connect_plainly
from askpapers.library.catalog.failures import translated

FOLDER = "backups"
KEPT = 3
"""Copies made by the program itself that are kept, of each occasion."""


def snapshot(catalog: Path, target: Path, *, without_sentences_of: str = "") -> None:
    """Copy a catalog, with what is still in its log, to `target`, which is there only when it is whole.

    The sentence vectors of one model can be left out. Raises LibraryError.
    """
    building = target.with_name(target.name + ".building")
    building.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with (
            translated(catalog),
            closing(connect_plainly(catalog)) as source,
            closing(connect_plainly(building)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            if without_sentences_of:
                copy.execute("DELETE FROM sentence_vectors WHERE model = ?", [without_sentences_of])
                copy.execute("VACUUM")
        building.chmod(0o600)
        building.replace(target)
    except BaseException:
        building.unlink(missing_ok=True)
        raise


def keep_copy(catalog: Path, name: str, say: Callable[[str], None], *, without_sentences_of: str = "") -> Path | None:
    """Copy a catalog into the folder `backups` beside it as `name`, and keep the last three whose name begins alike.

    `name` ends in a stamp of the time behind a last "-at-". Where there is no room, or the copy cannot be made, it says so and
    returns None.
    """
    folder = catalog.parent / FOLDER
    target = folder / f"{name}.sqlite"
    size = sum(path.stat().st_size for path in (catalog, catalog.with_name(catalog.name + "-wal")) if path.is_file())
    try:
        if shutil.disk_usage(catalog.parent).free < size * 2:
            say(f"There is no room for a backup of {catalog.name} ({size / 1e6:,.0f} MB): it goes on without one.")
            return None
        snapshot(catalog, target, without_sentences_of=without_sentences_of)
        alike = sorted(folder.glob(f"{name.partition('-at-')[0]}-at-*.sqlite"))
        for old in alike[:-KEPT]:
            old.unlink(missing_ok=True)
    except (errors.LibraryError, OSError, sqlite3.Error) as error:
        say(f"No backup was made of {catalog.name}: {error}")
        return None
    return target
