"""A damaged library, met in the interface."""

from __future__ import annotations

from pathlib import Path

import pytest

from askpapers.models import bundled
from askpapers.retrieval.neighbors import nearest_papers
from askpapers.settings.settings import Settings
from askpapers.tui.app import AskpapersApp
from askpapers.tui.desk.screen import Desk
from askpapers.tui.dialogs.basic import ChoiceDialog
from askpapers.tui.screens.doctor import RepairScreen
from tests.fakes.embedder import HashedWords
from tests.faults import damages
from tests.faults import library as small
from tests.tui.conftest import Running


async def damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str = "catalog is noise", *, dimension: int = 64
) -> Settings:
    made = HashedWords()
    made.dimension = dimension
    monkeypatch.setattr(bundled, "embedder", lambda: made)
    await small._build(folder / "home")
    (noise,) = [damage for damage in damages.DAMAGES if damage.name == name]
    noise.do(folder / "home")
    return small.settings(folder / "home")


async def test_a_damaged_library_is_repaired_and_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = AskpapersApp(await damaged(tmp_path, monkeypatch))
    async with app.run_test(size=(120, 40)) as pilot:
        running = Running(app, pilot)
        await running.until(lambda: isinstance(app.screen, RepairScreen) and app.screen._planned, "the plan")
        assert "The catalog is made anew" in running.text("#page-text")
        await pilot.press("r")
        await running.until(lambda: app.screen._whole, "the repair")
        assert "from the vector store: 20 papers" in running.text("#page-text")
        await pilot.press("r")
        await running.until(lambda: isinstance(app.screen, Desk) and app.screen.list.count > 0, "the list")


async def test_who_leaves_a_damaged_library_leaves_it_with_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = await damaged(tmp_path, monkeypatch)
    app = AskpapersApp(settings)
    before = (settings.home / "catalog.sqlite").read_bytes()
    async with app.run_test(size=(80, 24)) as pilot:
        running = Running(app, pilot)
        await running.until(lambda: isinstance(app.screen, RepairScreen) and app.screen._planned, "the plan")
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_code == 6
    assert (settings.home / "catalog.sqlite").read_bytes() == before


async def test_an_empty_catalog_beside_a_store_of_papers_is_offered_to_be_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = AskpapersApp(await damaged(tmp_path, monkeypatch, "catalog removed"))
    async with app.run_test(size=(120, 40)) as pilot:
        running = Running(app, pilot)
        await running.until(lambda: isinstance(app.screen, RepairScreen) and app.screen._planned, "the plan")
        assert "20 papers of the vector store: added to the catalog" in running.text("#page-text")


async def test_a_store_that_nothing_opened_at_the_start_is_told_damaged_by_the_first_search_that_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a question is for is told by a vector of the bundled model's length.
    app = AskpapersApp(await damaged(tmp_path, monkeypatch, "chroma is noise", dimension=384))
    # As if there were too many papers to score each by the vector that the catalog keeps.
    monkeypatch.setitem(nearest_papers.__kwdefaults__, "few", 5)
    async with app.run_test(size=(120, 40)) as pilot:
        running = Running(app, pilot)
        await running.until(lambda: isinstance(app.screen, Desk) and app.screen.list.count, "the desk")
        await running.ask("What is better than before?")
        await running.until(lambda: isinstance(app.screen, ChoiceDialog), "the offer")
        (turn,) = running.desk.conversation.turns
        assert turn.answer is not None
        assert any("Meaning is off" in note and "doctor --repair" in note for note in turn.answer.notes)
        await pilot.press("enter")
        await running.until(lambda: isinstance(app.screen, RepairScreen) and app.screen._planned, "the plan")
        assert "The vector store is made anew" in running.text("#page-text")
