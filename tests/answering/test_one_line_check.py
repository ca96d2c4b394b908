"""One-line summaries: what is wrong with one is said, and a right one is left alone."""

from __future__ import annotations

import pytest

from askpapers.answering.one_line_check import objection
from askpapers.models.cross_encoder import bundled
from askpapers.papers.paper import Paper

PAPER = Paper(
    "2510.00001",
    "TurboMerge: Merging Models in Weight Space",
    "Merging fine-tuned models saves memory. TurboMerge merges task vectors of eight models. "
    "It reaches 91.2% on GLUE. Latency is reduced by 15%. Code is at https://github.com/x/turbo.",
)


@pytest.mark.parametrize(
    "line",
    [
        "TurboMerge merges task vectors of eight models and reaches 91.2% on GLUE.",
        "Merges task vectors of eight models, reducing latency by 15%",
        "Merging saves memory: task vectors of eight models are merged.",
    ],
)
def test_a_right_line_is_left_alone(line: str) -> None:
    assert objection(line, PAPER, bundled()) == ""


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Merges task vectors of eight models, cutting latency by 90%.", "90%"),
        ("Merges task vectors of eight models, increasing latency by 15%.", "increasing"),
        ("TurboMerge merges " + "task vectors and " * 12 + "models.", "39 words"),
        ("This paper merges task vectors.", "This paper"),
        ("The authors merge task vectors.", "The authors"),
        ("In this work, task vectors are merged.", "In this work"),
        ("We merge task vectors of models.", "We"),
        ("Merges **task vectors** of models.", "**"),
        ("Merges `task vectors` of models.", "`"),
        ("Merges task vectors of eight models [1.2].", "[1.2]"),
    ],
)
def test_a_fault_is_said(line: str, fault: str) -> None:
    assert fault in objection(line, PAPER, bundled())


def test_an_abstract_of_more_than_forty_sentences_is_read_whole() -> None:
    paper = Paper("1", "Long", "Nothing is said here. " * 50 + "TurboMerge reaches 55.5 points on GLUE.")
    assert "56.5" in objection("TurboMerge reaches 56.5 points on GLUE.", paper, bundled())
    assert "55.5" not in objection("TurboMerge reaches 55.5 points on GLUE.", paper, bundled())
