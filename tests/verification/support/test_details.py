"""Details that a claim invents around true words: a particular thing that its paper nowhere names."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Support
from askpapers.papers.abstract import CitedPassage
from askpapers.verification.support.details import unsupported_detail
from askpapers.verification.support.judge import judge_support

TWIN = CitedPassage(
    "1.6",
    "In view of this, we propose Twin-Merging, which dynamically merges shared and task-specific knowledge based on the input.",
    "Twin-Merging: Dynamic Integration of Modular Expertise",
    (("1.5", "Directly merging exclusive knowledge hinders the performance of a sparse transformer."),),
)


@pytest.mark.parametrize(
    ("claim", "word"),
    [
        ("Then a router dynamically merges the shared and task-specific knowledge based on the input", "router"),
        (
            "It merges shared and task-specific knowledge with a human-written prompt based on the input",
            "human-written",
        ),
        ("It dynamically merges shared and task-specific knowledge of the hospital based on the input", "hospital"),
    ],
)
def test_a_thing_that_the_paper_nowhere_names_is_doubted_by_its_word(claim: str, word: str) -> None:
    assert unsupported_detail(claim, TWIN.text, [TWIN]) == word
    verdict = judge_support(claim, [TWIN])
    assert (verdict.support, verdict.reason) == (Support.WEAK, f"“{word}” is nowhere in the paper of 1.6")


@pytest.mark.parametrize(
    "claim",
    [
        "It merges the shared knowledge and the task-specific knowledge based on the inputs",
        "The transformers merge their knowledge",  # a neighbouring sentence names it
        "The integration merges knowledge",  # the title does
        "The method means that the paper merges knowledge",  # words that say little
        "It cheaply tries merging knowledge",  # no noun
        "The zzyzx merges shared knowledge",  # a word that the table lacks may be another field's
        "",
    ],
)
def test_what_the_paper_names_or_what_is_no_particular_thing_is_none(claim: str) -> None:
    assert unsupported_detail(claim, TWIN.text, [TWIN]) == ""
