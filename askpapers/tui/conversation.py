"""Questions and their answers below each other; an answer streams, and its citations can be walked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region, Spacing
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from askpapers.papers import Answer, Citation, Claim, Found, Paper, Progress, Status, Support, papers_in_words, plain
from askpapers.tui.marked import citations_of, marked
from askpapers.tui.signs import STYLES
from askpapers.tui.status import usage_words


class AnswerText(Vertical):
    """A text that grows: of its paragraphs only those are drawn anew that have changed."""

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._shown: list[Content] = []

    @property
    def plain(self) -> str:
        """All that is shown, without its styles."""
        return "\n\n".join(part.plain for part in self._shown)

    def show(self, content: Content) -> None:
        """Show a text; paragraphs are parted by empty lines."""
        parts = content.split("\n\n", allow_blank=True)
        known = list(self.query_children(Static))
        for place, part in enumerate(parts):
            if place >= len(known):
                self.mount(Static(part))
            elif place >= len(self._shown) or _differ(part, self._shown[place]):
                known[place].update(part)
        for place, paragraph in enumerate(known):
            paragraph.display = place < len(parts)
        self._shown = parts


def _differ(one: Content, other: Content) -> bool:
    # Content is equal to another of the same words, whatever their styles.
    return one.plain != other.plain or one.spans != other.spans


class Turn(Vertical):
    """One question with its answer, as far as it has come."""

    @dataclass
    class Cited(Message):
        """A citation was walked to, or clicked; `open_it` asks to go to the paper itself."""

        turn: Turn
        citation: Citation
        open_it: bool = False

    def __init__(self, question: str) -> None:
        super().__init__(classes="turn")
        self.question = question
        self.papers: dict[str, Paper] = {}
        self.answer: Answer | None = None
        self._text = ""
        self._claims: tuple[Claim, ...] = ()
        self._place: int | None = None
        self._dirty = False

    def compose(self) -> ComposeResult:
        yield Static(Content(f"› {plain(self.question)}"), classes="turn-question")
        yield Static(Content("looking for papers that fit…"), classes="turn-state")
        yield AnswerText(classes="turn-text")
        yield Static(classes="turn-evidence")

    def on_mount(self) -> None:
        self.query_one(".turn-evidence").display = False
        if self.answer is not None:
            self._finish()
        # Words come faster than a person can see; twenty pictures a second are enough and leave the keyboard free.
        self.set_interval(1 / 20, self._draw)

    def on_resize(self) -> None:
        self._dirty = True

    @property
    def citations(self) -> list[Citation]:
        """The citations found so far, in the order of their marks; of a refusal the nearest sentences."""
        if self.answer is not None and self.answer.status is Status.NOT_FOUND:
            return list(self.answer.nearest)
        return citations_of(self._claims)

    @property
    def text(self) -> str:
        """The answer so far."""
        return self._text

    def found(self, event: Found) -> None:
        """Say what the answer will be drawn from."""
        self.papers = {match.paper.id: match.paper for match in event.matches}
        notes = "".join(f" · {plain(note)}" for note in event.notes)
        self._state(f"reading {len(event.matches)} of {papers_in_words(event.scope_size)}{notes}")

    def progress(self, event: Progress) -> None:
        """Say how far a long reading is."""
        self._state(f"{event.what}: {event.done} of {event.total}")

    def words(self, text: str) -> None:
        """Add words; they are drawn with the next picture."""
        self._text += text
        self._dirty = True

    def checked(self, claims: Sequence[Claim]) -> None:
        """Show the verdicts known so far."""
        self._claims = tuple(claims)
        self._dirty = True

    def finish(self, answer: Answer, papers: Mapping[str, Paper] | None = None) -> None:
        """Show the finished answer; `papers` are those it cites, where it comes out of the history."""
        self.answer, self._text, self._claims = answer, answer.text, answer.claims
        if papers is not None:
            self.papers = dict(papers)
        if self.is_mounted:
            self._finish()

    def fail(self, message: str, hint: str) -> None:
        """Show that no answer came, why, and what to do."""
        self.add_class("failed")
        self._state(f"✗ {message} {hint}".strip())

    def walk(self, by: int) -> Citation | None:
        """Go to the next or previous citation and return it; None beyond the last or first."""
        start = -1 if by > 0 else len(self.citations)
        place = (self._place if self._place is not None else start) + by
        return self.go_to(place) if 0 <= place < len(self.citations) else None

    def go_to(self, place: int) -> Citation:
        """Go to a citation by its place."""
        self._place = place
        self._dirty = True
        self._draw()
        citation = self.citations[place]
        if self.answer is not None and self.answer.status is Status.NOT_FOUND:
            self._summary()
        else:
            self._explain(citation)
        return citation

    def current(self) -> Citation | None:
        """The citation that was walked to."""
        citations = self.citations
        return citations[self._place] if self._place is not None and self._place < len(citations) else None

    def mark_region(self) -> Region | None:
        """Where on the screen the mark is that was walked to, seen or not."""
        for shown in self.query(".turn-text Static, .turn-evidence").results(Static):
            for y in range(shown.size.height):
                if any(self._place in _cited(segment) for segment in shown.render_line(y)):
                    return Region(shown.region.x, shown.region.y + y, 1, 1)
        return None

    def leave(self) -> None:
        """Stand on no citation any more."""
        self._place = None
        self._dirty = True
        self._summary()

    def _state(self, text: str) -> None:
        self.query_one(".turn-state", Static).update(Content(text))

    def _draw(self) -> None:
        if not self._dirty or not self.is_mounted:
            return
        self._dirty = False
        shown = self.query_one(AnswerText)
        shown.show(marked(self._text, self._claims, self._place, shown.size.width))
        if isinstance(self.parent, Conversation):
            self.parent.call_after_refresh(self.parent.follow)

    def _finish(self) -> None:
        answer = self.answer
        assert answer is not None
        shown = f"{len(answer.matches)} of {papers_in_words(answer.scope_size)} read"
        these = "this paper" if answer.scope_size == 1 else f"these {papers_in_words(answer.scope_size)}"
        ended = {
            Status.ANSWERED: "",
            Status.PARTLY: "answered in part · ",
            Status.NOT_FOUND: f"not in {these} · ",
            Status.STOPPED: "stopped; what came is kept · ",
        }[answer.status]
        notes = "".join(f" · {plain(note)}" for note in answer.notes)
        counts = {support: sum(claim.support is support for claim in answer.claims) for support in STYLES}
        told = "".join(f"{STYLES[s].sign} {n} {STYLES[s].word} · " for s, n in counts.items() if n)
        verdicts = "" if answer.status is Status.NOT_FOUND else told
        self._state(f"{ended}{verdicts}{shown} · {usage_words(answer.usage, answer.model)}{notes}")
        self.set_class(answer.status is Status.NOT_FOUND, "not-found")
        self._dirty = True
        self._draw()
        self._summary()

    def _summary(self) -> None:
        answer = self.answer
        evidence = self.query_one(".turn-evidence", Static)
        if answer is None:
            return
        lines: list[Content] = []
        if answer.status is Status.NOT_FOUND and answer.nearest:
            lines.append(Content("The nearest; Tab walks them, w widens the scope and asks again"))
            for place, citation in enumerate(answer.nearest):
                style = Style.from_meta({"cite": place}) + Style(reverse=place == self._place)
                lines.append(Content.styled(self._title(citation.paper_id), style + Style(bold=True)))
                lines.append(Content.styled(f"“{plain(citation.quote, 220)}”", Style.from_meta({"cite": place})))
        evidence.display = bool(lines)
        evidence.update(Content("\n").join(lines))

    def verdict(self, citation: Citation) -> Content:
        """What the verdict on a citation's claim is, and why, in words."""
        if self.answer is not None and citation in self.answer.nearest:
            return Content("near the question, and no answer to it")
        sign = STYLES[citation.support]
        place = f" ({(self._place or 0) + 1} of {len(self.citations)})"
        reason = f": {plain(citation.reason)}" if citation.reason and citation.support is not Support.VERIFIED else ""
        chosen = "; the model named the paper only, this sentence was chosen here" if citation.chosen else ""
        return Content.assemble((f"{sign.sign} {sign.word}", sign.style), Content(f"{reason}{chosen}{place}"))

    def _explain(self, citation: Citation) -> None:
        sign = STYLES[citation.support]
        numbers = ", ".join(str(number) for number in citation.sentences)
        head = f"{sign.sign} {sign.word}"
        where = f"{self._title(citation.paper_id)}" + (f", sentence {numbers}" if numbers else "")
        reason = f"\n{plain(citation.reason)}" if citation.reason and citation.support is not Support.VERIFIED else ""
        chosen = "\nthe model named the paper only; this sentence was chosen here" if citation.chosen else ""
        place = f" ({(self._place or 0) + 1} of {len(self.citations)})"
        evidence = self.query_one(".turn-evidence", Static)
        evidence.display = True
        evidence.update(Content.assemble((head, sign.style), Content(f"{place} {where}{reason}{chosen}")))

    def _title(self, paper_id: str) -> str:
        paper = self.papers.get(paper_id)
        return plain(paper.title, 90) if paper else plain(paper_id) or "a paper that is not here"

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("cite")
        if place is not None and place < len(self.citations):
            self.post_message(self.Cited(self, self.go_to(place), open_it=event.chain >= 2))


def _cited(segment: Segment) -> range:
    """The places of the citations whose mark a piece of a drawn line belongs to."""
    at = segment.style.meta.get("cite") if segment.style else None
    return range(at, at + segment.style.meta.get("cites", 1)) if at is not None and segment.style else range(0)


class Conversation(VerticalScroll, can_focus=True):
    """The turns of one conversation; keys walk the citations, from turn to turn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "walk(1)", "Citation", id="answer.next_citation", tooltip="Go to the next citation"),
        Binding("shift+tab", "walk(-1)", "Previous citation", show=False, id="answer.previous_citation"),
        Binding("enter", "open", "Open", id="answer.open", tooltip="Open the cited sentence in its paper"),
        Binding("y", "copy", "Copy", show=False, id="answer.copy", tooltip="Copy the answer as Markdown"),
    ]

    _following = False
    _walked: Turn | None = None

    @dataclass
    class Copied(Message):
        """The answer is to be copied."""

        answer: Answer

    async def begin(self, question: str) -> Turn:
        """Add a turn for a question and return it."""
        turn = Turn(question)
        await self.mount(turn)
        self._following = True
        self.call_after_refresh(self.follow)
        return turn

    def follow(self) -> None:
        """Keep a growing answer in view until its question is at the top: it is read from its beginning."""
        # A turn that is not laid out yet has no place.
        if self._following and self.turns and (turn := self.turns[-1].virtual_region):
            question = turn.y
            place = min(question, self.max_scroll_y)
            if place != self.scroll_y:
                self.scroll_to(y=place, animate=False)
            # From here on whoever scrolls down reads on, and is not called back.
            self._following = place < question

    def on_mouse_scroll_up(self) -> None:
        """Let whoever scrolls back read on undisturbed."""
        self._following = False

    def action_scroll_up(self) -> None:
        self._following = False
        super().action_scroll_up()

    def action_page_up(self) -> None:
        self._following = False
        super().action_page_up()

    def action_scroll_home(self) -> None:
        self._following = False
        super().action_scroll_home()

    async def show(self, answers: Sequence[Answer], papers: Mapping[str, Paper]) -> None:
        """Show the turns of an earlier conversation."""
        await self.remove_children()
        for answer in answers:
            turn = Turn(answer.question)
            turn.finish(answer, papers)
            await self.mount(turn)
        self._following = True
        self.call_after_refresh(self.follow)

    async def clear(self) -> None:
        """Begin anew."""
        await self.remove_children()

    @property
    def turns(self) -> list[Turn]:
        """All turns, oldest first."""
        return list(self.query(Turn))

    @property
    def answers(self) -> list[Answer]:
        """The finished answers, oldest first."""
        return [turn.answer for turn in self.turns if turn.answer is not None]

    def action_walk(self, by: int) -> None:
        """Go to the next or previous citation, from turn to turn; the last turn comes first."""
        turns = [turn for turn in self.turns if turn.citations]
        if not turns:
            return
        at = turns.index(self._walked) if self._walked in turns else len(turns) - 1
        turn = turns[at]
        if (citation := turn.walk(by)) is None:
            turn.leave()
            turn = turns[(at + by) % len(turns)]
            citation = turn.walk(by)
        if citation is not None:
            turn.post_message(Turn.Cited(turn, citation))

    def action_open(self) -> None:
        """Go to the sentence of the citation that was walked to; without one, walk to the first."""
        citation = self._walked.current() if self._walked else None
        if citation is None:
            self.action_walk(1)
        else:
            assert self._walked is not None
            self._walked.post_message(Turn.Cited(self._walked, citation, open_it=True))

    def on_turn_cited(self, event: Turn.Cited) -> None:
        """Remember where the walk is, and bring its mark into view."""
        if self._walked not in {None, event.turn} and self._walked in self.turns:
            self._walked.leave()
        self._walked = event.turn
        self._following = False
        self.call_after_refresh(self._show_mark, event.turn)

    def on_resize(self) -> None:
        """Keep the mark in view when the pane gives way to the sentence that it cites."""
        if self._walked is not None and self._walked.current() is not None:
            self.call_after_refresh(self._show_mark, self._walked)

    def _show_mark(self, turn: Turn) -> None:
        if turn.is_mounted and (mark := turn.mark_region()) is not None:
            seen = mark.translate(self.scroll_offset - self.content_region.offset)
            self.scroll_to_region(seen, spacing=Spacing(1, 0, 1, 0), animate=False)

    def action_copy(self) -> None:
        if answers := self.answers:
            self.post_message(self.Copied(answers[-1]))
