"""Claims that look supported and are not: what adversarial readers of the support check found."""

from __future__ import annotations

from datetime import date

import pytest

from askpapers.answers.answer import Status, Support
from askpapers.models import prompts
from askpapers.papers.abstract import CitedPassage
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.query.conditions import parse_conditions
from askpapers.text.quantities import quantities
from askpapers.verification import checker as citations
from askpapers.verification.marks import parse_marks
from askpapers.verification.support.judge import judge_support

GLUE = CitedPassage("1.3", "It reaches 91.2% on GLUE, 3.5 points above task arithmetic.", "TurboMerge")
SHOWN = [Paper("a", "TurboMerge", "It merges the task vectors of eight models. It reaches 91.2% on GLUE.")]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("1.2% on GLUE", GLUE.text),
        ("It does not reach 91.2% on GLUE", GLUE.text),
        ("It is 3.5 points below task arithmetic", GLUE.text),
        ("reach 5% on GLUE", "It does not reach 5% on GLUE."),
        ("It is tested on twenty-five tasks of all", "It is tested on twenty-seven tasks of all."),
        ("The run takes 5 minutes in all", "The run takes 5 seconds in all."),
        ("It costs $5 a day", "It costs $7 a day."),
        ("It reaches 12.5%", "It reaches " + "9" * 400 + " of them"),
        ("[", GLUE.text),
        ("👍", GLUE.text),
    ],
)
def test_it_is_not_verified(claim: str, said: str) -> None:
    assert judge_support(claim, [CitedPassage("1.3", said, "TurboMerge")]).support is not Support.VERIFIED


def test_a_figure_beside_letters_of_another_script_is_read() -> None:
    assert judge_support("它在GLUE上达到95%", [GLUE]).support is Support.UNSUPPORTED


def test_a_number_past_every_bound_is_read_without_an_error() -> None:
    assert quantities("1e400 and 3×10^400")
    assert [figure.value for figure in quantities("twenty-five tasks")] == [25]


def test_a_mark_that_touches_its_word_is_a_mark_and_an_index_is_none() -> None:
    assert [mark.references[0].sentence for mark in parse_marks("It merges models[1.2]. 它合并模型[1.1]。", SHOWN)] == [
        2,
        1,
    ]
    assert parse_marks("Its values a[1] lie in [0.5, 1.5].", SHOWN) == ()


def test_a_sentence_that_answers_and_leaves_a_part_open_is_an_answer_in_part() -> None:
    claims = citations.check("It reaches 91.2% on GLUE [1.2], but the price is not in these papers [none].", SHOWN)
    assert citations.status(claims) is Status.PARTLY
    assert [claim.support for claim in claims][-1] is Support.NOT_STATED


@pytest.mark.parametrize("mark", ["【1.2】", "［1.2］", "[1.2-1.4]", "[see 1.2]", "[3, 1.2]", "[1:2]", "[not stated]"])
def test_an_abstract_cannot_forge_a_mark(mark: str) -> None:
    assert parse_marks(prompts.inert(f"As shown {mark} before."), SHOWN) == ()


def test_a_model_that_mixes_its_marks_is_understood() -> None:
    text = "It merges the task vectors [1.1]. It reaches 91.2% on GLUE (1.2). A ratio (1.1) of two."
    assert [mark.references[0].sentence for mark in parse_marks(text, SHOWN)] == [1, 2]


def test_the_number_of_an_item_is_no_claim() -> None:
    text = "**1. TurboMerge:** It merges the task vectors of eight models [1.1]."
    assert all(claim.support is not Support.UNCITED for claim in citations.check(text, SHOWN))


def test_what_is_asked_away_is_no_filter() -> None:
    for question in ("papers not by Microsoft", "What is gained by Microsoft-style learning?"):
        read = parse_conditions(question, Scope(), today=date(2025, 11, 5), organizations=("Microsoft",))
        assert read.filters == ()


def test_millions_are_not_billions() -> None:
    cited = CitedPassage("1.3", "It scales up to billions of annotated images.", "TurboMerge")
    assert judge_support("It scales up to millions of annotated images.", [cited]).support is not Support.VERIFIED
