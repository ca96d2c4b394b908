"""What Chroma raises, which may be anything, as the library's errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from askpapers import errors
from askpapers.library.chroma_server import of_error
from askpapers.text.sanitize import redact_url, sanitize


@contextmanager
def translated(location: str, remote: bool) -> Iterator[None]:
    """Raise what Chroma raises as a LibraryError that says what to do."""
    try:
        yield
    except errors.AskpapersError:
        raise
    except Exception as error:
        raise _translate(error, location, remote) from None


def _translate(error: Exception, location: str, remote: bool) -> errors.LibraryError:
    if remote and "dimension" not in str(error):
        return of_error(error, location)
    # Chroma's own words may repeat the address.
    text = sanitize(str(error).replace(location, redact_url(location)), 200)
    location = redact_url(location)
    folded = text.lower()
    if "dimension" in folded:
        return errors.LibraryDamaged(
            f"The vectors have another length than those stored under this model's name: {text}.",
            "Does another model answer under that name? Set its own as embedding_model: it gets a collection of its own. "
            "Only where the store itself is damaged, `askpapers doctor --repair` helps.",
        )
    if "no space" in folded or "disk is full" in folded or getattr(error, "errno", None) == 28:
        return errors.DiskFull(
            f"The disk that holds {location} is full.", "Make room; what is missing is done next time."
        )
    if "readonly" in folded or "permission" in folded or "read-only" in folded or isinstance(error, PermissionError):
        return errors.NotWritable(
            f"The vector store {location} cannot be written.", "Change its permissions, or use --home."
        )
    if "locked" in folded:
        return errors.LibraryLocked(f"Another program is writing to {location}.", "Try again when it is done.")
    return errors.LibraryDamaged(
        f"The vector store {location} cannot be used: {text or type(error).__name__}.",
        "`askpapers doctor --repair` makes it anew from the catalog; the old one is kept beside it.",
    )
