"""`askpapers remove` and back."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import SAMPLE, Run

pytestmark = pytest.mark.usefixtures("sample_home")  # whose vectors the bundled model knows from then on


def ids(run: Run) -> list[str]:
    return [paper["id"] for paper in json.loads(run("list", "--all", "--json")[1])["papers"]]


def test_what_is_removed_stays_away_until_it_is_called_back(run: Run) -> None:
    assert run("add", SAMPLE)[0] == 0
    first, second, *_ = ids(run)
    code, out, err = run("remove", first, second, "--json")
    assert (code, json.loads(out), err) == (0, {"removed": [first, second], "kept_on_server": False}, "")
    assert not {first, second} & set(ids(run))
    assert run("show", first)[0] == 2
    found = json.loads(run("search", "merging models", "--all", "-k", "64", "--json")[1])["papers"]
    assert found and not {first, second} & {paper["id"] for paper in found}
    code, out, _ = run("add", SAMPLE, "--json")
    again = json.loads(out)
    assert (code, again["hidden"], again["added"]) == (0, 2, 0)
    assert "2 left out, removed by you before (askpapers remove --undo)" in run("add", SAMPLE)[1]
    code, out, _ = run("remove", "--undo", "--json")
    assert (code, json.loads(out)) == (0, {"restored": [first, second]})
    assert {first, second} < set(ids(run))
    code, _, err = run("remove", "--undo")
    assert (code, err) == (1, "No paper is removed.\n")


@pytest.mark.parametrize("arguments", [[], ["2510.99999"], ["--undo", "2510.99999"], ["--undo", "--everywhere"]])
def test_what_cannot_be_removed_is_a_usage_error(run: Run, arguments: list[str]) -> None:
    code, out, err = run("remove", *arguments)
    assert (code, out) == (2, "") and err.startswith("error: ")


@pytest.mark.usefixtures("sample")
def test_one_wrong_id_removes_nothing(run: Run) -> None:
    first = ids(run)[0]
    assert run("remove", first, "2510.99999")[0] == 2
    assert first in ids(run)
