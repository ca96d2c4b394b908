"""Names in a question are found in papers letter by letter, whatever their hyphens, plural and capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.papers.paper import Paper
from askpapers.query.spelling import match_names

PAPERS = (
    Paper("1", "Kitchens", "We reach 44% on QRS8K. Natural kitchens need LLMs."),
    Paper("2", "Soups", "LLM agents cook SCENIC-Context, FOODv2 and QRS8Ks. An LLM-Agent tastes."),
    Paper("3", "PotMerging: Merging Pots", "LLM cooks follow NATURAL RECIPES, says RLHF."),
    Paper("4", "Natural soups", "A natural LLM is a natural cook of soups with multi-pot cooking."),
    Paper("5", "LLM", "LLM cooks, natural and multi-pot."),
    Paper("6", "Multi-Pot Cooking", "LLMs. Recipes for multi-pot cooking."),
    Paper("7", "Plain", "LLM."),
    Paper("8", "Plainer", "LLM."),
)


@pytest.mark.parametrize("name", ["Qwen2", "GPT-3"])
def test_a_version_is_no_longer_version(name: str) -> None:
    longer, own = (Paper(id, "Models", f"We test {name}{end} here.") for id, end in (("a", ".5"), ("b", "")))
    last = Paper("c", "Models", f"We test {name}.")
    (found,) = match_names(f"Which papers use {name}?", [longer, own, last])
    assert [found.within(paper.abstract) for paper in (longer, own, last)] == [False, True, True]


def held(question: str) -> list[tuple[str, list[str]]]:
    return [
        (name.text, [p.id for p in PAPERS if name.within(f"{p.title}. {p.abstract}")])
        for name in match_names(question, PAPERS)
    ]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which papers report results on QRS8K?", [("QRS8K", ["1", "2"])]),
        ("qrs-8k", [("qrs-8k", ["1", "2"])]),
        ("Who uses SCENICContext?", []),
        ("scenic context", [("scenic context", ["2"])]),
        ("FOOD-v2", [("FOOD-v2", ["2"])]),
        ("Which use QRS8Ks?", [("QRS8Ks", ["1", "2"])]),
        ("Was macht PotMerging?", [("PotMerging", ["3"])]),
        ("Wie viele Gerichte hat NATURAL RECIPES?", [("NATURAL RECIPES", ["3"])]),
        ("Which use RLHF?", [("RLHF", ["3"])]),
    ],
)
def test_a_name_is_held_in_any_spelling(question: str, names: list[tuple[str, list[str]]]) -> None:
    assert held(question) == names


@pytest.mark.parametrize(
    "question",
    [
        "Which papers use LLMs?",
        "How do LLM agents cook?",
        "What is natural?",
        "Which papers are on multi-pot cooking?",
        "WHICH PAPERS NEED LLM KITCHENS?",
        "Which papers report results on ABC9K?",
        "10 papers from 2023",
        "",
    ],
)
def test_common_abbreviations_and_plain_words_are_no_names(question: str) -> None:
    assert held(question) == []


def test_beside_a_coined_name_an_abbreviation_is_a_word() -> None:
    assert [name for name, _ in held("How much RLHF does PotMerging need?")] == ["PotMerging"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_asked_a_name_found_is_held(question: str, abstract: str) -> None:
    paper = Paper("1", "T", abstract)
    assert all(name.within(f"T. {abstract}") for name in match_names(question, [paper]))
