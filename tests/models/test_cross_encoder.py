"""The bundled reader: what it makes of two texts, and of one."""

from __future__ import annotations

import pytest

from askpapers.models.cross_encoder import _stretches
from askpapers.models.cross_encoder import reader as bundled
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


LAMPS = (
    "Tin lamps",
    ["Lamps were rare once.", "We measure how long tin lamps burn.", "They burn for nine hours on average."],
)


def test_a_sentence_is_read_among_those_around_it() -> None:
    reader, question = bundled(), "How long does the light of such a thing last?"
    whole, again = reader.relevance_in_context(question, [LAMPS, LAMPS])
    assert whole == again
    assert [len(whole), whole.index(max(whole))] == [3, 2]
    # Who "they" are stands in the sentence before: alone the same sentence is read otherwise.
    alone = reader.relevance_in_context(question, [("", LAMPS[1][2:])])[0]
    assert alone != whole[2:]
    assert reader.relevance_in_context(question, [("Without an abstract", [])]) == [[]]


def test_pairs_are_read_without_what_reads_abstracts() -> None:
    reader = bundled()
    reader._remembered.clear()
    before = reader.entailment([("The lamp is bright.", "The lamp gives much light.")])
    reader.relevance_in_context("Is it bright?", [LAMPS])
    reader._remembered.clear()
    assert reader.entailment([("The lamp is bright.", "The lamp gives much light.")]) == before


def test_a_claim_is_judged_with_its_title_by_an_adapter_of_its_own() -> None:
    reader, pair = bundled(), ("The lamp is bright.", "The lamp gives much light.")
    reader._remembered.clear()
    plain, judged = reader.entailment([pair]), reader.entailment_in_context([pair])
    assert plain != judged
    reader._remembered.clear()
    assert (reader.entailment_in_context([pair]), reader.entailment([pair])) == (judged, plain)


def test_a_long_abstract_is_read_in_stretches_and_its_end_is_not_read() -> None:
    sentences = [
        f"Lamp {number} burned for {number} hours before the oil was gone and it had to be filled again."
        for number in range(200)
    ]
    found = bundled().relevance_in_context("Which lamp burned for eight hours?", [("Lamps", sentences)])[0]
    read = [place for place, relevance in enumerate(found) if relevance is not None]
    assert len(found) == 200
    assert read == list(range(len(read)))
    assert 60 < len(read) < 150


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ([], []),
        ([9], [(0, 1)]),
        ([3, 3, 3], [(0, 2), (2, 3)]),
        ([2, 2, 2, 2], [(0, 3), (2, 4)]),
        ([50, 2], [(0, 1), (1, 2)]),
    ],
)
def test_stretches_begin_with_the_last_sentence_before_them_where_there_is_room(
    sizes: list[int], cut: list[tuple[int, int]]
) -> None:
    assert _stretches([[0] * size for size in sizes], 9) == cut


def test_a_mark_of_the_model_in_a_text_ends_no_sentence() -> None:
    reader, question = bundled(), "What works well?"
    first, second = reader.relevance_in_context(
        question, [("T", ["Foo bar is good.", "It works well."]), ("T [SEP] Foo bar is good.", ["It works well."])]
    )
    assert [len(first), len(second)] == [2, 1]
    assert [
        len(own) for own in reader.relevance_in_context(question, [("U", ["foo [SEP] bar"]), ("U", ["foo", "bar"])])
    ] == [1, 2]
    assert reader.relevance(question, [("", "It works [SEP] well.")]) == reader.relevance(
        question, [("", "It works well.")]
    )
