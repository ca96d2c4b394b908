"""config.toml changed one setting at a time: only that setting changes, whatever the file looks like."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.errors import UsageError
from askpapers.settings.config_file import EXAMPLE, EXAMPLES, drop, put
from askpapers.settings.settings import SETTABLE, load

FILE = """\
# my settings

model = "m"   # the good one
budget = 4000# tight
  'theme' = 'nord'

# keys that tmux leaves alone
[keys] # mine
"desk.ask" = "a" # ask
"""


def read(folder: Path) -> str:
    return (folder / "config.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("model", "n", 'model = "m"   # the good one', 'model = "n"   # the good one'),
        ("budget", "8000", "budget = 4000# tight", "budget = 8000# tight"),
        ("theme", "gruvbox", "  'theme' = 'nord'", 'theme = "gruvbox"'),
        ("timeout", "9.5", "  'theme' = 'nord'\n", "  'theme' = 'nord'\ntimeout = 9.5\n"),
        ("keys.desk.ask", "f2", '"desk.ask" = "a" # ask', '"desk.ask" = "f2" # ask'),
        ("keys.desk.star", "z", '"a" # ask\n', '"a" # ask\n"desk.star" = "z"\n'),
        ("model", 'a"b\\c # d', 'model = "m"', 'model = "a\\"b\\\\c # d"'),
    ],
)
def test_one_setting_changes_and_all_else_stays(tmp_path: Path, name: str, value: str, old: str, new: str) -> None:
    (tmp_path / "config.toml").write_text(FILE)
    put(tmp_path, name, value)
    assert read(tmp_path) == FILE.replace(old, new)


@pytest.mark.parametrize(("name", "line"), [("model", 'model = "m"   # the good one\n'), ("theme", "  'theme' = 'nord'\n"),
                                            ("keys.desk.ask", '"desk.ask" = "a" # ask\n'), ("chroma", "")])  # fmt: skip
def test_one_setting_goes_and_all_else_stays(tmp_path: Path, name: str, line: str) -> None:
    (tmp_path / "config.toml").write_text(FILE)
    drop(tmp_path, name)
    assert read(tmp_path) == FILE.replace(line, "")


def test_a_first_setting_stands_below_its_explanation(tmp_path: Path) -> None:
    put(tmp_path / "new", "budget", "8000")
    put(tmp_path / "new", "keys.desk.ask", "f2")
    lines = read(tmp_path / "new").splitlines()
    assert lines[lines.index("budget = 8000") - 1].startswith("# budget = 4000")
    assert tomllib.loads(read(tmp_path / "new")) == {"budget": 8000, "keys": {"desk.ask": "f2"}}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("budget", "3", "500"),
        ("budget", "many", "number"),
        ("base_url", "localhost", "http://"),
        ("modle", "x", "modle"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path: Path, name: str, value: str, said: str) -> None:
    (tmp_path / "config.toml").write_text(FILE)
    with pytest.raises(UsageError, match=said):
        put(tmp_path, name, value)
    assert read(tmp_path) == FILE


def test_no_setting_of_an_unknown_name_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="modle"):
        drop(tmp_path, "modle")


@pytest.mark.parametrize(
    "text", ['model = """\nm\n"""\n', "keys = {a = 'b'}\n", "budget = 4000\n[", "x = '''\nbudget = 1\n'''"]
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(UsageError, match=r"config\.toml"):
        put(tmp_path, "keys.a" if "keys" in text else "model" if "model" in text else "budget", "4001")
    assert read(tmp_path) == text


def test_a_key_is_for_its_owner_alone_and_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dots").mkdir()
    (tmp_path / "dots" / "config.toml").write_text(FILE)
    (tmp_path / "config.toml").symlink_to(tmp_path / "dots" / "config.toml")
    put(tmp_path, "api_key", "secret")
    assert (tmp_path / "config.toml").is_symlink()
    assert stat.S_IMODE((tmp_path / "dots" / "config.toml").stat().st_mode) == 0o600
    assert 'api_key = "secret"' in read(tmp_path)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    folder = tmp_path_factory.mktemp("config")
    understood = put(folder, "model", value)
    assert tomllib.loads((folder / "config.toml").read_bytes().decode())["model"] == understood


def test_every_setting_is_explained_by_a_value_that_it_can_have(tmp_path: Path) -> None:
    assert set(EXAMPLES) | {"keys"} == set(SETTABLE)
    lines = (line.removeprefix("# ") for line in EXAMPLE.splitlines()[1:])
    (tmp_path / "config.toml").write_text("\n".join(lines))
    assert load({}, {"ASKPAPERS_CONFIG": str(tmp_path)}).budget == 4000
