"""Papers and days as the notes of a Markdown vault: what is written here stands between markers, all else is the reader's."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from askpapers.library.library import Library
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import ListedPaper, publication_date
from askpapers.papers.scope import Scope
from askpapers.readers.own_list import VAULT_NOTE
from askpapers.text.latex import latex_to_text
from askpapers.text.sanitize import display_line
from askpapers.verbs.lists import fill
from askpapers.writers.files import not_written
from askpapers.writers.markdown import link_of, markdown_text, own_words

BEGIN, END = VAULT_NOTE, "<!-- askpapers: end -->"
"""Around what is written anew each time; text from outside cannot hold them, for its "<" is escaped."""


def note_name(id: str) -> str:
    """Return the name of a paper's note without its ending, safe as a file's name and the same each time."""
    name = re.sub(r"[^A-Za-z0-9._-]", "-", id).strip(".") or "paper"
    # Two ids must not meet in one name, nor in one that differs by case alone.
    clear = name == id and name == name.lower() and len(name) <= 80
    return name if clear else f"{name[:80]}-{hashlib.sha256(id.encode('utf-8', 'replace')).hexdigest()[:6]}"


def paper_note(row: ListedPaper) -> str:
    """Return what stands between the markers of a paper's note: title, line, facts, own words, numbered sentences."""
    paper, own = row.paper, row.annotation
    facts = [
        ", ".join(markdown_text(author) for author in paper.authors[:8])
        + (" et al." if len(paper.authors) > 8 else ""),
        markdown_text(paper.organization or ""),
        publication_date(paper),
        " ".join(f"[[{day.isoformat()}]]" for day in paper.listed),
    ]
    link = link_of(paper)
    tags = ["#" + re.sub(r"[^\w/-]+", "-", tag) for tag in own.tags]
    lines = [f"# {_shown(paper.title)}", "", " · ".join(part for part in facts if part)]
    lines += ["", f"<{link}>"] if link else []
    lines += ["", " ".join(tags)] if tags else []
    lines += ["", f"Collections: {', '.join(map(own_words, own.collections))}"] if own.collections else []
    lines += ["", f"*{_shown(row.one_line)}*"] if row.one_line else []
    lines += ["", *(f"> {own_words(line)}".rstrip() for line in own.note.splitlines())] if own.note else []
    lines += ["", *(f"{n}. {_shown(text)}" for n, text in enumerate(abstract_of(paper).texts, 1) if text)]
    return "\n".join(lines).rstrip() + "\n"


def day_note(day: date, rows: Sequence[ListedPaper]) -> str:
    """Return what stands between the markers of a day's note: its papers, each linked to its note."""
    items = [
        f"- [[{note_name(row.paper.id)}|{_alias(row.paper.title)}]]"
        + (f": {_shown(row.one_line)}" if row.one_line else "")
        for row in rows
    ]
    return "\n".join([f"# {day.isoformat()}", "", *items]) + "\n"


def put_between(text: str, made: str) -> str:
    """Return a note with what was made between its markers; where it has none, they are added below what is there."""
    start = text.rfind(BEGIN)
    end = text.find(END, start) if start >= 0 else -1
    block = f"{BEGIN}\n{made}{END}"
    if end >= 0:
        return text[:start] + block + text[end + len(END) :]
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}{block}\n"


def _alias(title: str) -> str:
    """A title as the words of a link, which "|" or "]" would end, and where nothing can be escaped."""
    return " ".join(re.sub(r"[\[\]|<>#^]", " ", display_line(title, numbers=False)).split())


def _shown(text: str) -> str:
    return markdown_text(latex_to_text(text), numbers=False)


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
            raise not_written(path, error, "Choose another folder.") from None
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
