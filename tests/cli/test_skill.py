"""What agents read: a skill whose every command is one, and output that is shorter than JSON."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from askpapers import data
from askpapers.cli.entry_point import cli
from tests.cli.conftest import SAMPLE, Run


def test_every_command_of_the_skill_is_one(run: Run) -> None:
    code, printed, _ = run("skill")
    assert (code, printed) == (0, data.text("skill.md"))
    head = re.match(r"---\nname: ([a-z-]+)\ndescription: (.+)\n---\n", printed)
    assert head and head[1] == "askpapers" and len(head[2]) <= 1024
    found = re.findall(r"(?:^|[`|] ?)(askpapers [^`|\n]+)", printed, re.M)
    assert len(found) > 12
    # A command keeps the help option that it was first asked for: it is asked as the program asks.
    program = cli.make_context("askpapers", ["list"])
    for line in found:
        words = shlex.split(line, comments=True)[1:]
        command = cli.get_command(program, words[0])
        assert command is not None, line
        command.make_context(words[0], words[1:], parent=program)
    for flag in re.findall(r"`(--[a-z-]+)`", printed):
        assert any(
            flag in parameter.opts
            for name in ("list", "ask")
            for parameter in getattr(cli.get_command(program, name), "params", ())
        ), flag


@pytest.mark.parametrize(
    ("arguments", "least"),
    [
        (("list",), 5),
        (("search", "merging task vectors", "-k", "5"), 5),
        (("show", "ID"), 1),
        (("ask", "Which papers merge task vectors?"), 2),
    ],
)
def test_compact_says_in_fewer_tokens_what_json_says(run: Run, arguments: tuple[str, ...], least: float) -> None:
    from askpapers.models.tokens import count

    run("add", SAMPLE, "--no-index")
    papers = json.loads(run("list", "--limit", "1", "--json")[1])["papers"]
    arguments = tuple(papers[0]["id"] if word == "ID" else word for word in arguments)
    code, short, _ = run(*arguments, "--compact")
    long = run(*arguments, "--json")[1]
    assert code == 0 and papers[0]["id"].isascii()
    assert count(short) * least < count(long)
    if arguments[0] == "ask":
        assert short.startswith("answered | ") and "\nquoted | " in short
    assert run(*arguments, "--compact", "--json")[0] == 2
