"""A draft on disk: its text, refused where it is none, and the bibliographies beside it."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from pathlib import Path

from askpapers import errors
from askpapers.readers.decode import decode
from askpapers.readers.recognition import kind_of_binary
from askpapers.readers.tables import DELIMITERS
from askpapers.text.sanitize import sanitize

LARGEST = 16_000_000
"""Bytes of a draft or a bibliography that are read."""

_ROWS, _CELL = 20, 60
"""Rows of a table that are looked at, and characters of a heading."""
_PAGE = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<rss|<feed)\b", re.I)
_ENTRY = re.compile(r"\s*(?:%[^\n]*\n\s*)*@[A-Za-z]+\s*\{[^\n=]*(?:,|\n)[^@]*?=")


def read_draft(path: Path) -> str:
    """Return the text of a draft; raises BadInput where the file cannot be read or is no text."""
    return draft_text(_read(path), sanitize(path.name, 200))


def draft_text(content: bytes, name: str) -> str:
    """Return the text of a draft in whatever encoding; raises BadInput, with the `name`, where it is no text with sentences."""
    _refuse_binary(
        content, name, "Give the text itself: the .tex, .md or .txt file, or what pdftotext or pandoc makes of it."
    )
    text = decode(content)
    if (table := _table_in(text)) is not None:
        hint = 'Give sentences, or claims as JSON Lines, one {"claim", "paper"} a line; askpapers add reads lists of papers.'
        raise errors.UnknownFormat(f"{name} is a table ({table}), not a text with sentences.", hint)
    if _PAGE.match(text):
        raise errors.UnknownFormat(
            f"{name} is a web page or XML, not a text with sentences.",
            "Give its text: what pandoc -t plain makes of it.",
        )
    if _ENTRY.match(text):
        raise errors.UnknownFormat(
            f"{name} is a bibliography, not a text with sentences.",
            f"Give the draft, and this one with it: --bib {name}",
        )
    if text.lstrip()[:1] == "[" and re.match(r"\s*\[\s*(?:\{\s*\"|\])", text):
        raise errors.UnknownFormat(
            f"{name} is a JSON list, not a text with sentences.", 'Give JSON Lines, one {"claim", "paper"} a line.'
        )
    return text


def read_bibliography(path: Path) -> str:
    """Return the text of a BibTeX file; raises BadInput where it cannot be read or holds no entry."""
    name = sanitize(path.name, 200)
    content = _read(path)
    _refuse_binary(content, name, "Give the BibTeX file (.bib) that the keys are of.")
    text = decode(content)
    if not re.search(r"^[ \t]*@[ \t]*\w+\s*[{(]", text, re.M):
        raise errors.UnknownFormat(
            f"{name} holds no BibTeX entry.", "Give the BibTeX file (.bib) that the keys are of."
        )
    return text


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise errors.BadInput(f"{sanitize(str(path), 200)} cannot be read: {error.strerror}.") from None


def _refuse_binary(content: bytes, name: str, hint: str) -> None:
    if kind := kind_of_binary(content[:8_000]):
        raise errors.UnknownFormat(f"{name} is {kind}.", hint)


def _table_in(text: str) -> str | None:
    """Return the headings of a table, where each of the first rows has as many cells, and none of its headings reads as prose."""
    if text.lstrip()[:1] in {"{", "["}:
        return None
    lines = [line for line in islice(text.lstrip("\ufeff").splitlines(), _ROWS) if line.strip()]
    for delimiter in DELIMITERS:
        if delimiter == "|" or len(lines) < 2 or delimiter not in lines[0]:
            continue
        try:
            rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
        except csv.Error:
            continue
        head = rows[0]
        # The last row may be cut off in the middle of a quoted cell.
        if (
            len(rows) > 1
            and len({len(row) for row in rows[: max(2, len(rows) - 1)]}) == 1
            and all(map(_is_heading, head))
        ):
            return sanitize(", ".join(head), 100)
    return None


def _is_heading(cell: str) -> bool:
    return cell == cell.strip() and len(cell) <= _CELL and not cell.endswith((".", "!", "?", "。", ":"))
