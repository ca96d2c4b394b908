"""What is done to the papers at hand: they are starred, marked read, chosen, removed, written on, and that is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

from askpapers import errors
from askpapers.papers.paper import Annotation, AnnotationChange, LabelKind, ListedPaper, Paper, papers_in_words
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import display_line
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.desk.borders import is_displayed
from askpapers.tui.messages import ErrorRaised
from askpapers.tui.widgets.rows import RowShower
from askpapers.verbs import mark


class AtHandPart(DeskBase):
    """The part of the desk that knows which papers a key is about: in the list all that are chosen, else the one that is seen where the focus is.

    In the list that one is the row under the cursor; beside an answer, and in the paper's own pane, the paper that is shown there,
    which a citation may have brought. Where an answer stands alone no paper is seen, and nothing is done to one.
    """

    @property
    def paper_at_hand(self) -> Paper | None:
        """The paper that a key is about, None where none is seen; that is told."""
        if self._in_list:
            return self.list.row.paper if self.list.row else None
        if self.reader.paper is not None and is_displayed(self.reader):
            return self.reader.paper
        self.notify("Tab shows a paper that the answer cites, 1 the list.", title="No paper is shown here", timeout=4)
        return None

    @property
    def _in_list(self) -> bool:
        return self.list.has_focus or (self.panes.view == "list" and self.focused is not self.reader)

    @property
    def ids_at_hand(self) -> tuple[str, ...]:
        """The ids of the papers that a key is about: in a list of papers all that are chosen, else that of the one at hand."""
        if self._in_list and self.list.count and self.list.chosen:
            return self.list.chosen
        paper = self.paper_at_hand
        return (paper.id,) if paper else ()

    async def papers_at_hand(self) -> list[Paper]:
        """Return the papers that a key is about."""
        ids = self.ids_at_hand
        shown = self.reader.paper
        return [shown] if shown is not None and ids == (shown.id,) else await self.library.catalog.papers(ids)

    async def _rows(self, ids: tuple[str, ...]) -> list[ListedPaper]:
        """The papers with these ids and the reader's marks on them, wherever they are listed."""
        rows = await self.library.catalog.rows(Scope(ids=ids)) if ids else []
        if ids and not rows:
            self.notify("This paper was removed; u brings it back.", timeout=4)
        return rows

    def _tell(self, rows: Sequence[ListedPaper], what: str) -> None:
        """Say what was done to papers, where there are several or the row of the one is not where the eye is."""
        if len(rows) > 1:
            self.notify("u takes that back.", title=f"{papers_in_words(len(rows))} {what}", timeout=4)
        elif not self.list.has_focus or self.list.row is None or self.list.row.paper.id != rows[0].paper.id:
            title = display_line(rows[0].paper.title, 80, numbers=False)
            self.notify(title, title=what.capitalize(), timeout=3, markup=False)

    async def mark(self, row: ListedPaper, *, read: bool | None = None, starred: bool | None = None) -> None:
        """Set or clear the reader's marks on a paper, and show them; where nothing can be written, that is told."""
        await self._mark([row], read=read, starred=starred)

    async def _mark(
        self, rows: Sequence[ListedPaper], *, read: bool | None = None, starred: bool | None = None
    ) -> None:
        try:
            await mark.mark(self.library, [row.paper.id for row in rows], read=read, starred=starred)
        except errors.LibraryError as error:
            self.post_message(ErrorRaised(error))
        else:
            await self.list.reload_rows()

    async def action_star(self) -> None:
        """Star the papers at hand, or take the stars away where all have one."""
        if rows := await self._rows(self.ids_at_hand):
            starred = not all(row.starred for row in rows)
            await self._mark(rows, starred=starred)
            self.steps.append(("The star is as it was.", partial(self._unmark, rows, "starred")))
            self._tell(rows, "starred" if starred else "without a star")

    async def action_toggle_read(self) -> None:
        """Mark the papers at hand read, or unread where all are read."""
        if rows := await self._rows(self.ids_at_hand):
            read = not all(row.read for row in rows)
            await self._mark(rows, read=read)
            self.steps.append(("The mark is as it was.", partial(self._unmark, rows, "read")))
            self._tell(rows, "read" if read else "unread")

    async def _unmark(self, rows: Sequence[ListedPaper], name: Literal["read", "starred"]) -> None:
        """Mark each paper as it was marked before."""
        for was in (True, False):
            if some := [row for row in rows if getattr(row, name) is was]:
                await self._mark(some, **{name: was})

    async def action_remove(self) -> None:
        """Take the papers at hand out of the library; u brings them back."""
        from askpapers.verbs import remove

        ids = tuple(row.paper.id for row in await self._rows(self.ids_at_hand))
        if not ids:
            return
        try:
            report = await remove.remove(self.library, ids)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
            return
        self.list.choose(tuple(id for id in self.list.chosen if id not in ids))
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
        paper, chosen = self.paper_at_hand, self.list.chosen
        if paper is None or not await self._rows((paper.id,)):
            return
        id = paper.id
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
        """Write on the papers at hand."""
        if ids := self.ids_at_hand:
            await self.write_on(ids)

    async def write_on(self, ids: tuple[str, ...], then: RowShower | None = None) -> None:
        """Ask for a note, tags and collections of papers, and keep them; `then` gets the first row with them, again when they are taken back."""
        from askpapers.tui.dialogs.forms import AnnotationDialog

        rows = await self._rows(ids)
        if not rows:
            return
        own = _common([row.annotation for row in rows])
        annotations = self.library.catalog.annotations
        known = [await annotations.labels(kind) for kind in LabelKind]

        def written(made: Annotation | None) -> None:
            if made is not None and made != own:
                before = {row.paper.id: row.annotation for row in rows}
                after = {id: _with(annotation, own, made) for id, annotation in before.items()}
                back = partial(self._annotate, after, before, then)
                self.steps.append(("Your words are as they were.", back))
                self.run_worker(self._annotate(before, after, then), exit_on_error=False)
                if len(rows) > 1:
                    self._tell(rows, "have your words")

        self.app.push_screen(AnnotationDialog(rows, own, self.unsent, *known), written)

    async def _annotate(
        self,
        before: Mapping[str, Annotation],
        after: Mapping[str, Annotation],
        then: RowShower | None = None,
    ) -> None:
        """Write on papers, each by its id, what differs, and show it."""
        try:
            for id, annotation in after.items():
                await mark.mark(self.library, [id], change=_change(before[id], annotation))
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
            return
        await self.list.reload_rows()
        rows = await self.library.catalog.rows(Scope(ids=tuple(after)))
        for row in rows:
            if self.reader.paper is not None and self.reader.paper.id == row.paper.id:
                self.reader.show_row(row)
        if then is not None:
            await then(rows[0])


def _common(annotations: Sequence[Annotation]) -> Annotation:
    """What is written on each of some papers."""
    first, *others = annotations
    return Annotation(
        first.note if all(other.note == first.note for other in others) else "",
        tuple(name for name in first.tags if all(name in other.tags for other in others)),
        tuple(name for name in first.collections if all(name in other.collections for other in others)),
    )


def _with(annotation: Annotation, own: Annotation, made: Annotation) -> Annotation:
    """What is written on a paper once what it has in common with others, `own`, became `made`."""

    def names(now: Sequence[str], before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(name for name in now if name in after or name not in before), *after]))

    return Annotation(
        annotation.note if made.note == own.note else made.note,
        names(annotation.tags, own.tags, made.tags),
        names(annotation.collections, own.collections, made.collections),
    )


def _change(before: Annotation, after: Annotation) -> AnnotationChange:
    """What is to be written where `before` stands, so that `after` does."""
    pairs = zip(LabelKind, (before.tags, before.collections), (after.tags, after.collections), strict=True)
    add: list[tuple[LabelKind, str]] = []
    drop: list[tuple[LabelKind, str]] = []
    for kind, old, new in pairs:
        add += [(kind, name) for name in new if name not in old]
        drop += [(kind, name) for name in old if name not in new]
    return AnnotationChange(after.note, tuple(add), tuple(drop))
