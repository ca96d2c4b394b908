"""An answer that streams shows the claims that a check of all that has come would, and is not read again from its beginning."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from askpapers.answers.answer import Claim
from askpapers.papers.paper import Paper
from askpapers.verification import checker
from askpapers.verification.checker import Checker
from askpapers.verification.claims import stable_length
from askpapers.verification.marks import unwrap
from tests.fakes.reader import WordReader

SHOWN = (
    Paper(
        "2510.00001",
        "TurboMerge: Merging Models in Weight Space",
        "Merging fine-tuned models saves memory. TurboMerge merges task vectors of eight models. "
        "It reaches 91.2% on GLUE, 3.5 points above task arithmetic.",
    ),
    Paper("2510.00002", "SlowNet", "Protein folding is slow. We train SlowNet on 40,000 proteins."),
    Paper("2510.00003", "A Survey of Kitchens", "Bread is baked."),
)
READER = WordReader()

PROSE = (
    "TurboMerge merges task vectors of eight models [1.2]. It reaches 91.2% on GLUE [1.3]. Nobody cites this one.\n\n"
)
LIST = (
    "Two papers speak of it [1][2].\n- It merges task vectors of eight models [1.2]\n- Protein folding is slow [2.1]\n"
)
TABLE = "| what | where |\n|---|---|\n| merges task vectors | [1.2] |\n| - | 40,000 proteins [2.2] |\n\n"
CODE = "```\nx = [1.2]\n\nmore\n```\n"
PARTS = (
    PROSE, LIST, TABLE, CODE, "## TurboMerge [1]\n", "**SlowNet**\n", "It merges (1.2) and folds.\n", "It merges (1.2).\n",
    "It saves memory [1.1]. ", "The price is open [none].\n", "It gains 11% [1.3], but the price is open [none]. ", "No.\n", "Yes. ",
    "[2.1]\n", "[1.2]. It is", "Three papers say so [1.1][2.1][9.1]:\n", "1. It is fast", "- a | b [1.2]\n", "- ", "| - |\n", "```",
    "Two papers speak of memory [1.1]:\n", "- Two papers speak of memory [1.1][2.1].\n", "See ```x.\n", "It is so.\n",
    "```markdown\n", "It saves\nmemory [1.1] and\n", "such.[1.2] It", "**It is so.**\n", "|---|---|\n", "~~~\n", "`x [1.2]", "`", "$y = [1.2]$", " costs $5 ", "> ", "x =\n", "[1, 2] ", "\n", "\r\n", "---\n", "   ", "…", "这是一个方法。",
)  # fmt: skip


class Rereading:
    """What an answer that streams showed if all of it were checked at each sentence."""

    def __init__(self) -> None:
        self._text, self._end, self._claims = "", 0, tuple[Claim, ...]()

    def feed(self, piece: str) -> tuple[Claim, ...]:
        self._text += piece
        if (end := stable_length(unwrap(self._text))) > self._end:
            self._end = end
            self._claims = tuple(c for c in checker.check(self._text, SHOWN, READER) if c.span.end <= end)
        return self._claims


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join), st.lists(st.integers(1, 60), min_size=1, max_size=12)
)
@example("- a | b [1.2]\n- It is slow [2.1].\nIt names networks [1.5]", [15, 60])
@example("It merges (1.2) and folds.\nIt is so.\nIt folds.\nIt saves memory [1.1]. It is.", [9])
@example("It merges (1.2) and folds.\nIt is so.\nIt folds.\n`It saves [1.1]. It is` so. It is.", [3])
@example(
    "Three papers save memory [1.1][2.1].\n- It saves memory.\n- It is so.\n- It is so.\n- It bakes bread [3.1]\n", [7]
)
@example("It saves memory [1.1].\nIt is so.\nIt is.\nIt merges (1.2) and folds.\nIt is so.\nIt is.\n", [7])
@example("## TurboMerge [1]\nIt is so.\nIt is.\nIt merges task vectors of eight models.\nIt is so.\nIt is.\n", [7])
@example("The price is open [none].\n\nIt = \n[1, 2]\nIt reaches 91.2% on GLUE [1.3].\nIt is.\n", [34])
@example("It is so [1.2].\nAs ```x has it.\nIt saves memory [1.1].\nIt is.\nSo. It is.\nSo ``` it is.\n", [5])
@example("It is so.\nAs ``` has it.\nIt saves memory [1.1].\nIt is.\nIt ``` is.\n", [5])
def test_an_answer_that_streams_shows_what_a_check_of_all_that_came_would(text: str, sizes: list[int]) -> None:
    streaming, whole, at = Checker(SHOWN, READER), Rereading(), 0
    for size in itertools.cycle(sizes):
        piece = text[at : at + size]
        assert streaming.feed(piece) == whole.feed(piece)
        if (at := at + size) >= len(text):
            break
    assert streaming.finish() == checker.check(text, SHOWN, READER)


@pytest.mark.parametrize("unit", [PROSE, LIST + "\n", TABLE, CODE, f"## TurboMerge [1]\n{PROSE}{LIST}{TABLE}{CODE}"])
def test_how_much_is_read_grows_with_the_length_of_an_answer_alone(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0

    def counted(work: Callable[..., Any], start: int) -> Callable[..., Any]:
        def counting(text: str, *given: Any) -> Any:
            nonlocal read
            read += len(text) - (given[start] if len(given) > start else 0)
            return work(text, *given)

        return counting

    for name, start in (("parse_marks", 1), ("split_claims", 1), ("stable_length", 0), ("settled_lines", 1)):
        monkeypatch.setattr(checker, name, counted(getattr(checker, name), start))
    costs = []
    for times in (6, 12, 24):
        read, streaming = 0, Checker(SHOWN, READER)
        for at in range(0, len(unit) * times, 40):
            streaming.feed((unit * times)[at : at + 40])
        streaming.finish()
        costs.append(read / times / len(unit))
    assert max(costs) < 1.2 * min(costs)
    assert max(costs) < 25


def test_verdicts_come_while_an_answer_streams_that_is_longer_than_what_is_read_again() -> None:
    streaming, shown, text = Checker(SHOWN, READER), 0, PROSE * 300
    assert len(text) > 1.5 * checker.LONGEST_OPEN
    for at in range(0, len(text), 400):
        shown = len(streaming.feed(text[at : at + 400]))
    assert shown >= 3 * 300 - 4
