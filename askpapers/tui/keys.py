"""The keys of a place, as text to read."""

from __future__ import annotations

from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import Keys, _normalize_key_list
from textual.screen import Screen
from textual.style import Style

from askpapers.answers.verdict import SIGNS

PLACES = {"PaperList": "In the list", "PaperView": "In the paper", "Conversation": "In the answer"}
_VERDICTS = [f"{sign.sign} {sign.word}" for sign in SIGNS.values()]
LEGEND = "\n  ".join(
    [
        "Signs",
        "● new   ± changed   ✓ read   ★ starred   A B chosen for a comparison   » cited by the answer   3◦ comments   ▲5 upvotes",
        "   ".join(_VERDICTS[:4]),
        "   ".join(_VERDICTS[4:]),
    ]
)


def keys_text(screen: Screen[Any]) -> Content:
    """Return the keys of what has the focus, of its screen and of the program, with the signs.

    Each line carries the meta `press`, the key that a click on it presses.
    """
    places: list[tuple[str, DOMNode]] = [("Everywhere here", screen), ("Program", screen.app)]
    if screen.focused is not None:
        places.insert(0, (PLACES.get(type(screen.focused).__name__, "Where you are"), screen.focused))
    parts = [Content(f"{heading}\n") + rows for heading, node in places if (rows := _rows(node, screen))]
    return Content("\n\n").join([*parts, Content(LEGEND)])


def _rows(node: DOMNode, screen: Screen[Any]) -> Content:
    keys: dict[str, list[Binding]] = {}
    for binding in own_bindings(node):
        keys.setdefault(binding.tooltip or binding.description, []).append(binding)
    lines = []
    for words, bindings in keys.items():
        shown = " ".join(dict.fromkeys(screen.app.get_key_display(binding) for binding in bindings))
        pressed = screen.app._keymap.get(bindings[0].id or "") or bindings[0].key
        lines.append(Content.styled(f"  {shown:<16} {words}", Style.from_meta({"press": pressed.split(",")[0]})))
    return Content("\n").join(lines)


def own_bindings(node: DOMNode) -> list[Binding]:
    """The bindings that this program made; Textual's own have no id."""
    found = [b for many in node._bindings.key_to_bindings.values() for b in many]
    return [binding for binding in found if binding.id and binding.description and not binding.system]


def bindings_of(screen: Screen[Any]) -> dict[str, list[Binding]]:
    """Return every binding of a screen, of what is on it and of the program by its id, with the keys it has by default."""
    found: dict[str, list[Binding]] = {}
    for kind in dict.fromkeys(type(node) for node in (screen, *screen.query("*"), screen.app)):
        bindings = kind._merged_bindings
        for many in bindings.key_to_bindings.values() if bindings else ():
            for one in many:
                if one.id and one.description and not one.system:
                    found.setdefault(one.id, []).append(one)
    return found


def holder(screen: Screen[Any], id: str, key: str) -> str:
    """Return what a key does already where the binding `id` is in force, "" where it is free."""
    place = id.partition(".")[0]
    key = _normalize_key_list(key)
    for other, bindings in bindings_of(screen).items():
        keys = screen.app._keymap.get(other) or ",".join(binding.key for binding in bindings)
        near = {place, other.partition(".")[0]}
        if other != id and key in keys.split(",") and (len(near) == 1 or near & {"desk", "app"}):
            return bindings[0].description
    return ""


def is_key(text: str) -> bool:
    """Whether a text names a key as a terminal sends it: "a", "?", "f2", "ctrl+g", "shift+up"."""
    *modifiers, key = text.split("+") if len(text) > 1 else [text]
    return set(modifiers) <= {"ctrl", "shift", "alt"} and (len(key) == 1 or key in set(Keys))
