"""Copying: by the terminal multiplexer's or the desktop's own tool where there is one, and the truth about where it went."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from collections.abc import Mapping

PATIENCE = 3.0
"""Seconds that a tool gets."""


SCREENFUL = 76
"""Letters that GNU screen is given at once to hand on: it cuts what is long."""


def through_screen(text: str) -> str:
    """Return the sequence that sets the terminal's clipboard, as GNU screen hands it on: bare it is swallowed, and of a long one the rest printed."""
    sent = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    pieces = [sent[at : at + SCREENFUL] for at in range(0, len(sent), SCREENFUL)]
    return "".join(f"\x1bP{piece}\x1b\\" for piece in ["\x1b]52;c;", *pieces, "\a"])


def tool_of(environ: Mapping[str, str]) -> tuple[list[str], str] | None:
    """Return the command that takes a text to copy, and where that is then, in words; None where only the terminal can."""
    # With set-clipboard external, tmux's default, it drops what a program inside it sends to the terminal's clipboard.
    if environ.get("TMUX") and shutil.which("tmux"):
        return ["tmux", "load-buffer", "-w", "-"], "in tmux's buffer, and sent on to the terminal's clipboard"
    if environ.get("SSH_CONNECTION"):
        return None  # a clipboard of this machine would not be the reader's
    if environ.get("WAYLAND_DISPLAY") and shutil.which("wl-copy"):
        return ["wl-copy"], "on the clipboard"
    if environ.get("DISPLAY") and shutil.which("xclip"):
        return ["xclip", "-selection", "clipboard"], "on the clipboard"
    if environ.get("DISPLAY") and shutil.which("xsel"):
        return ["xsel", "--clipboard", "--input"], "on the clipboard"
    if sys.platform == "darwin" and shutil.which("pbcopy"):
        return ["pbcopy"], "on the clipboard"
    return None


def copy(text: str, environ: Mapping[str, str]) -> str:
    """Copy a text with a tool and return where it is, in words; "" where there is no tool or it fails."""
    found = tool_of(environ)
    if found is None:
        return ""
    command, where = found
    try:
        # A tool that stays behind to serve the clipboard keeps its output open.
        done = subprocess.run(
            command, input=text.encode("utf-8", "replace"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return where if done.returncode == 0 else ""
