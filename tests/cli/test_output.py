"""Where a command writes: files, standard output by its name, and a disk or a pipe that takes nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("sample")


@pytest.mark.parametrize("command", [
    ("list",), ("list", "--json"), ("export", "bibtex"), ("digest",), ("--help",), ("backup", "-"),
])  # fmt: skip
def test_a_full_disk_behind_standard_output_is_told(run: Run, command: tuple[str, ...]) -> None:
    called = [sys.executable, "-m", "askpapers", *command]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(called, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 6
    assert "There is no room" in ended.stderr and "inside" not in ended.stderr and "Exception" not in ended.stderr


def test_a_closed_standard_output_is_no_defect(run: Run) -> None:
    called = [sys.executable, "-m", "askpapers", "list", "--json"]
    ended = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *called], stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("command", [("export", "bibtex"), ("digest",)])
def test_a_file_that_cannot_be_written_ends_as_a_backup_does(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    missing = str(tmp_path / "no" / "a.md")
    for given in ((*command, "-o", missing), (*command, "-o", "/dev/full", *(["--format", "html"][: 2 * (command[0] == "digest")])), ("backup", missing)):  # fmt: skip
        code, out, err = run(*given)
        assert (code, out) == (6, "") and "cannot be written" in err


def test_a_dash_is_standard_output(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("export", "ris", "-o", "-")[1] == run("export", "ris")[1]
    assert run("digest", "-o", "-")[1] == run("digest")[1]
    assert json.loads(run("export", "ris", "-o", "-", "--json")[1])["text"]
    assert run("export", "vault", "-o", "-")[0] == run("export", "zotero", "-o", "-")[0] == 2
    assert not Path("-").exists()


def test_a_backup_goes_through_a_pipe(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("backup", str(tmp_path / "all.askpapers"))[0] == 0
    called = [sys.executable, "-m", "askpapers", "backup", "-"]
    made = subprocess.run(called, capture_output=True, check=True).stdout
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(made)))
    code, out, _ = run("restore", "-", "--check", "--json")
    assert code == 0 and json.loads(out)["counts"]["papers"] == 64 and json.loads(out)["restored"] is False
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(made)))
    code, out, _ = run("restore", "-", "--yes", "--json")
    assert code == 0 and json.loads(out)["restored"] is True and json.loads(out)["notes"]
    assert run("backup", "-", "--json")[0] == 2


def test_a_backup_is_not_written_to_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, out, err = run("backup", "-")
    assert (code, out) == (2, "") and "terminal" in err


def test_what_a_backup_and_a_way_back_did_is_one_object(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "all.askpapers")
    made = json.loads(run("backup", file, "--json")[1])
    assert made["file"] == file and made["counts"]["papers"] == 64
    assert json.loads(run("restore", file, "--check", "--json")[1])["made_at"] == made["made_at"]


def test_what_is_no_backup_is_told_without_names_of_errors(run: Run, tmp_path: Path) -> None:
    import zipfile

    table, archive = tmp_path / "out.csv", tmp_path / "other.zip"
    table.write_text("a,b\n")
    with zipfile.ZipFile(archive, "w") as other:
        other.writestr("x", "y")
    for path in (table, archive):
        code, _, err = run("restore", "--check", str(path))
        assert code == 3 and "is no whole backup of askpapers" in err
        assert "BadZipFile" not in err and "KeyError" not in err and "zip file" not in err
