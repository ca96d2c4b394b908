"""One key, and a label stands on everything that can be gone to: the label's letters go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Static

from askpapers.tui.dialogs.basic import Dialog

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The home row first: what is labeled first is near."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the screen that can be gone to, and what goes there."""

    at: Offset
    go: Callable[[], object]


@runtime_checkable
class HasSpots(Protocol):
    """A widget with places inside it: rows of a list, marks of an answer."""

    def spots(self) -> Iterator[Spot]:
        """Yield those that are seen now."""
        ...


def spots_of(screen: Screen[Any]) -> list[Spot]:
    """Return what can be gone to on a screen now: what takes keys, then the places inside it, each place once."""
    found: dict[Offset, Spot] = {}
    for widget in screen.focus_chain:
        if widget.region.area and widget.is_on_screen:
            found.setdefault(widget.region.offset, Spot(widget.region.offset, widget.focus))
    for widget in screen.query("*"):
        if isinstance(widget, HasSpots) and widget.is_on_screen:
            for spot in widget.spots():
                found.setdefault(spot.at, spot)
    return list(found.values())


def labels(count: int) -> list[str]:
    """Return so many labels, none of which begins another.

    >>> labels(3), len(labels(60)), labels(60)[-1]
    (['a', 's', 'd'], 60, 'mh')
    """
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    # Each letter that begins labels of two takes one of a single letter away and gives as many as there are letters.
    begin = min(len(LETTERS), -(-(count - len(LETTERS)) // (len(LETTERS) - 1)))
    single = list(LETTERS[: len(LETTERS) - begin])
    double = [a + b for a, b in product(LETTERS[len(LETTERS) - begin :], LETTERS)]
    return [*single, *double][:count]


class JumpScreen(Dialog[Spot]):
    """Labels over the screen below; typing one goes to its place, any other key or a click closes."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        super().__init__()
        self._spots = dict(zip(labels(len(spots)), spots, strict=False))
        self._typed = ""

    def compose(self) -> ComposeResult:
        for label, spot in self._spots.items():
            shown = Static(Content(label), classes="jump-label")
            shown.styles.offset = spot.at
            yield shown

    def on_key(self, event: events.Key) -> None:
        """Take a letter."""
        event.stop()
        event.prevent_default()
        self._typed += event.character or ""
        if (spot := self._spots.get(self._typed)) is not None:
            self.dismiss(spot)
        elif not event.character or not any(label.startswith(self._typed) for label in self._spots):
            self.dismiss(None)
        else:
            for label, shown in zip(self._spots, self.query(".jump-label"), strict=True):
                shown.display = label.startswith(self._typed)

    def on_click(self) -> None:
        self.dismiss(None)
