"""A vault of Markdown notes, one a paper and one a day, kept up to date beside the reader's own words."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.verbs.lists import fill
from askpapers.writers.vault import day_note, note_name, paper_note, put_between

CHUNK = 200
"""Papers in memory at once."""


@dataclass(frozen=True, slots=True)
class VaultReport:
    """How many notes were written new, brought up to date, and left as they were."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: VaultReport) -> VaultReport:
        return VaultReport(self.new + other.new, self.updated + other.updated, self.unchanged + other.unchanged)


async def export_vault(library: Library, ids: Sequence[str], folder: Path) -> VaultReport:
    """Write a note for each paper below `papers` and for each of their days below `days`; raises NotWritable.

    Only what stands between the markers of a note is written anew; a note that says the same is not touched.
    """
    report, days = VaultReport(), set[date]()
    for start in range(0, len(ids), CHUNK):
        rows = await fill(
            library, await library.catalog.rows(Scope(ids=tuple(ids[start : start + CHUNK])), limit=CHUNK)
        )
        days |= {day for row in rows for day in row.paper.listed}
        notes = [(f"papers/{note_name(row.paper.id)}.md", paper_note(row)) for row in rows]
        report += await asyncio.to_thread(_write, folder, notes)
    for day in sorted(days):
        rows = await fill(library, await library.catalog.rows(Scope(day, day), limit=1000))
        report += await asyncio.to_thread(_write, folder, [(f"days/{day.isoformat()}.md", day_note(day, rows))])
    return report


def _write(folder: Path, notes: Sequence[tuple[str, str]]) -> VaultReport:
    report = VaultReport()
    for name, made in notes:
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            there = path.exists()
            # Bytes that are no UTF-8 are the reader's too, and stay as they are.
            old = path.read_bytes().decode("utf-8", "surrogateescape") if there else ""
            text = put_between(old, made)
            if text != old or not there:
                _replace(path, text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise errors.NotWritable(
                f"{sanitize(str(path), 300)} cannot be written: {error.strerror}.",
                "Choose another folder, or make room.",
            ) from None
        report += VaultReport(int(not there), int(there and text != old), int(there and text == old))
    return report


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a link stays a link."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".askpapers-")
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        made.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
