"""A Chroma server that a team shares: its address, what one signs in with, and what its faults mean."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from askpapers import errors
from askpapers.settings.keyring import secret_of
from askpapers.text.sanitize import redact_url, sanitize

TENANT = "default_tenant"
DATABASE = "default_database"
PATIENCE = 10.0
"""Seconds at most until a server has said that it is there."""

_IS_IT = "Is it running (chroma run), and is --chroma its address? Without it the library's own store is used."
_ACCESS = (
    "Is --chroma its address, are chroma_token, chroma_tenant and chroma_database those of this server, "
    "and may you read and write there?"
)


@dataclass(frozen=True, slots=True)
class Access:
    """What is said to a server beside its address; `token` may be "keyring", `timeout` in seconds is the longest silence."""

    tenant: str = TENANT
    database: str = DATABASE
    token: str | None = field(default=None, repr=False)
    timeout: float = 60.0

    @property
    def patience(self) -> float:
        """Seconds of silence at most while one connects."""
        return min(self.timeout, PATIENCE)


def is_server(location: str) -> bool:
    """Whether a location is a server's address, and no folder."""
    return location.startswith(("http://", "https://"))


def place_of(location: str, access: Access) -> str:
    """Return what names a database on a server among all, without what might be secret."""
    place = redact_url(location).rstrip("/")
    if (access.tenant, access.database) == (TENANT, DATABASE):
        return place
    return f"{place}/{access.tenant}/{access.database}"


def arguments_of(location: str, access: Access) -> dict[str, Any]:
    """Return what chromadb's client has to know of a server."""
    parts = urlsplit(location)
    port = parts.port or (443 if parts.scheme == "https" else 8000)
    return {
        # Below a path, as a proxy may have it, chromadb wants the whole address as a host.
        "host": _address(parts) if parts.path.strip("/") else parts.hostname or "",
        "port": port,
        "ssl": parts.scheme == "https",
        "headers": _headers(parts, access, location),
    }


def probe(location: str, access: Access) -> None:
    """Ask the server whether it is there, and speaks what is spoken here; raises LibraryError, which says what is wrong.

    chromadb's own client waits without end, and tells faults apart by words alone.
    """
    parts = urlsplit(location)
    request = urllib.request.Request(f"{_address(parts)}/api/v2/heartbeat", headers=_headers(parts, access, location))
    place = sanitize(redact_url(location), 100)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=access.patience) as reply:
            said = reply.read(10_000)
    except urllib.error.HTTPError as error:
        with error:
            raise of_status(error.code, place) from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        said = sanitize(str(reason), 100) or type(reason).__name__
        raise errors.LibraryError(f"No Chroma server answers at {place}: {said}.", _IS_IT) from None
    try:
        beats = "nanosecond heartbeat" in json.loads(said)
    except (ValueError, TypeError):
        beats = False
    if not beats:
        raise errors.LibraryError(f"What answers at {place} is no Chroma server.", _IS_IT)


def of_status(status: int, place: str) -> errors.LibraryError:
    """Return what a status means that is no success."""
    if status in {401, 403}:
        return errors.LibraryError(f"The Chroma server at {place} gives no permission (HTTP {status}).", _ACCESS)
    if status in {404, 405, 410, 501}:
        return errors.LibraryError(
            f"What answers at {place} knows no Chroma interface of version 2 (HTTP {status}): an older Chroma, or "
            "another program.",
            f"Chroma 1.0 and later have it. {_IS_IT}",
        )
    if 300 <= status < 400:
        return errors.LibraryError(f"What answers at {place} sends on to another address (HTTP {status}).", _IS_IT)
    return errors.LibraryError(f"The Chroma server at {place} is not well (HTTP {status}).", f"Try later. {_IS_IT}")


def of_error(error: Exception, location: str) -> errors.LibraryError:
    """Return what an error of chromadb's client means."""
    place = sanitize(redact_url(location), 100)
    if (status := _status(error)) in {401, 403}:
        return of_status(status, place)
    text = sanitize(str(error).replace(location, redact_url(location)), 200).rstrip(".")
    if text.startswith(("Tenant [", "Database [")):
        return errors.LibraryError(f"The Chroma server at {place} has no such place: {text}.", _ACCESS)
    if any(type(one).__name__.endswith(("Timeout", "TimeoutException")) for one in _causes(error)):
        return errors.LibraryError(f"The Chroma server at {place} says nothing more.", f"Try later. {_IS_IT}")
    said = text or type(error).__name__
    return errors.LibraryError(f"The Chroma server at {place} does not answer as one: {said}.", _IS_IT)


def _status(error: BaseException) -> int:
    """The status that an error goes back to, 0 where there is none: chromadb raises the body's text alone."""
    return next(filter(None, map(_status_of_response, _causes(error))), 0)


def _status_of_response(error: BaseException) -> int:
    return int(getattr(getattr(error, "response", None), "status_code", 0) or 0)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it was raised upon: chromadb puts words of its own in the place of many."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could carry the token to another server."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _address(parts: SplitResult) -> str:
    port = parts.port or (443 if parts.scheme == "https" else 8000)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"


def _headers(parts: SplitResult, access: Access, location: str) -> dict[str, str]:
    """The token as Chroma takes it, and a name and a password of the address for a proxy before the server."""
    headers = {}
    if token := secret_of(access.token, location):
        headers = {"X-Chroma-Token": token, "Authorization": f"Bearer {token}"}
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    return headers
