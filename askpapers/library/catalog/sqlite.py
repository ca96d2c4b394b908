"""Where SQLite and Python meet: what SQL asks of Python, and what SQLite and the file system raise, as the library's errors.

`database.py` gives these functions to each connection; the errors are those of every file of SQLite that is opened, damaged ones and copies too.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from askpapers import errors
from askpapers.text.sanitize import sanitize


def has_words(text: str, wanted: str) -> bool:
    """Whether a text has every word of another and there is one; case and accents do not matter, nor the order."""
    words = _folded_words(wanted)
    return bool(words) and words <= _folded_words(text)


def one_has_words(texts: str, wanted: str) -> bool:
    """Whether one of the texts of a JSON list has every word of another, as `has_words` tells."""
    words, longest, others = _looked_for(wanted)
    if not words:
        return False
    if not texts.isascii() or "\\" in texts:
        return any(_may_have(text, words) and words <= _folded_words(text) for text in json.loads(texts))
    # Most lists of names are looked at for one filter: those of plain letters without being parsed.
    lowered = texts.lower()
    at = lowered.find(longest)
    while at >= 0:
        end = lowered.find('"', at)
        text = lowered[lowered.rfind('"', 0, at) : end]
        # Most names lack one of the others; of the few that have all, "Weiming" is no "Wei".
        if all(map(text.__contains__, others)) and words.issubset(_PLAIN_WORD.findall(text)):
            return True
        at = lowered.find(longest, end)
    return False


_PLAIN_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=8)
def _looked_for(wanted: str) -> tuple[frozenset[str], str, frozenset[str]]:
    """The words of a text, the longest of them, and the others."""
    words = _folded_words(wanted)
    longest = max(words, key=len, default="")
    return words, longest, words - {longest}


def _may_have(text: str, words: frozenset[str]) -> bool:
    """Whether a text may have these words: told of most names in a tenth of the time that it takes to fold them."""
    return not text.isascii() or all(word in text.lower() for word in words)


@lru_cache(maxsize=256)
def _folded_words(text: str) -> frozenset[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return frozenset(re.findall(r"[^\W_]+", bare.casefold()))


PAGE_SIZE = 16_384
"""Bytes of a page of a new file. The vectors of a paper's sentences take some 3 kB: of SQLite's own pages of 4,096 each fills one, and leaves a
quarter empty."""

FORMER_PAGE_SIZE = 4_096
"""Bytes of a page of files that were made without one said."""

ROOM = 2**17
"""Bytes that a log of SQLite's takes at least, with its index."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into the library's errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(error, path) from None
    except (OverflowError, UnicodeEncodeError):
        raise errors.UsageError(
            "A number is too large, or a text holds half a character.", "Check what was typed, and try again."
        ) from None
    except ValueError as error:
        raise damage_of(path, f"a value cannot be read ({error})") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _full(path) from None
        raise _unwritable(path) from None


def _translate(error: sqlite3.Error, path: Path) -> errors.AskpapersError:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return errors.LibraryLocked(
            f"Another program is writing to {path}.", "Wait until it is done, or close it, and try again."
        )
    if "full" in text or ("disk i/o error" in text and short_of_room(path)):
        return _full(path)
    if "readonly" in text or "unable to open" in text or "attempt to write" in text:
        return _unwritable(path)
    if isinstance(error, sqlite3.OperationalError) and "fts5" in text:
        return errors.UsageError(
            f"These words cannot be searched: {sanitize(str(error), 120)}.", "Leave out the signs."
        )
    return damage_of(path, str(error))


def damage_of(path: Path, what: str) -> errors.LibraryDamaged:
    """Return the error that says what is wrong inside a file of the library, and what saves it."""
    return errors.LibraryDamaged(
        f"{path} is damaged: {sanitize(what, 160)}.",
        "`askpapers doctor --repair` saves what can be read of it; the damaged file is kept beside it.",
    )


def short_of_room(path: Path) -> bool:
    """Whether the disk of a file has no room for the few pages that SQLite wants beside it."""
    try:
        return shutil.disk_usage(path.parent).free < ROOM
    except OSError:
        return False


def _full(path: Path) -> errors.DiskFull:
    return errors.DiskFull(f"The disk that holds {path.parent} is full.", "Make room and run the command again.")


def _unwritable(path: Path) -> errors.NotWritable:
    return errors.NotWritable(
        f"The library folder {path.parent} cannot be written.",
        "Choose another with --home DIR or ASKPAPERS_HOME, or change its permissions.",
    )


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the catalog's SQL calls."""
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    connection.create_function("has_words", 2, has_words, deterministic=True)
    connection.create_function("one_has_words", 2, one_has_words, deterministic=True)


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one, for executescript() would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
