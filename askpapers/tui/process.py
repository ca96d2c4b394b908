"""The process and its terminal: the bytes that come, copying, themes, toasts, passes of the collector, and what is loaded behind the first paint.

All of it is there once, whatever screen is shown, and reaches past Textual: into its driver, to the clipboard, the garbage collector, the
loaded modules.
"""

from __future__ import annotations

import asyncio
import base64
import difflib
import gc
import importlib
import os
import shutil
import subprocess
import sys
import time
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Literal

from textual import events, on
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.notifications import Notification, Notify
from textual.theme import BUILTIN_THEMES

from askpapers import errors
from askpapers.library.library import Library
from askpapers.text.sanitize import sanitize


def forgive_bytes(driver: type[Driver]) -> None:
    """Have one of Textual's drivers show what is no UTF-8 in a paste as � instead of leaving with an error.

    A binary file that is pasted sends such bytes, and a decoder that is called strictly raises in the thread that reads.
    """
    module = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):  # not so on Windows, whose driver reads letters
        module.getincrementaldecoder = _forgiving  # type: ignore[attr-defined]


def _forgiving(encoding: str) -> partial[IncrementalDecoder]:
    return partial(getincrementaldecoder(encoding), errors="replace")


PATIENCE = 3.0
"""Seconds that a tool gets."""


SELECTED = "What was selected"
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


RESTED = 2.0
"""Seconds without a key or the mouse after which the reader rests."""
WORTH_A_PASS = 30
"""Passes over the middle-aged, one each 10,000 objects more, after which all are searched where the reader rests."""
AT_LAST = 600
"""Passes over the middle-aged after which all are searched, rest or none."""


READ_AFTER = {"information": 1.5, "warning": 2.5, "error": 3.0}
"""Seconds that a toast stays whatever is pressed, by how bad its news is."""


class Rest:
    """Tells whether the reader rests, and searches everything for rings of garbage then.

    A pass over all objects holds the event loop for a tenth of a second, whatever thread it falls to; those over the young and the
    middle-aged, a few thousandths, go on as they come. The thresholds are the process's: `begin` sets them and `end` puts them back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._before = gc.get_threshold()

    def begin(self) -> None:
        """Keep the collector from passing over all objects by itself, and from looking at what was imported until now."""
        self._before = gc.get_threshold()
        spare_what_is_loaded("imports")
        gc.set_threshold(1_000, 10, AT_LAST)

    def end(self) -> None:
        """Leave the collector as it was found."""
        gc.set_threshold(*self._before)

    def stir(self) -> None:
        """Note that a key was pressed, or the mouse moved."""
        self._last = self._clock()

    def collect(self) -> bool:
        """Search everything for garbage where the reader rests and enough was made since; return whether it was."""
        if self._clock() - self._last < RESTED or gc.get_count()[2] < WORTH_A_PASS:
            return False
        gc.collect()
        return True


NEEDED = (
    "verbs.ask",
    "verification.checker",
    "extractive.answer",
    "answers.usage",
    "models.prompts",
    "retrieval.search",
    "tui.rendering.markdown",
    "tui.dialogs.forms",
    "tui.dialogs.history",
)


async def warm(library: Library) -> None:
    """Import and open in threads what the first question needs; raises LibraryError."""
    await library.warm()
    await asyncio.to_thread(_import_all)
    spare_what_is_loaded("library")


def _import_all() -> None:
    for name in NEEDED:
        importlib.import_module(f"askpapers.{name}")


@cache
def spare_what_is_loaded(until: Literal["imports", "library"]) -> None:
    """Have the collector leave alone what is there, some 100,000 objects that stay; once in a process before the first paint, and once behind it."""
    gc.freeze()


def check_theme(name: str) -> None:
    """Raise UsageError for the name of a theme that there is not."""
    if name not in BUILTIN_THEMES:
        near = difflib.get_close_matches(name, BUILTIN_THEMES, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(BUILTIN_THEMES)}."
        raise errors.UsageError(f"There is no theme “{sanitize(name, 40)}”.", hint)


def _unread(toast: Notification) -> float:
    """Return how many seconds a toast must still stay to be read."""
    return READ_AFTER[toast.severity] - (time.time() - toast.raised_at)


class TerminalApp(App[int]):
    """What a program does in its terminal, whatever it shows: it names keys, copies, notices a rest, and leaves of toasts that repeat themselves one."""

    def __init__(self) -> None:
        super().__init__()
        self.rest = Rest()
        self._colorless = {True: NoColor(), False: Monochrome()}

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self.rest.stir()
        if isinstance(
            event, events.Key | events.Paste | events.MouseDown | events.MouseScrollDown | events.MouseScrollUp
        ):
            self._let_toasts_go()
        await super().on_event(event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What is done to each line that is drawn; with NO_COLOR as the theme wants it that is in force now."""
        # Textual chooses once, by the theme of its start: to the other filter the terminal's own colors are all black.
        filters = [one for one in super().get_line_filters() if not isinstance(one, Monochrome | NoColor)]
        return [*filters, self._colorless[self.native_ansi_color]] if self.no_color else filters

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is shown; where the reader changed it, the one that counts."""
        changed = self._keymap.get(binding.id or "", "")
        shown = [binding.with_key(key) for key in changed.split(",")] if changed else [binding]
        return " ".join(super(TerminalApp, self).get_key_display(one) for one in shown)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what is selected, on a screen or in a line to type in, and say where it is."""
        if text:  # a line to type in cuts where nothing is selected too
            self.run_worker(self.copy(text, SELECTED), exit_on_error=False)

    @property
    def selected(self) -> str:
        """What the mouse has selected on the screen."""
        return self.screen.get_selected_text() or ""

    def _to_terminal(self, text: str) -> None:
        """Copy to the terminal's clipboard, through GNU screen where that is between."""
        if not os.environ.get("STY") or self._driver is None:
            super().copy_to_clipboard(text)
            return
        self._clipboard = text
        self._driver.write(through_screen(text))

    def action_copy_selected(self) -> None:
        """Copy what is selected; what can be copied whole has a key of its own for both."""
        if self.selected:
            self.copy_to_clipboard(self.selected)
        else:
            self.notify("Nothing is selected: drag the mouse over words first. Y copies the paper.", timeout=4)

    async def copy(self, text: str, what: str, *, unless_selected: bool = False) -> None:
        """Copy a text, and say where it is as far as that can be known; `what` names it to the reader.

        `unless_selected` has what is selected on the screen go before it.
        """
        if unless_selected and self.selected:
            text, what = self.selected, SELECTED
        self._to_terminal(text)
        self.clear_selection()
        where = await asyncio.to_thread(copy, text, os.environ)
        told = where or "sent to the terminal's clipboard; a terminal may refuse it, and cannot say so"
        self.notify(f"It is {told}.", title=what, timeout=4, markup=False)

    @on(Notify)
    def _notified(self, event: Notify) -> None:
        """Let a toast take the place of one that says the same to do, or was there long enough, for both would cover the papers.

        An error goes by a key or by its own time alone: who looked away must find it.
        """
        message = event.notification.message.strip()
        for other in list(self._notifications):
            read = _unread(other) <= 0 and other.severity != "error"
            if read or (message and other.message.strip() == message):
                self._unnotify(other, refresh=False)

    def _let_toasts_go(self) -> None:
        """Take away the toasts that were there long enough to be read, and those that were not as soon as they were.

        They cover what is read, on whatever screen that is: whoever goes on has seen them.
        """
        for one in list(self._notifications):
            if (left := _unread(one)) > 0:
                self.set_timer(left, partial(self._unnotify, one))
            else:
                self._unnotify(one)

    def action_leave_hint(self) -> None:
        """Somebody who presses Ctrl+C wants out and may not know how."""
        self.notify("q leaves (Esc first, where you are typing).", timeout=4)
