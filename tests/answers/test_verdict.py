"""The one table of verdicts."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Citation, Support
from askpapers.answers.verdict import SIGNS, PassageNumbers, most_severe
from askpapers.cli.answer_rendering import COLORS
from askpapers.text.sentences import Span
from askpapers.tui.rendering.verdicts import STYLES


@pytest.mark.parametrize("support", list(Support))
def test_every_verdict_has_a_sign_of_one_cell_and_a_color_in_each_face(support: Support) -> None:
    assert len(SIGNS[support].sign) == 1
    assert SIGNS[support].word
    assert COLORS[support]
    assert STYLES[support]


def test_no_two_verdicts_look_or_weigh_the_same() -> None:
    assert len({sign.sign for sign in SIGNS.values()}) == len(Support)
    assert len({sign.word for sign in SIGNS.values()}) == len(Support)
    assert len({sign.severity for sign in SIGNS.values()}) == len(Support)


@pytest.mark.parametrize(
    ("supports", "worst"),
    [
        ([Support.VERIFIED, Support.QUOTED], Support.VERIFIED),
        ([Support.VERIFIED, Support.WEAK], Support.WEAK),
        ([Support.CONTRADICTED, Support.UNSUPPORTED, Support.WEAK], Support.CONTRADICTED),
        ([Support.UNSUPPORTED, Support.UNKNOWN_SOURCE], Support.UNKNOWN_SOURCE),
    ],
)
def test_of_several_verdicts_the_most_severe_is_shown(supports: list[Support], worst: Support) -> None:
    assert most_severe(supports) is worst


def test_words_within_a_mark_are_drawn_beside_its_number() -> None:
    text = "It gains 3 points [1.4, but only on toy data]."
    span = Span(18, len(text) - 1)
    cited = [Citation("a", (4,), span, Support.VERIFIED, "…"), Citation("", (), span, Support.UNKNOWN_SOURCE)]
    assert PassageNumbers(cited).marks(text) == {span: "[1, but only on toy data]"}
