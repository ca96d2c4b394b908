"""Earlier conversations: found by their words, opened, renamed and deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from askpapers.library.catalog.conversations import Conversation
from askpapers.text.sanitize import display_line, sanitize
from askpapers.tui.dialogs.basic import Dialog, Hint
from askpapers.tui.dialogs.choices import ChoiceList
from askpapers.tui.dialogs.line import Line
from askpapers.tui.rendering.citations import SearchHits


@dataclass(frozen=True, slots=True)
class HistoryChoice:
    """What is to be done to a conversation: "open", "rename" or "delete"; `title` is what it is called now.

    `words` are what it was found by.
    """

    action: str
    id: int
    title: str
    words: str = ""


class ConversationList(ChoiceList):
    """The conversations found; a click goes to one, a second opens it, so that the mouse can rename and delete it too."""

    async def _on_click(self, event: events.Click) -> None:
        at = event.style.meta.get("option")
        if at is not None and at != self.highlighted:
            event.prevent_default()
            self.highlighted = at


class HistoryDialog(Dialog[HistoryChoice]):
    """Earlier conversations, searched as one types; `find` returns those that have some words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "focus_list", "List", show=False, id="history.list"),
        Binding("f2", "do('rename')", "Rename", id="history.rename"),
        Binding("ctrl+x", "do('delete')", "Delete", id="history.delete", priority=True),
    ]

    def __init__(
        self, conversations: Sequence[Conversation], find: Callable[[str], Awaitable[Sequence[Conversation]]]
    ) -> None:
        super().__init__()
        self._find = find
        self._all = list(conversations)
        self._titles: dict[int, str] = {}
        self._words = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Content("Conversations"), classes="dialog-title")
            yield Line(placeholder="Search…", id="history-search")
            yield ConversationList(id="history-list")
            yield Hint("Enter opens · F2 renames · Ctrl+X deletes · Esc closes")

    def on_mount(self) -> None:
        self._fill(self._all)

    def _fill(self, conversations: Sequence[Conversation]) -> None:
        options = self.query_one("#history-list", OptionList)
        options.clear_options()
        self._titles = {c.id: sanitize(c.title) for c in conversations}
        for c in conversations:
            when = c.touched[:16].replace("T", " ")
            words = Content(f"{when}  {sanitize(c.title, 70)}  ({c.turns})")
            if c.found:
                (around,) = SearchHits(self._words).lit([Content(display_line(c.found, numbers=False))], None)
                words = Content.assemble(words, "\n   ", around)
            options.add_option(Option(words, id=str(c.id)))
        if not conversations:
            options.add_option(Option(Content("Nothing was asked with these words yet."), disabled=True))
        else:
            options.highlighted = 0

    async def on_input_changed(self, event: Input.Changed) -> None:
        found = await self._find(event.value)
        if event.value == self.query_one("#history-search", Input).value:
            self._words = event.value
            self._fill(found)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_do("open")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id:
            self._dismiss_with("open", int(event.option_id))

    def action_focus_list(self) -> None:
        self.query_one("#history-list").focus()

    def action_do(self, action: str) -> None:
        option = self.query_one("#history-list", OptionList).highlighted_option
        if option is not None and option.id:
            self._dismiss_with(action, int(option.id))

    def _dismiss_with(self, action: str, id: int) -> None:
        self.dismiss(HistoryChoice(action, id, self._titles[id], self._words))
