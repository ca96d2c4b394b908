"""Ctrl-C while an answer is written: the first one ends it and keeps what came, the second one ends the program."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interruption:
    """Whether Ctrl-C was pressed; once it is `gentle`, the first one only sets `stop`."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.gentle = False


@contextmanager
def interruption() -> Iterator[Interruption]:
    """Listen to Ctrl-C while the block runs; within an event loop of the main thread, elsewhere nothing changes."""
    heard = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)

    def on_signal(number: int, frame: FrameType | None) -> None:
        if heard.gentle and not heard.stop.is_set():
            loop.call_soon_threadsafe(heard.stop.set)
        elif callable(before):
            before(number, frame)

    signal.signal(signal.SIGINT, on_signal)
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, before)
