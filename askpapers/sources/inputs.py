"""What is given to be read (a file, a folder, a glob, an address, standard input), and what a service answered."""

from __future__ import annotations

import glob
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from askpapers import errors
from askpapers.network.client import Page, Web, name_host
from askpapers.network.failures import LATER
from askpapers.papers.paper import Paper
from askpapers.readers.fields import arxiv_of_doi
from askpapers.readers.format import Document, Format
from askpapers.text.sanitize import is_too_heavy, sanitize

BASES = {
    "hf": "https://huggingface.co",
    "arxiv": "https://export.arxiv.org",
    "arxiv_rss": "https://rss.arxiv.org",
    "biorxiv": "https://api.biorxiv.org",
    "crossref": "https://api.crossref.org",
    "openalex": "https://api.openalex.org",
    "openreview": "https://api2.openreview.net",
    "pubmed": "https://eutils.ncbi.nlm.nih.gov",
    "semantic_scholar": "https://api.semanticscholar.org",
}
"""Where each source is."""

WEEKEND = "no list: a weekend or holiday"
INCOMPLETE = "not yet complete"
LOGIN = "Is there a network to log in to? Open a page in a browser, then try again."


@dataclass(frozen=True, slots=True)
class SourceList:
    """A list as its source sent it, or why there is none.

    `day` is the list's own day, None where each paper says its own; `format` is a name of readers.FORMATS. `empty`
    says why there is no list (then `content` is b""). `partial` says that the list may still grow, `unchanged` that
    it is as it was when it was last fetched, `error` why a day in a longer span could not be had, and `unasked` how many
    days after it are not asked for then.
    """

    url: str
    day: date | None
    content: bytes
    format: str | None
    empty: str = ""
    partial: bool = False
    unchanged: bool = False
    error: errors.ServiceError | None = None
    unasked: int = 0


def is_html(content: bytes) -> bool:
    """Return whether this is a page for people where a list for programs was asked for."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:300].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where papers are read from; neither path nor URL is standard input."""

    name: str
    path: Path | None = None
    url: str = ""


def places_of(source: str) -> Iterator[Place]:
    """Yield what a source names: standard input ("-"), a URL, a file, a folder's files, or those that a pattern fits.

    Raises BadInput for a scheme that is not read, for what no file can be called and where a pattern fits nothing, EmptyInput for an empty folder.
    """
    if source == "-":
        yield Place("standard input")
        return
    scheme, colon, _ = source.partition("://")
    scheme = scheme.lower() if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]+", scheme) else ""
    if scheme in {"http", "https"}:
        yield Place(source, url=f"{scheme}{source[len(scheme) :]}")
        return
    if scheme not in {"", "file"}:
        raise errors.BadInput(
            f"{sanitize(source, 200)}: {scheme}:// is not read.",
            "Name a file, a folder, a pattern, or an http(s) address.",
        )
    if not source.strip():
        # Path("") is the folder that one is in.
        raise errors.BadInput("A source without a name is none.", "Name a file, a folder, a pattern, or a URL.")
    path = _path_in(source) if scheme else path_of(source)
    if path is None:
        raise errors.BadInput(f"{sanitize(source, 200)} is no path.", "Name a file, a folder, a pattern, or a URL.")
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        if not files:
            raise errors.EmptyInput(f"{sanitize(source, 200)} holds no files.")
        yield from (Place(str(file), file) for file in files)
    elif not path.exists() and glob.has_magic(source):
        # Path.glob would take hidden files too.
        found = sorted(Path(name) for name in glob.glob(str(path), recursive=True))  # noqa: PTH207
        files = [file for file in found if file.is_file()]
        if not files:
            raise errors.BadInput(f"No file matches {sanitize(source, 200)}.", "Check the pattern.")
        yield from (Place(str(file), file) for file in files)
    else:
        yield Place(source, path)


def _path_in(url: str) -> Path | None:
    """The path of a file URL (RFC 8089); raises BadInput for one of another machine."""
    parts = urlsplit(url)
    if parts.netloc.lower() not in {"", "localhost"}:
        raise errors.BadInput(f"{sanitize(url, 200)} is on another machine.", "A file here is file:///PATH.")
    return path_of(url2pathname(parts.path))


def path_of(text: str) -> Path | None:
    """Return the path that a text names, "~" read as the home; None where none can be: too long, or of nobody's home."""
    try:
        path = Path(text).expanduser()
        path.exists()
    except (OSError, RuntimeError):
        return None
    return path


def day_in(name: str, today: date, *, whole: bool = False) -> date | None:
    """The day in a file's own name, 2024-06-21.json, where it has one; `whole` where the name must be the day alone."""
    file = name.replace("\\", "/").rpartition("/")[2]
    found = re.search(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", file)
    if whole and found and file.partition(".")[0] != found[0]:
        return None
    try:
        day = date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
    return day if day is not None and day <= today else None


FRESH = 7 * 86_400
"""Seconds that an answer about a title counts as of today: none is asked for twice a week."""


async def ask_papers(web: Web, url: str, gap: float, format: Format) -> tuple[Paper, ...]:
    """Return the papers at an address, of a kept answer where it is fresh; raises Unreachable, RateLimited and FetchFailed."""
    page = await web.get(url, gap=gap, fresh=FRESH)
    try:
        decode_json(page)
    except errors.FetchFailed:
        await web.forget(page.url)
        raise
    read = format.read(Document(io.BytesIO(page.content), name_host(page.url), today=date.today()))
    return tuple(_without_its_own_doi(item) for item in read if isinstance(item, Paper))


def _without_its_own_doi(paper: Paper) -> Paper:
    """The DOI that arXiv itself gives says no more than the arXiv id."""
    return replace(paper, doi=None) if arxiv_of_doi(paper.doi) else paper


def decode_json(page: Page) -> Any:
    """Return the JSON in a page; raises FetchFailed for anything else."""
    if is_html(page.content):
        raise errors.FetchFailed(f"{name_host(page.url)} sent a web page and not its answer.", LOGIN)
    if is_too_heavy(page.content):
        raise errors.FetchFailed(f"{name_host(page.url)} sent more values than are read at once.")
    try:
        return json.loads(page.content)
    except (ValueError, RecursionError):
        raise errors.FetchFailed(f"{name_host(page.url)} sent half an answer.", LATER) from None


def records(value: Any, *path: str) -> list[Mapping[str, Any]]:
    """Return the list of objects at a path of keys, empty where it is not there."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
