"""How long to wait between requests to one host."""

from __future__ import annotations

import time
from collections.abc import Callable

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
