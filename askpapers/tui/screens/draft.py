"""A draft checked against the library: its claims walked, the sentence that each cites beside it."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from askpapers import errors
from askpapers.answers.answer import Support
from askpapers.answers.verdict import SIGNS
from askpapers.library.library import Library
from askpapers.text.sanitize import defuse, display_line, sanitize, sanitize_lines
from askpapers.text.sentences import Span
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.dialogs.forms import PasteArea
from askpapers.tui.keys import keys_text
from askpapers.tui.messages import CopyWanted, FaultReporter
from askpapers.tui.rendering.verdicts import STYLES, sign_and_word, target
from askpapers.tui.widgets.bars import KeyBar
from askpapers.tui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    from askpapers.verbs.verify import CheckedClaim

DRAFT = "draft"
"""Where the draft is kept."""
HINT = "Paste a draft that cites arXiv ids or titles, or JSON Lines of claims"


class DraftScreen(FaultReporter, Screen[None]):
    """Takes a draft, the one that is in `unsent` to begin with, then shows it with its verdicts; Tab walks the claims."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="draft.back"),
        Binding("ctrl+s", "check", "Check", id="draft.check", priority=True),
        Binding("tab", "walk(1)", "Next claim", id="draft.next", priority=True),
        Binding("shift+tab", "walk(-1)", "Previous", show=False, id="draft.previous", priority=True),
        Binding("n", "doubted(1)", "Next doubt", id="draft.doubted", tooltip="The next claim that is not verified"),
        Binding("y", "copy", "Copy verdicts", id="draft.copy"),
        Binding("e", "edit", "Edit", id="draft.edit", tooltip="Back to the text, to mend it and check it again"),
        Binding("question_mark", "keys", "Keys", id="draft.keys", tooltip="All keys of this place"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (90, "-columns")]
    DEFAULT_CSS = """
    DraftScreen #draft-head { height: 1; background: $panel; padding: 0 1; }
    DraftScreen #draft-area { height: 1fr; }
    DraftScreen #draft-panes { height: 1fr; layout: vertical; }
    DraftScreen #draft-body { height: 1fr; width: 1fr; padding: 1 2; scrollbar-size-vertical: 1; }
    DraftScreen PaperView { height: 1fr; width: 1fr; border-top: heavy $primary; }
    DraftScreen.-columns #draft-panes { layout: horizontal; }
    DraftScreen.-columns PaperView { border-top: none; border-left: heavy $primary; }
    """

    def __init__(self, library: Library, unsent: MutableMapping[str, str]) -> None:
        super().__init__()
        self._unsent = unsent
        self._library = library
        self._text = ""
        self._claims: list[CheckedClaim] = []
        self._spans: list[Span] = []
        self.place: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content(HINT), id="draft-head")
        yield PasteArea(id="draft-area")
        with Horizontal(id="draft-panes"):
            with VerticalScroll(id="draft-body"):
                yield Static(id="draft-text")
            yield PaperView(id="draft-paper")
        yield KeyBar()

    def on_mount(self) -> None:
        area = self.query_one("#draft-area", PasteArea)
        area.take(self._unsent.get(DRAFT, ""))
        area.select_all()
        self._show_area(True)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave, and keep the draft."""
        self._unsent[DRAFT] = self.query_one("#draft-area", PasteArea).whole
        return super().dismiss(result)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters belong to the text while it is typed; what walks waits for verdicts."""
        editing = self.query_one("#draft-area").display
        if action == "check":
            return editing
        return not editing if action in {"walk", "doubted", "copy", "edit", "keys"} else True

    def _show_area(self, shown: bool) -> None:
        area = self.query_one("#draft-area", PasteArea)
        area.display = shown
        self.query_one("#draft-panes").display = not shown
        (area if shown else self.query_one("#draft-body")).focus()
        self.refresh_bindings()

    def _head(self, text: str) -> None:
        self.query_one("#draft-head", Static).update(Content(sanitize(text)))

    def action_back(self) -> None:
        self.dismiss()

    def action_edit(self) -> None:
        self._head(HINT)
        self._show_area(True)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    def action_check(self) -> None:
        text = self.query_one("#draft-area", PasteArea).whole
        if text.strip():
            self._head("Reading the draft…")
            self.run_worker(self._check(text), exclusive=True, exit_on_error=False)

    async def _check(self, text: str) -> None:
        from askpapers.verbs.verify import verify

        try:
            claims = await verify(self._library, text)
        except errors.AskpapersError as error:
            self._head(f"✗ {error} {error.hint}")
            return
        if not claims:
            self._head("No claim is in this text.")
            return
        self._claims = claims
        self._text, self._spans = _laid_out(text, claims)
        counts = {s: sum(claim.verdict.support is s for claim in claims) for s in SIGNS}
        self._head(" · ".join(f"{SIGNS[s].sign} {count} {SIGNS[s].word}" for s, count in counts.items() if count))
        self._show_area(False)
        await self.go_to(0)

    async def action_walk(self, by: int) -> None:
        if self._claims:
            await self.go_to(((self.place or 0) + by) % len(self._claims))

    async def action_doubted(self, by: int) -> None:
        start = self.place or 0
        for step in range(1, len(self._claims) + 1):
            place = (start + by * step) % len(self._claims)
            if self._claims[place].verdict.support is not Support.VERIFIED:
                await self.go_to(place)
                return

    async def go_to(self, place: int) -> None:
        """Show a claim's verdict, and what it cites, lit."""
        self.place = place
        claim = self._claims[place]
        self.query_one("#draft-text", Static).update(self._drawn())
        self.call_after_refresh(self._in_view)
        paper = await self._library.catalog.paper(claim.papers[0]) if claim.papers else None
        reason = f": {display_line(claim.verdict.reason)}" if claim.verdict.reason else ""
        verdict = Content.styled(f"{sign_and_word(claim.verdict.support)}{reason}", STYLES[claim.verdict.support])
        view = self.query_one("#draft-paper", PaperView)
        if paper is None:
            view.clear(verdict.plain)
        else:
            view.show(paper, dict.fromkeys(claim.sentences, claim.verdict.support), verdict)

    def _drawn(self) -> Content:
        parts: list[Content] = []
        at = 0
        for place, (claim, span) in enumerate(zip(self._claims, self._spans, strict=True)):
            support = claim.verdict.support
            walked = "reverse" if place == self.place else ""
            words = span.of(self._text)
            parts += [
                Content(_drawn(self._text[at : span.start])),
                target(_drawn(words.rstrip()), walked, claim=place),
                target(f" {SIGNS[support].sign}", STYLES[support], claim=place),
                Content(words[len(words.rstrip()) :]),
            ]
            at = span.end
        return Content.assemble(*parts, Content(_drawn(self._text[at:])))

    def _in_view(self) -> None:
        """Scroll to about where the claim stands: by its share of the text."""
        if self.place is None or not self._text:
            return
        shown = self.query_one("#draft-text", Static)
        line = int(shown.size.height * self._spans[self.place].start / len(self._text))
        region = Region(0, max(0, line - 2), shown.size.width, 6)
        self.query_one("#draft-body", VerticalScroll).scroll_to_region(region, animate=False)

    async def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("claim")
        if place is not None:
            await self.go_to(place)

    def action_copy(self) -> None:
        lines = [
            f"{SIGNS[c.verdict.support].sign} {display_line(c.claim, numbers=False)}"
            + (f"\n    {display_line(c.verdict.reason)}" if c.verdict.reason else "")
            for c in self._claims
        ]
        self.post_message(CopyWanted("\n".join(lines), "The verdicts of the draft", True))


def _drawn(text: str) -> str:
    """A part of a draft, whose numbers in brackets are its own."""
    return defuse(sanitize_lines(text), numbers=False)


def _laid_out(text: str, claims: Sequence[CheckedClaim]) -> tuple[str, list[Span]]:
    """Return the text that is shown with the place of each claim: the draft, or of JSON Lines a claim a line.

    A claim in which a footnote stands ends before it: so no word is drawn twice.
    """
    spans = [claim.span for claim in claims if claim.span is not None]
    if len(spans) == len(claims):
        starts = [span.start for span in spans[1:]] + [len(text)]
        return text, [Span(span.start, min(span.end, start)) for span, start in zip(spans, starts, strict=True)]
    lines, found, at = [claim.claim for claim in claims], [], 0
    for line in lines:
        found.append(Span(at, at + len(line)))
        at += len(line) + 1
    return "\n".join(lines), found
