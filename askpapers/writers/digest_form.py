"""The forms that a digest is written in, and the one that a file's name asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from askpapers import errors
from askpapers.answers.digest import Digest
from askpapers.text.sanitize import sanitize

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".txt": "text", ".eml": "eml",
    ".atom": "atom", ".xml": "atom", ".json": "json",
}  # fmt: skip
FORMS = ("markdown", "html", "text", "eml", "atom")


def form_of(path: Path) -> str:
    """Return the form that a file's name asks for; raises UsageError for one that asks for none."""
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise errors.UsageError(
            f"{sanitize(path.name, 100)} does not say in which form the digest is to be written.",
            f"End it in one of {', '.join(SUFFIXES)}, or use --format.",
        ) from None


def written(made: Digest, form: str, at: datetime) -> str:
    """Return a digest in one of FORMS; `at` is the time of a mail."""
    from askpapers.writers import digest, digest_feed, digest_html, digest_mail

    forms: dict[str, Callable[[], str]] = {
        "markdown": lambda: digest.markdown(made),
        "html": lambda: digest_html.html(made),
        "text": lambda: digest.text(made),
        "atom": lambda: digest_feed.feed(made),
        "eml": lambda: digest_mail.mail(made, digest_mail.NOBODY, (), at).as_string(),
    }
    return forms[form]()
