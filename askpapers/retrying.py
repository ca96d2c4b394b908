"""Another attempt after a failure that passes, once the time is over that a server asks for."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from askpapers import errors

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
    """Return Again around an error, or the error itself where the server asks for a wait that is too long."""
    return error if wait is not None and wait > LONGEST_WAIT else Again(error, wait)


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
