"""What stays open at the desk: conversations and comparisons, each a tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from askpapers.answers.answer import Comparison
from askpapers.text.sanitize import sanitize
from askpapers.tui.rendering.targets import target


@dataclass(eq=False)
class OpenConversation:
    """Where an open conversation is kept: its id in the catalog, None until its first answer; and its first question."""

    id: int | None = None
    title: str = ""


@dataclass(eq=False)
class OpenComparison:
    """A comparison that was made, or after a restart is to be made again, of these papers."""

    papers: tuple[str, ...]
    title: str
    made: Comparison | None = None


Tab = OpenConversation | OpenComparison
NARROWEST = 10


class TabBar(Static):
    """One line with the tabs; a click goes to one, its ✕ closes it. Of a single tab there is no line."""

    @dataclass
    class Chosen(Message):
        """A tab was clicked, by its place."""

        place: int

    @dataclass
    class Closed(Message):
        """A tab is to be closed, by its place."""

        place: int

    _shown: tuple[Sequence[Tab], Tab | None] = ((), None)

    def on_mount(self) -> None:
        self.display = False

    def on_resize(self) -> None:
        self.tell(*self._shown)

    def tell(self, tabs: Sequence[Tab], current: Tab | None) -> None:
        """Show these tabs, the one that is seen in bold; those that do not fit are counted."""
        self._shown = (list(tabs), current)
        self.display = len(tabs) > 1
        width = max(NARROWEST, self.size.width // max(1, len(tabs)) - 8)
        at = tabs.index(current) if current in tabs else 0
        fits = max(1, self.size.width // (NARROWEST + 8))
        first = max(0, min(at - fits // 2, len(tabs) - fits))
        parts = [Content.styled(f" ‹{first} ", "$foreground 60%")] if first else []
        for place in range(first, min(len(tabs), first + fits)):
            tab = tabs[place]
            style = "bold $text on $primary 35%" if tab is current else "$foreground 60%"
            sign = "⇄ " if isinstance(tab, OpenComparison) else "› "
            name = f" {sign}{_cropped(tab.title or 'a new conversation', width)} "
            parts += [target(name, style, tab=place), target("✕ ", style, close=place), Content(" ")]
        if left := len(tabs) - first - fits:
            parts.append(Content.styled(f"{left}› ", "$foreground 60%") if left > 0 else Content(""))
        self.update(Content.assemble(*parts))

    def on_click(self, event: events.Click) -> None:
        meta = event.style.meta
        if "tab" in meta:
            self.post_message(self.Chosen(meta["tab"]))
        elif "close" in meta:
            self.post_message(self.Closed(meta["close"]))


def _cropped(title: str, width: int) -> str:
    text = " ".join(sanitize(title, 200).split())
    while cell_len(text) > width:
        text = f"{text.rstrip('…')[:-1].rstrip()}…"
    return text
