"""Code that only the list knows of."""

from __future__ import annotations

import pytest

from askpapers.answering.quotation import MOST, code_links
from askpapers.papers.paper import Paper

PAPERS = (
    Paper("a", "Alpha: a method", "We release code.", code_url="https://github.com/a/a"),
    Paper("b", "Beta: another", "It walks.", code_url="https://github.com/b/b"),
    Paper("c", "Gamma", "It swims."),
)


@pytest.mark.parametrize("question", ["Which of these release code?", "Which papers have code on GitHub?"])
def test_a_link_that_no_abstract_speaks_of_is_told(question: str) -> None:
    assert code_links(question, PAPERS, {"a"}) == "the list itself links code of 1 other: Beta"


@pytest.mark.parametrize("question", ["What is new?", "Which papers on swimming release code?", "How does Beta walk?"])
def test_other_questions_are_left_alone(question: str) -> None:
    assert code_links(question, PAPERS, set()) == ""


def test_nothing_is_said_where_all_are_cited() -> None:
    assert code_links("Which of these release code?", PAPERS, {"a", "b"}) == ""


def test_of_many_the_first_are_named_and_hostile_titles_are_one_plain_line() -> None:
    many = [Paper(f"p{n}", f"\x1b[31mP{n}\nX", "", code_url="https://github.com/x") for n in range(MOST + 3)]
    said = code_links("Which of these release code?", many, set())
    assert said.startswith(f"the list itself links code of {MOST + 3} others: ")
    assert said.endswith("and 3 more")
    assert "\x1b" not in said and "\n" not in said
