"""Zotero's web API and its local one, https://www.zotero.org/support/dev/web_api/v3/start, as far as it is needed.

Written here and not taken from pyzotero: that wants bibtexparser before 2, which reads the entries here.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode, urlsplit

from askpapers import errors
from askpapers.network.client import LARGEST
from askpapers.network.failures import proxied
from askpapers.network.response import ACCEPTED, read
from askpapers.text.sanitize import is_too_heavy, sanitize

if TYPE_CHECKING:
    import httpx2

PAGE = 100
AT_ONCE = 50
"""Items of one write at most, by the API."""

_HINT = "Is Zotero open, or this machine online? What was pushed before is not pushed again."


class ZoteroLibrary:
    """One library of Zotero's ("users/123", "groups/45"); an async context manager. The key goes to `base` alone.

    Raises KeyProblem for a key that is refused, RateLimited, Unreachable and FetchFailed.
    """

    def __init__(self, base: str, library: str, key: str = "", *, timeout: float = 60.0) -> None:
        self.name = library
        self._root = f"{base.rstrip('/')}/{library}"
        self._host = sanitize(urlsplit(base).netloc, 100)
        self._key = key
        self._timeout = timeout
        self._client: httpx2.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        import httpx2

        head = {"Zotero-API-Version": "3"} | ({"Zotero-API-Key": self._key} if self._key else {})
        with proxied():
            self._client = httpx2.AsyncClient(headers=ACCEPTED | head, timeout=self._timeout)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client:
            await self._client.aclose()

    async def collection(self, name: str) -> str:
        """Return the key of a collection by its name or key; raises UsageError where there is none."""
        found = [each["data"] for each in await self._all("collections") if isinstance(each.get("data"), dict)]
        for data in found:
            if name in {data.get("key"), data.get("name")}:
                return str(data["key"])
        named = [str(data["name"]) for data in found if str(data.get("name", "")).casefold() == name.casefold()]
        known = ", ".join(sanitize(str(data.get("name", "")), 60) for data in found[:12])
        told = (
            f"Did you mean {sanitize(named[0], 60)}?"
            if named
            else f"There are: {known}."
            if known
            else "There is none."
        )
        raise errors.UsageError(f"Zotero has no collection “{sanitize(name, 60)}” in {sanitize(self.name, 40)}.", told)

    async def items(self, collection: str) -> bytes:
        """Return the items of a collection as the API gives them, one JSON list."""
        return json.dumps(await self._all(f"collections/{collection}/items/top"), ensure_ascii=False).encode()

    async def write(self, items: Sequence[dict[str, Any]]) -> list[str | None] | None:
        """Make items, at most 50; return the key of each, None of one that was refused; None where they were made before.

        The same items carry the same token, which Zotero takes once: a write whose answer was lost is not made twice.
        """
        body = json.dumps(items, ensure_ascii=False, sort_keys=True)
        token = hashlib.sha256(f"{self._root} {body}".encode("utf-8", "replace")).hexdigest()[:32]
        head = {"Content-Type": "application/json", "Zotero-Write-Token": token}
        status, said = await self._request(
            "POST", "items", content=body.encode("utf-8", "replace"), headers=head, taken=412
        )
        if status == 412:
            return None
        made = self._json(said)
        keys = made.get("success", {}) if isinstance(made, dict) else {}
        return [str(keys[str(n)]) if str(n) in keys else None for n in range(len(items))]

    async def _all(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            asked = urlencode({"format": "json", "limit": PAGE, "start": len(found)})
            _, said = await self._request("GET", f"{path}?{asked}")
            page = self._json(said)
            if not isinstance(page, list):
                raise errors.FetchFailed(f"{self._host} sent something that is no list.")
            found += [each for each in page if isinstance(each, dict)]
            if len(page) < PAGE:
                return found

    def _json(self, body: bytes) -> Any:
        if is_too_heavy(body):
            raise errors.FetchFailed(f"Zotero at {self._host} sent more values than are read at once.")
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise errors.FetchFailed(f"{self._host} sent what is no JSON.", "Try again later.") from None

    async def _request(
        self, method: str, path: str, *, content: bytes = b"", headers: dict[str, str] | None = None, taken: int = 0
    ) -> tuple[int, bytes]:
        """The status and the body of an answer; `taken` is a status that is no failure."""
        import httpx2

        assert self._client, "ZoteroLibrary is an async context manager"
        asked = self._client.stream(method, f"{self._root}/{path}", content=content, headers=headers)
        try:
            async with asyncio.timeout(self._timeout), asked as response:
                body = await read(response, LARGEST, f"Zotero at {self._host}")
        except TimeoutError:
            raise errors.Unreachable(
                f"Zotero at {self._host} did not finish in {self._timeout:g} seconds.", _HINT
            ) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            told = sanitize(str(error), 200) or type(error).__name__
            raise errors.Unreachable(f"Zotero at {self._host} cannot be reached: {told}.", _HINT) from None
        status = response.status_code
        if status in {401, 403}:
            raise errors.KeyProblem(
                f"Zotero at {self._host} refuses the key for {sanitize(self.name, 40)}.",
                "Set ZOTERO_API_KEY to one that may write there: zotero.org/settings/keys",
            )
        if status == 429:
            raise errors.RateLimited("Zotero asks for fewer requests.", "Wait a few minutes and try again.")
        if status >= 400 and status != taken:
            said = sanitize(body.decode("utf-8", "replace"), 200)
            raise errors.FetchFailed(f"Zotero at {self._host} answered {status}: {said}", status=status)
        return status, body
