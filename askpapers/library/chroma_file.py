"""The SQLite file of an embedded Chroma: how large its pages are, and that each text stands in it once."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

PAGE_SIZE = 16_384
"""Bytes of a page. Where Chroma's index of texts stays, what is longer than a quarter of one takes further pages for itself alone there: with
SQLite's own 4,096 every paper would, with 8,192 every third."""


def make(path: Path) -> None:
    """Make an empty file of pages of `PAGE_SIZE` where there is none yet; where none can be made, nothing is done."""
    if path.exists():
        return
    with suppress(OSError, sqlite3.Error):
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            connection.execute("VACUUM")


_INDEX = "embedding_metadata_string_value"


def hold_texts_once(path: Path) -> None:
    """Empty Chroma's index of texts among the metadata where the file holds no record yet; where that fails, it stays.

    It holds each text once more, abstracts too: half of the file. Filters by a text find the same without it, by going through
    all records. Its name stays, for a later Chroma that looks for it.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        if connection.execute("SELECT EXISTS (SELECT 1 FROM embeddings)").fetchone()[0]:
            return
        # No record is without a key.
        connection.executescript(
            f"BEGIN IMMEDIATE; DROP INDEX {_INDEX}; "
            f"CREATE INDEX {_INDEX} ON embedding_metadata (key) WHERE string_value IS NOT NULL AND key IS NULL; COMMIT"
        )
