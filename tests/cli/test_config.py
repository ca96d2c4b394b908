"""`askpapers config`: a broken file, keys of the interface, numbers below nothing, and what was never set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "config.toml"
    path.parent.mkdir()
    return path


def test_a_broken_file_is_where_it_is_and_its_fault_has_a_line(run: Run, file: Path) -> None:
    for text in ("budget = ", "budget = 4000\n\nmodel = [1,\n\n", "a = 1\nb c\n"):
        file.write_text(text)
        assert run("config", "path") == (0, f"{file}\n", "")
        assert json.loads(run("config", "path", "--json")[1]) == {"path": str(file)}
        for command in (("config",), ("config", "set", "budget", "5000")):
            code, _, err = run(*command)
            assert code == 2 and f"at line {len(text.rstrip().splitlines())}" in err
        assert file.read_text() == text


def test_a_key_of_the_interface_is_told_set_and_taken_back(run: Run) -> None:
    assert run("config", "get", "keys.desk.ask")[:2] == (0, "a,i\n")
    assert run("config", "set", "keys.desk.ask", "f2,ctrl+g")[0] == 0
    assert run("config", "get", "keys.desk.ask")[:2] == (0, "f2,ctrl+g\n")
    told = json.loads(run("config", "get", "keys.desk.ask", "--json")[1])
    assert told == {"keys.desk.ask": "f2,ctrl+g", "origins": {"keys.desk.ask": "config.toml"}}
    assert run("config", "unset", "keys.desk.ask")[0] == 0
    assert run("config", "get", "keys.desk.ask")[1] == "a,i\n"


@pytest.mark.parametrize(("arguments", "said"), [
    (["set", "keys.desk.asc", "f2"], "Did you mean keys.desk.ask?"),
    (["get", "keys.nowhere.at.all"], "Nothing that a key does"),
    (["set", "keys.desk.ask", "not a key!"], "is no key"),
    (["set", "keys.desk.ask", "f2,"], "is no key"),
    (["set", "budget", "-5"], "budget must be between"),
    (["set", "timeout", "-.5"], "timeout must be between"),
    (["set", "budget", "--bogus"], "No such option '--bogus'"),
])  # fmt: skip
def test_what_cannot_be_set_is_told_and_not_written(run: Run, file: Path, arguments: list[str], said: str) -> None:
    code, out, err = run("config", *arguments)
    assert (code, out) == (2, "") and said in err and not file.exists()


def test_what_was_not_set_is_told_as_that(run: Run, file: Path) -> None:
    assert run("config", "unset", "budget") == (1, "", f"budget was not set in {file}.\n")
    assert not file.exists()
    run("config", "set", "budget", "5000")
    assert run("config", "unset", "budget") == (0, "", f"budget is no longer set in {file}.\n")


def test_every_key_that_is_shown_in_the_settings_can_be_set(run: Run) -> None:
    from askpapers.tui.keys import KEYS, is_key
    from askpapers.tui.user_files import default_keys

    known = default_keys()
    assert {binding.id for binding in KEYS if not binding.system} <= set(known)
    assert all(is_key(key) for keys in known.values() for key in keys.split(","))
