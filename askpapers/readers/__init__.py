"""Every form a list of papers comes in: bytes in, papers and warnings out."""

from __future__ import annotations

from askpapers.readers.recognition import FORMATS, Reading, open_reading

__all__ = ["FORMATS", "Reading", "open_reading"]
