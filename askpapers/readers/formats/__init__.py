"""One file a format: what recognizes it, and how it becomes papers. A new module here is a new format."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from askpapers.readers.format import Format


@cache
def known_formats() -> dict[str, Format]:
    """Return the formats by their names, in the order of the alphabet."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = [module.FORMAT for module in modules]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}
