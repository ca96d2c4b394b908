"""What an empty library offers."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

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
            yield OptionList(*(Option(Content(f"{n}  {words}"), id=key) for n, (key, words) in enumerate(CHOICES, 1)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id:
            self.post_message(self.Chosen(event.option_id))

    def choose(self, place: int) -> None:
        """Choose the way at a place, counted from 0."""
        self.post_message(self.Chosen(CHOICES[place][0]))
