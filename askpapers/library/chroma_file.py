"""The file of an embedded Chroma, made before Chroma makes it, for the size of its pages is settled then."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

PAGE_SIZE = 8_192
"""Bytes of a page. In Chroma's index of metadata an abstract is too long for one of 4,096, SQLite's own, and takes a second for itself."""


def make_file(path: Path) -> None:
    """Make an empty file of pages of `PAGE_SIZE` where there is none yet; where none can be made, nothing is done."""
    if path.exists():
        return
    with suppress(OSError, sqlite3.Error):
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            connection.execute("VACUUM")
