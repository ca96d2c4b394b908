from __future__ import annotations

import pytest

from askpapers.query.intent import parse_intent
from askpapers.text.languages import is_english


@pytest.mark.parametrize(
    "question",
    [
        "Which papers prune heads?",
        "List all work on parsing",
        "How many papers study sleep?",
        "Which of these use MoE?",
    ],
)
def test_questions_that_want_a_list(question: str) -> None:
    assert parse_intent(question).listed


def test_a_question_for_a_fact_wants_no_list() -> None:
    want = parse_intent("How much faster is Ember?")
    assert not want.listed
    assert want.outcome


def test_a_trait_is_told_apart_from_the_topic() -> None:
    want = parse_intent("Which papers release code for parsing?")
    assert want.trait is not None
    assert want.trait("Code is available at https://github.com/a/b.")
    assert "parsing" in want.topic
    assert "release" not in want.topic


def test_an_overview() -> None:
    assert parse_intent("What are the main themes today?").overview


@pytest.mark.parametrize("question", ["Which papers use MoE?", "AdaMerging TIES", "What is a die in a chip?"])
def test_english(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question", ["Welche Arbeiten verschmelzen Modelle?", "这些论文讨论了什么？", "Quels articles parlent de fusion ?"]
)
def test_not_english(question: str) -> None:
    assert not is_english(question)


@pytest.mark.parametrize("question", ["Which datasets are introduced?", "How many papers introduce a benchmark?"])
def test_new_data_is_a_trait(question: str) -> None:
    want = parse_intent(question)
    assert want.trait is not None
    assert want.trait("We introduce Foo, a dataset of 500 questions.")


@pytest.mark.parametrize("question", ["Was sind die Themen zu Diffusion?", "Welche Themen behandelt AdaMerging?"])
def test_a_subject_beside_the_themes_is_no_overview(question: str) -> None:
    assert not parse_intent(question).overview


@pytest.mark.parametrize("question", ["What is OptMATH?", "Was macht OptMATH?", "How does OptMATH work?"])
def test_what_is_to_be_defined(question: str) -> None:
    assert parse_intent(question).defined == "OptMATH"


def test_how_many_things_asks_for_no_papers() -> None:
    assert not parse_intent("How many GPUs does Ember need?").papers
    assert parse_intent("How many papers use GPUs?").papers


@pytest.mark.parametrize(
    "question",
    [
        "What did the study on sleep find?",
        "How does training affect sleep?",
        "What is the effect of tea on sleep?",
        "How large is the gain?",
    ],
)
def test_what_came_out_is_asked_for(question: str) -> None:
    assert parse_intent(question).outcome


@pytest.mark.parametrize(("question", "amount"), [("How many GPUs does Ember need?", True), ("What percentage of mice sleep?", True),
                                                  ("How many papers use mice?", False), ("How does Ember work?", False)])  # fmt: skip
def test_a_figure_is_asked_for(question: str, amount: bool) -> None:
    assert parse_intent(question).amount is amount


@pytest.mark.parametrize(("question", "denied"), [("Which papers do not use labels?", True), ("Which papers don’t train?", True),
                                                  ("Which papers use not only text?", False), ("Why do models not learn?", False)])  # fmt: skip
def test_a_list_of_what_is_denied(question: str, denied: bool) -> None:
    assert parse_intent(question).denied is denied


def test_anything_about_a_subject_wants_a_list_of_it() -> None:
    want = parse_intent("anything cool about 3D?")
    assert want.papers
    assert "thing" not in want.topic


def test_a_pasted_page_is_read_by_its_beginning() -> None:
    want = parse_intent("Which papers " + "which " * 20_000)
    assert want.listed
    assert len(want.topic) <= 2_000
