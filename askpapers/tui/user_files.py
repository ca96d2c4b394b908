"""The reader's own style sheet, keys and settings, taken over while the program runs, as soon as their files change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.css.errors import StylesheetError
from textual.css.stylesheet import StylesheetParseError
from textual.css.tokenizer import TokenError

from askpapers import errors
from askpapers.settings.settings import FILE, Settings, reload
from askpapers.text.sanitize import sanitize
from askpapers.tui.messages import ErrorRaised, SettingsChanged
from askpapers.tui.process import check_theme

STYLE = "style.tcss"
"""The name of the style sheet, beside config.toml."""
LOOKED_AT_EVERY = 1.0
"""Seconds."""


class UserFiles:
    """Looks whether a file has changed, and takes over what it says; what is wrong in it changes nothing, and is told.

    `settings` returns those that are in force.
    """

    def __init__(self, app: App[Any], settings: Callable[[], Settings]) -> None:
        self._app = app
        self._settings = settings
        self._seen: dict[str, tuple[int, int]] = {FILE: _state(settings().config / FILE)}

    def look(self) -> None:
        """Take over what has changed since the last look."""
        for name, take in ((STYLE, self._style), (FILE, self._changed)):
            path = self._settings().config / name
            now = _state(path)
            if now != self._seen.get(name, (0, 0)):
                self._seen[name] = now
                try:
                    take(path)
                except errors.AskpapersError as error:
                    self._app.post_message(ErrorRaised(error))

    def use_theme(self, name: str | None) -> None:
        """Draw in a theme; that there is none of this name is told."""
        try:
            if name:
                check_theme(name)
                self._app.theme = name
        except errors.UsageError as error:
            self._app.post_message(ErrorRaised(error))

    def _style(self, path: Path) -> None:
        text = _text(path)
        sheet = self._app.stylesheet.copy()
        # After the program's own, so that it wins where both say something of the same thing.
        sheet.add_source(text, read_from=(str(path), ""), tie_breaker=1)
        try:
            sheet.parse()
        except (StylesheetError, TokenError) as error:
            where, what = _fault(error)
            raise errors.UsageError(
                f"{sanitize(str(path))}{where}: {sanitize(what, 200)}", "Nothing of it counts until that is mended."
            ) from error
        self._app.stylesheet = sheet
        for screen in self._app.screen_stack:
            sheet.update(screen, animate=False)
            screen.refresh(layout=True)

    def _changed(self, path: Path) -> None:
        before = self._settings()
        self._app.post_message(SettingsChanged(before, reload(before)))


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""  # taken away again
    except (OSError, UnicodeDecodeError) as error:
        raise errors.UsageError(f"{sanitize(str(path))} cannot be read: {error}.", "It is to be UTF-8 text.") from error


def _fault(error: Exception) -> tuple[str, str]:
    """Return the line and the words of what is wrong in a style sheet."""
    if isinstance(error, TokenError):
        return f", line {error.start[0]}", str(error).splitlines()[0]
    for rule in error.errors.rules if isinstance(error, StylesheetParseError) else ():
        for token, message in rule.errors:
            words = message if isinstance(message, str) else getattr(message, "summary", str(message))
            return f", line {token.location[0] + 1}", str(words)
    return "", str(error)
