"""Everything that can be done, opened or gone to: found by its words, or by the letters of a label that stands on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, ClassVar, Protocol, runtime_checkable

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from askpapers.settings.settings import SETTABLE
from askpapers.text.sanitize import sanitize
from askpapers.tui.dialogs.basic import Dialog, Hint
from askpapers.tui.dialogs.choices import ChoiceList
from askpapers.tui.dialogs.line import Line
from askpapers.tui.keys import group_of, in_order, own_bindings

SEARCHED_FROM = 2
"""Letters from which papers, days and conversations are looked for too."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing to do or to open: the heading it stands under, its words, what tells more, and its key."""

    group: str
    words: str
    run: Callable[[], object]
    more: str = ""
    key: str = ""
    rare: bool = False
    """Whether it is shown only where its words are typed."""

    def fits(self, typed: Sequence[str]) -> bool:
        """Whether every word that was typed stands in it."""
        text = f"{self.group} {self.words} {self.more}".casefold()
        return all(word in text for word in typed) and (bool(typed) or not self.rare)


def entries_of(app: App[Any], screen: Screen[Any]) -> Iterator[PaletteEntry]:
    """Yield every action and its key, in groups of what it is for; then what has no key: settings and themes."""
    seen: set[str] = set()
    actions: list[PaletteEntry] = []
    focused = () if screen.focused is None else (screen.focused,)
    for node in (*focused, screen, app):
        for one in own_bindings(node):
            if one.action not in seen:
                seen.add(one.action)
                run = partial(app.call_later, app.run_action, one.action, node)
                walks, key = (one.id or "").partition(".")[0] in {"list", "reader"}, app.get_key_display(one)
                actions.append(PaletteEntry(group_of(one, node), one.description, run, one.tooltip, key, rare=walks))
    order = in_order({entry.group for entry in actions})
    yield from sorted(actions, key=lambda entry: order.index(entry.group))
    for name in SETTABLE:
        run = partial(app.call_later, app.run_action, f"app.settings({name!r})")
        yield PaletteEntry("Settings", name, run, "see and change it", rare=True)
    for theme in sorted(app.available_themes):
        yield PaletteEntry("Themes", theme, partial(setattr, app, "theme", theme), "its colors", rare=True)


class PaletteDialog(Dialog[PaletteEntry]):
    """Finds an action, a setting, a paper, a day or a conversation; `find` returns what the library has by some words."""

    WIDTH = 68
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next", show=False, id="palette.next", priority=True),
        Binding("up", "move(-1)", "Previous", show=False, id="palette.previous", priority=True),
    ]

    def __init__(
        self, entries: Sequence[PaletteEntry], find: Callable[[str], Awaitable[Sequence[PaletteEntry]]] | None = None
    ) -> None:
        super().__init__()
        self._entries = entries
        self._find = find
        self._shown: dict[str, PaletteEntry] = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall palette"):
            yield Line(placeholder="Find an action, paper, day, setting…", id="palette-input")
            yield ChoiceList(id="palette-list")
            yield Hint("Arrows walk · Enter does it · Esc closes")

    def on_mount(self) -> None:
        self._fill([entry for entry in self._entries if entry.fits(())])

    async def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        typed = event.value.casefold().split()
        found = [entry for entry in self._entries if entry.fits(typed)]
        self._fill(found)
        if self._find is not None and len(event.value.strip()) >= SEARCHED_FROM:
            of_library = await self._find(event.value.strip())
            if self.query_one(Input).value == event.value:
                self._fill([*found, *of_library])

    def _fill(self, entries: Sequence[PaletteEntry]) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        self._shown = {}
        group = ""
        for place, entry in enumerate(entries):
            if entry.group != group:
                group = entry.group
                options.add_option(Option(Content.styled(group, "bold $text-primary"), disabled=True))
            self._shown[str(place)] = entry
            options.add_option(Option(self._line(entry), id=str(place)))
        if not entries:
            options.add_option(Option(Content("Nothing has these words. Esc closes."), disabled=True))
        self._go(1, from_start=True)

    def _line(self, entry: PaletteEntry) -> Content:
        width = min(self.WIDTH, int(self.app.size.width * 0.96) - 10) - cell_len(entry.key) - 1
        words = sanitize(entry.words, 200)
        more = sanitize(entry.more, 200) if entry.more != entry.words else ""
        room = max(0, width - cell_len(words) - 2)
        told = (
            set_cell_size(more if cell_len(more) <= room else f"{more[: max(0, room - 1)]}…", room) if room > 8 else ""
        )
        shown = words if cell_len(words) <= width else f"{set_cell_size(words, width - 1)}…"
        gap = " " * max(0, width - cell_len(shown) - 2 - cell_len(told))
        return Content.assemble(shown, "  ", (told, "$foreground 55%"), gap, " ", (entry.key, "bold"))

    def _go(self, by: int, *, from_start: bool = False) -> None:
        options = self.query_one(OptionList)
        places = [i for i in range(options.option_count) if not options.get_option_at_index(i).disabled]
        if not places:
            return
        at = options.highlighted
        now = places.index(at) if at in places and not from_start else -1 if by > 0 else 0
        options.highlighted = places[(now + by) % len(places)]

    def action_move(self, by: int) -> None:
        self._go(by)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        option = self.query_one(OptionList).highlighted_option
        if option is not None and option.id:
            self.dismiss(self._shown[option.id])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.dismiss(self._shown[event.option_id])


LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The home row first: what is labeled first is near."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the screen that can be gone to, and what goes there."""

    at: Offset
    go: Callable[[], object]


@runtime_checkable
class HasSpots(Protocol):
    """A widget with places inside it: rows of a list, marks of an answer."""

    def spots(self) -> Iterator[Spot]:
        """Yield those that are seen now."""
        ...


LABEL = 3
"""Cells of a label of one letter."""


def spots_of(screen: Screen[Any]) -> list[Spot]:
    """Return what can be gone to on a screen now: what takes keys, then the places inside it, each place once."""
    found: dict[Offset, Spot] = {}
    for widget in screen.focus_chain:
        if widget.region.area and widget.is_on_screen:
            at = widget.region.offset
            if isinstance(widget, Input) and widget.size == widget.outer_size:  # with no frame to stand on
                at = Offset(max(0, at.x - LABEL), at.y)
            found.setdefault(at, Spot(at, widget.focus))
    for widget in screen.query("*"):
        if isinstance(widget, HasSpots) and widget.is_on_screen:
            for spot in widget.spots():
                found.setdefault(spot.at, spot)
    return list(found.values())


def labels(count: int) -> list[str]:
    """Return so many labels, none of which begins another.

    >>> labels(3), len(labels(60)), labels(60)[-1]
    (['a', 's', 'd'], 60, 'mh')
    """
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    # Each letter that begins labels of two takes one of a single letter away and gives as many as there are letters.
    begin = min(len(LETTERS), -(-(count - len(LETTERS)) // (len(LETTERS) - 1)))
    single = list(LETTERS[: len(LETTERS) - begin])
    double = [a + b for a, b in product(LETTERS[len(LETTERS) - begin :], LETTERS)]
    return [*single, *double][:count]


class JumpScreen(Dialog[Spot]):
    """Labels over the screen below; typing one goes to its place, any other key or a click closes."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        super().__init__()
        self._spots = dict(zip(labels(len(spots)), spots, strict=False))
        self._typed = ""

    def compose(self) -> ComposeResult:
        for label, spot in self._spots.items():
            shown = Static(Content(label), classes="jump-label")
            shown.styles.offset = spot.at
            yield shown

    def on_key(self, event: events.Key) -> None:
        """Take a letter."""
        event.stop()
        event.prevent_default()
        self._typed += event.character or ""
        if (spot := self._spots.get(self._typed)) is not None:
            self.dismiss(spot)
        elif not event.character or not any(label.startswith(self._typed) for label in self._spots):
            self.dismiss(None)
        else:
            for label, shown in zip(self._spots, self.query(".jump-label"), strict=True):
                shown.display = label.startswith(self._typed)

    def on_click(self) -> None:
        self.dismiss(None)
