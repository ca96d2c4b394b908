"""What is known of the reader's interests, and what they watch for: seen, given, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from askpapers import errors
from askpapers.library.catalog.notebook import Watch
from askpapers.library.library import Library
from askpapers.papers.interest import Interest, InterestKind
from askpapers.sources.inputs import path_of
from askpapers.text.sanitize import display_line, sanitize
from askpapers.tui.dialogs.basic import LineDialog, TextDialog
from askpapers.tui.dialogs.choices import ChoiceList
from askpapers.tui.keys import keys_text
from askpapers.tui.messages import ErrorRaised, FaultReporter
from askpapers.tui.widgets.bars import KeyBar
from askpapers.verbs import interests as verb
from askpapers.verbs import watch as watching

SIGNS = {
    InterestKind.SAID: "said", InterestKind.BIBLIOGRAPHY: "file", InterestKind.STARRED: "★", InterestKind.READ: "✓",
    InterestKind.ASKED: "asked",
}  # fmt: skip
"""Where an interest comes from, in few letters."""

NOTHING = (
    "Nothing is known yet: a says it in words, f takes a .bib, w watches for an author or words; stars, papers read and "
    "questions are learned from."
)
HEAD = "Interests and watches, kept on this machine: the digest and the order “interest” go by them; hits stand first"


class InterestsScreen(FaultReporter, Screen[None]):
    """What is watched for, then every interest, those that the reader gave first; Delete takes one back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", id="interests.back"),
        Binding("a", "add", "Say one", id="interests.add", tooltip="Say in a sentence what you work on"),
        Binding("f", "from_file", "From a file", id="interests.file", tooltip="Take the papers of a .bib, or of any list"),
        Binding("w", "watch", "Watch for", id="interests.watch", tooltip="Have what comes by an author or with words stand first"),
        Binding("delete,backspace", "remove", "Take back", id="interests.remove", tooltip="Take back what you gave"),
        Binding("question_mark", "keys", "Keys", id="interests.keys", tooltip="All keys of this place"),
    ]  # fmt: skip

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._known: list[Interest | Watch] = []

    def compose(self) -> ComposeResult:
        yield Static(Content(f" {HEAD}"), id="page-head")
        yield ChoiceList(id="interests-list")
        yield Static(Content(NOTHING), id="page-state")
        yield KeyBar()

    async def on_mount(self) -> None:
        await self._show()

    async def _show(self) -> None:
        watches = await self._library.catalog.watches.all()
        self._known = [*watches, *await verb.interests(self._library)]
        self.query_one("#page-state").display = not self._known
        options = self.query_one(OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options([Option(_line(one)) for one in self._known])
        options.highlighted = min(at or 0, len(self._known) - 1) if self._known else None
        options.focus()

    def action_add(self) -> None:
        """Ask for a sentence."""
        title, hint = "What do you work on?", "As “I work on merging fine-tuned models” · Enter keeps it · Esc closes"

        def done(said: str | None) -> None:
            if said:
                self.run_worker(self._add(said), exit_on_error=False)

        self.app.push_screen(LineDialog(title, hint), done)

    def action_from_file(self) -> None:
        """Ask for a file of papers."""

        def done(path: str | None) -> None:
            if path and (named := path_of(path)) is None:
                self.notify(f"{sanitize(path, 80)} is no path.", severity="error", timeout=5, markup=False)
            elif path and named is not None:
                self.run_worker(self._read(named), exit_on_error=False)

        self.app.push_screen(LineDialog("Which file?", "refs.bib, or any list that can be added · Esc closes"), done)

    def action_watch(self) -> None:
        """Ask what to watch for."""

        def done(said: str | None) -> None:
            if said:
                self.run_worker(self._watch(said), exit_on_error=False)

        hint = "author:Noether · words · like 2510.12345 · Enter keeps it · Esc closes"
        self.app.push_screen(LineDialog("What do you watch for?", hint), done)

    async def _watch(self, said: str) -> None:
        try:
            _, watched, new = await watching.add_watch(self._library, said)
            self.notify(f"Watched for: {watched.told}." if new else "That is watched for already.", timeout=4)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        await self._show()

    async def _add(self, said: str) -> None:
        try:
            if not await verb.add_interest(self._library, said):
                self.notify("That is known already.", timeout=3)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        await self._show()

    async def _read(self, path: Path) -> None:
        try:
            new, count = await verb.add_bibliography(self._library, path)
            self.notify(f"{new} of {count} papers are new interests.", timeout=4)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        await self._show()

    async def action_remove(self) -> None:
        """Take back the interest or the watch under the cursor."""
        at = self.query_one(OptionList).highlighted
        if at is None:
            return
        one = self._known[at]
        if isinstance(one, Watch):
            await watching.remove_watch(self._library, str(one.id))
            await self._show()
            return
        number = one.number
        if number is None:
            self.notify("It is learned: unstar the paper, mark it unread, or delete the conversation.", timeout=5)
            return
        await verb.remove_interests(self._library, [number])
        await self._show()

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))


def _line(one: Interest | Watch) -> Table:
    """A sign and its words, which when they are long go on below each other and not below the sign."""
    if isinstance(one, Watch):
        sign, words = "watch", sanitize(one.text, 300)
    else:
        source = f" ({sanitize(one.source, 40)})" if one.source else ""
        sign, words = SIGNS[one.kind], f"{display_line(one.text, 300, numbers=False)}{source}"
    line = Table.grid(expand=True)
    line.add_column(width=6)
    line.add_column(ratio=1)
    line.add_row(Text(sign), Text(words))
    return line
