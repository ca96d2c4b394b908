"""Pages kept with what their server calls them, so that an unchanged page is not sent again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST = 400
"""Pages kept; the oldest go first."""

LARGEST = 16_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was, and the names by which its server knows it."""

    content: bytes
    etag: str
    modified: str

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


class WebCache:
    """A folder of pages; what cannot be read or written there is as if it were not there."""

    def __init__(self, folder: Path, *, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._most = most
        self._clock = clock

    def load(self, url: str, fresh: float | None = None) -> Kept | None:
        """Return the page kept for an address, or None; with `fresh` only one kept less than so many seconds ago."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            file = self._file(url)
            if fresh is not None and self._clock() - file.stat().st_mtime >= fresh:
                return None
            head, _, content = file.read_bytes().partition(b"\n")
            about = json.loads(head)
            if about["url"] == url and about["sha256"] == hashlib.sha256(content).hexdigest():
                return Kept(content, str(about["etag"]), str(about["modified"]))
        return None

    def keep(self, url: str, content: bytes, headers: Mapping[str, str], *, stateless: bool = False) -> None:
        """Keep a page, if its server names its state, or `stateless` in any case."""
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        if not (etag or modified or stateless) or len(content) > LARGEST:
            return
        digest = hashlib.sha256(content).hexdigest()
        head = json.dumps({"url": url, "etag": etag, "modified": modified, "sha256": digest}).encode()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._file(url)
            # Never half a page under the final name, however many processes fetch it.
            draft = file.with_suffix(f".{os.getpid()}")
            draft.write_bytes(head + b"\n" + content)
            draft.replace(file)
            self._prune()

    def drop(self, url: str) -> None:
        """Forget a page."""
        with suppress(OSError):
            self._file(url).unlink(missing_ok=True)

    def _file(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.page"

    def _prune(self) -> None:
        files = sorted(self._folder.glob("*.page"), key=lambda file: file.stat().st_mtime)
        for file in files[: -self._most]:
            file.unlink(missing_ok=True)
