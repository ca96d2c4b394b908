"""One question with its answer: it streams, its citations can be walked and its words found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from askpapers.answers.answer import Answer, Citation, Claim, Found, Progress, Status
from askpapers.answers.verdict import PassageNumbers
from askpapers.papers.paper import Paper, read_in_words
from askpapers.text.sanitize import display_line, sanitize
from askpapers.text.sentences import Span
from askpapers.tui.dialogs.palette import Spot
from askpapers.tui.rendering.citations import SearchHits, citations_of, is_found, places_at, render_answer
from askpapers.tui.rendering.verdicts import describe_end, sign_of, target, why
from askpapers.tui.widgets.answer_text import AnswerText, Evidence, Strip, marks_in

LOOKING = "looking for papers that fit…"
DRAWN_EVERY, BEGUN = 1 / 12, 14  # seconds between two pictures; letters of a title that leave its verdict on one line


class Turn(Vertical):
    """One question with its answer, as far as it has come."""

    @dataclass
    class Cited(Message):
        """A citation was walked to, or clicked; `open_it` asks to go to the paper itself."""

        turn: Turn
        citation: Citation
        open_it: bool = False

    @dataclass
    class LinkOpened(Message):
        """A link in the answer was followed."""

        url: str

    @dataclass
    class StopWanted(Message):
        """The answer is to be stopped."""

        turn: Turn

    class Resized(Message):
        """The turn takes more or less room now."""

    def __init__(self, question: str, of: object = None) -> None:
        super().__init__(classes="turn")
        self.question = question
        self.of = of
        """The conversation that it belongs to."""
        self.papers: dict[str, Paper] = {}
        self.answer: Answer | None = None
        self._text = ""
        self._claims: tuple[Claim, ...] = ()
        self._place: int | None = None
        self._failed = False
        self._drawn: list[Content] = []
        self._question_drawn = self._asked
        self._width = 0
        self._next: Timer | None = None
        self._sought: SearchHits | None = None
        self._found: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(self._asked, classes="turn-question")
        yield Static(_stoppable(LOOKING), classes="turn-state")
        yield Strip(classes="turn-strip")
        yield AnswerText(classes="turn-text")
        yield Evidence(classes="turn-evidence")

    def on_mount(self) -> None:
        self.query_one(Strip).display = False
        if self.answer is not None:
            self._finish()

    def on_resize(self) -> None:
        self.post_message(self.Resized())
        if self.query_one(AnswerText).size.width != self._width:
            self._draw()

    @property
    def _asked(self) -> Content:
        return Content(f"› {sanitize(self.question)}")

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
        notes = "".join(f" · {display_line(note)}" for note in event.notes)
        self.goes_on(f"reading {read_in_words(len(event.matches), event.scope_size)}{notes}")

    def progress(self, event: Progress) -> None:
        """Say how far a long reading is."""
        self.goes_on(f"{event.what}: {event.done} of {event.total}")

    def words(self, text: str) -> None:
        """Add words; they are drawn with the next picture."""
        self._text += text
        self._draw_soon()

    def checked(self, claims: Sequence[Claim]) -> None:
        """Show the verdicts known so far."""
        self._claims = tuple(claims)
        self._draw_soon()

    def finish(self, answer: Answer, papers: Mapping[str, Paper] | None = None) -> None:
        """Show the finished answer; `papers` are those it cites, where it comes out of the history."""
        self.answer, self._text, self._claims = answer, answer.text, answer.claims
        if papers is not None:
            self.papers = dict(papers)
        if self.is_mounted and self.is_attached:
            self._finish()

    def fail(self, message: str, hint: str) -> None:
        """Show that no answer came, why, and what to do."""
        self.add_class("failed")
        self._failed = True
        self._draw_soon()
        self._state(f"✗ {message} {hint}".strip())

    def walk(self, by: int) -> Citation | None:
        """Go to the next or previous citation and return it; None beyond the last or first."""
        start = -1 if by > 0 else len(self.citations)
        place = (self._place if self._place is not None else start) + by
        return self.go_to(place) if 0 <= place < len(self.citations) else None

    def go_to(self, place: int) -> Citation:
        """Go to a citation by its place."""
        self._place = place
        self._draw()
        citation = self.citations[place]
        if self.answer is not None and self.answer.status is Status.NOT_FOUND:
            self._summary()
        else:
            reason = why(citation, self.citations, self.answer, "\n", "\n")
            title, beside = self._title(citation.paper_id), citation.paper_id in self.papers
            self.query_one(Evidence).explain(citation, self._of_how_many, title, reason, beside=beside)
        return citation

    def current(self) -> Citation | None:
        """The citation that was walked to."""
        citations = self.citations
        return citations[self._place] if self._place is not None and self._place < len(citations) else None

    def mark_region(self) -> Region | None:
        """Where on the screen the mark is that was walked to, seen or not."""
        return self._region(lambda style: self._place in places_at(style))

    def redraw(self) -> None:
        """Draw it in the colors that the theme has now."""
        self._draw()
        if (citation := self.current()) is not None and self._place is not None:
            self.go_to(self._place)
        elif citation is None:
            self._summary()

    def look(self, sought: SearchHits | None, at: int | None = None) -> int:
        """Light the places of what is looked for, and the one numbered `at` most; return how many there are."""
        if (sought, at) != (self._sought, self._found):
            self._sought, self._found = sought, at
            self._light()
        return sought.count([self._asked, *self._drawn]) if sought else 0

    def found_region(self) -> Region | None:
        """Where on the screen the place is that is lit most, seen or not."""
        return self._region(is_found)

    def _region(self, wanted: Callable[[Style], bool]) -> Region | None:
        """Where on the screen the first line is that has a piece of a wanted style."""
        for shown in self.query(".turn-question, .turn-text Static, .turn-evidence").results(Static):
            for y in range(shown.size.height):
                if any(piece.style and wanted(piece.style) for piece in shown.render_line(y)):
                    return Region(shown.region.x, shown.region.y + y, 1, 1)
        return None

    def spots(self) -> Iterator[Spot]:
        """Yield the marks in view; going to one opens its sentence."""
        seen: set[int] = set()
        clip = self.screen.find_widget(self).clip
        for shown in self.query(".turn-text Static, .turn-evidence").results(Static):
            for place, at in marks_in(shown):
                if place not in seen and place < len(self.citations) and clip.contains_point(at):
                    seen.add(place)
                    yield Spot(at, partial(self._jump, place))

    def _jump(self, place: int) -> None:
        self.post_message(self.Cited(self, self.go_to(place)))

    def leave(self) -> None:
        """Stand on no citation any more."""
        self._place = None
        self._draw_soon()
        self._summary()

    def _state(self, text: str) -> None:
        # A turn whose conversation was closed has no state to show any more.
        for shown in self.query(".turn-state").results(Static):
            shown.update(Content(text))

    def goes_on(self, text: str) -> None:
        """Say what is being done, and how it is stopped."""
        for shown in self.query(".turn-state").results(Static):
            shown.update(_stoppable(text))

    def _draw_soon(self) -> None:
        """Draw with the next picture: words come faster than a person can see, and the keyboard is to stay free."""
        if self._next is None and self.is_attached:
            self._next = self.set_timer(DRAWN_EVERY, self._draw)

    def _draw(self) -> None:
        if self._next is not None:
            self._next.stop()
            self._next = None
        if not self.is_attached:
            return
        self._width = self.query_one(AnswerText).size.width
        spoken = self.app.has_class("plain")
        self._drawn = render_answer(self._text, self._claims, self._place, self._width, self._pending(), spoken=spoken)
        self._light()
        self.query_one(Strip).show(() if spoken else self._claims, self.citations, self.current(), self._text)

    def _light(self) -> None:
        asked, *texts = (
            self._sought.lit([self._asked, *self._drawn], self._found) if self._sought else [self._asked, *self._drawn]
        )
        if not asked.is_same(self._question_drawn):
            self.query_one(".turn-question", Static).update(asked, layout=False)
            self._question_drawn = asked
        self.query_one(AnswerText).show(texts)

    def _pending(self) -> list[Span] | None:
        """The marks of an answer that still grows."""
        if self.answer is not None or self._failed:
            return None
        from askpapers.verification.marks import parse_marks

        return [mark.span for mark in parse_marks(self._text, tuple(self.papers.values())) if mark.references]

    def _finish(self) -> None:
        assert self.answer is not None
        self._state(describe_end(self.answer, spoken=self.app.has_class("plain")))
        self.set_class(self.answer.status is Status.NOT_FOUND, "not-found")
        self._draw()
        self._summary()

    def _summary(self) -> None:
        answer = self.answer
        if answer is not None:
            nearest = answer.nearest if answer.status is Status.NOT_FOUND else ()
            self.query_one(Evidence).near([(self._title(c.paper_id), c) for c in nearest], self._place)

    def verdict(self, citation: Citation) -> Content:
        """What the verdict on a citation's claim is, and why, in words."""
        if self.answer is not None and citation in self.answer.nearest:
            return Content("near the question, and no answer to it")
        number = f" [{n}]" if (n := PassageNumbers(self.citations).number(citation)) else ""
        reason = why(citation, self.citations, self.answer, ": ", "; ")
        title = ("" if reason else f" · {self._title(citation.paper_id, BEGUN)}", "$foreground 60%")
        return Content.assemble(sign_of(citation), number, reason, self._of_how_many, title)

    @property
    def _of_how_many(self) -> str:
        return f" ({(self._place or 0) + 1} of {len(self.citations)})"

    def _title(self, paper_id: str, limit: int = 90) -> str:
        paper = self.papers.get(paper_id)
        return display_line(paper.title, limit) if paper else sanitize(paper_id) or "a paper that is not here"

    def on_click(self, event: events.Click) -> None:
        if event.style.meta.get("stop"):
            self.post_message(self.StopWanted(self))
        if url := event.style.meta.get("url"):
            self.post_message(self.LinkOpened(url))
        place = next(iter(places_at(event.style)), None)
        if place is not None and place < len(self.citations):
            self.post_message(self.Cited(self, self.go_to(place), open_it=event.chain >= 2))


def _stoppable(text: str) -> Content:
    """Return what goes on, and how it is stopped, by key and by mouse."""
    return Content.assemble(text, " ", target(" Esc stops ", "$text on $panel", stop=True))
