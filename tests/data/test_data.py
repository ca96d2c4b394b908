"""The bundled files: all of them listed, all of them what was shipped, and read in one way."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import askpapers
from askpapers import data, errors

PACKAGE = Path(askpapers.__file__).parent
NOT_DATA = {"SHA256SUMS", "__init__.py"}


def lying_there() -> set[str]:
    """The names of all data files in the checkout."""
    beside = (path for path in (PACKAGE / "data").rglob("*") if path.is_file() and path.suffix != ".pyc")
    names = {path.relative_to(PACKAGE / "data").as_posix() for path in beside}
    prompts = {f"prompts/{path.name}" for path in data.path("prompts/answer.md").parent.glob("*.md")}
    return (names - NOT_DATA) | prompts


def test_every_file_is_listed_with_its_sum() -> None:
    expected = "".join(f"{data.digest(name)}  {name}\n" for name in sorted(lying_there()))
    assert data.text("SHA256SUMS") == expected, f"askpapers/data/SHA256SUMS should be\n{expected}"


def test_nothing_is_wrong_with_what_was_shipped() -> None:
    assert list(data.damage()) == []


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Three bundled files in a folder of their own, with their list."""
    names = ["roles.json", "oneliner.json", "glossary.txt"]
    for name in names:
        shutil.copy(data.path(name), tmp_path / name)
    (tmp_path / "SHA256SUMS").write_text("".join(f"{data.digests()[name]}  {name}\n" for name in names))
    monkeypatch.setattr(data, "_FOLDER", tmp_path)
    data.digests.cache_clear()
    yield tmp_path
    data.digests.cache_clear()


def test_damage_names_what_is_missing_and_what_was_changed(copied: Path) -> None:
    (copied / "roles.json").unlink()
    (copied / "glossary.txt").write_text("# nothing\n")
    assert list(data.damage()) == ["roles.json is missing", "glossary.txt is not what was shipped"]


@pytest.mark.parametrize("read", [data.load, data.readable])
def test_a_missing_file_is_an_error_with_a_hint(copied: Path, read: Callable[[str], object]) -> None:
    (copied / "roles.json").unlink()
    with pytest.raises(errors.InstallationDamaged, match=r"roles\.json cannot be read") as caught:
        read("roles.json")
    assert caught.value.hint == "Install askpapers again."


def test_a_text_file_of_other_bytes_is_an_error(copied: Path) -> None:
    (copied / "roles.json").write_bytes(b"\xff\xfe")
    with pytest.raises(errors.InstallationDamaged, match="is not UTF-8"):
        data.text("roles.json")


def test_a_list_that_is_none_is_an_error(copied: Path) -> None:
    (copied / "SHA256SUMS").write_text("hello\n")
    with pytest.raises(errors.InstallationDamaged, match="is not a list of sums"):
        list(data.damage())


def test_no_other_module_reads_bundled_files() -> None:
    looks_for = re.compile(r'importlib\.resources|import resources|joinpath\("data"|/ "data"')
    others = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "data"]
    assert [path.name for path in others if looks_for.search(path.read_text(encoding="utf-8"))] == []


def test_the_loader_is_light() -> None:
    code = "import sys, askpapers.data; print([n for n in ('numpy', 'hashlib', 'json', 'importlib.resources') if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert done.stdout == "[]\n"
