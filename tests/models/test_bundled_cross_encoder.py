"""The bundled reader: what it makes of two texts, and of one."""

from __future__ import annotations

import pytest

from askpapers.models.bundled import reader as bundled
from askpapers.verification.checker import ABSENT


@pytest.mark.parametrize(
    ("sentence", "absent"),
    [
        ("The abstract does not say which ranks first.", True),
        ("None of the papers mentions the training cost.", True),
        ("Die Zusammenfassung nennt die Kosten nicht.", True),
        ("论文没有说明训练成本。", True),
        ("The method does not need labels.", False),
        ("No existing benchmark covers this domain.", False),
        ("The paper reports 82% accuracy.", False),
        ("South Africa won the cup in 2023.", False),
    ],
)
def test_what_says_that_something_is_not_told_is_told_from_what_denies(sentence: str, absent: bool) -> None:
    assert (bundled().absence([sentence])[0] >= ABSENT) is absent


def test_no_text_no_chances() -> None:
    assert bundled().absence([]) == []
    assert bundled().entailment([("", "A source."), ("A claim.", "")]) == [(0.0, 0.0, 1.0)] * 2


def test_a_pair_read_before_gets_the_same_chances_and_each_head_and_order_its_own() -> None:
    reader, lamp, light = bundled(), "The lamp is bright.", "The lamp gives much light."
    reader._remembered.clear()
    first = reader.entailment([(lamp, light), (light, lamp)])
    related = reader.relevance(lamp, [("", light)])
    assert reader.entailment([(lamp, light), (light, lamp)]) == first
    assert reader.relevance(lamp, [("", light)]) == related
    assert len(reader._remembered) == 3
    assert first[0] != first[1]
