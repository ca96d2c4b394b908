"""When a request is tried again, and how long requests to one host wait for each other."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from askpapers import errors

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


async def retried(call: Callable[[], Awaitable[T]], sleep: Sleep) -> T:
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
