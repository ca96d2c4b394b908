"""What the first question needs, loaded behind the first paint."""

from __future__ import annotations

import asyncio
import gc
import importlib
from functools import lru_cache

from askpapers.library.library import Library

NEEDED = (
    "verbs.ask",
    "verification.checker",
    "extractive.answer",
    "models.prices",
    "models.prompts",
    "retrieval.fusion",
    "retrieval.search",
    "tui.rendering.markdown",
    "tui.dialogs.files",
    "tui.dialogs.history",
)
COLLECT_AFTER = (1_000, 10, 60)
"""How many objects more there are before the young, the middle-aged and all are searched for rings of garbage."""


async def warm(library: Library) -> None:
    """Import and open in threads what the first question needs; raises LibraryError."""
    await library.warm()
    await asyncio.to_thread(_import_all)
    spare_the_collector()


def _import_all() -> None:
    for name in NEEDED:
        importlib.import_module(f"askpapers.{name}")


@lru_cache(maxsize=1)
def spare_the_collector() -> None:
    """Let the collector leave alone what was imported, and search everything seldom; once in a process.

    Walking through it takes a seventh of a second, and drawing makes so many objects that it came twice a second.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
