"""The keys of a place, as text to read."""

from __future__ import annotations

from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

PLACES = {"DayList": "In the list", "Reader": "In the paper", "Conversation": "In the answer"}
SIGNS = """Signs
  ● new   ± changed   ✓ read   ★ starred   A B chosen for a comparison   3◦ comments   ▲5 upvotes
  ✓ verified   ~ weak   ✗ not supported   ? unknown source   ∅ uncited"""


def keys_text(screen: Screen[Any]) -> str:
    """Return the keys of what has the focus, of its screen and of the program, with the signs."""
    places: list[tuple[str, DOMNode]] = [("Everywhere here", screen), ("Program", screen.app)]
    if screen.focused is not None:
        places.insert(0, (PLACES.get(type(screen.focused).__name__, "Where you are"), screen.focused))
    parts = [f"{heading}\n{rows}" for heading, node in places if (rows := _rows(node, screen))]
    return "\n\n".join([*parts, SIGNS])


def _rows(node: DOMNode, screen: Screen[Any]) -> str:
    keys: dict[str, list[str]] = {}
    for binding in _own(node):
        keys.setdefault(binding.tooltip or binding.description, []).append(screen.app.get_key_display(binding))
    return "\n".join(f"  {' '.join(dict.fromkeys(shown)):<16} {words}" for words, shown in keys.items())


def _own(node: DOMNode) -> list[Binding]:
    """The bindings that this program made; Textual's own have no id."""
    found = [b for many in node._bindings.key_to_bindings.values() for b in many]
    return [binding for binding in found if binding.id and binding.description and not binding.system]
