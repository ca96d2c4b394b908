"""Forms to fill in: a list of papers pasted, where a file is saved, a paper's note, tags and collections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static, TextArea

from askpapers import errors
from askpapers.papers.paper import Annotation, LabelKind, ListedPaper, clean_label, clean_note, papers_in_words
from askpapers.sources.inputs import path_of
from askpapers.text.sanitize import display_line, sanitize
from askpapers.tui.dialogs.basic import ChoiceDialog, Dialog, Hint, LineDialog
from askpapers.tui.dialogs.line import Line
from askpapers.writers.files import whole_or_nothing


class PasteArea(TextArea):
    """A text to paste into; of a long paste it shows the beginning and keeps the rest, for drawing it all takes seconds."""

    SHOWN = 20_000

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rest = ""

    @property
    def whole(self) -> str:
        """All that was pasted and typed."""
        told = self._told()
        # Who pastes over the text, or deletes it, deletes the rest with the line that tells of it.
        return self.text.removesuffix(told) + self._rest if self._rest and self.text.endswith(told) else self.text

    def _told(self) -> str:
        return f"\n… and {len(self._rest):,} more characters, which are kept"

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) <= self.SHOWN:
            return
        event.stop()
        event.prevent_default()
        self.take((self.whole if self.selected_text != self.text else "") + event.text)

    def take(self, whole: str) -> None:
        """Hold a text, and show as much of it as can be shown at once."""
        whole = whole.replace("\r\n", "\n").replace("\r", "\n")
        self._rest = whole[self.SHOWN :]
        self.text = whole[: self.SHOWN] + (self._told() if self._rest else "")


PASTE = "paste"
"""Where what stands in the dialog of pastes is kept."""


class PasteDialog(Dialog[str]):
    """Takes a pasted list of papers; what is in `unsent`, left or not read last time, is there to be mended or pasted over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "add", "Add it", id="paste.add", priority=True),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(
                Content("Paste a list: a page's text, a mailing, BibTeX, arXiv links…"), classes="dialog-title"
            )
            yield PasteArea(id="paste-area")
            yield Hint("Ctrl+S adds it · Esc closes")

    def __init__(self, unsent: MutableMapping[str, str]) -> None:
        super().__init__()
        self._unsent = unsent

    def on_mount(self) -> None:
        area = self.query_one(PasteArea)
        area.take(self._unsent.get(PASTE, ""))
        area.select_all()

    def dismiss(self, result: str | None = None) -> AwaitComplete:
        """Close, and keep the text, until its papers are there."""
        self._unsent[PASTE] = self.query_one(PasteArea).whole
        return super().dismiss(result)

    def action_add(self) -> None:
        self.dismiss(self.query_one(PasteArea).whole or None)


def ask_where(screen: Screen[Any], title: str, name: str, take: Callable[[Path], None], *, what: str = "") -> None:
    """Ask for a file, a free one of this name offered whole, and have it taken; one that is there only when told so."""

    def given(written: str | None) -> None:
        path = _path(written) if written else None
        if path is None:
            return
        if not path.exists():
            take(path)
            return
        choices = [("keep", "Keep what is there"), ("replace", "Replace it")]
        asked = ChoiceDialog(f"{sanitize(path.name, 50)} is there already", choices)
        screen.app.push_screen(asked, lambda answer: take(path) if answer == "replace" else None)

    hint = f"{what}Enter writes · Esc closes"
    screen.app.push_screen(LineDialog(title, hint, str(Path(free(name)).absolute()), check=_wrong), given)


def write(screen: Screen[Any], path: Path, text: str) -> None:
    """Write a text to a file and say where it is, or why it is not."""
    with _told(screen, path), whole_or_nothing(path) as put:
        put(text)


async def write_pieces(screen: Screen[Any], path: Path, pieces: AsyncIterator[str]) -> None:
    """Write a text to a file as it comes, however long, and say where it is; until all of it is there the file is as it was."""
    with _told(screen, path), whole_or_nothing(path) as put:
        async for piece in pieces:
            await asyncio.to_thread(put, piece)


@contextmanager
def _told(screen: Screen[Any], path: Path) -> Iterator[None]:
    """Say where a file is that is written meanwhile, or why it is not."""
    try:
        yield
    except (errors.DiskFull, errors.NotWritable) as error:
        screen.notify(f"{error} {error.hint} Nothing was written.",
                      title="It cannot be written", severity="error", timeout=8, markup=False)  # fmt: skip
    else:
        screen.notify(sanitize(str(path), 200), title="Written to", timeout=5, markup=False)


def free(name: str) -> str:
    """Return a file's name that is not taken: "answers.md", else "answers-2.md"…"""
    path = Path(name)
    number = 1
    while path.exists():
        number += 1
        path = Path(name).with_stem(f"{Path(name).stem}-{number}")
    return str(path)


def _path(written: str) -> Path | None:
    return path_of(written.strip("'\""))


def _wrong(written: str) -> str:
    path = _path(written)
    if path is None:
        return "That is no path."
    if path.is_dir():
        return "That is a folder; add the name of a file."
    return "" if path.parent.is_dir() else f"There is no folder {sanitize(str(path.parent), 80)}."


class AnnotationDialog(Dialog[Annotation]):
    """Asks for a note, tags and collections, those with commas between them, of one paper or several.

    Of several it shows what they have in common: `own`; where their notes differ there is none to write. `tags` and
    `collections` are suggested, and what was left in `unsent` is there again.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", show=False, id="annotation.save", priority=True)
    ]

    def __init__(
        self,
        rows: Sequence[ListedPaper],
        own: Annotation,
        unsent: MutableMapping[str, str],
        tags: Sequence[str] = (),
        collections: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._rows = rows
        self._own = own
        self._unsent = unsent
        self._known = dict(zip(LabelKind, (tags, collections), strict=True))
        self._texts = {
            "annotation-tag": ", ".join(own.tags),
            "annotation-collection": ", ".join(own.collections),
            "annotation-note": own.note,
        }
        """What each field begins with, where nothing was left in it."""

    def _place(self, field: str) -> str:
        """Where what is left in a field is kept."""
        return " ".join([field, *(row.paper.id for row in self._rows)])

    def compose(self) -> ComposeResult:
        first, *others = self._rows
        title = f"{papers_in_words(len(self._rows))}: what they have in common" if others else first.paper.title
        left = {field: self._unsent.get(self._place(field), text) for field, text in self._texts.items()}
        with Vertical(classes="dialog"):
            yield Static(Content(display_line(title, 120, numbers=False)), classes="dialog-title")
            for kind in LabelKind:
                suggester = SuggestFromList(self._known[kind], case_sensitive=False)
                field = f"annotation-{kind}"
                line = Line(left[field], id=field, suggester=suggester)
                line.border_title = f"{kind.value.capitalize()}s, with commas between"
                yield line
            if len({row.annotation.note for row in self._rows}) == 1:
                note = TextArea(left["annotation-note"], id="annotation-note")
                note.border_title = "Note"
                yield note
            yield Static(id="dialog-error")
            yield Hint(f"{'' if left == self._texts else 'Not saved yet · '}Ctrl+S saves · Tab goes on · Esc closes")

    def on_mount(self) -> None:
        self.query_one("#dialog-error").display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Close with what was written; what cannot be taken is told, and can be mended."""
        try:
            tags, collections = (self._labels(kind) for kind in LabelKind)
            note = clean_note(self._written().get("annotation-note", ""))
            self.dismiss(Annotation(note, tags, collections))
        except errors.UsageError as error:
            told = self.query_one("#dialog-error", Static)
            told.update(Content(f"✗ {sanitize(str(error))}"))
            told.display = True

    def dismiss(self, result: Annotation | None = None) -> AwaitComplete:
        """Close, and keep what is not saved."""
        for field, text in self._written().items():
            if result is None and text != self._texts[field]:
                self._unsent[self._place(field)] = text
            else:
                self._unsent.pop(self._place(field), None)
        return super().dismiss(result)

    def _written(self) -> dict[str, str]:
        """What stands in each field."""
        lines = {str(line.id): line.value for line in self.query(Input)}
        return lines | {str(area.id): area.text for area in self.query(TextArea)}

    def _labels(self, kind: LabelKind) -> tuple[str, ...]:
        text = self._written()[f"annotation-{kind}"]
        return tuple(dict.fromkeys(clean_label(part, kind) for part in text.split(",") if part.strip(" #")))
