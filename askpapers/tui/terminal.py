"""What a terminal sends, read so that nothing of it ends the program."""

from __future__ import annotations

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from functools import partial

from textual.driver import Driver


def forgive_bytes(driver: type[Driver]) -> None:
    """Have one of Textual's drivers show what is no UTF-8 in a paste as � instead of leaving with an error.

    A binary file that is pasted sends such bytes, and a decoder that is called strictly raises in the thread that reads.
    """
    module = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):  # not so on Windows, whose driver reads letters
        module.getincrementaldecoder = _forgiving  # type: ignore[attr-defined]


def _forgiving(encoding: str) -> partial[IncrementalDecoder]:
    return partial(getincrementaldecoder(encoding), errors="replace")
