"""Secrets in the system's keyring (macOS Keychain, Windows Credential Locker, Secret Service, KWallet) instead of a file.

A setting whose value is the word "keyring" is looked up where it is used, under the server that it is for: a secret kept
for one server is never found for another.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from urllib.parse import urlsplit

from askpapers.errors import KeyMissing, NotWritable, UsageError
from askpapers.text.sanitize import sanitize

KEYRING = "keyring"
"""The value of a secret setting that says where it is."""

SERVICE = "askpapers"
"""The name under which the keyring lists what is kept here."""


def entry_of(address: str) -> str:
    """Return what a secret for the server at `address` is kept under: "https://api.openai.com", "smtp://mail.org:587"."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    user = f"{parts.username}@" if parts.username else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}"


def secret_of(value: str | None, address: str) -> str | None:
    """Return a secret as it is sent: `value`, or what the keyring holds for `address` where that is "keyring".

    Blocks while the system asks its user to unlock the keyring. Raises KeyMissing where nothing is kept, UsageError where
    the extra is not installed or there is no keyring.
    """
    return _kept(entry_of(address)) if value == KEYRING else value


def keep(address: str, secret: str) -> None:
    """Keep a secret for the server at `address`; raises UsageError, and NotWritable where the keyring refuses."""
    library = _library()
    try:
        library.set_password(SERVICE, entry_of(address), secret)
    except library.errors.NoKeyringError:
        raise _no_keyring() from None
    except Exception as error:
        raise NotWritable(f"The system's keyring keeps nothing: {_words(error)}.", "Is it unlocked?") from None
    _kept.cache_clear()


@lru_cache(maxsize=16)
def _kept(entry: str) -> str:
    library = _library()
    try:
        found = library.get_password(SERVICE, entry)
    except library.errors.NoKeyringError:
        raise _no_keyring() from None
    except Exception as error:
        raise KeyMissing(f"The system's keyring cannot be read: {_words(error)}.", "Is it unlocked?") from None
    if not found:
        raise KeyMissing(
            f"The system's keyring holds no secret for {sanitize(entry, 100)}.",
            f"keyring set {SERVICE} {sanitize(entry, 100)}",
        )
    return str(found)


def _library() -> ModuleType:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise UsageError("keyring is not installed.", "pip install 'askpapers[keyring]'") from None
    return keyring


def _no_keyring() -> UsageError:
    return UsageError("This system has no keyring that can be used here.", "Set the key in the environment instead.")


def _words(error: Exception) -> str:
    return sanitize(str(error), 200).rstrip(".") or type(error).__name__
