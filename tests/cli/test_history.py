"""`askpapers history`: what it does with a conversation, and when it is not clear with which."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(("arguments", "said"), [
    (["--delete"], "which conversation"),
    (["--rename", "lamps"], "which conversation"),
    (["--markdown"], "which conversation"),
    (["1", "--rename", "x", "--delete"], "do not go together"),
    (["1", "--rename", ""], "needs a title"),
    (["1", "--rename", "  "], "needs a title"),
    (["1", "--search", "lamps"], "names one"),
])  # fmt: skip
@pytest.mark.usefixtures("sample")
def test_what_is_not_clear_is_a_usage_error_and_changes_nothing(run: Run, arguments: list[str], said: str) -> None:
    assert run("ask", "Which papers merge task vectors?", "--extractive")[0] in {0, 1}
    before = run("history", "--json")[1]
    code, out, err = run("history", *arguments)
    assert (code, out) == (2, "") and said in err
    assert run("history", "--json")[1] == before


@pytest.mark.usefixtures("sample")
def test_a_title_and_an_end_are_told(run: Run) -> None:
    run("ask", "Which papers merge task vectors?", "--extractive")
    assert run("history", "1", "--rename", "On merging") == (0, "", "Conversation 1 is now “On merging”.\n")
    assert json.loads(run("history", "--json")[1])["conversations"][0]["title"] == "On merging"
    assert json.loads(run("history", "1", "--delete", "--json")[1]) == {"deleted": 1}
    assert run("history", "1")[0] == 2
