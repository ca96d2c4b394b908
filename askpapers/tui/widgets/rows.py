"""The rows of a list of papers: which, in which order, their two lines, their marks; and what stands there instead of none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import display_line
from askpapers.tui.dialogs.choices import ChoiceList

if TYPE_CHECKING:
    from askpapers.library.catalog.catalog import Catalog


class SteadyView(ScrollView):
    """A ScrollView whose bar is painted where its own size, or that of its lines, changed, and not with each layout of the screen.

    Textual 8.2 compares the size of the parent with the view's own. So each line by which an answer grew painted the bar beside it,
    and with the bar all that lies in the rectangle around both.
    """

    _settled: tuple[Size, Size, Size] | None = None
    """The sizes, its own, that inside its frame and that of all its lines, for which its bars were set."""

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        sizes = size, size - self.styles.gutter.totals, self.virtual_size
        if sizes == self._settled:
            return False
        self._settled = sizes
        return super()._size_updated(size, virtual_size, container_size, layout)


PAGE = 100
"""Papers that are read at once."""


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """The papers of a scope that hold the words `match`, in an order of the catalog's, or in that of `ids` where they are given."""

    catalog: Catalog
    scope: Scope
    match: str = ""
    sort: str = "listed"
    ids: tuple[str, ...] | None = None

    async def count(self) -> int:
        """Return how many papers there are."""
        return await self.catalog.count(self.scope, match=self.match) if self.ids is None else len(self.ids)

    async def page(self, number: int) -> list[ListedPaper]:
        """Return a page of papers, counted from 0."""
        offset = number * PAGE
        if self.ids is None:
            return await self.catalog.rows(self.scope, match=self.match, sort=self.sort, limit=PAGE, offset=offset)
        return await self._rows_of(self.ids[offset : offset + PAGE])

    async def rows(self, scope: Scope, *, limit: int) -> list[ListedPaper]:
        """Return the papers of another scope in this order, at most `limit`."""
        if self.ids is None:
            return await self.catalog.rows(scope, sort=self.sort, limit=limit)
        return await self._rows_of(tuple((await self.ids_of(scope))[:limit]))

    async def ids_of(self, scope: Scope) -> list[str]:
        """Return the ids of the papers of another scope in this order."""
        if self.ids is None:
            return await self.catalog.ids(scope, sort=self.sort)
        places = {id: place for place, id in enumerate(self.ids)}
        return sorted(await self.catalog.ids(scope), key=lambda known: places.get(known, len(places)))

    async def all_ids(self) -> Sequence[str]:
        """Return the ids of all papers of the scope, in this order."""
        return self.ids or await self.catalog.ids(self.scope, sort=self.sort)

    async def _rows_of(self, ids: tuple[str, ...]) -> list[ListedPaper]:
        rows = {row.paper.id: row for row in await self.catalog.rows(Scope(ids=ids), limit=len(ids))} if ids else {}
        return [rows[id] for id in ids if id in rows]


STYLED = ("title", "read", "line", "facts", "mark", "chosen")
"""What has a style of its own in a row."""
MARGIN = 5
"""Cells left of a title: the cursor, two marks, the letter of a chosen paper, and a space."""


def title_line(
    row: ListedPaper,
    width: int,
    base: Style,
    styles: Mapping[str, Style],
    *,
    letter: str,
    cited: bool,
    pointed: bool,
    spoken: bool = False,
) -> list[Segment]:
    """Return marks and title, `spoken` with words for signs; `letter` is that of a chosen paper, `cited` that the answer cites it, `pointed` that the cursor is on it."""
    mark = styles["mark"] + styles["chosen"] if letter else styles["mark"]
    if spoken:
        words = {"new": row.new, "changed": row.changed, "starred": row.starred, "read": row.read, "cited": cited}
        told = [word for word, holds in words.items() if holds] + ([f"chosen {letter}"] if letter else [])
        lead = ("> " if pointed else "  ") + (f"{', '.join(told)}: " if told else "")
        return [
            Segment(
                set_cell_size(_cropped(f"{lead}{display_line(row.paper.title, 400, numbers=False)}", width - 1), width),
                base,
            )
        ]
    title = styles["read" if row.read and not row.changed else "title"]
    signs = ("▌" if pointed else " ") + ("●" if row.new else "±" if row.changed else " ")
    signs += "★" if row.starred else "✓" if row.read else " "
    text = set_cell_size(
        _cropped(display_line(row.paper.title, 400, numbers=False), width - MARGIN - 1), width - MARGIN
    )
    return [
        Segment(set_cell_size(signs + (letter or ("»" if cited else "")), MARGIN), base + mark),
        Segment(text, base + title),
    ]


def told_line(row: ListedPaper, width: int, base: Style, styles: Mapping[str, Style]) -> list[Segment]:
    """Return the one-line summary, and at its right who wrote it and how much it is discussed."""
    paper = row.paper
    counts = [f"{paper.comments}◦" if paper.comments else "", f"▲{paper.upvotes}" if paper.upvotes else ""]
    names = paper.organization or (paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else "")
    who = _cropped(display_line(names, numbers=False), max(8, width // 4))
    if not who and paper.author_count:
        who = f"{paper.author_count} authors"
    facts = " ".join(part for part in (who, *counts) if part)
    room = max(0, width - MARGIN - 2 - cell_len(facts))
    text = row.one_line or ("" if paper.abstract else "no abstract: listed, and left out of answers")
    return [
        Segment(" " * MARGIN, base),
        Segment(set_cell_size(_cropped(display_line(text, 600, numbers=False), room), room), base + styles["line"]),
        Segment(set_cell_size(" " + facts, width - MARGIN - room), base + styles["facts"]),
    ]


def _cropped(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"


Step = tuple[str, Callable[[], Awaitable[None]]]
"""What can be taken back: what is said then, and what does it."""
RowShower = Callable[[ListedPaper], Awaitable[None]]
"""What shows a paper anew once something is written on it."""


class Marker(Protocol):
    """What marks papers and keeps what was done, so that one key takes it back: the desk."""

    library: Library
    steps: list[Step]
    """What can be taken back, the last one last."""

    async def mark(self, row: ListedPaper, *, read: bool | None = None, starred: bool | None = None) -> None:
        """Set or clear the reader's marks on a paper, and show them."""

    async def write_on(self, ids: tuple[str, ...], then: RowShower | None = None) -> None:
        """Ask for a note, tags and collections of papers, and keep them; `then` gets the first row with them, again when they are taken back."""

    async def action_undo(self) -> None:
        """Take the last mark or removal back."""


CHOICES = (
    ("sample", "Open the sample day: 64 papers of 31 October 2025"),
    ("add", "Add a file, a folder or an address"),
    ("fetch", "Fetch today's list from Hugging Face"),
    ("paste", "Paste a list"),
)


class Welcome(Vertical):
    """Four ways to begin."""

    @dataclass
    class Chosen(Message):
        """One way was chosen, a key of CHOICES."""

        what: str

    def compose(self) -> ComposeResult:
        with Center():
            yield Static(Content("Nothing to read yet."), id="welcome-title")
        with Center():
            yield ChoiceList(*(Option(Content(f"{n}  {words}"), id=key) for n, (key, words) in enumerate(CHOICES, 1)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.post_message(self.Chosen(event.option_id))

    def choose(self, place: int) -> None:
        """Choose the way at a place, counted from 0."""
        self.post_message(self.Chosen(CHOICES[place][0]))
