"""The reader's own words on a paper, written from the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from askpapers import errors
from askpapers.papers.annotation import Annotation, AnnotationChange, LabelKind
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope
from askpapers.tui.desk.at_hand import AtHand
from askpapers.tui.messages import ErrorRaised


class Annotating(AtHand):
    """The part of the desk that takes a note, tags and collections."""

    async def action_annotate(self) -> None:
        """Write on the paper at hand."""
        if (id := self.id_at_hand) is not None:
            await self.write_on(id)

    async def write_on(self, id: str, then: Callable[[ListedPaper], Awaitable[None]] | None = None) -> None:
        """Ask for a note, tags and collections of a paper, and keep them; `then` gets the row with them, again when they are taken back."""
        from askpapers.tui.dialogs.annotation import AnnotationDialog

        rows = await self.library.catalog.rows(Scope(ids=(id,))) if id else []
        if not rows:
            self.notify("There is no paper here to write on.", timeout=3)
            return
        (row,) = rows
        annotations = self.library.catalog.annotations
        known = [await annotations.labels(kind) for kind in LabelKind]

        def written(made: Annotation | None) -> None:
            if made is not None and made != row.annotation:
                back = partial(self._annotate, row.paper.id, made, row.annotation, then)
                self.steps.append(("Your words are as they were.", back))
                self.run_worker(self._annotate(row.paper.id, row.annotation, made, then), exit_on_error=False)

        self.app.push_screen(AnnotationDialog(row, *known), written)

    async def _annotate(
        self,
        id: str,
        before: Annotation,
        after: Annotation,
        then: Callable[[ListedPaper], Awaitable[None]] | None = None,
    ) -> None:
        """Write what differs, and show it."""
        pairs = zip(LabelKind, (before.tags, before.collections), (after.tags, after.collections), strict=True)
        add: list[tuple[LabelKind, str]] = []
        drop: list[tuple[LabelKind, str]] = []
        for kind, old, new in pairs:
            add += [(kind, name) for name in new if name not in old]
            drop += [(kind, name) for name in old if name not in new]
        try:
            await self.library.catalog.annotations.annotate([id], AnnotationChange(after.note, tuple(add), tuple(drop)))
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
            return
        await self.list.reload_rows()
        (row,) = await self.library.catalog.rows(Scope(ids=(id,)))
        if self.reader.paper is not None and self.reader.paper.id == id:
            self.reader.show_row(row)
        if then is not None:
            await then(row)
