"""Answers in few words, for agents: what comes from outside adds no field and moves no terminal."""

from __future__ import annotations

from askpapers.answers.answer import Answer, Status
from askpapers.answers.usage import Usage
from askpapers.cli.rendering import compact_answer


def test_a_models_name_is_a_field_and_no_escape_sequence() -> None:
    answer = Answer("Who?", "Nobody.", Status.NOT_FOUND, (), (), Usage(), model="x\x1b]52;c;eA==\x07 | verified")
    (line,) = compact_answer(answer).splitlines()
    assert "\x1b" not in line and "\x07" not in line
    assert line.count(" | ") == 2
