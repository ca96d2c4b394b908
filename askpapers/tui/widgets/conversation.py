"""Questions and their answers below each other: citations walked and words found from turn to turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region, Spacing
from textual.message import Message
from textual.widgets import Input

from askpapers.answers.answer import Answer
from askpapers.papers.paper import Paper
from askpapers.tui.rendering.citations import SearchHits
from askpapers.tui.widgets.lines import FindBar
from askpapers.tui.widgets.turn import Turn


class Conversation(VerticalScroll, can_focus=True):
    """The turns of one conversation; keys walk the citations, from turn to turn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "walk(1)", "Citation", id="answer.next_citation", tooltip="Go to the next citation"),
        Binding("shift+tab", "walk(-1)", "Previous citation", show=False, id="answer.previous_citation"),
        Binding("enter", "open", "Open", id="answer.open", tooltip="Open the cited sentence in its paper"),
        # Priority: what is typed next may come in one burst with it.
        Binding("slash", "find", "Find", id="answer.find", tooltip="Find words in this conversation", priority=True),
        Binding("y", "copy", "Copy", show=False, id="answer.copy", tooltip="Copy the answer as Markdown"),
    ]

    shown: object = None
    """What the turns that are seen belong to; those of other conversations stay, hidden, and go on."""
    _following = False
    _walked: Turn | None = None
    _sought: SearchHits | None = None
    _at = 0

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: dict[object, float] = {}

    def prepare(self) -> None:
        """Mount what nothing is drawn of yet, behind the first paint."""
        self.mount(FindBar(), before=0)

    @dataclass
    class Copied(Message):
        """The answer is to be copied."""

        answer: Answer

    async def begin(self, question: str) -> Turn:
        """Add a turn for a question and return it."""
        self.leave_finding()
        turn = Turn(question, self.shown)
        await self.mount(turn)
        self._following = True
        self.call_after_refresh(self.follow)
        return turn

    def switch(self, to: object) -> None:
        """Show the turns of another conversation, where they were left."""
        if to is self.shown:
            return
        self.leave_finding()
        self._left[self.shown] = self.scroll_y
        self.shown, self._walked, self._following = to, None, False
        for turn in self.query(Turn):
            turn.display = turn.of is to
        self.call_after_refresh(self.scroll_to, y=self._left.pop(to, 0), animate=False)

    async def close(self, one: object) -> None:
        """Take the turns of a conversation away."""
        self._left.pop(one, None)
        for turn in self.turns_of(one):
            await turn.remove()

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

    async def show(self, of: object, answers: Sequence[Answer], papers: Mapping[str, Paper]) -> None:
        """Show the turns of an earlier conversation, from its last question on."""
        self.switch(of)
        for answer in answers:
            turn = Turn(answer.question, of)
            turn.finish(answer, papers)
            await self.mount(turn)
        self._following = True
        self.call_after_refresh(self.follow)

    def turns_of(self, one: object) -> list[Turn]:
        """The turns of an open conversation, oldest first."""
        return [turn for turn in self.query(Turn) if turn.of is one]

    def answers_of(self, one: object) -> list[Answer]:
        """Its finished answers, oldest first."""
        return [turn.answer for turn in self.turns_of(one) if turn.answer is not None]

    @property
    def turns(self) -> list[Turn]:
        """The turns that are shown, oldest first."""
        return self.turns_of(self.shown)

    @property
    def answers(self) -> list[Answer]:
        """The finished answers that are shown, oldest first."""
        return self.answers_of(self.shown)

    @property
    def walked(self) -> Turn | None:
        """The turn whose citations are walked, else the last one."""
        turns = self.turns
        return self._walked if self._walked in turns else turns[-1] if turns else None

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
            self._show(mark)

    def _show_found(self, turn: Turn) -> None:
        if turn.is_mounted and (place := turn.found_region()) is not None:
            self._show(place)

    def _show(self, region: Region) -> None:
        seen = region.translate(self.scroll_offset - self.content_region.offset)
        self.scroll_to_region(seen, spacing=Spacing(1, 0, 1, 0), animate=False)

    def on_turn_resized(self, event: Turn.Resized) -> None:
        event.stop()
        self.call_after_refresh(self.follow)

    @property
    def _bar(self) -> FindBar | None:
        """The line to find words with, None until it is there."""
        return next((bar for bar in self.query(FindBar) if bar.is_mounted), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the slash to the line that is being typed in."""
        return not (action == "find" and isinstance(self.screen.focused, Input))

    def action_find(self) -> None:
        """Open the line to find words with."""
        if (bar := self._bar) is None:
            return
        bar.display = True
        # At once, and not with the next message: the first letters are often typed before that.
        self.screen.set_focus(bar.input)

    def find(self, words: str) -> None:
        """Go to the first place where words stand, with the line to go on from there; do nothing where there is none."""
        if not any(turn.look(SearchHits(words)) for turn in self.turns) or (bar := self._bar) is None:
            self.leave_finding()
            return
        bar.display = True
        with bar.input.prevent(Input.Changed):
            bar.input.value = words
        self.screen.set_focus(bar.input)
        self._look(words, 0)

    def leave_finding(self) -> None:
        """Look for nothing any more."""
        if (bar := self._bar) is not None:
            bar.display = False
            with bar.input.prevent(Input.Changed):
                bar.input.value = ""
            self._look("", 0)

    def _look(self, words: str, at: int) -> None:
        self._sought = SearchHits(words) if words.strip() else None
        counts = [turn.look(self._sought) for turn in self.turns]
        total = sum(counts)
        self._at = at % total if total else 0
        if (bar := self._bar) is not None:
            bar.tell(self._at, total)
        left = self._at
        for turn, count in zip(self.turns, counts, strict=True):
            if left < count:
                self._following = False
                turn.look(self._sought, left)
                self.call_after_refresh(self._show_found, turn)
                return
            left -= count

    @on(FindBar.Typed)
    def _find_typed(self, event: FindBar.Typed) -> None:
        event.stop()
        self._look(event.words, 0)

    @on(FindBar.Stepped)
    def _find_stepped(self, event: FindBar.Stepped) -> None:
        event.stop()
        self._look(self.query_one(FindBar).input.value, self._at + event.by)

    @on(FindBar.Left)
    def _find_left(self, event: FindBar.Left) -> None:
        event.stop()
        self.leave_finding()
        self.screen.set_focus(self)

    def action_copy(self) -> None:
        if answers := self.answers:
            self.post_message(self.Copied(answers[-1]))
