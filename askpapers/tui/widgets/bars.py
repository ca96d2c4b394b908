"""The bars that are always there: what is looked at, what answers, the keys, and what stays open, each a tab."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from askpapers.answers.answer import Comparison
from askpapers.answers.usage import EXTRACTIVE, money
from askpapers.papers.paper import papers_in_words
from askpapers.text.sanitize import sanitize
from askpapers.tui.keys import ARROWS, is_typed
from askpapers.tui.rendering.verdicts import chip, target


class ScopeBar(Static):
    """The scope, always visible: days, filters that can be removed, how many papers."""

    @dataclass
    class Removed(Message):
        """A filter is to be removed: the name of its field in the scope."""

        name: str

    @dataclass
    class Pressed(Message):
        """The days were clicked."""

    def tell(
        self,
        days: str,
        filters: Mapping[str, str],
        count: int,
        total: int,
        extra: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Show a scope in words; each filter with a cross that removes it, and what else there is with what a click on it does."""
        number = papers_in_words(total) if count == total else f"{count:,} of {papers_in_words(total)}"
        parts = [target(f" {days} ", "bold", days=True)]
        for name, words in filters.items():
            parts += [chip(words, filter=name), Content(" ")]
        parts.append(Content(f" {number}"))
        for action, words in extra.items():
            parts += [Content(" · "), Content.styled(words, Style.from_meta({"@click": action}))]
        self.update(Content.assemble(*parts))

    def on_click(self, event: events.Click) -> None:
        if name := event.style.meta.get("filter"):
            self.post_message(self.Removed(name))
        elif event.style.meta.get("days"):
            self.post_message(self.Pressed())


class StatusBar(Static):
    """Which engine answers, what it has cost, and what goes on behind."""

    def __init__(self, engine: str) -> None:
        super().__init__()
        self._engine = engine
        self._spent = 0.0
        self._unpriced = 0
        self._work = ""

    def on_mount(self) -> None:
        self._show()

    async def on_click(self) -> None:
        """Choose what answers, as M does."""
        await self.run_action("screen.model")

    def engine(self, engine: str) -> None:
        """Say that another engine answers from now on."""
        self._engine = engine
        self._show()

    def spent(self, cost: float | None) -> None:
        """Add to what this session has cost; what has no known price (None) is counted apart."""
        if cost is None:
            self._unpriced += 1
        else:
            self._spent += cost
        self._show()

    def working(self, words: str) -> None:
        """Say what goes on behind; "" for nothing."""
        if words != self._work:
            self._work = words
            self._show()

    def _show(self) -> None:
        if self._engine == EXTRACTIVE:
            engine = "no model: answers are quotations"
        else:
            more = f" and {self._unpriced} without a known price" if self._unpriced else ""
            engine = f"{sanitize(self._engine, 40)} · {money(self._spent)}{more} this session"
        self.update(Content(f" {engine}" + (f"  │  {self._work}" if self._work else "")))


ALWAYS = ("back", "keys")
"""What is told however little room there is: the way out of a screen, and the key that tells all others."""


class KeyBar(Widget):
    """The keys of this place on one line: the most used first, then as many others as there is room for; the way back and "?" always.

    One widget and not one a key, as Textual's footer has: it changes with every focus, and styling a dozen widgets holds the loop.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key", "keybar--description", "keybar--hover"}
    _fitted = 0
    """The width that the keys which are shown fit in."""
    _over: int | None = None
    """The place of the key that the mouse is over."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: tuple[ActiveBinding, ...] = ()
        """The keys that are shown, from left to right."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.app.app_focus:
            self._fit()

    def on_resize(self) -> None:
        if self.keys and self._fitted != self.app.size.width:
            self._fit()

    def _fit(self) -> None:
        self._fitted = self.app.size.width
        active: dict[str, ActiveBinding] = {}
        idle: Collection[str] = getattr(self.screen, "idle", ())
        # An arrow is told only where no other key does the same.
        for one in sorted(self.screen.active_bindings.values(), key=lambda one: one.binding.key in ARROWS):
            if (
                _is_told(one.binding)
                and one.binding.id not in idle
                and not is_typed(self.screen.focused, one.binding.key)
            ):
                active.setdefault(one.binding.action, one)
        every = sorted(active.values(), key=lambda one: not one.binding.show)
        last = [one for name in ALWAYS for one in every if one.binding.show and _name(one.binding) == name]
        room = self.app.size.width - sum(map(self._width, last))
        shown = []
        for one in every:
            if one not in last and self._width(one) <= room:
                room -= self._width(one)
                shown.append(one)
        self.keys = (*shown, *last)
        self.refresh()

    def _width(self, one: ActiveBinding) -> int:
        return cell_len(self._key_of(one)) + 1 + cell_len(one.binding.description) + 2

    def render(self) -> Content:
        parts = []
        for place, one in enumerate(self.keys):
            here = Style.from_meta({"key": place}) + Style(dim=not one.enabled or None)
            if place == self._over:
                here += self.get_visual_style("keybar--hover", partial=True)
            told = ((self._key_of(one), "key"), (f" {one.binding.description}", "description"))
            styled = [Content.styled(words, self.get_visual_style(f"keybar--{name}") + here) for words, name in told]
            parts.append(Content.assemble(*styled))
        return Content(" ").join(parts)

    def _key_of(self, one: ActiveBinding) -> str:
        return self.app.get_key_display(one.binding)

    def place_of(self, description: str) -> Offset:
        """Where on the screen a key's words begin; raises ValueError where it is not shown."""
        at = [one.binding.description for one in self.keys].index(description)
        before = sum(cell_len(self._key_of(one)) + cell_len(one.binding.description) + 2 for one in self.keys[:at])
        return self.region.offset + Offset(before + cell_len(self._key_of(self.keys[at])), 0)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key: now, for the button goes up over the dialog that it opened."""
        if (place := event.style.meta.get("key")) is not None:
            if self.keys[place].enabled:
                self.app.simulate_key(self.keys[place].binding.key)
            else:
                self.app.bell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(event.style.meta.get("key"))

    def on_leave(self) -> None:
        self._point(None)

    def _point(self, place: int | None) -> None:
        """Light the key below the mouse, and have its tooltip say what it does."""
        if place == self._over:
            return
        self._over = place
        one = self.keys[place] if place is not None and place < len(self.keys) else None
        self.tooltip = (one.tooltip or one.binding.description) if one else None
        self.refresh()


def _name(binding: Binding) -> str:
    return (binding.id or "").partition(".")[2]


def _is_told(binding: Binding) -> bool:
    # That arrows and letters walk a list needs no telling.
    walks = (binding.id or "").partition(".")[0] in {"list", "reader"} or _name(binding) in ARROWS
    return bool(binding.id and binding.description and not binding.system and (binding.show or not walks))


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
    """One line with the tabs; a click goes to one, its ✕ closes it. Where the one that is seen is the only one there is no line."""

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
        self.display = any(tab is not current for tab in tabs)
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
