"""`askpapers open` and `askpapers completion`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def with_a_link(run: Run, tmp_path: Path, url: str) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(json.dumps({"id": "2510.00001", "title": "Lamps", "abstract": "A lamp burns.", "url": url}))
    assert run("add", str(path), "--no-index", "--format", "json-lines")[0] == 0


def test_the_address_of_a_paper_is_printed(run: Run, tmp_path: Path) -> None:
    with_a_link(run, tmp_path, "https://arxiv.org/abs/2510.00001")
    code, out, _ = run("open", "2510.00001", "--print", "--json")
    assert code == 0
    assert json.loads(out) == {"id": "2510.00001", "url": "https://arxiv.org/abs/2510.00001", "opened": False}


@pytest.mark.usefixtures("sample")
def test_a_paper_without_an_address_and_an_unknown_one(run: Run) -> None:
    id = json.loads(run("list", "--json")[1])["papers"][0]["id"]
    code, _, err = run("open", id, "--print")
    assert code == 2
    assert "The list gives no web address" in err
    assert run("open", "nothing", "--print")[0] == 2
    assert "no code" in run("open", id, "--code", "--print")[2]


def test_an_address_that_is_none_is_not_opened(run: Run, tmp_path: Path) -> None:
    with_a_link(run, tmp_path, "javascript:alert(1)")
    code, out, _ = run("open", "2510.00001", "--print")
    assert (code, "javascript" in out) == (0, False)  # the arXiv id leads to a page all the same


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "_ASKPAPERS_COMPLETE" in out


@pytest.mark.usefixtures("sample")
def test_ids_are_completed_with_their_titles(run: Run) -> None:
    paper = json.loads(run("list", "--json")[1])["papers"][5]
    asked = {
        "_ASKPAPERS_COMPLETE": "zsh_complete",
        "COMP_WORDS": f"askpapers show {paper['id'][:6]}",
        "COMP_CWORD": "2",
    }
    command = [sys.executable, "-m", "askpapers"]
    done = subprocess.run(command, env=os.environ | asked, capture_output=True, text=True, check=True)
    told = done.stdout.splitlines()
    assert paper["id"] in told
    assert told[told.index(paper["id"]) + 1].startswith(paper["title"][:20])
