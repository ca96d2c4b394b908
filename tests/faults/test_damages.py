"""Every damage: doctor says what it is, repair saves what can be saved, and the library is whole afterwards."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from askpapers import cli
from tests.faults import damages
from tests.faults import library as small

ASKED = {"a sentence vector cut", "the state is gone", "catalog removed", "the turns are noise"}


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a healthy library, not to be changed."""
    root = tmp_path_factory.mktemp("healthy")
    small.build(root)
    return root


@pytest.mark.parametrize("damage", damages.DAMAGES, ids=lambda damage: damage.name)
def test_a_damage_is_seen_and_mended(
    damage: damages.Damage,
    healthy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, value in small.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    for name in set(os.environ) - set(small.environment(tmp_path)):
        monkeypatch.delenv(name)

    def run(*arguments: str) -> tuple[int, str]:
        code = cli.run(list(arguments))
        told = capfd.readouterr()
        assert "went wrong inside" not in told.err
        return code, told.out + told.err

    shutil.copytree(healthy, tmp_path, dirs_exist_ok=True)
    before = damages.contents(tmp_path / "home")
    damage.do(tmp_path / "home")
    code, told = run("doctor")
    assert (code, damage.words in told) == (damage.code, True), told
    # Nothing that a reader types meets a defect on it; a question costs seconds.
    shutil.copytree(tmp_path / "home", tmp_path / "copy" / "home")
    asked = [["ask", "What is found on boats of kind 8?"]] if damage.name in ASKED else []
    for command in (["list"], ["search", "boats"], *asked):
        run(*command, "--all", "--home", str(tmp_path / "copy" / "home"))
    if not damage.kept:
        # What cannot be saved is not touched either.
        there = sorted(path.name for path in (tmp_path / "home").iterdir() if not path.name.startswith("."))
        code, told = run("doctor", "--repair", "--yes")
        assert code == 6, told
        assert sorted(path.name for path in (tmp_path / "home").iterdir() if not path.name.startswith(".")) == there
        return
    if damage.code == 6:
        # Nobody is asked and nobody said yes: nothing is changed.
        assert run("doctor", "--repair")[0] == 2
        assert run("doctor")[0] == 6
    code, told = run("doctor", "--repair", "--yes")
    assert code == (1 if damage.code == 1 else 0), told
    now = damages.contents(tmp_path / "home")
    assert {name: now[name] for name in damage.kept} == {name: before[name] for name in damage.kept}
    if damage.code == 1:
        # The printed advice is to correct the file: nothing of the library is to be mended.
        return
    code, told = run("search", "boats of kind 8", "--all", "-k", "3")
    assert code == 0 and "Meaning is off" not in told and "2601.00008" in told, told
