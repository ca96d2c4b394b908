"""Marks and removals are taken back, the last one first."""

from __future__ import annotations

import pytest

from askpapers.papers.paper import Annotation
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import is_complete
from askpapers.tui.desk.at_hand import _common, _with
from tests.tui.conftest import Start


async def test_a_star_a_mark_and_a_removal_are_taken_back(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("x", "m", "delete")
        await running.until(lambda: running.desk.list.count == 63)
        await running.pilot.press("u")
        await running.until(lambda: running.desk.list.count == 64 and running.desk.list.row)
        row = running.desk.list.row
        assert row is not None
        assert (row.starred, row.read) == (True, True)
        await running.pilot.press("u", "u", "u")
        await running.until(lambda: (row := running.desk.list.row) and not row.starred and not row.read)


async def test_a_removed_paper_comes_back_to_its_place_and_is_found_by_meaning(start: Start) -> None:
    async with start() as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        before = await desk.library.catalog.ids(desk.scope)
        await running.pilot.press("down", "down", "delete")
        await running.until(lambda: desk.list.count == 63)
        await running.pilot.press("u")
        await running.until(lambda: desk.list.count == 64 and desk.list.row)
        assert await desk.library.catalog.ids(desk.scope) == before
        assert desk.current_id == before[2]
        await running.until(lambda: all(w.is_finished for w in running.app.workers if w.group == "embedding"))
        assert await is_complete(desk.library)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_beside_an_answer_the_paper_that_is_shown_is_marked(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        await running.ask("By how much does accuracy drop on MMLU-Pro compared with MMLU?")
        await running.until(lambda: desk.conversation_id)
        lit = desk.current_id
        if size == (80, 24):  # the answer stands alone: no paper is seen, so none is marked
            await running.pilot.press("x", "delete")
            assert await desk.library.catalog.count(Scope(starred=True)) == 0
            assert desk.list.count == 64
        await running.pilot.press("tab", "x")
        await running.until(lambda: len(desk.steps) == 1)
        (row,) = await desk.library.catalog.rows(Scope(starred=True))
        assert desk.reader.paper is not None
        assert row.paper.id == desk.reader.paper.id != lit
        await running.pilot.press("delete")
        await running.until(lambda: desk.list.count == 63)
        assert await desk.library.catalog.paper(row.paper.id) is None
        await running.pilot.press("u")
        await running.until(lambda: desk.list.count == 64)


async def test_in_the_list_a_key_is_about_all_that_are_chosen_and_u_takes_all_back(start: Start) -> None:
    async with start(size=(80, 24)) as running:
        desk = running.desk
        catalog = desk.library.catalog
        await running.until(lambda: desk.list.count == 64)
        await running.pilot.press("x", "space", "down", "space", "down", "space", "down")
        await running.until(lambda: len(desk.steps) == 1)
        for key, done, scope, before in (
            ("x", "3 papers starred", Scope(starred=True), 1),
            ("m", "3 papers read", Scope(unread=True), 64),
        ):
            taken = len(desk.steps)
            await running.pilot.press(key)
            await running.until(lambda: len(desk.steps) > taken)  # noqa: B023
            assert done in [toast.title for toast in running.app._notifications]
            assert await catalog.count(scope) in {3, 61}
            await running.pilot.press("u")
            await running.until(lambda: len(desk.steps) == taken)  # noqa: B023
            assert await catalog.count(scope) == before
        await running.pilot.press("t")
        await running.until(lambda: running.app.screen.query("#annotation-tag"))
        await running.pilot.press(*"week", "ctrl+s")
        await running.until(lambda: running.app.screen is desk and len(desk.steps) == 2)
        rows = await catalog.rows(Scope(ids=desk.list.chosen))
        assert [row.annotation.tags for row in rows] == [("week",)] * 3
        await running.pilot.press("2", "x")  # in its own pane a paper is meant alone
        await running.until(lambda: len(desk.steps) == 3)
        assert await catalog.count(Scope(starred=True)) == 2


def test_what_several_papers_have_in_common_is_changed_and_the_rest_of_each_stays() -> None:
    one, other = Annotation("a note", ("both", "one")), Annotation("another", ("both",), ("Thesis",))
    own = _common([one, other])
    assert own == Annotation("", ("both",))
    made = Annotation("", ("new",))
    assert _with(one, own, made) == Annotation("a note", ("one", "new"))
    assert _with(other, own, made) == Annotation("another", ("new",), ("Thesis",))
