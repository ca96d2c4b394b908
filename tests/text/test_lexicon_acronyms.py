"""Acronyms as the papers spell them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.extractive.answer import spell_out
from askpapers.papers.paper import Paper
from askpapers.text import lexicon
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


@given(st.text(alphabet="abABrl ()-'’\n", max_size=300), st.text(alphabet="abABrl -", max_size=20))
def test_of_a_question_the_acronyms_are_those_of_all_that_it_holds(text: str, question: str) -> None:
    words, folded = set(question.replace("-", " ").split()), question.casefold()
    held = {s: long for s, long in spelled_out([text]).items() if words & {s, f"{s}s"} or long in folded}
    assert spelled_out([text], question) == held


def test_what_acronyms_mean_is_found_only_of_those_that_a_question_could_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    spelled = lexicon._spelled
    monkeypatch.setattr(lexicon, "_spelled", lambda short, words: found.append(short) or spelled(short, words))
    texts = ["We use reinforcement learning (RL).", "Large language models (LLMs) are large.", "State space models (SSM) are new."]  # fmt: skip
    assert spelled_out(texts, "Which use reinforcement learning, which SSMs?") == {"RL": "reinforcement learning", "SSM": "state space models"}  # fmt: skip
    assert found == ["RL", "SSM"]
