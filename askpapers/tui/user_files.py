"""The reader's own style sheet, keys and settings, taken over while the program runs, as soon as their files change."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from textual.app import App
from textual.css.errors import StylesheetError
from textual.css.stylesheet import StylesheetParseError
from textual.css.tokenizer import TokenError
from textual.dom import DOMNode

from askpapers import errors
from askpapers.settings.settings import FILE, Settings, reload
from askpapers.text.sanitize import sanitize
from askpapers.tui.keys import is_key
from askpapers.tui.messages import ErrorRaised, SettingsChanged
from askpapers.tui.process import check_theme


def default_keys() -> dict[str, str]:
    """Return the keys that each binding of the interface has by default, by its id: "desk.ask" has "a,i"."""
    import askpapers.tui as room

    for module in walk_packages(room.__path__, f"{room.__name__}."):
        import_module(module.name)
    found: dict[str, list[str]] = {}
    kinds = [DOMNode]
    for kind in kinds:
        kinds += kind.__subclasses__()
        own = kind._merged_bindings if kind.__module__.startswith(room.__name__) else None
        for key, many in own.key_to_bindings.items() if own else ():
            for one in many:
                if one.id and not one.system and key not in found.setdefault(one.id, []):
                    found[one.id].append(key)
    return {id: ",".join(keys) for id, keys in found.items()}


def check_key(id: str, keys: str | None = None) -> None:
    """Raise UsageError for an id that no binding has, and for a text that names no keys."""
    known = default_keys()
    if id not in known:
        near = difflib.get_close_matches(id, known, n=1)
        hint = f"Did you mean keys.{near[0]}?" if near else "The settings of the interface (,) show those there are."
        raise errors.UsageError(f"Nothing that a key does has the name “{sanitize(id, 60)}”.", hint)
    if keys is not None and not all(is_key(key.strip()) for key in keys.split(",")):
        raise errors.UsageError(f"“{sanitize(keys, 40)}” is no key.", "Write a letter, f2, ctrl+g, shift+up, comma…")


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
