"""A damaged library, met in the interface."""

from __future__ import annotations

from pathlib import Path

import pytest

from askpapers.models import embedding
from askpapers.settings.settings import Settings
from askpapers.tui.app import AskpapersApp
from askpapers.tui.desk.screen import Desk
from askpapers.tui.screens.repair import RepairScreen
from tests.fakes.embedder import HashedWords
from tests.faults import damages
from tests.faults import library as small
from tests.tui.conftest import Running


async def damaged(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str = "catalog is noise") -> Settings:
    made = HashedWords()
    monkeypatch.setattr(embedding, "bundled", lambda: made)
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
