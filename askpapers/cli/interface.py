"""The terminal interface, opened from the command line."""

from __future__ import annotations

import os
import sys
from typing import Any

from askpapers import errors
from askpapers.settings import load


def can_be_shown() -> bool:
    """Whether there is a terminal, or textual-serve, which speaks through pipes and says so by its driver."""
    return bool(os.environ.get("TEXTUAL_DRIVER")) or (sys.stdin.isatty() and sys.stdout.isatty())


def open_interface(flags: dict[str, Any]) -> None:
    """Open the terminal interface; raises UsageError where there is no terminal."""
    settings = load(flags)
    if not can_be_shown():
        raise errors.UsageError("There is no terminal to open the interface in.", "askpapers list, or askpapers --help")
    from askpapers.tui.app import AskpapersApp

    AskpapersApp(settings).run()
