"""The files that come with the package: models, tables, prompts, the sample day and what `askpapers eval` measures on.

`SHA256SUMS` beside this file is the list of them, in the form of `sha256sum`. To add a file, put it here and add its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from askpapers import errors

_FOLDER = Path(__file__).resolve().parent
_LIST = "SHA256SUMS"


def load(name: str) -> bytes:
    """Return the content of a bundled file; raises InstallationDamaged where it cannot be read."""
    try:
        return path(name).read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from None


def text(name: str) -> str:
    """Return the content of a bundled text file; raises InstallationDamaged where it cannot be read."""
    try:
        return load(name).decode("utf-8")
    except UnicodeDecodeError:
        raise _broken(f"{name} is not UTF-8") from None


def path(name: str) -> Path:
    """Return where a bundled file is, for what wants a file itself; it may be missing."""
    if name.startswith("prompts/") and not (_FOLDER / "prompts").is_dir():
        # In a checkout the prompts stand beside the package; the wheel carries them inside it.
        return _FOLDER.parents[1] / name
    return _FOLDER / name


def readable(name: str) -> Path:
    """Return where a bundled file is that can be read; raises InstallationDamaged."""
    try:
        with path(name).open("rb"):
            return path(name)
    except OSError as error:
        raise _unreadable(name, error) from None


@lru_cache(maxsize=1)
def digests() -> dict[str, str]:
    """Return every bundled file with its SHA-256; raises InstallationDamaged where the list cannot be read."""
    found = {}
    for line in text(_LIST).splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name:
            raise _broken(f"{_LIST} is not a list of sums")
        found[name] = digest
    return found


def digest(name: str) -> str:
    """Return the SHA-256 of a bundled file as it is; raises InstallationDamaged where it cannot be read."""
    import hashlib

    return hashlib.sha256(load(name)).hexdigest()


def damage() -> Iterator[str]:
    """Yield what is wrong with the bundled files, a sentence each; none where all are what was shipped."""
    for name, expected in digests().items():
        if not path(name).is_file():
            yield f"{name} is missing"
        elif digest(name) != expected:
            yield f"{name} is not what was shipped"


def _unreadable(name: str, error: OSError) -> errors.InstallationDamaged:
    return _broken(f"{name} cannot be read: {error.strerror}")


def _broken(what: str) -> errors.InstallationDamaged:
    return errors.InstallationDamaged(f"The bundled file {what}.", "Install askpapers again.")
