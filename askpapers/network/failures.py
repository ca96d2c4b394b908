"""When a request fails: what that means, in words, and whether and when it is tried again."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from askpapers import errors
from askpapers.text.sanitize import redact_url, sanitize

if TYPE_CHECKING:
    from ssl import SSLContext


LATER = "Try again later."
_PORT = "Are address and port right? A server of https:// looks like this where http:// is asked for."
_ENDED = "Did what is behind it crash? Its own log says more."
_PROXY = "HTTPS_PROXY, HTTP_PROXY and ALL_PROXY name the proxy, NO_PROXY the hosts that need none."


@dataclass(frozen=True, slots=True)
class BrokenConnection:
    """What happened, as it goes on behind a server's name; what to do; and whether it may pass by itself."""

    words: str
    hint: str = LATER
    passes: bool = False


def broken_connection(error: BaseException | None, url: str) -> BrokenConnection | None:
    """Return what an error of httpx2 means on the way to an address, None for one that says no more than its class."""
    import httpx2

    said = sanitize(re.sub(r"bytearray\(b(['\"])(.*?)\1\)", r"“\2”", str(error or "")), 120)
    if isinstance(error, httpx2.DecodingError):
        if said.startswith("packed as"):
            return BrokenConnection(
                f"sent an answer {said}, which was not asked for", "Does a proxy between change it?"
            )
        return BrokenConnection(
            "sent an answer whose compression is broken", "Does a proxy between change what it sends?"
        )
    if isinstance(error, httpx2.ProxyError):
        return BrokenConnection(f"is behind a proxy, which refuses: {said}", _PROXY)
    if isinstance(error, httpx2.ConnectError):
        return _unconnected(error, url)
    if isinstance(error, httpx2.RemoteProtocolError):
        return _against_rules(said)
    if isinstance(error, httpx2.ReadError | httpx2.WriteError):
        return BrokenConnection("ended the connection by force (reset)", _ENDED, passes=True)
    return None


def _against_rules(said: str) -> BrokenConnection:
    folded = said.casefold()
    if "incomplete packing" in folded:
        return BrokenConnection("sent an answer whose compression breaks off in the middle", _ENDED, passes=True)
    if "without sending complete" in folded or "incomplete" in folded:
        return BrokenConnection("ended the connection in the middle of its answer", _ENDED, passes=True)
    if "disconnected" in folded or "closed" in folded:
        return BrokenConnection("ended the connection without an answer", _ENDED, passes=True)
    if "buffer too long" in folded:
        return BrokenConnection("sends heads without an end", _PORT)
    if "_switch_" in folded:
        return BrokenConnection("goes over to another protocol than HTTP", _PORT)
    if "content-length" in folded or "chunk" in folded or "transfer-encoding" in folded:
        return BrokenConnection(f"answers against the rules of HTTP ({said})", "Does a proxy between change it?")
    return BrokenConnection(f"does not speak HTTP: {said}", _PORT)


def _unconnected(error: BaseException, url: str) -> BrokenConnection | None:
    said = " ".join(str(one) for one in _causes(error))
    if found := re.search(r"certificate verify failed: ([^()]*)", said):
        return BrokenConnection(
            f"shows a certificate that is not trusted: {sanitize(found[1], 100).strip()}",
            "Is it really that server? Where it is, SSL_CERT_FILE can name the file of the authority that vouches for it.",
        )
    if "[SSL" in said:
        return BrokenConnection("does not speak https", "Does its address begin with http://?")
    if proxy := proxy_for(url):
        return BrokenConnection(f"is reached by the proxy {proxy}, and nothing answers there", _PROXY)
    if is_nameless(error):
        return BrokenConnection("has a name that nobody knows", "Is it spelled right, and is this machine online?")
    return None


def proxy_for(url: str) -> str:
    """Return the proxy that the environment names for an address, without its password; "" where there is none."""
    from urllib.request import getproxies, proxy_bypass

    parts, proxies = urlsplit(url), getproxies()
    if not parts.hostname or proxy_bypass(parts.hostname):
        return ""
    return sanitize(redact_url(proxies.get(parts.scheme) or proxies.get("all") or ""), 100)


@contextmanager
def proxied() -> Iterator[None]:
    """Make a client in it: a proxy that the environment names and that is of no use raises UsageError."""
    try:
        yield
    except (ImportError, ValueError) as error:
        said = "SOCKS needs a package that is not here" if isinstance(error, ImportError) else sanitize(str(error), 120)
        raise errors.UsageError(f"The proxy that the environment names cannot be used: {said}.", _PROXY) from None


def load_certificates(url: str = "") -> SSLContext:
    """Return whom clients trust, read once in a process, in 40 ms; nobody where all is asked of a `url` without TLS and no proxy."""
    if url.lower().startswith("http://") and not proxy_for(url):
        return _nobody()
    return _certificates(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)
def _certificates(file: str | None, folder: str | None) -> SSLContext:
    import httpx2

    return httpx2.create_ssl_context()


@cache
def _nobody() -> SSLContext:
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def is_nameless(error: BaseException) -> bool:
    """Whether the host's name could not be looked up."""
    import socket

    return any(isinstance(one, socket.gaierror) for one in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


ARXIV_GAP = 3.0
"""Seconds between requests that arXiv asks of programs: https://info.arxiv.org/help/api/tou.html."""


class Pace:
    """Keeps requests to one host a while apart; `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: dict[str, float] = {}

    def wait(self, host: str, gap: float) -> float:
        """Reserve the host's next free moment; return the seconds until then."""
        now = self._clock()
        at = max(now, self._next.get(host, now))
        self._next[host] = at + gap
        return at - now


PACE = Pace()
"""Shared by all that fetch in this process: arXiv counts requests, not objects."""

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
LOG = logging.getLogger(__name__)

ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds; a server that asks for a longer wait than this is not waited for."""


def warm() -> None:
    """Import what the first call needs."""
    import tenacity  # noqa: F401


class Again(Exception):
    """Worth another attempt; `wait` in seconds is what the server asked for."""

    def __init__(self, error: errors.ServiceError, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


def later(error: errors.ServiceError, wait: float | None) -> Exception:
    """Return Again around an error, or the error itself where the server asks for a wait that is too long, which it then tells."""
    if wait is None or wait <= LONGEST_WAIT:
        return Again(error, wait)
    minutes = round(wait / 60)
    longer = f"{round(minutes / 60)} hours" if minutes >= 120 else f"{minutes} minutes"
    error.hint = f"It asks not to be asked again for {longer if minutes < 2880 else f'{minutes // 1440} days'}."
    return error


async def retry(call: Callable[[], Awaitable[T]], sleep: Sleep) -> T:
    """Return what `call` returns, tried again where it raises Again; raises the error inside the last one."""
    import tenacity

    backoff = tenacity.wait_exponential_jitter(multiplier=0.5, max=8)

    def wait(state: tenacity.RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.wait if isinstance(failure, Again) else None
        return backoff(state) if asked is None else asked

    def tell(state: tenacity.RetryCallState) -> None:
        failure = state.outcome.exception() if state.outcome else None
        LOG.info("%s Trying again in %.0f s…", failure, max(1.0, state.upcoming_sleep))

    try:
        async for attempt in tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(Again),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=wait,
            sleep=sleep,
            before_sleep=tell,
            reraise=True,
        ):
            with attempt:
                return await call()
    except Again as failure:
        raise failure.error from None
    raise AssertionError("unreachable")
