"""What is done to the paper at hand: it is starred, marked read, chosen, removed, written on, and that is taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from askpapers import errors
from askpapers.papers.paper import Annotation, AnnotationChange, LabelKind, ListedPaper, Paper, papers_in_words
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import display_line
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.desk.borders import is_displayed
from askpapers.tui.messages import ErrorRaised
from askpapers.verbs import mark


class AtHandPart(DeskBase):
    """The part of the desk that knows which paper a key is about: the one that is seen where the focus is.

    In the list that is the row under the cursor; beside an answer, and in the paper's own pane, the paper that is shown there,
    which a citation may have brought. Where an answer stands alone no paper is seen, and nothing is done to one.
    """

    @property
    def paper_at_hand(self) -> Paper | None:
        """The paper that a key is about, None where none is seen; that is told."""
        row = self.list.row
        if self.panes.view == "list" and self.focused is not self.reader:
            return row.paper if row else None
        if self.list.has_focus and row is not None:
            return row.paper
        if self.reader.paper is not None and is_displayed(self.reader):
            return self.reader.paper
        self.notify("Tab shows a paper that the answer cites, 1 the list.", title="No paper is shown here", timeout=4)
        return None

    @property
    def id_at_hand(self) -> str | None:
        """The id of the paper that a key is about."""
        paper = self.paper_at_hand
        return paper.id if paper else None

    async def _row_at_hand(self) -> ListedPaper | None:
        """The paper at hand with the reader's marks on it, wherever it is listed."""
        id = self.id_at_hand
        if id is None or id == self.current_id:
            return self.list.row if id else None
        if rows := await self.library.catalog.rows(Scope(ids=(id,))):
            return rows[0]
        self.notify("This paper was removed; u brings it back.", timeout=4)
        return None

    def _tell(self, row: ListedPaper, what: str) -> None:
        """Say what was done to a paper whose row is not where the eye is."""
        if not self.list.has_focus:
            self.notify(display_line(row.paper.title, 80, numbers=False), title=what, timeout=3, markup=False)

    async def mark(self, row: ListedPaper, *, read: bool | None = None, starred: bool | None = None) -> None:
        """Set or clear the reader's marks on a paper, and show them; where nothing can be written, that is told."""
        try:
            await mark.mark(self.library, [row.paper.id], read=read, starred=starred)
        except errors.LibraryError as error:
            self.post_message(ErrorRaised(error))
        else:
            await self.list.reload_rows()

    async def action_star(self) -> None:
        """Star the paper at hand, or take its star away."""
        if (row := await self._row_at_hand()) is not None:
            await self.mark(row, starred=not row.starred)
            self.steps.append(("The star is as it was.", partial(self.mark, row, starred=row.starred)))
            self._tell(row, "The star is taken away" if row.starred else "★ starred")

    async def action_toggle_read(self) -> None:
        """Mark the paper at hand read or unread."""
        if (row := await self._row_at_hand()) is not None:
            await self.mark(row, read=not row.read)
            self.steps.append(("The mark is as it was.", partial(self.mark, row, read=row.read)))
            self._tell(row, "Unread" if row.read else "✓ read")

    async def action_remove(self) -> None:
        """Take the chosen papers, or the one at hand, out of the library; u brings them back."""
        from askpapers.verbs import remove

        ids = self.list.chosen or ((row.paper.id,) if (row := await self._row_at_hand()) else ())
        if not ids:
            return
        try:
            report = await remove.remove(self.library, ids)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
            return
        self.list.choose(())
        self.steps.append((f"{papers_in_words(len(report.ids))} back in the library.", self._bring_back))
        await self.show_scope()
        self.notify("u brings back what was removed.", title=f"{papers_in_words(len(report.ids))} removed", timeout=6)

    async def _bring_back(self) -> None:
        from askpapers.verbs import remove

        ids = (await remove.undo_removal(self.library, embed=False)).ids
        await self.show_scope(keep=ids[0] if ids else None)
        self.embed_soon()

    async def action_undo(self) -> None:
        """Take the last mark or removal back."""
        if not self.steps:
            self.notify("There is nothing to take back.", timeout=3)
            return
        told, back = self.steps.pop()
        try:
            await back()
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        else:
            self.notify(told, timeout=3)

    async def action_choose(self) -> None:
        """Choose the paper at hand for a comparison, or put it back."""
        row = await self._row_at_hand()
        if row is None:
            return
        id, chosen = row.paper.id, self.list.chosen
        if id in chosen:
            self.list.choose(tuple(other for other in chosen if other != id))
        elif len(chosen) == 4:
            self.notify("Four papers are chosen already; c compares them.", severity="warning", timeout=4)
        else:
            self.list.choose((*chosen, id))
        self.tell_scope()


class AnnotationPart(AtHandPart):
    """The part of the desk that takes a note, tags and collections."""

    async def action_annotate(self) -> None:
        """Write on the paper at hand."""
        if (id := self.id_at_hand) is not None:
            await self.write_on(id)

    async def write_on(self, id: str, then: Callable[[ListedPaper], Awaitable[None]] | None = None) -> None:
        """Ask for a note, tags and collections of a paper, and keep them; `then` gets the row with them, again when they are taken back."""
        from askpapers.tui.dialogs.forms import AnnotationDialog

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
            await mark.mark(self.library, [id], change=AnnotationChange(after.note, tuple(add), tuple(drop)))
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
            return
        await self.list.reload_rows()
        (row,) = await self.library.catalog.rows(Scope(ids=(id,)))
        if self.reader.paper is not None and self.reader.paper.id == id:
            self.reader.show_row(row)
        if then is not None:
            await then(row)
