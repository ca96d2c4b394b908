"""A client of Chroma: of a folder, or of a server that is not waited for without end."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from askpapers.library import chroma_server
from askpapers.library.chroma_file import make_file
from askpapers.library.chroma_server import Access
from askpapers.library.folder import check_file, locked


def open_client(location: str, access: Access) -> Any:
    """Open the Chroma of a folder or of a server's address; raises LibraryError, and whatever Chroma raises."""
    import chromadb  # noqa: F401 - before its parts, which import one another in a circle
    from chromadb.config import Settings

    if chroma_server.is_server(location):
        chroma_server.probe(location, access)
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

    told = chroma_server.arguments_of(location, access)
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
        make_file(file)
        try:
            return chromadb.PersistentClient(folder, settings=settings)
        except BaseException:
            # What failed to start is kept under its path, and would fail in its place for as long as the process lives.
            SharedSystemClient._identifier_to_system.pop(folder, None)
            SharedSystemClient._identifier_to_refcount.pop(folder, None)
            raise
