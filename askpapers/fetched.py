"""What came from a source of papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from askpapers import errors

BASES = {
    "hf": "https://huggingface.co",
    "arxiv": "https://export.arxiv.org",
    "arxiv_rss": "https://rss.arxiv.org",
}
"""Where each source is."""

WEEKEND = "no list: a weekend or holiday"
INCOMPLETE = "not yet complete"
LOGIN = "Is there a network to log in to? Open a page in a browser, then try again."


@dataclass(frozen=True, slots=True)
class Fetched:
    """A list as its source sent it, or why there is none.

    `day` is the list's own day, None where each paper says its own; `format` is a name of readers.FORMATS. `empty`
    says why there is no list (then `content` is b""). `partial` says that the list may still grow, `unchanged` that
    it is as it was when it was last fetched, `error` why a day in a longer span could not be had.
    """

    url: str
    day: date | None
    content: bytes
    format: str | None
    empty: str = ""
    partial: bool = False
    unchanged: bool = False
    error: errors.ServiceError | None = None


def is_html(content: bytes) -> bool:
    """Return whether this is a page for people where a list for programs was asked for."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:300].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta"))
