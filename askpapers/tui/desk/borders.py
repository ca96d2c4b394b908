"""The borders between the panes: moved by keys, and dragged."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import pairwise
from typing import Any

from textual.screen import Screen
from textual.widget import Widget

ORDER = ("#left", "#conversation", "#reader")
"""The panes from left to right, or from top to bottom."""
LEAST, MOST = 15, 75
"""Percent of the room that a border leaves the pane before it."""
STEP = 5


class Borders:
    """Shares the room between the panes that are seen together; for each such set of panes it is kept apart."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._shares: dict[tuple[str, ...], dict[str, float]] = {}
        self._held: Widget | None = None

    @property
    def _seen(self) -> list[Widget]:
        panes = [self._screen.query_one(name) for name in ORDER]
        return [pane for pane in panes if pane.display]

    @property
    def _across(self) -> bool:
        """Whether the panes stand below each other."""
        return self._screen.has_class("-narrow")

    def _key(self) -> tuple[str, ...]:
        return ("across" if self._across else "along", *(pane.id or "" for pane in self._seen))

    def stored(self) -> str:
        """Return what was moved, as it is kept over a restart."""
        return json.dumps([[list(seen), shares] for seen, shares in self._shares.items()]) if self._shares else ""

    def restore(self, text: str) -> None:
        """Take what was kept; what is damaged is left out."""
        with suppress(ValueError, TypeError):
            for one in json.loads(text or "[]"):
                match one:
                    case [[*seen], dict(shares)] if all(isinstance(share, int | float) for share in shares.values()):
                        kept = {str(pane): min(MOST, max(LEAST, share)) for pane, share in shares.items()}
                        self._shares[tuple(map(str, seen))] = kept

    def settle(self) -> None:
        """Give the panes that are seen now the shares that they had when they were last seen together."""
        if not self._shares:
            return  # no border was ever moved, and setting styles lays all out anew
        shares = self._shares.get(self._key(), {})
        for pane in (self._screen.query_one(name) for name in ORDER):
            share = shares.get(pane.id or "")
            pane.styles.width = None if share is None or self._across else f"{share:.2f}%"
            pane.styles.height = None if share is None or not self._across else f"{share:.2f}%"
            pane.styles.max_width = "100%" if shares and not self._across else None

    def share(self, by: int) -> bool:
        """Move the border at the pane that has the focus by so many steps; False where one pane stands alone."""
        seen = self._seen
        if len(seen) < 2:
            return False
        focused = self._screen.focused
        at = next((n for n, pane in enumerate(seen) if focused is not None and pane in focused.ancestors_with_self), 0)
        before = seen[min(at, len(seen) - 2)]
        size = before.outer_size.height if self._across else before.outer_size.width
        self._give(before, 100 * size / self._room + STEP * by)
        return True

    def grip(self, x: int, y: int) -> bool:
        """Take hold of the border at a place of the screen; False where there is none."""
        seen = self._seen
        self._held = None
        for before, after in pairwise(seen):
            one, other = before.region, after.region
            on = y == other.y if self._across else one.y <= y < one.bottom and x in {one.right - 1, other.x}
            self._held = before if on else self._held
        return self._held is not None

    def drag(self, x: int, y: int) -> None:
        """Move the border that is held to a place of the screen."""
        if self._held is not None:
            start = self._held.region
            size = y - start.y if self._across else x + 1 - start.x
            self._give(self._held, 100 * size / self._room)

    @property
    def _room(self) -> int:
        size = self._screen.query_one("#panes").size
        return max(1, size.height if self._across else size.width)

    def _give(self, pane: Widget, share: float) -> None:
        self._shares.setdefault(self._key(), {})[pane.id or ""] = min(MOST, max(LEAST, share))
        self.settle()


def is_displayed(widget: Widget) -> bool:
    """Whether a widget and all that it stands in are shown."""
    return all(node.display for node in widget.ancestors_with_self)
