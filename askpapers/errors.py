"""What can go wrong, and with which exit code.

::

    AskpapersError                1
    ├── UsageError                2   the command line asks for something that cannot be
    │   ├── UnknownPaper          2
    │   └── SeveralModels         2
    ├── BadInput                  3   a file or page that cannot be read
    │   ├── UnknownFormat         3
    │   ├── EmptyInput            3
    │   └── DamagedInput          3
    ├── ServiceError              4   a model server or a paper source
    │   ├── Unreachable           4
    │   │   └── NoServer          4
    │   ├── RateLimited           4
    │   ├── QuotaSpent            4
    │   ├── UnknownModel          4
    │   ├── ContextOverflow       4
    │   ├── BadReply              4
    │   ├── StreamCut             4
    │   ├── FetchFailed           4
    │   └── SendingFailed         4   a mail or a message to a webhook
    │       ├── Refused           4
    │       └── MayHaveArrived    4
    ├── KeyProblem                5
    │   ├── KeyMissing            5
    │   └── KeyRefused            5
    ├── LibraryError              6   the library on disk, or the Chroma server
    │   ├── LibraryLocked         6
    │   ├── LibraryDamaged        6
    │   ├── LibraryNewer          6
    │   ├── NotWritable           6
    │   └── DiskFull              6
    ├── SpendingLimit             7
    └── InstallationDamaged       1   a file that comes with the package
"""

from __future__ import annotations

from typing import ClassVar


class AskpapersError(Exception):
    """One sentence that says what happened, and a hint that says what to do.

    `str(error)` is the sentence. Text from outside that goes into either must be passed through `sanitize` first.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(AskpapersError):
    """The command line, a setting or a prompt file asks for something that cannot be."""

    exit_code = 2


class SeveralModels(UsageError):
    """A server has several models, and none is named."""


class UnknownPaper(UsageError):
    """No paper in the library has this id."""


class BadInput(AskpapersError):
    """A file, page or paste that cannot be read."""

    exit_code = 3


class UnknownFormat(BadInput):
    """The bytes are in no format that is known here."""


class EmptyInput(BadInput):
    """There is nothing in it."""


class DamagedInput(BadInput):
    """The format is known, and the bytes break it."""


class ServiceError(AskpapersError):
    """A model server or a source of papers did not do what was asked; `usage` is what it took all the same, a `Usage`, where that is known."""

    exit_code = 4
    usage: object = None


class Unreachable(ServiceError):
    """Nothing answers at this address, or not in time."""


class NoServer(Unreachable):
    """No model server is at this address: every other request would fail as well."""


class RateLimited(ServiceError):
    """Too many requests; it may go through later."""


class QuotaSpent(ServiceError):
    """The account has no credit left; asking again will not help."""


class UnknownModel(ServiceError):
    """The server does not have this model."""


class ContextOverflow(ServiceError):
    """The request is longer than the model's context."""


class BadReply(ServiceError):
    """The server answered with something that is not a chat completion."""


class StreamCut(ServiceError):
    """The reply stopped before its end."""


class FetchFailed(ServiceError):
    """A source of papers could not be read; `status` is its HTTP status where it answered with one that is none of success."""

    def __init__(self, message: str, hint: str = "", status: int | None = None) -> None:
        super().__init__(message, hint)
        self.status = status


class SendingFailed(ServiceError):
    """A digest could not be sent, and has not arrived."""


class Refused(SendingFailed):
    """The server does not take it: this recipient, this sender, or this message."""


class MayHaveArrived(SendingFailed):
    """The server was lost after it had the whole message: whether it took it nobody can say."""


class KeyProblem(AskpapersError):
    """The API key."""

    exit_code = 5


class KeyMissing(KeyProblem):
    """The server wants a key and none is set."""


class KeyRefused(KeyProblem):
    """The server does not accept the key."""


class LibraryError(AskpapersError):
    """The library on disk, or the Chroma server, cannot be used."""

    exit_code = 6


class LibraryLocked(LibraryError):
    """Another process holds the library."""


class LibraryDamaged(LibraryError):
    """A file of the library is not what it should be."""


class LibraryNewer(LibraryError):
    """The library was written by a newer version of the program."""


class NotWritable(LibraryError):
    """The library's folder cannot be written."""


class DiskFull(LibraryError):
    """There is no room left."""


UNWRITABLE = (LibraryLocked, NotWritable, DiskFull)
"""What keeps a library from being written to, and not from being read."""


class SpendingLimit(AskpapersError):
    """The request could cost more than the limit allows; nothing was sent."""

    exit_code = 7


class InstallationDamaged(AskpapersError):
    """A file that comes with the package is missing, or not what was shipped."""
