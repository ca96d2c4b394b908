"""The list of papers: as many as there are, read from the catalog a page at a time."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size, Spacing
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from askpapers.answers.answer import OneLine
from askpapers.papers.scope import Scope
from askpapers.tui.dialogs.palette import Spot
from askpapers.tui.messages import FaultReporter
from askpapers.tui.widgets.rows import PAGE, STYLED, PaperOrder, SteadyView, title_line, told_line

if TYPE_CHECKING:
    from askpapers.library.catalog.catalog import Catalog
    from askpapers.papers.paper import ListedPaper

KEPT_PAGES = 40
MOST_SOUGHT = 5_000
"""Papers of a list in which one is looked for that is on no page read yet."""
NOTHING_FITS = (
    "No paper fits: every word must begin a word of title, authors or organization. Esc clears, s changes the scope."
)
NOTHING_HERE = "No paper is here. Esc takes the last filter away, s changes the scope, [ and ] the day."
ONE_LINE_BELOW = 56
"""Cells of width below which a paper gets its title only: half a sentence tells nothing, and twice the papers are seen."""


class PaperList(FaultReporter, SteadyView, can_focus=True):
    """A list of rows of one or two lines each; rows are read when they come into view.

    Posts `Highlighted` when the cursor moves, `Opened` on Enter or a second click.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"paperlist--cursor", *(f"paperlist--{name}" for name in STYLED)}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page_down"),
        Binding("home,g", "first", "First", show=False, id="list.first"),
        Binding("end,G", "last", "Last", show=False, id="list.last"),
        Binding("enter", "open", "Read", show=False, id="list.open"),
    ]
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Highlighted(Message):
        """The cursor is on another row."""

        row: ListedPaper

    @dataclass
    class Opened(Message):
        """The row under the cursor is to be read."""

        row: ListedPaper

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.order: PaperOrder | None = None  # which papers are shown, and in what order
        self._count = 0
        self._rows: dict[int, ListedPaper] = {}
        self._asked: set[int] = set()
        self.chosen: tuple[str, ...] = ()
        self.cited: frozenset[str] = frozenset()
        self._in_view = 0
        """The row that a change of the size leaves in view: the cursor's, or the one brought there last."""

    @property
    def lines(self) -> int:
        """How many lines a paper takes."""
        return 1 if self.size.width < ONE_LINE_BELOW else 2

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @property
    def row(self) -> ListedPaper | None:
        """The row under the cursor, None while it is read or where there is none."""
        return self._rows.get(self.cursor)

    @property
    def nothing(self) -> str:
        """What to say, and do, where there is no row."""
        return NOTHING_FITS if self.order is not None and self.order.match else NOTHING_HERE

    async def load(
        self,
        catalog: Catalog,
        scope: Scope,
        *,
        match: str = "",
        sort: str = "listed",
        order: tuple[str, ...] | None = None,
        keep: str | None = None,
    ) -> None:
        """Show the papers of a scope, in the order of these ids where they are given; the cursor goes to the paper `keep` where it is on the first page."""
        shown = self.order = PaperOrder(catalog, scope, match, sort, order)
        count, rows = await shown.count(), await shown.page(0)
        if shown is not self.order:
            return
        self._count, self._asked = count, {0}
        self._rows = dict(enumerate(rows))
        self._resize()
        place = next((i for i, row in enumerate(rows) if row.paper.id == keep), 0)
        self.set_reactive(PaperList.cursor, -1)
        self.cursor = place if count else 0
        self.refresh()

    async def rows(self, scope: Scope, *, limit: int) -> list[ListedPaper]:
        """Return the papers of a scope in the order in which this list shows them, at most `limit`; [] before anything is shown."""
        return await self.order.rows(scope, limit=limit) if self.order is not None else []

    async def reload_rows(self) -> None:
        """Read the rows again that are shown, for their marks or lines have changed."""
        pages, self._asked = sorted({index // PAGE for index in self._visible()}), set()
        for page in pages:
            await self._read(page)

    def put_line(self, line: OneLine) -> None:
        """Show a one-line summary that has just been written."""
        for index, row in self._rows.items():
            if row.paper.id == line.paper_id:
                self._rows[index] = replace(row, one_line=line.text)
                self.refresh()

    def choose(self, ids: tuple[str, ...]) -> None:
        """Show these papers as chosen for a comparison."""
        self.chosen = ids
        self.refresh()

    def cite(self, ids: frozenset[str]) -> None:
        """Mark the papers that the answer cites."""
        self.cited = ids
        self.refresh()

    async def bring_into_view(self, id: str) -> None:
        """Scroll to a paper, where it is in the list; the cursor stays."""
        place = next((index for index, row in self._rows.items() if row.paper.id == id), None)
        shown = self.order
        if place is None and shown is not None and not shown.match and self._count <= MOST_SOUGHT:
            ids = await shown.all_ids()
            place = ids.index(id) if id in ids and shown is self.order else None
        if place is not None:
            self._in_view = place
            self._scroll_to_row()

    def show_cursor(self) -> None:
        """Scroll back to the cursor."""
        self._in_view = self.cursor
        self._scroll_to_row()

    def _scroll_to_row(self) -> None:
        region = Region(0, self._in_view * self.lines, 1, self.lines)
        # What the cursor is not on is shown with what stands around it.
        around = 0 if self._in_view == self.cursor else 3 * self.lines
        self.scroll_to_region(region, spacing=Spacing(around, 0, around, 0), animate=False, force=True, immediate=True)

    def _visible(self) -> range:
        top = int(self.scroll_y) // self.lines
        return range(top, min(self._count, top + self.size.height // self.lines + 2))

    async def _read(self, page: int) -> None:
        shown = self.order
        if shown is None or page in self._asked:
            return
        self._asked.add(page)
        rows = await shown.page(page)
        if shown is not self.order:
            return
        for index, row in enumerate(rows, page * PAGE):
            self._rows[index] = row
        if len(self._asked) > KEPT_PAGES:
            far = max(self._asked, key=lambda other: abs(other - page))
            self._asked.discard(far)
            for index in range(far * PAGE, far * PAGE + PAGE):
                self._rows.pop(index, None)
        self.refresh()
        if self.cursor // PAGE == page and (current := self.row) is not None:
            self.post_message(self.Highlighted(current))

    def _resize(self) -> None:
        self.virtual_size = Size(self.size.width, self._count * self.lines)

    def on_resize(self, event: events.Resize) -> None:
        self._resize()
        self._scroll_to_row()

    def on_focus(self) -> None:
        self._point()

    def _point(self) -> None:
        """Put the terminal's own cursor on the row, since that is what a screen reader follows."""
        if self.has_focus:
            y = min(max(0, self.cursor * self.lines - int(self.scroll_y)), max(0, self.size.height - 1))
            self.app.cursor_position = Offset(self.content_region.x, self.content_region.y + y)

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, self._count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if not self._count:
            return
        self.show_cursor()
        self.refresh()
        self._point()
        if (current := self.row) is not None:
            self.post_message(self.Highlighted(current))
        else:
            self.run_worker(self._read(new // PAGE), group="rows", exit_on_error=False)

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_page(self, by: int) -> None:
        self.cursor += by * max(1, self.size.height // self.lines - 1)

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = self._count - 1

    def action_open(self) -> None:
        if (row := self.row) is not None:
            self.post_message(self.Opened(row))

    def on_click(self, event: events.Click) -> None:
        index = (int(self.scroll_y) + event.y) // self.lines
        if index >= self._count:
            return
        if event.chain >= 2 or index == self.cursor:
            self.cursor = index
            self.action_open()
        else:
            self.cursor = index

    def spots(self) -> Iterator[Spot]:
        """Yield the rows in view; going to one puts the cursor on it."""
        top, left = self.content_region.y, self.content_region.x
        for index in self._visible():
            y = index * self.lines - int(self.scroll_y)
            if 0 <= y < self.size.height:
                yield Spot(Offset(left, top + y), partial(self._jump, index))

    def _jump(self, index: int) -> None:
        self.cursor = index
        self.focus()

    def render_line(self, y: int) -> Strip:
        """Draw one of the two lines of a row."""
        index, line = divmod(int(self.scroll_y) + y, self.lines)
        width = self.size.width
        base = self.rich_style
        if not self._count:
            return self._nothing(y, width, base)
        if index >= self._count:
            return Strip.blank(width, base)
        row = self._rows.get(index)
        on = index == self.cursor
        if on:
            base += self.get_component_rich_style("paperlist--cursor")
        if row is None:
            page = index // PAGE
            if page not in self._asked:
                self.run_worker(self._read(page), group=f"rows-{page}", exit_on_error=False)
            return Strip([Segment(set_cell_size("   …" if line == 0 else "", width), base)], width)
        styles = {name: self.get_component_rich_style(f"paperlist--{name}", partial=True) for name in STYLED}
        if line == 0:
            letter = "ABCD"[self.chosen.index(row.paper.id)] if row.paper.id in self.chosen else ""
            cited = row.paper.id in self.cited
            pointed = on and self.has_focus
            spoken = self.app.has_class("plain")
            line_of = title_line(row, width, base, styles, letter=letter, cited=cited, pointed=pointed, spoken=spoken)
            return Strip(line_of, width)
        return Strip(told_line(row, width, base, styles), width)

    def _nothing(self, y: int, width: int, base: Style) -> Strip:
        """Say, where no row is left, why and what to do."""
        lines = textwrap.wrap(self.nothing, max(10, width - 4))
        text = f"  {lines[y - 1]}" if 0 < y <= len(lines) else ""
        return Strip([Segment(set_cell_size(text, width), base)], width)
