"""Every form a list of papers comes in: bytes in, papers and warnings out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from askpapers.readers.recognition import FORMATS, Reading, open_reading

__all__ = ["FORMATS", "Reading", "open_reading"]


def __getattr__(name: str) -> Any:
    # `ask` decodes its question by a module of this room, and reads no list: forty formats would be imported for it.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from askpapers.readers import recognition

    return getattr(recognition, name)
