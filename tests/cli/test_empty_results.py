"""Where no paper is in scope: exit code 1 everywhere, what is written stays as it was; and days that end before they begin."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("sample")
EMPTY = ("--day", "2020-01-01")
COMMANDS = [
    ("list",), ("search", "lamps"), ("ask", "Which papers?", "--extractive"), ("summarize", "--extractive"),
    ("digest", "--extractive"), ("export", "bibtex"), ("export", "jsonl"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_paper_in_scope_is_told_and_is_one(run: Run, command: tuple[str, ...]) -> None:
    code, _, err = run(*command, *EMPTY)
    assert code == 1 and "No paper is in scope (1 Jan 2020)" in err
    code, out, _ = run(*command, *EMPTY, "--json")
    assert code == 1 and json.loads(out) is not None


@pytest.mark.parametrize("command", [*COMMANDS, ("export", "vault", "notes")])
def test_days_that_end_before_they_begin_are_a_usage_error(
    run: Run, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*command, "--since", "2025-11-02", "--until", "2025-10-01")
    assert (code, out) == (2, "") and "--since 2025-11-02 is after --until 2025-10-01." in err
    err = run(*command, "--since", "2025-10-31", "--until", "2025-10")[2]  # a month's end
    assert "is after" not in err


def test_an_empty_page_takes_no_good_ones_place(run: Run, tmp_path: Path) -> None:
    for command, page in ((("digest", "--extractive"), "page.md"), (("export", "bibtex"), "papers.bib")):
        file = tmp_path / page
        assert run(*command, "-o", str(file))[0] == 0
        before = file.read_text(encoding="utf-8")
        code, out, err = run(*command, "-o", str(file), *EMPTY)
        assert (
            (code, out) == (1, "") and "Written" not in err and ("not written" in err or "Nothing was exported" in err)
        )
        assert file.read_text(encoding="utf-8") == before
    assert run("export", "vault", str(tmp_path / "notes"), *EMPTY)[0] == 1
    assert not (tmp_path / "notes").exists()
    code, out, _ = run("export", "vault", str(tmp_path / "notes"), "--json")
    assert code == 0 and json.loads(out)["papers"] == 64


@pytest.mark.parametrize("command", [("digest", "--extractive", "--limit", "3"), ("export", "bibtex")])
def test_standard_output_goes_by_its_names(run: Run, command: tuple[str, ...]) -> None:
    code, out, _ = run(*command)
    assert code == 0 and out
    for name in ("-", "/dev/stdout", "/dev/fd/1"):
        code, again, err = run(*command, "-o", name)
        assert (code, again) == (0, out) and "Written" not in err


def test_a_digest_goes_to_a_pipe_as_markdown(run: Run, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    code, out, err = run("digest", "--extractive", "-o", str(pipe), "--limit", "3")
    assert (code, out) == (0, "") and "Written" not in err
    assert os.read(end, 100).startswith(b"# Papers, 31 Oct 2025")
    os.close(end)


@pytest.mark.parametrize(("arguments", "said"), [
    (("list", "--day", ""), "--day says nothing"), (("list", "--tag", " "), "--tag says nothing"),
    (("ask", "Which papers?", "--since", ""), "--since says nothing"), (("export", "csv", "--org", ""), "--org says nothing"),
    (("list", "--min-comments", "-1"), "-1 is not in the range"), (("export", "csv", "-o", ""), "A file has a name"),
    (("backup", ""), "A file has a name"),
])  # fmt: skip
def test_a_value_that_says_nothing_is_a_usage_error(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "") and said in err
