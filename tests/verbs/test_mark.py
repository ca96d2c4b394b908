"""What a reader says of papers is written at once or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange, LabelKind, Paper
from askpapers.papers.scope import Scope
from askpapers.verbs.mark import mark

PAPERS = [Paper(f"2510.0000{n}", f"A paper about subject number {n}", "One text.") for n in (1, 2)]


async def said(library: Library) -> list[tuple[bool, bool, str, tuple[str, ...]]]:
    rows = {row.paper.id: row for row in await library.catalog.rows(Scope())}
    return [
        (row.read, row.starred, row.annotation.note, row.annotation.tags)
        for row in (rows[paper.id] for paper in PAPERS)
    ]


async def test_marks_and_words_go_together_and_what_is_not_given_stays(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=date(2025, 10, 31))
    first, second = (paper.id for paper in PAPERS)
    change = AnnotationChange(note="for Friday", add=((LabelKind.TAG, "merging"),))
    await mark(library, [first, second, "unknown"], read=True, change=change)
    await mark(library, [first], starred=True)
    await mark(library, [second], read=False)
    assert await said(library) == [
        (True, True, "for Friday", ("merging",)),
        (False, False, "for Friday", ("merging",)),
    ]


async def test_a_label_that_is_none_leaves_the_marks_as_they_were(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=date(2025, 10, 31))
    with pytest.raises(errors.UsageError):
        await mark(library, [PAPERS[0].id], read=True, change=AnnotationChange(add=((LabelKind.TAG, " # "),)))
    assert await said(library) == [(False, False, "", ()), (False, False, "", ())]
