"""Tabs at the desk: the conversations and comparisons that stay open, gone to and closed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from textual import on

from askpapers.answers.answer import Comparison
from askpapers.text.forgery import display_line
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.widgets.tab_bar import OpenComparison, OpenConversation, Tab, TabBar

MOST = 20
"""Tabs kept over a restart."""


class Tabbing(DeskBase):
    """The part of the desk that keeps conversations and comparisons open."""

    def open_tab(self, tab: Tab) -> None:
        """Add a tab where it is not there yet, and show the line."""
        if tab not in self.tabs:
            self.tabs.append(tab)
        self.tell_tabs()

    def tell_tabs(self) -> None:
        """Show which tabs there are."""
        self.query_one(TabBar).tell(self.tabs, self.kept if self.kept in self.tabs else None)

    def action_tab(self, by: int) -> None:
        """Go to the next or previous tab."""
        if len(self.tabs) < 2 and self.kept in self.tabs:
            self.notify("Nothing else is open: N begins another conversation, c a comparison.", timeout=4)
            return
        if self.tabs:
            at = self.tabs.index(self.kept) if self.kept in self.tabs else -1 if by > 0 else 0
            self.show_tab((at + by) % len(self.tabs))

    def show_tab(self, place: int) -> None:
        """Show a tab by its place."""
        tab = self.tabs[place]
        if isinstance(tab, OpenComparison):
            self.show_comparison(tab)
        else:
            self.run_worker(self.take_conversation(tab, show=True), exit_on_error=False)

    def show_comparison(self, tab: OpenComparison) -> None:
        """Lay the papers of a comparison side by side; from there the next and previous tab are reached too."""
        from askpapers.tui.screens.comparison import CompareScreen

        def made(comparison: Comparison) -> None:
            tab.made, tab.papers = comparison, tuple(paper.id for paper in comparison.papers)
            tab.title = " / ".join(_name(paper.title) for paper in comparison.papers)
            self.open_tab(tab)

        def left(by: int | None) -> None:
            if by and tab in self.tabs:
                self.show_tab((self.tabs.index(tab) + by) % len(self.tabs))

        self.app.push_screen(CompareScreen(self.library, tab.papers, made=tab.made, tell=made), left)

    def action_close_tab(self) -> None:
        """Close the conversation that is shown; it is kept, and h finds it again."""
        if self.kept in self.tabs:
            self.close_tab(self.tabs.index(self.kept))
        else:
            self.notify("No conversation is open.", timeout=3)

    def close_tab(self, place: int) -> None:
        """Close a tab by its place, and show its neighbor."""
        tab = self.tabs.pop(place)
        if tab is self.answered_in:
            self.stop_asking()
        if tab is self.kept:
            self.run_worker(self._leave(tab, place), exit_on_error=False)
        self.tell_tabs()

    async def _leave(self, tab: Tab, place: int) -> None:
        others = [other for other in self.tabs if isinstance(other, OpenConversation)]
        before = [other for other in self.tabs[:place] if isinstance(other, OpenConversation)]
        await self.take_conversation((before or others or [OpenConversation()])[-1 if before else 0], show=bool(others))
        await self.conversation.close(tab)
        self.tell_tabs()

    @on(TabBar.Chosen)
    def _tab_chosen(self, event: TabBar.Chosen) -> None:
        self.show_tab(event.place)

    @on(TabBar.Closed)
    def _tab_closed(self, event: TabBar.Closed) -> None:
        self.close_tab(event.place)


def stored_tabs(tabs: Sequence[Tab]) -> str:
    """Return the tabs as they are kept over a restart."""
    kept: list[dict[str, Any]] = []
    for tab in tabs[-MOST:]:
        if isinstance(tab, OpenComparison):
            kept.append({"papers": list(tab.papers), "title": tab.title})
        elif tab.id is not None:
            kept.append({"conversation": tab.id, "title": tab.title})
    return json.dumps(kept)


def tabs_of_stored(text: str) -> list[Tab]:
    """Return the tabs that were kept; what is damaged is left out."""
    try:
        stored: Any = json.loads(text or "[]")
    except ValueError:
        return []
    tabs: list[Tab] = []
    for one in stored if isinstance(stored, list) else []:
        match one:
            case {"papers": [*papers], "title": str(title)} if len(papers) > 1 and all(
                isinstance(p, str) for p in papers
            ):
                tabs.append(OpenComparison(tuple(papers), title))
            case {"conversation": int(id), "title": str(title)}:
                tabs.append(OpenConversation(id, title))
    return tabs


def _name(title: str) -> str:
    shown = display_line(title, 200)
    from askpapers.verification.marks import short_name

    return short_name(shown) or f"{shown[:18].rstrip()}…"
