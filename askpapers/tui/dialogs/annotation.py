"""The dialog for a paper's note, tags and collections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static, TextArea

from askpapers import errors
from askpapers.papers.annotation import Annotation, LabelKind, clean_label, clean_note
from askpapers.papers.paper import ListedPaper
from askpapers.text.forgery import display_line
from askpapers.text.sanitize import sanitize
from askpapers.tui.dialogs.basic import Dialog, Hint


class AnnotationDialog(Dialog[Annotation]):
    """Asks for a note, tags and collections, those with commas between them; `tags` and `collections` are what is suggested."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", show=False, id="annotation.save", priority=True)
    ]

    def __init__(self, row: ListedPaper, tags: Sequence[str] = (), collections: Sequence[str] = ()) -> None:
        super().__init__()
        self._row = row
        self._known = dict(zip(LabelKind, (tags, collections), strict=True))

    def compose(self) -> ComposeResult:
        own = self._row.annotation
        with Vertical(classes="dialog"):
            yield Static(Content(display_line(self._row.paper.title, 120, numbers=False)), classes="dialog-title")
            for kind, names in zip(LabelKind, (own.tags, own.collections), strict=True):
                suggester = SuggestFromList(self._known[kind], case_sensitive=False)
                line = Input(", ".join(names), id=f"annotation-{kind}", suggester=suggester)
                line.border_title = f"{kind.value.capitalize()}s, with commas between"
                yield line
            note = TextArea(own.note, id="annotation-note")
            note.border_title = "Note"
            yield note
            yield Static(id="dialog-error")
            yield Hint("Ctrl+S saves · Tab goes on · Esc closes")

    def on_mount(self) -> None:
        self.query_one("#dialog-error").display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Close with what was written; what cannot be taken is told, and can be mended."""
        try:
            tags, collections = (self._labels(kind) for kind in LabelKind)
            self.dismiss(Annotation(clean_note(self.query_one(TextArea).text), tags, collections))
        except errors.UsageError as error:
            told = self.query_one("#dialog-error", Static)
            told.update(Content(f"✗ {sanitize(str(error))}"))
            told.display = True

    def _labels(self, kind: LabelKind) -> tuple[str, ...]:
        text = self.query_one(f"#annotation-{kind}", Input).value
        return tuple(dict.fromkeys(clean_label(part, kind) for part in text.split(",") if part.strip(" #")))
