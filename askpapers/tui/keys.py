"""The keys: those of the desk, and those of any place as text to read."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable
from typing import Any

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _normalize_key_list, key_to_character
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from askpapers.answers.verdict import SIGNS


def _key(
    key: str,
    action: str,
    words: str,
    name: str,
    sentence: str = "",
    *,
    show: bool = False,
    priority: bool = False,
    system: bool = False,
) -> Binding:
    """A key with what it does, in words and in a sentence; `show` lets the last line have it before the others."""
    id = f"desk.{name}"
    return Binding(key, action, words, show=show, id=id, tooltip=sentence, priority=priority, system=system)


KEYS: list[BindingType] = [
    # Priority: over a slow line the key and what is typed next come in one burst, and must not part ways.
    _key("a,i", "ask", "Ask", "ask", "Ask the papers in scope a question", show=True, priority=True),
    _key("question_mark", "keys", "Keys", "keys", "All keys of this place", show=True),
    _key("slash", "filter", "Filter", "filter", "Narrow the list while typing", show=True, priority=True),
    _key("s", "scope", "Scope", "scope", "Day, week, everything, unread, starred…", show=True),
    _key("space", "choose", "Choose", "choose", "Choose papers: the keys of a paper then take all", show=True),
    _key("c", "compare", "Compare", "compare", "Lay the chosen papers side by side", show=True),
    _key("left_square_bracket", "day(-1)", "Older day", "older", "The day before that has papers"),
    _key("right_square_bracket", "day(1)", "Newer day", "newer", "The next day that has papers"),
    _key("d", "calendar", "Calendar", "calendar", "Choose a day, week or month"),
    _key("o", "sort", "Sort", "sort", "Order the list: comments, title, your interests…"),
    _key("x", "star", "Star", "star", "Star the chosen papers or this one, or unstar"),
    _key("m", "toggle_read", "Mark read or unread", "read", "Mark the chosen papers or this one read or unread"),
    _key("t", "annotate", "Note and tags", "annotate", "Note, tags, collections of the chosen or this one"),
    _key("u", "undo", "Undo", "undo", "Take the last mark or removal back"),
    _key("b", "triage", "Read in order", "triage", "The unread papers, one after another"),
    _key("delete", "remove", "Remove", "remove", "Take the chosen or this out; u brings them back"),
    _key("S", "summarize", "Write summaries", "summarize", "Write a line for each paper with the model"),
    _key("r", "related", "Related papers", "related", "The papers nearest in meaning to the one at hand"),
    _key("l", "open_link", "Open the link", "open_link", "Open the pages of the chosen papers or this one"),
    _key("L", "copy_link", "Copy the link", "copy_link", "Copy the links of the chosen papers or this one"),
    _key("Y", "copy_paper", "Copy the paper", "copy_paper", "Copy title and abstract of the chosen or this one"),
    _key("w", "widen", "Widen and ask again", "widen", "Ask the last question over more days"),
    _key("A", "ask_anyway", "Ask the model all the same", "ask_anyway", "Ask the model though nothing came near"),
    _key("plus", "add", "Add a file or address", "add", "Add a file, a folder or an address"),
    _key("f", "fetch", "Fetch a list", "fetch", "Fetch a day, week or month of a service"),
    _key("p", "paste", "Paste a list", "paste", "Take a list from a paste"),
    _key("h", "history", "Conversations", "history", "Find an earlier conversation by its words"),
    _key(
        "N",
        "new_conversation",
        "New conversation",
        "new_conversation",
        "Begin a conversation that follows up on nothing",
    ),
    _key("E", "export", "Export the conversation", "export", "Write the conversation to a Markdown file"),
    _key("D", "digest", "Digest", "digest", "The papers in the list as one page"),
    _key("e", "export_papers", "Export papers", "export_papers", "Export the papers in the list, or the chosen ones"),
    _key("I", "interests", "Interests", "interests", "What papers are ranked by"),
    _key("V", "verify", "Check a draft", "verify", "A text of yours against the papers that it cites"),
    _key("H", "doctor", "Doctor", "doctor", "What works and what does not"),
    _key("n", "news", "What is new", "news", "What came since you last looked"),
    _key("M", "model", "Model", "model", "Choose what answers: a model, or quotations"),
    _key("right_curly_bracket", "tab(1)", "Next tab", "next_tab", "The next open conversation or comparison"),
    _key("left_curly_bracket", "tab(-1)", "Previous tab", "previous_tab", "The one before"),
    _key("X", "close_tab", "Close the tab", "close_tab", "Close this one; h finds a conversation again"),
    _key("T", "map", "Theme map", "map", "Themes, papers a day, comments: as pictures"),
    _key("vertical_line", "two_days", "Two days", "two_days", "Two days side by side"),
    _key("1", "pane('list')", "The list", "list"),
    _key("2", "pane('paper')", "The paper", "paper"),
    _key("3", "pane('answer')", "The answer", "answer"),
    _key("z", "zoom", "Zoom", "zoom", "This pane alone, and all again"),
    _key("less_than_sign", "share(-1)", "Border back", "narrower", "Move the border at this pane left or up"),
    _key("greater_than_sign", "share(1)", "Border on", "wider", "Move the border at this pane right or down"),
    _key("4", "fourth", "Paste a list", "fourth", system=True),
    _key("escape", "back", "Back, or stop", "back", "Stop an answer, else back to the list"),
]

OF_PAPERS = frozenset(
    "filter scope choose compare day calendar sort star toggle_read annotate triage remove summarize related open_link "
    "copy_link copy_paper widen ask_anyway new_conversation export verify digest export_papers map two_days zoom share".split()
)
"""What there is nothing to do to in an empty library."""


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
LEGEND = (
    "● new   ± changed   ✓ read   ★ starred   A B chosen for a comparison   » cited by the answer   3◦ comments   ▲5 upvotes",
    "   ".join(_VERDICTS[:4]),
    "   ".join(_VERDICTS[4:]),
    "The strip below a question has a cell for each claim of its answer, with the sign of its verdict",
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
    return Content("\n\n").join([*parts, _legend(screen)])


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


def _room(screen: Screen[Any]) -> int:
    """The cells that a line of the keys has: those of a dialog within its frame, its sides and its scroll bar."""
    return min(76, screen.app.size.width * 96 // 100) - 8


def hanging(head: str, words: str, room: int) -> str:
    """Return words behind a head, in as many lines of `room` cells as they need, each begun where the first begins."""
    return textwrap.fill(words, max(room, len(head) + 10), initial_indent=head, subsequent_indent=" " * len(head))


def _legend(screen: Screen[Any]) -> Content:
    """The signs; none is parted from its words where a line ends."""
    held = "\N{NO-BREAK SPACE}"
    lines = [
        "   ".join(part.replace(" ", held) for part in line.split("   ")) if "   " in line else line for line in LEGEND
    ]
    return Content("\n".join(["Signs", *(hanging("  ", line, _room(screen)).replace(held, " ") for line in lines)]))


def _rows(bindings: Iterable[Binding], screen: Screen[Any]) -> Content:
    keys: dict[str, list[Binding]] = {}
    for binding in bindings:
        keys.setdefault(binding.tooltip or binding.description, []).append(binding)
    lines = []
    for words, same in keys.items():
        shown = " ".join(dict.fromkeys(screen.app.get_key_display(binding) for binding in same))
        pressed = screen.app._keymap.get(same[0].id or "") or same[0].key
        line = hanging(f"  {shown:<16} ", words, _room(screen))
        lines.append(Content.styled(line, Style.from_meta({"press": pressed.split(",")[0]})))
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
    """Whether a text names a key as a terminal sends it: "a", "?", "question_mark", "f2", "ctrl+g", "shift+up"."""
    *modifiers, key = text.split("+") if len(text) > 1 else [text]
    known = len(key) == 1 or key in set(Keys) or key_to_character(_LONG_NAMES.get(key, key)) is not None
    return set(modifiers) <= {"ctrl", "shift", "alt"} and known


def is_typed(focused: Widget | None, key: str) -> bool:
    """Whether a key writes a letter where the focus is, and so does nothing else."""
    # Of "plus", "minus", "slash" Textual does not know what they write, and takes them for keys that an Input leaves alone.
    return focused is not None and focused.check_consume_key(key, key_to_character(_LONG_NAMES.get(key, key)))


KEYS_OF_OTHERS = ("tmux takes Ctrl+B; zellij Ctrl+P T N S O H G Q; a terminal Ctrl+C D Z S Q",)
