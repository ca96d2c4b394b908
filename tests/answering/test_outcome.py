"""How an answer ended where its marks do not tell: by what its sentences bear on. One-line summaries: what is wrong with one
is said, and a right one is left alone.
"""

from __future__ import annotations

import pytest

from askpapers.answering.outcome import judge_outcome, objection
from askpapers.answers.answer import Status
from askpapers.models.cross_encoder import reader
from askpapers.papers.paper import Paper
from askpapers.verification.checker import check

SHOWN = (
    Paper(
        "a",
        "Depth Pro: Sharp Depth in a Second",
        "We present a model for metric depth estimation. It makes a map of 2.25 megapixels in 0.3 seconds. "
        "It outperforms prior work on boundaries.",
    ),
    Paper("b", "Boats", "Boat B holds nine people. Its hull is oak."),
)
WATER = "How does Depth Pro perform under water?"


@pytest.mark.parametrize(
    ("question", "text", "status"),
    [
        (
            WATER,
            "The papers do not report how it performs under water. It makes a map in 0.3 seconds [1.2].",
            "not-found",
        ),
        (WATER, "Under water it performs as it will [none]. It makes a map in 0.3 seconds [1.2].", "not-found"),
        (WATER, "It performs well under water, as anybody knows. It makes a map in 0.3 seconds [1.2].", "not-found"),
        # The first sentence says nothing of what was asked.
        (WATER, "There is something to say on that. It makes a map in 0.3 seconds [1.2].", "answered"),
        # What was asked is answered further on.
        ("How fast is Depth Pro?", "It is a fast one. It makes a map in 0.3 seconds [1.2].", "answered"),
        ("How many seconds does a map take?", "A map takes seconds. It makes a map in 0.3 seconds [1.2].", "answered"),
        # The first sentence is cited.
        (
            WATER,
            "It makes a map in 0.3 seconds [1.2]. The papers do not report how it performs under water.",
            "answered",
        ),
        ("Wie gut ist Depth Pro unter Wasser?", "Depth Pro ist unter Wasser gut. Es braucht 0,3 s [1.2].", "answered"),
        # Without any mark it is what the papers bear out.
        ("What does boat B hold?", "Boat B holds nine people.", "answered"),
        ("What does boat B hold?", "Boat B holds nine people. Its hull is oak.", "answered"),
        (
            "What does boat B hold?",
            "Boat B holds nine people. It sails at dawn. It costs a fortune in Rome.",
            "not-found",
        ),
        (WATER, "The papers do not report how Depth Pro performs under water.", "not-found"),
        (WATER, "", "not-found"),
        ("What does boat B hold?", "Boat B holds nine people [9.9].", "not-found"),
        ("What does boat B hold?", "Boat B holds nine people [none].", "not-found"),
    ],
)
def test_an_answer_ends_as_its_sentences_bear_on_the_question(question: str, text: str, status: str) -> None:
    assert judge_outcome(question, text, check(text, SHOWN), SHOWN) is Status(status)


@pytest.mark.parametrize(
    ("text", "parts", "status"),
    [
        ("A map takes 0.3 seconds [1.2]; which camera was used is not mentioned.", 0.0, "not-found"),
        ("A map takes 0.3 seconds [1.2]. The camera is not named [none].", 0.0, "not-found"),
        ("A map takes 0.3 seconds [1.2]. The camera is not named [none].", 0.9, "partly-answered"),
        # What nobody asked for is open: an aside.
        ("A map takes 0.3 seconds [1.2]. The papers do not mention a license.", 0.0, "partly-answered"),
    ],
)  # fmt: skip
def test_what_is_cited_beside_an_open_question_answers_it_only_where_that_has_parts(
    text: str, parts: float, status: str
) -> None:
    from askpapers.models.cross_encoder import reader as bundled

    reader = bundled()
    question = "Which camera took the pictures?"
    assert judge_outcome(question, text, check(text, SHOWN, reader), SHOWN, reader, parts) is Status(status)


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
    assert objection(line, PAPER, reader()) == ""


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
    assert fault in objection(line, PAPER, reader())


def test_an_abstract_of_more_than_forty_sentences_is_read_whole() -> None:
    paper = Paper("1", "Long", "Nothing is said here. " * 50 + "TurboMerge reaches 55.5 points on GLUE.")
    assert "56.5" in objection("TurboMerge reaches 56.5 points on GLUE.", paper, reader())
    assert "55.5" not in objection("TurboMerge reaches 55.5 points on GLUE.", paper, reader())
