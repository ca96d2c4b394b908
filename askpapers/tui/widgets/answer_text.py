"""A text that grows, drawn anew only where it changed; its verdicts at a glance; and the box with what a citation opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.style import Style
from textual.widgets import Static

from askpapers.answers.answer import Citation, Claim
from askpapers.text.sanitize import display_line
from askpapers.tui.rendering.citations import places_at
from askpapers.tui.rendering.verdicts import evidence_strip, sign_and_word, sign_of


class AnswerText(Vertical):
    """Paragraphs below each other."""

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._shown: list[Content] = []

    @property
    def plain(self) -> str:
        """All that is shown, without its styles."""
        return "\n\n".join(part.plain for part in self._shown)

    def show(self, parts: Sequence[Content]) -> None:
        """Show these paragraphs."""
        known = list(self.query_children(Static))
        for place, part in enumerate(parts):
            if place >= len(known):
                self.mount(Static(part))
            elif place >= len(self._shown):
                known[place].update(part)
            elif not part.is_same(before := self._shown[place]):
                # Most words begin no line, and laying out the whole desk is what takes time.
                known[place].update(part, layout=self._height(part) != self._height(before))
        for place, paragraph in enumerate(known):
            paragraph.display = place < len(parts)
        self._shown = list(parts)

    def _height(self, part: Content) -> int:
        return len(part.wrap(self.size.width)) if self.size.width else 0


class Strip(Static):
    """One cell a claim, below the question; of one claim it would tell nothing that its mark does not.

    What the cell below the mouse stands for is told in a tooltip.
    """

    CELL = 4
    _lines = -1
    _told: Sequence[str] = ()

    def show(
        self, claims: Sequence[Claim], citations: Sequence[Citation], chosen: Citation | None, text: str = ""
    ) -> None:
        """Show the verdicts on these claims of a text, the one of the citation that was walked to reversed."""
        self.display = len(claims) > 1
        self._told = [f"{sign_and_word(claim.support)}: {display_line(claim.span.of(text), 120)}" for claim in claims]
        if self.display:
            # Laying out the whole desk is what takes time: only where the strip takes another line.
            lines = len(claims) * self.CELL // max(1, self.size.width)
            self.update(evidence_strip(claims, citations, chosen), layout=lines != self._lines)
            self._lines = lines

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell what a cell says, and of what lies between them what all of it is."""
        place = event.style.meta.get("claim")
        self.tooltip = self._told[place] if place is not None and place < len(self._told) else STRIP


STRIP = "A cell for each claim of the answer, with the sign of its verdict; a click goes to what it cites."


def marks_in(shown: Static) -> Iterator[tuple[int, Offset]]:
    """Yield the places of the citations in a drawn text and where on the screen each mark begins, seen or not."""
    for y in range(shown.size.height):
        x = shown.region.x
        for piece in shown.render_line(y):
            for place in places_at(piece.style) if piece.style else ():
                yield place, Offset(x, shown.region.y + y)
            x += piece.cell_length


class Evidence(Static):
    """The box below an answer: the citation that was walked to, or of a refusal the nearest sentences.

    Where the cited paper is seen with the same verdict above it, the style sheet leaves out a box of the class `-beside`.
    """

    def explain(self, citation: Citation, of_how_many: str, title: str, reason: str, *, beside: bool) -> None:
        """Show what a citation points at, how it was judged, and why; `beside` where its paper can be shown too."""
        numbers = ", ".join(str(number) for number in citation.sentences)
        where = f" {title}" + (f", sentence {numbers}" if numbers else "")
        self.set_classes("turn-evidence -shown -beside" if beside else "turn-evidence -shown")
        self.update(Content.assemble(sign_of(citation), of_how_many, where, reason))

    def near(self, nearest: Sequence[tuple[str, Citation]], chosen: int | None) -> None:
        """Show the nearest sentences below their papers' titles; none hides the box."""
        lines: list[Content] = []
        for place, (title, citation) in enumerate(nearest):
            style = Style.from_meta({"cite": place}) + Style(reverse=place == chosen)
            lines.append(Content.styled(title, style + Style(bold=True)))
            lines.append(Content.styled(f"“{display_line(citation.quote, 220)}”", Style.from_meta({"cite": place})))
        if lines:
            lines.insert(0, Content("The nearest; Tab walks them, w widens the scope and asks again"))
        self.set_classes("turn-evidence -shown" if lines else "turn-evidence")
        self.update(Content("\n").join(lines))
