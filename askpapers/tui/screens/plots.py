"""The papers in the list as pictures: by what they are about, by day, and by how much they are discussed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper, papers_in_words, short_name
from askpapers.papers.scope import Scope, describe
from askpapers.text.sanitize import display_line, sanitize
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.keys import keys_text
from askpapers.tui.messages import FaultReporter
from askpapers.tui.rendering.plots import Dot, columns, field, nearest, toward
from askpapers.tui.rendering.verdicts import target
from askpapers.tui.widgets.bars import KeyBar
from askpapers.verbs.theme_map import theme_map

Kind = Literal["themes", "days", "comments"]
KINDS: tuple[Kind, ...] = ("themes", "days", "comments")
HEADS: dict[Kind, str] = {"themes": "Themes", "days": "Papers a day", "comments": "Comments against age"}
PlotChoice = str | date
"""What a picture is left for: a paper's id, or a day."""
LABELED = 12
"""Papers with their name on the map at most: more would hide each other."""
HIGHEST = 14
"""Lines of the highest column: more shows nothing more."""
BELOW = 3
"""Lines below a picture without what its sides mean: what the cursor is on, and the keys."""


class Picture(Static, can_focus=True):
    """The picture, drawn for the room that there is."""


class PlotScreen(FaultReporter, Screen[PlotChoice | None]):
    """Three pictures of a scope, Tab from one to the next; arrows walk what is drawn, Enter opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", "Next picture", id="plots.next"),
        Binding("shift+tab", "turn(-1)", "Previous picture", show=False, id="plots.previous"),
        Binding("enter", "open", "Open", id="plots.open", tooltip="Open the paper or the day under the cursor"),
        Binding("left,h", "go(-1, 0)", "Left", show=False, id="plots.left"),
        Binding("right,l", "go(1, 0)", "Right", show=False, id="plots.right"),
        Binding("up,k", "go(0, -1)", "Up", show=False, id="plots.up"),
        Binding("down,j", "go(0, 1)", "Down", show=False, id="plots.down"),
        Binding("question_mark", "keys", "Keys", id="plots.keys", tooltip="All keys of this place"),
        Binding("escape,q,T", "leave", "Back", id="plots.back"),
    ]

    def __init__(
        self, library: Library, scope: Scope, *, match: str = "", cited: frozenset[str] = frozenset(), at: str = ""
    ) -> None:
        super().__init__()
        self._library = library
        self._scope = scope
        self._match = match
        self._cited = cited
        self._at = at
        self._kind: Kind = "themes"
        self._rows: list[ListedPaper] = []
        self._dots: list[Dot] = []
        self._days: list[tuple[date, int]] = []
        self._place: int | None = None
        self._sides = ""

    def compose(self) -> ComposeResult:
        yield Static(id="page-head")
        yield Picture(id="plot")
        yield Static(id="plot-words")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Picture).focus()
        self._fill()

    def _fill(self) -> None:
        heads = [target(f" {HEADS[k]} ", "bold" if k == self._kind else "$foreground 55%", kind=k) for k in KINDS]
        head = Content.assemble(" ", *heads, (f"  {describe(self._scope)}", "$foreground 55%"))
        self.query_one("#page-head", Static).update(head)
        self._rows, self._dots, self._days, self._place, self._sides = [], [], [], None, "one moment…"
        self._draw()
        work = {"themes": self._themes, "days": self._by_day, "comments": self._by_comments}[self._kind]
        self.run_worker(work(), group="plot", exclusive=True, exit_on_error=False)

    async def _themes(self) -> None:
        try:
            found = await theme_map(self._library, self._scope, match=self._match)
        except errors.AskpapersError as error:
            self._sides = f"✗ {sanitize(str(error))} {sanitize(error.hint)}"
            self._draw()
            return
        left = f" · {papers_in_words(found.left_out)} not indexed yet" if found.left_out else ""
        self._take([one.row for one in found.places], [(one.x, one.y) for one in found.places])
        self._sides = (
            f"Near each other: about the same · this plane shows {found.shown:.0%} of the differences{left}"
            if found.places
            else f"A map takes three papers with vectors; {papers_in_words(found.left_out)} have none yet."
        )
        self._draw()

    async def _by_comments(self) -> None:
        rows = await self._library.catalog.rows(self._scope, match=self._match, limit=2000)
        told = [row for row in rows if row.paper.published and row.paper.comments]
        if not told:
            self._sides = "No paper here has a date and comments."
            self._draw()
            return
        days = [row.paper.published.toordinal() for row in told if row.paper.published]
        most = max(row.paper.comments or 0 for row in told)
        first, last = min(days), max(days)
        xs = [(day - first) / max(1, last - first) for day in days]
        self._take(told, [(x, (row.paper.comments or 0) / most) for x, row in zip(xs, told, strict=True)])
        left = f"{date.fromordinal(first):%d %b %Y} to {date.fromordinal(last):%d %b %Y}"
        self._sides = f"Right: newer, {left} · up: more comments, at most {most} · {papers_in_words(len(told))}"
        self._draw()

    async def _by_day(self) -> None:
        self._days = sorted(await self._library.catalog.days())
        at = [place for place, (day, _) in enumerate(self._days) if day == self._scope.until]
        self._place = at[0] if at else len(self._days) - 1 if self._days else None
        told = "1 day" if len(self._days) == 1 else f"{len(self._days)} days"
        self._sides = f"{told} with papers; Enter shows one" if self._days else "No paper has a day."
        self._draw()

    def _take(self, rows: Sequence[ListedPaper], places: Sequence[tuple[float, float]]) -> None:
        named = sorted(rows, key=lambda row: (row.paper.id not in self._cited, -(row.paper.comments or 0)))[:LABELED]
        ids = {row.paper.id for row in named if row.paper.id in self._cited or row.paper.comments}
        self._rows = list(rows)
        self._dots = [self._dot(row, x, y, named=row.paper.id in ids) for row, (x, y) in zip(rows, places, strict=True)]
        found = [place for place, row in enumerate(rows) if row.paper.id == self._at]
        self._place = found[0] if found else 0 if rows else None

    def _dot(self, row: ListedPaper, x: float, y: float, *, named: bool) -> Dot:
        cited = row.paper.id in self._cited
        name = _name(row) if named else ""
        style = "bold $text-accent" if cited else "$foreground 55%" if row.read else "$foreground"
        return Dot(x, y, style, 2 if cited else 0 if row.read else 1, f"»{name}" if cited else name)

    @property
    def _shown_days(self) -> list[tuple[date, int]]:
        return self._days[-max(1, self.size.width // 2 - 1) :]

    @property
    def _room(self) -> tuple[int, int]:
        return max(10, self.size.width - 2), max(3, self.size.height - 1 - BELOW - len(self._caption))

    @property
    def _caption(self) -> list[Content]:
        """What the sides mean, in as many lines as it needs."""
        return Content.styled(self._sides, "$foreground 60%").wrap(max(10, self.size.width - 2))

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width, height = self._room
        words = [*self._caption]
        if self._kind == "days":
            days = self._shown_days
            at = None if self._place is None else self._place - (len(self._days) - len(days))
            wide = min(8, max(2, width // max(1, len(days))))
            high = min(height, HIGHEST)
            lines = [Content("")] * (height - high) + columns([count for _, count in days], high, at, wide)
            if self._place is not None:
                day, count = self._days[self._place]
                words.append(Content.styled(f"{day:%a %d %b %Y} · {papers_in_words(count)}", "bold"))
        else:
            lines = field(self._dots, width, height, self._place)
            if self._place is not None:
                row = self._rows[self._place]
                words.append(Content.styled(display_line(row.paper.title, 300), "bold"))
                comments = row.paper.comments or 0
                told = f"{comments} {'comment' if comments == 1 else 'comments'} · " if comments else ""
                words.append(Content(told + display_line(row.one_line, 300)))
        self.query_one(Picture).update(Content("\n").join(lines))
        cropped = [line.truncate(max(10, self.size.width - 2), ellipsis=True) for line in words]
        self.query_one("#plot-words", Static).update(Content("\n").join(cropped))

    def action_turn(self, by: int) -> None:
        self._turn_to(KINDS[(KINDS.index(self._kind) + by) % len(KINDS)])

    def _turn_to(self, kind: Kind) -> None:
        self._kind = kind
        self._fill()

    def action_go(self, right: int, down: int) -> None:
        if self._place is None:
            return
        if self._kind == "days":
            self._place = min(len(self._days) - 1, max(len(self._days) - len(self._shown_days), self._place + right))
        else:
            self._place = toward(self._dots, *self._room, self._place, right, down)
        self._draw()

    def action_open(self) -> None:
        if self._place is not None:
            self.dismiss(self._days[self._place][0] if self._kind == "days" else self._rows[self._place].paper.id)

    def on_click(self, event: events.Click) -> None:
        if (kind := event.style.meta.get("kind")) in KINDS:
            self._turn_to(kind)
        if event.widget is not self.query_one(Picture):
            return
        before = self._place
        if self._kind == "days":
            days = self._shown_days
            wide = min(8, max(2, self._room[0] // max(1, len(days))))
            if event.x // wide < len(days):
                self._place = len(self._days) - len(days) + event.x // wide
        else:
            self._place = nearest(self._dots, *self._room, event.x, event.y)
        self._draw()
        if event.chain >= 2 or (before is not None and before == self._place):
            self.action_open()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))


def _name(row: ListedPaper) -> str:
    title = display_line(row.paper.title, 200)
    return short_name(title) or f"{title[:16].rstrip()}…"
