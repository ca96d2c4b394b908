"""Acronyms as the papers spell them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.extractive.answer import spell_out
from askpapers.papers.paper import Paper
from askpapers.text.lexicon import spelled_out


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We use reinforcement learning (RL) here.", "RL", "reinforcement learning"),
        ("Large language models (LLMs) are large.", "LLM", "large language models"),
        ("A Mixture of Experts (MoE) is used.", "MoE", "mixture of experts"),
        ("Reinforcement learning with verifiable rewards (RLVR) works.", "RLVR", "reinforcement learning with verifiable rewards"),
        ("We study vision-language models (VLMs).", "VLM", "vision-language models"),
        ("(Reinforcement\nlearning (RL)) is not new (see there).", "RL", "reinforcement learning"),
        ("The model of a big deep wide neural net or state space model (SSM)", "SSM", "state space model"),
    ],
)  # fmt: skip
def test_an_acronym_is_what_its_initials_bear_out(text: str, short: str, long: str) -> None:
    assert spelled_out([text]) == {short: long}


@pytest.mark.parametrize(
    "text", ["A model (GPT) is used.", "We gain much (Table II).", "See (MoE) below.", "in Paris (France)"]
)
def test_what_stands_in_parentheses_by_chance_is_none(text: str) -> None:
    assert spelled_out([text]) == {}


def test_the_more_frequent_meaning_counts_and_a_draw_does_not() -> None:
    one, other = "Model averaging (MA) is old.", "A mean absolute (MA) error."
    assert spelled_out([one, other]) == {}
    assert spelled_out([one, one, other]) == {"MA": "model averaging"}


@given(st.text(alphabet="aB ()-'’\n", max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(short and long for short, long in spelled_out([text]).items())


PAPERS = [
    Paper(
        "a", "Walkers", "Robots fall often. We apply reinforcement learning (RL) to walking robots. Our RL agents win."
    ),
    Paper("b", "Swimmers", "Fish swim. With RL the fish learn to swim faster. They rest."),
    Paper("c", "Bakers", "Bread is baked. The oven is hot. Salt is added."),
]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Which papers use RL?", "Which papers use RL? (reinforcement learning)"),
        ("Which papers use reinforcement learning?", "Which papers use reinforcement learning? (RL)"),
        ("Which papers bake?", "Which papers bake?"),
    ],
)
def test_a_question_is_asked_in_both_ways_to_say_it(question: str, read: str) -> None:
    assert spell_out(question, PAPERS) == read
