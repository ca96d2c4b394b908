"""Papers side by side, aspect by aspect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from askpapers import errors
from askpapers.answers.answer import Cell, Citation, Comparison
from askpapers.answers.usage import usage_words
from askpapers.answers.verdict import SIGNS, PassageNumbers
from askpapers.library.library import Library
from askpapers.papers.paper import Paper, papers_in_words, short_name
from askpapers.text.sanitize import display_line, sanitize
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.keys import keys_text
from askpapers.tui.messages import CopyWanted, FaultReporter, Spent, hint_of
from askpapers.tui.rendering.verdicts import STYLES, target
from askpapers.tui.widgets.bars import KeyBar
from askpapers.tui.widgets.paper_view import PaperView

CLOSE = 0
"""Where a comparison is left for when its tab is closed: for no tab, where -1 and 1 are those beside it."""


class CompareScreen(FaultReporter, Screen[int | None]):
    """Two to four papers as aligned points; every cell opens its sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", id="compare.back"),
        Binding("tab", "walk(1)", "Citation", id="compare.next"),
        Binding("shift+tab", "walk(-1)", "Previous", show=False, id="compare.previous"),
        Binding("s", "swap", "Swap sides", id="compare.swap"),
        Binding("y", "copy", "Copy as Markdown", id="compare.copy"),
        Binding("F", "fresh", "Ask anew", show=False, id="compare.fresh"),
        Binding("question_mark", "keys", "Keys", id="compare.keys", tooltip="All keys of this place"),
        Binding("right_curly_bracket", "leave(1)", "Next tab", show=False, id="compare.next_tab"),
        Binding("left_curly_bracket", "leave(-1)", "Previous tab", show=False, id="compare.previous_tab"),
        Binding("X", f"leave({CLOSE})", "Close the tab", id="compare.close_tab"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="compare.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="compare.up"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (90, "-columns")]

    def __init__(
        self,
        library: Library,
        ids: tuple[str, ...],
        *,
        made: Comparison | None = None,
        tell: Callable[[Comparison], None] = lambda comparison: None,
    ) -> None:
        super().__init__()
        self._made = made
        self._tell = tell
        self._library = library
        self._ids = ids
        self._comparison: Comparison | None = None
        self._place: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content("Comparing…"), id="compare-head")
        yield VerticalScroll(id="compare-body")
        yield PaperView(id="compare-reader")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#compare-reader").display = False
        self.run_worker(self._compare(fresh=False), exclusive=True, exit_on_error=False)

    async def _compare(self, *, fresh: bool) -> None:
        from askpapers.verbs import compare

        if self._made is not None and not fresh:
            self._comparison, self._made = self._made, None
            await self._show()
            return
        self._head("Reading the papers…")
        try:
            self._comparison = await compare.compare(self._library, self._ids, fresh=fresh)
        except errors.AskpapersError as error:
            self._head(f"✗ {sanitize(str(error))} {hint_of(error)}")
            return
        self.post_message(Spent(self._comparison.usage))
        self._tell(self._comparison)
        await self._show()

    def _head(self, text: str) -> None:
        self.query_one("#compare-head", Static).update(Content(text))

    async def _show(self) -> None:
        comparison = self._comparison
        assert comparison is not None
        head = Content.styled(f"{papers_in_words(len(comparison.papers))} side by side", "bold $text")
        cost = f" · {usage_words(comparison.usage, comparison.model)}"
        self.query_one("#compare-head", Static).update(Content.assemble(head, cost))
        body = self.query_one("#compare-body", VerticalScroll)
        await body.remove_children()
        rows = [_titles(comparison.papers)]
        numbers = PassageNumbers((citation for _, citation in self.citations), as_read=True)
        place = 0
        for point in comparison.points:
            cells: list[CellView] = []
            for paper, cell in zip(comparison.papers, point.cells, strict=True):
                cells.append(CellView(paper, cell, place, "ABCD"[len(cells)], numbers))
                place += len(cell.citations)
            rows.append(PointRow(point.aspect, cells))
        await body.mount(*rows)
        if comparison.remarks:
            await body.mount(
                Static(Content("\n".join(map(display_line, comparison.remarks))), classes="compare-remarks")
            )
        self.set_focus(body)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers compared, in the order of their columns; none before the comparison is there."""
        return self._comparison.papers if self._comparison is not None else ()

    @property
    def citations(self) -> list[tuple[Paper | None, Citation]]:
        """All citations in reading order, each with its paper, None where that is none of these."""
        if self._comparison is None:
            return []
        papers = {paper.id: paper for paper in self._comparison.papers}
        return [
            (papers.get(c.paper_id), c)
            for point in self._comparison.points
            for cell in point.cells
            for c in cell.citations
        ]

    def action_walk(self, by: int) -> None:
        citations = self.citations
        if citations:
            start = -1 if by > 0 else 0
            self.go_to(((self._place if self._place is not None else start) + by) % len(citations))

    def go_to(self, place: int) -> None:
        """Light the sentence of a citation below the comparison."""
        self._place = place
        paper, citation = self.citations[place]
        reader = self.query_one("#compare-reader", PaperView)
        reader.display = paper is not None
        if paper is not None:
            reader.show(paper, dict.fromkeys(citation.sentences, citation.support))
        for cell in self.query(CellView):
            cell.chosen(place)

    def action_leave(self, by: int) -> None:
        """Leave for the next or previous tab, or with none."""
        self.dismiss(by)

    async def action_swap(self) -> None:
        """Put the first column last; nobody is asked again for that."""
        if self._comparison is not None:
            self._ids = (*self._ids[1:], self._ids[0])
            self._comparison = rotate_columns(self._comparison)
            self._tell(self._comparison)
            await self._show()

    def action_fresh(self) -> None:
        self.run_worker(self._compare(fresh=True), exclusive=True, exit_on_error=False)

    def action_scroll(self, by: int) -> None:
        self.query_one("#compare-body", VerticalScroll).scroll_relative(y=by * 2, animate=False)

    def action_copy(self) -> None:
        from askpapers.writers import markdown as writers_markdown

        if self._comparison is not None:
            table = writers_markdown.comparison_markdown(self._comparison)
            self.post_message(CopyWanted(table, "The comparison, as a Markdown table", True))

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    def on_resize(self) -> None:
        """Draw the cells anew: another width may stack them, and the plain mode, which comes as one, has words for signs."""
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        for cell in self.query(CellView):
            cell.redraw()


def _titles(papers: tuple[Paper, ...]) -> Horizontal:
    return Horizontal(
        Static("", classes="compare-aspect"),
        *(
            Static(Content(f"{letter} {display_line(paper.title)}"), classes="compare-title")
            for letter, paper in zip("ABCD", papers, strict=False)
        ),
        classes="compare-row compare-titles",
    )


def rotate_columns(comparison: Comparison) -> Comparison:
    """Return a comparison with its first column last."""
    points = tuple(replace(point, cells=(*point.cells[1:], *point.cells[:1])) for point in comparison.points)
    return replace(comparison, papers=(*comparison.papers[1:], *comparison.papers[:1]), points=points)


class PointRow(Horizontal):
    """One aspect and its cells."""

    def __init__(self, aspect: str, cells: list[CellView]) -> None:
        super().__init__(classes="compare-row")
        self._aspect = aspect
        self._cells = cells

    def compose(self) -> ComposeResult:
        yield Static(Content(display_line(self._aspect)), classes="compare-aspect")
        yield from self._cells


class CellView(Static):
    """One side of one aspect; its marks can be clicked."""

    def __init__(self, paper: Paper, cell: Cell, first: int, side: str, numbers: PassageNumbers) -> None:
        super().__init__(classes="compare-cell")
        self._paper = paper
        self._side = side
        self._cell = cell
        self._numbers = numbers
        self._first = first
        self._chosen: int | None = None

    def on_mount(self) -> None:
        self.redraw()

    def _letter(self) -> Content:
        """Which paper it is, where the cells stand below each other and no column tells."""
        if not self.screen.has_class("-stacked"):
            return Content("")
        title = display_line(self._paper.title)
        return Content.styled(f"{self._side} {short_name(title) or sanitize(title, self.app.size.width - 6)}\n", "bold")

    def chosen(self, place: int) -> None:
        """Show which citation, counted over the whole screen, was walked to."""
        mine = place if self._first <= place < self._first + len(self._cell.citations) else None
        if mine != self._chosen:
            self._chosen = mine
            self.redraw()
            if mine is not None:
                self.scroll_visible(animate=False)

    def redraw(self) -> None:
        """Draw the point, with the numbers of its passages; in the plain mode with words for signs."""
        cell = self._cell
        if not cell.text:
            self.update(Content.assemble(self._letter(), Content.styled("not stated in the abstract", "dim italic")))
            return
        from askpapers.verbs.compare import without_marks

        parts = [self._letter(), Content(display_line(without_marks(cell)))]
        spoken = self.app.has_class("plain")
        for place, citation in enumerate(cell.citations, self._first):
            sign = SIGNS[citation.support]
            mark = f"[{self._numbers.number(citation) or '?'}{f' {sign.word}' if spoken else sign.sign}]"
            walked = "reverse" if place == self._chosen else ""
            parts += [Content(" "), target(mark, STYLES[citation.support], walked, place=place)]
        self.update(Content.assemble(*parts))

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("place")
        if place is not None and isinstance(self.screen, CompareScreen):
            self.screen.go_to(place)
