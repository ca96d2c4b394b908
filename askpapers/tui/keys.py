"""The keys of a place, as text to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _normalize_key_list, key_to_character
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from askpapers.answers.verdict import SIGNS

ARROWS = frozenset({"up", "down", "left", "right"})
_LONG_NAMES = {short: long for long, short in KEY_NAME_REPLACEMENTS.items()}
PLACES = {"PaperList": "In the list", "PaperView": "In the paper", "Conversation": "In the answer"}
GROUPS = {
    "Questions": "ask widen ask_anyway model new_conversation history export verify",
    "Lists": "filter scope older newer calendar sort triage news two_days map digest export_papers interests summarize",
    "A paper": "star read annotate choose compare related open_link copy_link copy_paper remove undo",
    "More papers": "add fetch paste",
    "Panes and tabs": "list paper answer back zoom narrower wider next_tab previous_tab close_tab",
}
"""What the keys of the desk are for, each by its name; what is in none of these stands with the program's."""
WALKED = ("In the list", "In the paper")
HERE, PROGRAM = "Everywhere here", "The program"
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
    focused = [screen.focused] if screen.focused is not None else []
    told: dict[str, list[Binding]] = {}
    for node in (*focused, screen, screen.app):
        for binding in own_bindings(node):
            told.setdefault(group_of(binding, node), []).append(binding)
    parts = [Content(f"{heading}\n") + _rows(told[heading], screen) for heading in in_order(told)]
    return Content("\n\n").join([*parts, Content(LEGEND)])


def group_of(binding: Binding, node: DOMNode) -> str:
    """Return the heading that a key of a widget, a screen or the program stands under."""
    place, _, name = (binding.id or "").partition(".")
    if place == "desk":
        return next((group for group, names in GROUPS.items() if name in names.split()), PROGRAM)
    if isinstance(node, Screen):
        return HERE
    return PLACES.get(type(node).__name__, "Where you are") if isinstance(node, Widget) else PROGRAM


def in_order(groups: Collection[str]) -> list[str]:
    """Return headings in the order in which they are read: the screen's, how one walks where the focus is, the program's."""
    last = [HERE, *GROUPS, *WALKED, PROGRAM]
    return sorted(groups, key=lambda group: last.index(group) if group in last else -1)


def _rows(bindings: Iterable[Binding], screen: Screen[Any]) -> Content:
    keys: dict[str, list[Binding]] = {}
    for binding in bindings:
        keys.setdefault(binding.tooltip or binding.description, []).append(binding)
    lines = []
    for words, same in keys.items():
        shown = " ".join(dict.fromkeys(screen.app.get_key_display(binding) for binding in same))
        pressed = screen.app._keymap.get(same[0].id or "") or same[0].key
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


def is_typed(focused: Widget | None, key: str) -> bool:
    """Whether a key writes a letter where the focus is, and so does nothing else."""
    # Of "plus", "minus", "slash" Textual does not know what they write, and takes them for keys that an Input leaves alone.
    return focused is not None and focused.check_consume_key(key, key_to_character(_LONG_NAMES.get(key, key)))
