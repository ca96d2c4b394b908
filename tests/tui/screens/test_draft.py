"""A draft checked in the interface: pasted, its claims walked, the sentence beside."""

from __future__ import annotations

import pytest

from askpapers.papers.abstract import abstract_of
from askpapers.papers.scope import Scope
from askpapers.tui.screens.draft import DraftScreen
from askpapers.tui.widgets.paper_view import PaperView
from tests.tui.conftest import Running, Start


async def opened(running: Running, draft: str) -> DraftScreen:
    await running.until(lambda: running.desk.list.count == 64)
    await running.pilot.press("V")
    await running.until(lambda: isinstance(running.app.screen, DraftScreen))
    screen = running.app.screen
    assert isinstance(screen, DraftScreen)
    screen.query_one("#draft-area").text = draft  # type: ignore[attr-defined]
    await running.pilot.press("ctrl+s")
    return screen


@pytest.mark.parametrize("size", [(60, 20), (140, 40)])
async def test_a_draft_is_walked_claim_by_claim_and_what_it_cites_is_lit(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as running:
        (row,) = await running.desk.library.catalog.rows(Scope(), limit=1)
        said = abstract_of(row.paper).texts[1].rstrip(".")
        screen = await opened(running, f"{said} (arXiv:{row.paper.id}).\nIt was cold. So say others (2501.99999).")
        await running.until(lambda: screen.place == 0)
        view = screen.query_one(PaperView)
        await running.until(lambda: view.paper is not None and view.paper.id == row.paper.id)
        assert running.text("#draft-head") == "✓ 1 verified · ∅ 1 uncited · ? 1 unknown source"
        assert "It was cold. ∅" in running.text("#draft-text")
        await running.pilot.press("tab")
        await running.until(lambda: "no paper is cited" in running.text("#reader-text"))
        await running.pilot.press("n")
        await running.until(lambda: "“2501.99999” is not in the library" in running.text("#reader-text"))
        await running.pilot.press("tab", "shift+tab", "e")
        assert screen.query_one("#draft-area").has_focus
        await running.pilot.press("escape")
        await running.until(lambda: running.app.screen is running.desk)


async def test_a_line_of_json_that_cannot_be_read_is_named(start: Start) -> None:
    async with start() as running:
        await opened(running, '{"claim": 3}')
        await running.until(lambda: "✗ Line 1 is no claim" in running.text("#draft-head"))


async def test_a_footnote_with_a_claim_is_drawn_once(start: Start) -> None:
    async with start(size=(140, 40)) as running:
        screen = await opened(running, "Lamps burn\\footnote{Tin lamps burn all night long in winter.} for long.")
        await running.until(lambda: screen.place == 0)
        drawn = running.text("#draft-text")
        assert (drawn.count("Tin lamps"), drawn.count("for long")) == (1, 1)
