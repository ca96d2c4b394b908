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


async def warm(library: Library) -> None:
    """Import and open in threads what the first question needs; raises LibraryError."""
    await library.warm()
    await asyncio.to_thread(_import_all)
    spare_what_is_loaded()


def _import_all() -> None:
    for name in NEEDED:
        importlib.import_module(f"askpapers.{name}")


@lru_cache(maxsize=1)
def spare_what_is_loaded() -> None:
    """Have the collector leave alone what was imported, some 100,000 objects that stay; once in a process."""
    gc.freeze()
