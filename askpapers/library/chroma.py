"""Chroma behind its client: embedded in a folder, or a server that a team shares; and what it raises, as the library's errors."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from askpapers import errors
from askpapers.library import chroma_file
from askpapers.library.folder import check_file, locked
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


def open_client(location: str, access: Access) -> Any:
    """Open the Chroma of a folder or of a server's address; raises LibraryError, and whatever Chroma raises."""
    import chromadb  # noqa: F401 - before its parts, which import one another in a circle
    from chromadb.config import Settings

    if is_server(location):
        probe(location, access)
        return _of_server(location, access)
    return _of_folder(location, Settings(anonymized_telemetry=False))


def _of_server(location: str, access: Access) -> Any:
    """Open a client as chromadb's HttpClient does, whose two sessions have no setting for a timeout and wait without end."""
    from chromadb.api.client import Client
    from chromadb.config import Settings

    def wait_for(user: Any, seconds: float) -> None:
        with suppress(AttributeError):
            user._server._session.timeout = seconds

    class Patient(Client):
        def get_user_identity(self) -> Any:
            wait_for(self, access.patience)
            return super().get_user_identity()

        def _validate_tenant_database(self, tenant: str, database: str) -> None:
            wait_for(self._admin_client, access.patience)
            super()._validate_tenant_database(tenant, database)

    told = arguments_of(location, access)
    settings = Settings(
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=told["host"],
        chroma_server_http_port=told["port"],
        chroma_server_ssl_enabled=told["ssl"],
        chroma_server_headers=told["headers"],
    )
    client = Patient(tenant=access.tenant, database=access.database, settings=settings)
    wait_for(client, access.timeout)
    return client


def _of_folder(folder: str, settings: Any) -> Any:
    """Open an embedded Chroma; two first starts at once would trip over each other's tables."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    first = locked(Path(folder).with_name(".chroma-lock"), wait=30, what=f"Another askpapers is making {folder}.")
    file = Path(folder) / "chroma.sqlite3"
    check_file(file)
    with nullcontext() if file.exists() else first:
        chroma_file.make(file)
        try:
            client = chromadb.PersistentClient(folder, settings=settings)
            chroma_file.hold_texts_once(file)
            return client
        except BaseException:
            # What failed to start is kept under its path, and would fail in its place for as long as the process lives.
            SharedSystemClient._identifier_to_system.pop(folder, None)
            SharedSystemClient._identifier_to_refcount.pop(folder, None)
            raise
