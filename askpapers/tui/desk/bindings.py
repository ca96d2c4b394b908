"""The keys of the desk, each with what it does and a sentence about it; `tui/keys.py` says what they are for."""

from __future__ import annotations

from textual.binding import Binding, BindingType


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
    _key("space", "choose", "Choose", "choose", "Choose a paper for a comparison", show=True),
    _key("c", "compare", "Compare", "compare", "Lay the chosen papers side by side", show=True),
    _key("left_square_bracket", "day(-1)", "Older day", "older", "The day before that has papers"),
    _key("right_square_bracket", "day(1)", "Newer day", "newer", "The next day that has papers"),
    _key("d", "calendar", "Calendar", "calendar", "Choose a day, week or month"),
    _key("o", "sort", "Sort", "sort", "Order the list: comments, title, your interests…"),
    _key("x", "star", "Star", "star", "Star the paper, or take the star away"),
    _key("m", "toggle_read", "Mark read or unread", "read", "Mark the paper read or unread"),
    _key("t", "annotate", "Note and tags", "annotate", "Write a note, tag or collect the paper"),
    _key("u", "undo", "Undo", "undo", "Take the last mark or removal back"),
    _key("b", "triage", "Read in order", "triage", "The unread papers, one after another"),
    _key("delete", "remove", "Remove", "remove", "Take papers out; u brings them back"),
    _key("S", "summarize", "Write summaries", "summarize", "Write a line for each paper with the model"),
    _key("r", "related", "Related papers", "related", "The papers nearest in meaning"),
    _key("l", "open_link", "Open the link", "open_link", "Open the paper's page in the browser"),
    _key("L", "copy_link", "Copy the link", "copy_link", "Copy the paper's link"),
    _key("Y", "copy_paper", "Copy the paper", "copy_paper", "Copy title and abstract"),
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
