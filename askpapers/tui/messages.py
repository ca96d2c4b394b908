"""What a screen tells the program, which alone knows the others; and work that fails, told instead of ending the program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual.css.query import NoMatches
from textual.message import Message
from textual.worker import Worker, WorkerState

from askpapers import errors
from askpapers.answers.usage import Usage
from askpapers.settings.settings import AT_START, SETTABLE, Settings
from askpapers.text.sanitize import sanitize


@dataclass
class ErrorRaised(Message):
    """Something did not work; the reader is to be told what, and what to do."""

    error: errors.AskpapersError


class SampleWanted(Message):
    """The sample day is to be opened, in its own library."""


@dataclass
class Spent(Message):
    """A call to a model was paid."""

    usage: Usage


@dataclass
class CopyWanted(Message):
    """A text is to be copied; `what` names it to the reader, `all_that_is_shown` that what is selected of it goes before."""

    text: str
    what: str
    all_that_is_shown: bool = False


@dataclass
class SettingsWanted(Message):
    """The settings are to be shown, with the cursor on the one named `at`."""

    at: str = ""


@dataclass
class SettingsChanged(Message):
    """The settings were `before` and are `now`."""

    before: Settings
    now: Settings

    @property
    def changed(self) -> dict[str, Any]:
        """What counts at once, by its name."""
        names = [n for n in SETTABLE if n not in AT_START and getattr(self.now, n) != getattr(self.before, n)]
        return {name: getattr(self.now, name) for name in names}

    def in_force(self, settings: Settings) -> Settings:
        """Return those that are in force now where `settings` were: what counts at the start only stays."""
        return replace(self.now, **{name: getattr(settings, name) for name in AT_START})


def hint_of(error: errors.AskpapersError) -> str:
    """Return what to do about an error, in the words of the interface where its hint names an option of the command line."""
    if isinstance(error, errors.UnknownFormat):
        return FORMATS  # the names of all would cover the papers
    return sanitize(by_keys(error.hint))


FORMATS = (
    "A page's text, a mailing, BibTeX, RIS, CSV, a feed or arXiv links can be read. p has a paste still, to be mended."
)
BY_KEYS = {
    "--extractive needs none": "M goes on without one",
    "use --extractive": "go on without a model (M)",
    "can be added without: askpapers add FILE": "can be added without: + adds it",
    "`askpapers list --undated` shows them, `add --day` files them under a day": "s, then “undated”, shows them",
    " --format overrides.": "",
}
"""What the command line's way to do something is called in the interface."""


def by_keys(text: str) -> str:
    """Return a hint or a note of a verb with the keys of the interface where it names commands and options."""
    for command, key in BY_KEYS.items():
        text = text.replace(command, key)
    return text


if TYPE_CHECKING:
    from textual.widget import Widget

    _Base = Widget
else:
    _Base = object


class FaultReporter(_Base):
    """A screen or widget whose work (`run_worker(…, exit_on_error=False)`) says what it failed of."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell what went wrong; what no longer finds its widgets, since the reader went on, is nothing to tell."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or isinstance(error, NoMatches):
            return
        if not isinstance(error, errors.AskpapersError):
            self.log.error(error)
            error = errors.AskpapersError(
                f"Something went wrong inside askpapers: {type(error).__name__}: {error}.",
                "What was asked for is not done. It is a fault of askpapers, and a report helps.",
            )
        self.post_message(ErrorRaised(error))
