"""`askpapers mark`: what was not there to be taken away is told, and what contradicts itself changes nothing."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("sample")


def ids_of(run: Run) -> list[str]:
    return [paper["id"] for paper in json.loads(run("list", "--json")[1])["papers"]]


@pytest.mark.parametrize(("arguments", "said"), [
    (["--read", "--unread"], "--read and --unread do not go together"),
    (["--unstar", "--star"], "--star and --unstar do not go together"),
    (["--tag", "a", "--untag", "#A"], "--tag and --untag both name"),
    (["--collection", "a", "--uncollect", "a"], "--collection and --uncollect both name"),
])  # fmt: skip
def test_what_contradicts_itself_is_a_usage_error(run: Run, arguments: list[str], said: str) -> None:
    before = run("list", "--json")[1]
    code, out, err = run("mark", ids_of(run)[0], "--note", "x", *arguments)
    assert (code, out) == (2, "") and said in err
    assert run("list", "--json")[1] == before


def test_a_tag_that_a_paper_does_not_have_is_told(run: Run) -> None:
    one, other, _ = ids_of(run)[:3]
    assert run("mark", one, "--untag", "nosuch") == (1, "", f"{one} was not tagged nosuch.\n")
    assert run("mark", one, "--tag", "Light") == (0, "", "1 paper tagged Light.\n")
    told = f"2 papers marked as read.\n1 paper no longer tagged light.\n{other} was not tagged light.\n"
    assert run("mark", one, other, "--read", "--untag", "light") == (1, "", told)
    run("mark", one, "--collection", "Thesis")
    code, out, err = run("mark", one, other, "--uncollect", "Thesis", "--json")
    assert (code, err) == (1, f"1 paper taken out of Thesis.\n{other} was not in Thesis.\n")
    assert json.loads(out)["lacking"] == [{"kind": "collection", "name": "Thesis", "papers": [other]}]
    run("mark", one, "--tag", "light")
    assert run("mark", one, "--untag", "light") == (0, "", "1 paper no longer tagged light.\n")
