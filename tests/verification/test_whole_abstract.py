"""Claims that cite a paper alone, over its whole abstract."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Support
from askpapers.models.cross_encoder import reader
from askpapers.papers.paper import Paper
from askpapers.verification.whole_abstract import AbstractVerdict, judge_abstract

LAMPS = Paper(
    "2401.00001",
    "GlowTin: tin lamps for dark nights",
    "Nights are dark. GlowTin is a lamp for them. GlowTin is made by hand. GlowTin is sold in shops. GlowTin has a shade. "
    "GlowTin comes in red. It burns for 412 hours without any oil. Of 90 buyers 70% were content, and 45 wrote a letter.",
)


def judged(claim: str) -> AbstractVerdict:
    found = judge_abstract(claim, LAMPS, reader())
    assert found is not None
    return found


def test_the_sentence_that_is_meant_is_found_behind_many_that_hold_the_papers_name() -> None:
    assert judged("GlowTin burns for 412 hours without oil.").verdict.support is Support.VERIFIED
    assert judged("GlowTin burns for 412 hours without oil.").places == (7,)


def test_another_figure_of_the_same_thing_contradicts_with_both() -> None:
    found = judged("GlowTin burns for 900 hours without oil.")
    assert (found.verdict.support, found.places) == (Support.CONTRADICTED, (7,))
    assert found.verdict.reason == "sentence 7 says 412 hours where the claim says 900 hours"
    assert found.verdict.score == 0.0


@pytest.mark.parametrize(
    "claim",
    [
        "30% of the buyers were not content.",  # what is left of a hundred
        "Of the buyers 50% wrote a letter.",  # 45 of 90
        "GlowTin burns for about 410 hours without any oil.",
    ],
)
def test_a_figure_that_may_be_reckoned_from_the_abstract_contradicts_nothing(claim: str) -> None:
    assert judged(claim).verdict.support is not Support.CONTRADICTED


def test_without_an_abstract_nothing_is_judged_and_without_a_reader_figures_are() -> None:
    assert judge_abstract("Lamps burn.", Paper("1", "Lamps", ""), reader()) is None
    found = judge_abstract("GlowTin burns for 900 hours.", LAMPS, None)
    assert found is not None and found.verdict.support is not Support.VERIFIED
