"""Code that only the list knows of."""

from __future__ import annotations

import pytest

from askpapers.answering.quotation import MOST, code_links
from askpapers.answers.answer import Citation, Support
from askpapers.papers.paper import Paper
from askpapers.text.sentences import Span

PAPERS = (
    Paper("a", "Alpha: a method", "We release code.", code_url="https://github.com/a/a"),
    Paper("b", "Beta: another", "It walks.", code_url="https://github.com/b/b"),
    Paper("c", "Gamma", "It swims."),
)


def cited(id: str, quote: str) -> Citation:
    return Citation(id, (1,), Span(0, 0), Support.QUOTED, quote)


def test_a_link_that_no_abstract_speaks_of_is_told_where_code_is_what_was_found() -> None:
    assert (
        code_links("Who shares?", PAPERS, [cited("a", "We release code.")])
        == "the list itself links code of 1 other: Beta"
    )


def test_it_is_told_where_code_is_asked_for_and_nothing_found() -> None:
    assert code_links("Is the code available?", PAPERS, []).startswith("the list itself links code of 2 others")


@pytest.mark.parametrize(
    ("question", "quotes"), [("What is new?", []), ("Is code available?", ["It walks.", "It swims."])]
)
def test_other_answers_are_left_alone(question: str, quotes: list[str]) -> None:
    assert code_links(question, PAPERS, [cited("c", quote) for quote in quotes]) == ""


def test_nothing_is_said_where_all_are_cited() -> None:
    assert code_links("", PAPERS, [cited("a", "We release code."), cited("b", "Code is available.")]) == ""


def test_of_many_the_first_are_named_and_hostile_titles_are_one_plain_line() -> None:
    many = [Paper(f"p{n}", f"\x1b[31mP{n}\nX", "", code_url="https://github.com/x") for n in range(MOST + 3)]
    said = code_links("Is the code available?", many, [])
    assert said.startswith(f"the list itself links code of {MOST + 3} others: ")
    assert said.endswith("and 3 more")
    assert "\x1b" not in said and "\n" not in said
