"""Gets a page from the network: politely, within limits, and with an end that is clear."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from askpapers import errors
from askpapers.network.failures import (
    ARXIV_GAP,
    LATER,
    PACE,
    Again,
    Pace,
    Sleep,
    broken_connection,
    is_nameless,
    later,
    load_certificates,
    proxied,
    proxy_for,
    retry,
)
from askpapers.network.response import ACCEPTED, MOST, WebCache, read
from askpapers.text.sanitize import sanitize

if TYPE_CHECKING:
    import httpx2

LARGEST = 64_000_000
"""Bytes of one page after decompression."""

DEADLINE = 60.0
"""Seconds one request may take, where nobody says how many."""

HOPS = 8


@dataclass(frozen=True, slots=True)
class Page:
    """What is at an address: `url` is the one that answered, after redirects; `unchanged` since it was last fetched."""

    url: str
    content: bytes
    unchanged: bool = False


class Web:
    """An HTTP client that sends no keys and keeps to https unless it is asked for http.

    `deadline` is the seconds one request may take from its first byte to its last, however lively it drips; `pages` how
    many are kept in the folder `cache`.
    """

    def __init__(
        self,
        *,
        cache: Path | None = None,
        deadline: float = DEADLINE,
        largest: int = LARGEST,
        pages: int = MOST,
        pace: Pace = PACE,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._cache = WebCache(cache, most=pages) if cache else None
        self._deadline = deadline
        self._silence = min(deadline, max(SILENCE, deadline / 2))
        self._largest = largest
        self._pace = pace
        self._sleep = sleep
        self._client: httpx2.AsyncClient | None = None

    async def __aenter__(self) -> Web:
        import httpx2

        from askpapers.version import __version__

        with proxied():
            self._client = httpx2.AsyncClient(
                headers=ACCEPTED | {"User-Agent": f"askpapers/{__version__} (+https://github.com/askpapers/askpapers)"},
                timeout=httpx2.Timeout(self._silence, connect=min(10.0, self._deadline)),
                verify=load_certificates(),
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client:
            await self._client.aclose()

    async def get(self, url: str, *, gap: float = 0.0, fresh: float = 0.0) -> Page:
        """Return the page at an address, following redirects; `gap` in seconds is kept between requests to its host.

        A page that was kept less than `fresh` seconds ago is not asked for again; one with `fresh` is kept whatever its
        server says of its state.
        Raises UsageError for an address that is not http(s), Unreachable, RateLimited and FetchFailed.
        """
        check(url)
        asked = url
        if fresh and self._cache and (kept := await asyncio.to_thread(self._cache.load, url, fresh)):
            return Page(url, kept.content, unchanged=True)
        for _ in range(HOPS):
            page = await retry(partial(self._once, url, gap), self._sleep)
            if isinstance(page, Page):
                if fresh:
                    await self.remember(asked, page.content)
                return page
            if urlsplit(url).scheme == "https" and urlsplit(page).scheme != "https":
                raise errors.FetchFailed(f"{name_host(url)} sends us on to an address that is not https.")
            try:
                check(page)
            except errors.UsageError as error:
                raise errors.FetchFailed(f"{name_host(url)} sends us on to a wrong address: {error}") from None
            url = page
        raise errors.FetchFailed(f"{name_host(url)} sends us on and on.")

    async def remember(self, url: str, content: bytes) -> None:
        """Keep what an address stands for, where its server says it with a status that is none of success."""
        if self._cache:
            await asyncio.to_thread(self._cache.keep, url, content, {}, stateless=True)

    async def forget(self, url: str) -> None:
        """Drop what is kept of an address whose content proved to be damaged."""
        if self._cache:
            await asyncio.to_thread(self._cache.drop, url)

    async def _once(self, url: str, gap: float) -> Page | str:
        import httpx2

        host = urlsplit(url).hostname or ""
        if host == "arxiv.org" or host.endswith(".arxiv.org"):
            # The limit is on all of arXiv's machines together.
            host, gap = "arxiv.org", max(gap, ARXIV_GAP)
        if (pause := self._pace.wait(host, gap)) > 0:
            await self._sleep(pause)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._request(url)
        except TimeoutError:
            raise errors.Unreachable(f"{name_host(url)} did not finish in {self._deadline:g} seconds.", LATER) from None
        except httpx2.ConnectTimeout:
            raise errors.Unreachable(f"{name_host(url)} takes no connection.", ONLINE) from None
        except httpx2.TimeoutException:
            raise errors.Unreachable(f"{name_host(url)} said nothing for {self._silence:g} seconds.", LATER) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise _failure(error, url) from None

    async def _request(self, url: str) -> Page | str:
        assert self._client, "Web is an async context manager"
        kept = await asyncio.to_thread(self._cache.load, url) if self._cache else None
        headers = kept.conditions() if kept else {}
        async with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code == 304 and kept:
                return Page(url, kept.content, unchanged=True)
            if response.has_redirect_location:
                return urljoin(url, response.headers["location"])
            if response.status_code != 200:
                raise _refusal(url, response)
            page = Page(url, await read(response, self._largest, name_host(url)))
            if self._cache:
                await asyncio.to_thread(self._cache.keep, url, page.content, response.headers)
            return page


def _failure(error: Exception, url: str) -> Exception:
    """Return what a failed request means; what may pass is Again."""
    import httpx2

    unconnected = isinstance(error, httpx2.ConnectError)
    if unconnected and is_nameless(error) and not proxy_for(url):
        return errors.Unreachable(f"The network cannot be reached (host {name_host(url)}).", ONLINE)
    if found := broken_connection(error, url):
        kind = errors.Unreachable if unconnected else errors.FetchFailed
        failure = kind(f"{name_host(url)} {found.words}.", found.hint)
        return Again(failure) if found.passes else failure
    if unconnected:
        return errors.Unreachable(f"{name_host(url)} cannot be reached: {_told(error)}.", ONLINE)
    if isinstance(error, httpx2.TransportError):
        return Again(errors.FetchFailed(f"{name_host(url)} broke off: {_told(error)}.", LATER))
    return errors.FetchFailed(f"{name_host(url)} sent what cannot be read: {_told(error)}.")


ONLINE = "Is this machine online? What a file holds can be added without: askpapers add FILE."
SILENCE = 30.0
"""Seconds in which a server that has taken a request must say something."""


def check(url: str) -> None:
    """Raise UsageError unless this is an http(s) address that holds no password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise errors.UsageError(f"{sanitize(url, 200)} is no address.") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise errors.UsageError(f"{sanitize(url, 200)} is not an http or https address.")
    if parts.username or parts.password:
        raise errors.UsageError("An address that holds a name or password is not fetched.", "Save the page as a file.")


def name_host(url: str) -> str:
    """Return the host, as it may be shown."""
    with suppress(ValueError):
        return sanitize(urlsplit(url).netloc.rpartition("@")[2], 100)
    return "the address"


def _refusal(url: str, response: httpx2.Response) -> Exception:
    status = response.status_code
    wait = _retry_after(response)
    if status == 429:
        limited = errors.RateLimited(f"{name_host(url)} asks for fewer requests.", "Wait a few minutes and try again.")
        return later(limited, wait)
    if status == 511:
        return errors.FetchFailed("The network wants you to log in first.", "Open a page in a browser, then try again.")
    failed = errors.FetchFailed(
        f"{name_host(url)} answered {status} {sanitize(response.reason_phrase, 60)}.".replace(" .", "."),
        _HINTS.get(
            status, LATER if status >= 500 else "Is the address right? A page can be saved and added as a file."
        ),
        status=status,
    )
    if status == 408 or status >= 500:
        return later(failed, wait)
    return failed


_HINTS = {
    401: "Sign in with a browser, save the page there, and add the file.",
    403: "Open it with a browser, save the page there, and add the file.",
    404: "Is the address right?",
    407: "The proxy between wants a name and a password: HTTPS_PROXY can hold them.",
}


def _retry_after(response: httpx2.Response) -> float | None:
    from email.utils import parsedate_to_datetime

    asked = response.headers.get("retry-after", "")
    with suppress(ValueError, TypeError, OverflowError):
        if asked.strip().isdecimal():
            return float(asked)
        now = parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (parsedate_to_datetime(asked) - now).total_seconds())
    return None


def _told(error: Exception) -> str:
    return sanitize(str(error), 200) or type(error).__name__
