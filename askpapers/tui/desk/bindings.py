"""The keys of the desk, each with what it does and a sentence about it; `tui/keys.py` says what they are for."""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    # Priority: over a slow line the key and what is typed next come in one burst, and must not part ways.
    Binding("a,i", "ask", "Ask", id="desk.ask", tooltip="Ask the papers in scope a question", priority=True),
    Binding("question_mark", "keys", "Keys", id="desk.keys", tooltip="All keys of this place"),
    Binding("slash", "filter", "Filter", id="desk.filter", tooltip="Narrow the list while typing", priority=True),
    Binding("s", "scope", "Scope", id="desk.scope", tooltip="Day, week, everything, unread, starred…"),
    Binding("space", "choose", "Choose", id="desk.choose", tooltip="Choose a paper for a comparison"),
    Binding("c", "compare", "Compare", id="desk.compare", tooltip="Lay the chosen papers side by side"),
    Binding(
        "left_square_bracket",
        "day(-1)",
        "Older day",
        show=False,
        id="desk.older",
        tooltip="The day before that has papers",
    ),
    Binding(
        "right_square_bracket",
        "day(1)",
        "Newer day",
        show=False,
        id="desk.newer",
        tooltip="The next day that has papers",
    ),
    Binding("d", "calendar", "Calendar", show=False, id="desk.calendar", tooltip="Choose a day, week or month"),
    Binding(
        "o", "sort", "Sort", show=False, id="desk.sort", tooltip="Order the list: comments, title, your interests…"
    ),
    Binding("x", "star", "Star", show=False, id="desk.star", tooltip="Star the paper, or take the star away"),
    Binding(
        "m", "toggle_read", "Mark read or unread", show=False, id="desk.read", tooltip="Mark the paper read or unread"
    ),
    Binding(
        "t",
        "annotate",
        "Note and tags",
        show=False,
        id="desk.annotate",
        tooltip="Write a note, tag or collect the paper",
    ),
    Binding("u", "undo", "Undo", show=False, id="desk.undo", tooltip="Take the last mark or removal back"),
    Binding(
        "b", "triage", "Read in order", show=False, id="desk.triage", tooltip="The unread papers, one after another"
    ),
    Binding("delete", "remove", "Remove", show=False, id="desk.remove", tooltip="Take papers out; u brings them back"),
    Binding(
        "S",
        "summarize",
        "Write summaries",
        show=False,
        id="desk.summarize",
        tooltip="Write a line for each paper with the model",
    ),
    Binding("r", "related", "Related papers", show=False, id="desk.related", tooltip="The papers nearest in meaning"),
    Binding(
        "l",
        "open_link",
        "Open the link",
        show=False,
        id="desk.open_link",
        tooltip="Open the paper's page in the browser",
    ),
    Binding("L", "copy_link", "Copy the link", show=False, id="desk.copy_link", tooltip="Copy the paper's link"),
    Binding("Y", "copy_paper", "Copy the paper", show=False, id="desk.copy_paper", tooltip="Copy title and abstract"),
    Binding(
        "w", "widen", "Widen and ask again", show=False, id="desk.widen", tooltip="Ask the last question over more days"
    ),
    Binding(
        "A",
        "ask_anyway",
        "Ask the model all the same",
        show=False,
        id="desk.ask_anyway",
        tooltip="Ask the model though nothing came near",
    ),
    Binding(
        "plus", "add", "Add a file or address", show=False, id="desk.add", tooltip="Add a file, a folder or an address"
    ),
    Binding(
        "f", "fetch", "Fetch a list", show=False, id="desk.fetch", tooltip="Fetch a day, week or month of a service"
    ),
    Binding("p", "paste", "Paste a list", show=False, id="desk.paste", tooltip="Take a list from a paste"),
    Binding(
        "h",
        "history",
        "Conversations",
        show=False,
        id="desk.history",
        tooltip="Find an earlier conversation by its words",
    ),
    Binding(
        "N",
        "new_conversation",
        "New conversation",
        show=False,
        id="desk.new_conversation",
        tooltip="Begin a conversation that follows up on nothing",
    ),
    Binding(
        "E",
        "export",
        "Export the conversation",
        show=False,
        id="desk.export",
        tooltip="Write the conversation to a Markdown file",
    ),
    Binding("D", "digest", "Digest", show=False, id="desk.digest", tooltip="The papers in the list as one page"),
    Binding(
        "e",
        "export_papers",
        "Export papers",
        show=False,
        id="desk.export_papers",
        tooltip="Export the papers in the list, or the chosen ones",
    ),
    Binding("I", "interests", "Interests", show=False, id="desk.interests", tooltip="What papers are ranked by"),
    Binding(
        "V",
        "verify",
        "Check a draft",
        show=False,
        id="desk.verify",
        tooltip="A text of yours against the papers that it cites",
    ),
    Binding("H", "doctor", "Doctor", show=False, id="desk.doctor", tooltip="What works and what does not"),
    Binding("n", "news", "What is new", show=False, id="desk.news", tooltip="What came since you last looked"),
    Binding("M", "model", "Model", show=False, id="desk.model", tooltip="Choose what answers: a model, or quotations"),
    Binding(
        "right_curly_bracket",
        "tab(1)",
        "Next tab",
        show=False,
        id="desk.next_tab",
        tooltip="The next open conversation or comparison",
    ),
    Binding(
        "left_curly_bracket", "tab(-1)", "Previous tab", show=False, id="desk.previous_tab", tooltip="The one before"
    ),
    Binding("X", "close_tab", "Close the tab", show=False, id="desk.close_tab", tooltip="h finds it again"),
    Binding("T", "map", "Theme map", show=False, id="desk.map", tooltip="Themes, papers a day, comments: as pictures"),
    Binding("vertical_line", "two_days", "Two days", show=False, id="desk.two_days", tooltip="Two days side by side"),
    Binding("1", "pane('list')", "The list", show=False, id="desk.list"),
    Binding("2", "pane('paper')", "The paper", show=False, id="desk.paper"),
    Binding("3", "pane('answer')", "The answer", show=False, id="desk.answer"),
    Binding("z", "zoom", "Zoom", show=False, id="desk.zoom", tooltip="This pane alone, and all again"),
    Binding(
        "less_than_sign",
        "share(-1)",
        "Border back",
        show=False,
        id="desk.narrower",
        tooltip="Move the border at this pane left or up",
    ),
    Binding(
        "greater_than_sign",
        "share(1)",
        "Border on",
        show=False,
        id="desk.wider",
        tooltip="Move the border at this pane right or down",
    ),
    Binding("4", "fourth", "Paste a list", show=False, id="desk.fourth", system=True),
    Binding(
        "escape", "back", "Back, or stop", show=False, id="desk.back", tooltip="Stop an answer, else back to the list"
    ),
]

OF_PAPERS = frozenset(
    "filter scope choose compare day calendar sort star toggle_read annotate triage remove summarize related open_link "
    "copy_link copy_paper widen ask_anyway new_conversation export verify digest export_papers map two_days zoom share".split()
)
"""What there is nothing to do to in an empty library."""
