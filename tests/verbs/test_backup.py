"""A library in one file, and back."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.retrieval import search
from askpapers.settings.settings import Settings
from askpapers.verbs import backup, doctor
from tests.faults import damages
from tests.faults import library as small

KEY = "sk-very-secret"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small library, not to be changed."""
    root = tmp_path_factory.mktemp("made")
    small.build(root)
    (root / "config").mkdir(exist_ok=True)
    (root / "config" / "config.toml").write_text(f'budget = 9000\napi_key = "{KEY}"\n')
    (root / "config" / "prompts").mkdir()
    (root / "config" / "prompts" / "ask.md").write_text("# user\n$question\n")
    (root / "config" / "style.tcss").write_text("Screen { background: red; }\n")
    (root / "config" / "prices.json").write_text("{}")
    return root


def elsewhere(settings: Settings, root: Path) -> Settings:
    """The same settings with folders of their own."""
    return replace(settings, home=root / "home", config=root / "config", cache=root / "cache")


async def test_what_was_backed_up_is_there_again_elsewhere(made: Path, tmp_path: Path) -> None:
    settings = small.settings(made / "home")
    found = await backup.backup(settings, tmp_path / "all.askpapers")
    assert found.counts == {
        "papers": 20,
        "marked papers": 3,
        "annotated papers": 2,
        "watches": 1,
        "interests": 2,
        "conversations": 3,
        "replies": 3,
        "vectors": 20,
    }
    assert stat.S_IMODE((tmp_path / "all.askpapers").stat().st_mode) == 0o600
    there = elsewhere(settings, tmp_path)
    told = await backup.restore(there, tmp_path / "all.askpapers")
    assert told[0].startswith("Restored: 20 papers")
    assert all(damages.contents(there.home).values())
    for name in ("prompts/ask.md", "style.tcss", "prices.json"):
        assert (there.config / name).read_text() == (settings.config / name).read_text()
    assert damages.contents(there.home) == damages.contents(settings.home)
    assert all(check.ok for check in await doctor.examine(there))
    async with Library(there) as library:
        assert (await search.search(library, "boats of kind 8", Scope()))[0].paper.id == "2601.00008"
        assert library.meaning_off == ""


async def test_no_key_leaves_the_machine(made: Path, tmp_path: Path) -> None:
    await backup.backup(small.settings(made / "home"), tmp_path / "all.askpapers")
    with zipfile.ZipFile(tmp_path / "all.askpapers") as archive:
        assert archive.read("config.toml") == b"budget = 9000\n"
        assert not any(KEY.encode() in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("quotes", ['"""', "'''"])
async def test_a_key_on_lines_of_its_own_stays_too(quotes: str, made: Path, tmp_path: Path) -> None:
    settings = replace(small.settings(made / "home"), config=tmp_path)
    (tmp_path / "config.toml").write_text(f"api_key = {quotes}\n{KEY}\n{quotes}\nbudget = 9000\n")
    await backup.backup(settings, tmp_path / "all.askpapers")
    with zipfile.ZipFile(tmp_path / "all.askpapers") as archive:
        assert archive.read("config.toml") == b"budget = 9000\n"


async def test_what_was_there_can_be_brought_back(made: Path, tmp_path: Path) -> None:
    settings = small.settings(made / "home")
    await backup.backup(settings, tmp_path / "all.askpapers")
    there = elsewhere(settings, tmp_path)
    async with Library(there) as library:
        await library.catalog.merge(small.papers(50, 2), default_day=small.DAY)
    told = await backup.restore(there, tmp_path / "all.askpapers")
    way_back = Path(told[-1].removeprefix("What was there before: askpapers restore "))
    await backup.restore(there, way_back)
    async with Library(there) as library:
        assert sorted(await library.catalog.ids(Scope())) == ["2601.00050", "2601.00051"]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.6, 0.9, 0.999])
async def test_a_damaged_backup_changes_nothing(made: Path, tmp_path: Path, share: float) -> None:
    settings = small.settings(made / "home")
    path = tmp_path / "all.askpapers"
    await backup.backup(settings, path)
    damages.overwrite(path, share, 40)
    there = elsewhere(settings, tmp_path)
    with pytest.raises(errors.DamagedInput, match="is no whole backup"):
        await backup.restore(there, path)
    assert not there.home.exists()


async def test_a_backup_that_was_cut_or_is_none_is_refused(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.askpapers"
    await backup.backup(small.settings(made / "home"), path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(errors.DamagedInput):
        backup.read(path)
    path.write_text("hello")
    with pytest.raises(errors.DamagedInput):
        backup.read(path)
    with pytest.raises(errors.BadInput, match="no such file"):
        backup.read(tmp_path / "nothing")


async def test_a_folder_that_cannot_be_written_is_told(made: Path, tmp_path: Path) -> None:
    with pytest.raises(errors.NotWritable):
        await backup.backup(small.settings(made / "home"), tmp_path / "missing" / "all.askpapers")
