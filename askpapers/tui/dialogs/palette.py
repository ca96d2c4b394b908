"""Everything that can be done or opened, found by its words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from askpapers.settings.settings import SETTABLE
from askpapers.text.sanitize import sanitize
from askpapers.tui.dialogs.basic import Dialog, Hint
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
            yield Input(placeholder="Find an action, paper, day, setting…", id="palette-input")
            yield OptionList(id="palette-list")
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
