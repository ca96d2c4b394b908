"""The garbage collector's long passes, kept for when the reader rests."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

RESTED = 2.0
"""Seconds without a key or the mouse after which the reader rests."""
WORTH_A_PASS = 30
"""Passes over the middle-aged, one each 10,000 objects more, after which all are searched where the reader rests."""
AT_LAST = 600
"""Passes over the middle-aged after which all are searched, rest or none."""


class Rest:
    """Tells whether the reader rests, and searches everything for rings of garbage then.

    A pass over all objects holds the event loop for a tenth of a second, whatever thread it falls to; those over the young and the
    middle-aged, a few thousandths, go on as they come. The thresholds are the process's: `begin` sets them and `end` puts them back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._before = gc.get_threshold()

    def begin(self) -> None:
        """Keep the collector from passing over all objects by itself."""
        self._before = gc.get_threshold()
        gc.set_threshold(1_000, 10, AT_LAST)

    def end(self) -> None:
        """Leave the collector as it was found."""
        gc.set_threshold(*self._before)

    def stir(self) -> None:
        """Note that a key was pressed, or the mouse moved."""
        self._last = self._clock()

    def collect(self) -> bool:
        """Search everything for garbage where the reader rests and enough was made since; return whether it was."""
        if self._clock() - self._last < RESTED or gc.get_count()[2] < WORTH_A_PASS:
            return False
        gc.collect()
        return True
