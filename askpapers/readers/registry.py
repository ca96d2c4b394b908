"""The formats that are known: each module in `formats` has one, and a new one is a new module there."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from askpapers.readers import formats
from askpapers.readers.format import Format


@cache
def known_formats() -> dict[str, Format]:
    """Return the formats by their names, in the order of the alphabet."""
    modules = [import_module(f"{formats.__name__}.{found.name}") for found in pkgutil.iter_modules(formats.__path__)]
    found = [module.FORMAT for module in modules]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}
