"""What the list itself knows: counts, authors, days, and the papers that a filter leaves."""

from __future__ import annotations

import re
from datetime import date

import pytest

from askpapers.answers.answer import Status
from askpapers.extractive.metadata_answer import MOST, answer_from_metadata
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.query.question import MetadataQuestion, parse_metadata_question

POTS = Paper(
    "1", "PotMerging: Pots", "Pots are hard. We propose PotMerging.", date(2025, 1, 3), authors=("A. Cook",),
    author_count=3, comments=4, organization="Ladle",
)  # fmt: skip
SOUP = Paper("2", "Soup", "We cook a soup.", date(2025, 1, 5), author_count=12, comments=9)
BARE = Paper("3", "Bare", "We say little.")
PAPERS = (POTS, SOUP, BARE)
LADLE = Scope(organization="Ladle")


def of_the_list(question: str, filters: tuple[str, ...] = (), scope: Scope = Scope(), named: tuple[Paper, ...] = ()) -> MetadataQuestion | None:  # fmt: skip  # noqa: B008
    return parse_metadata_question(question, filters, scope, today=date(2025, 1, 6), restricted=False, named=named)


def told(question: str, named: tuple[Paper, ...] = ()) -> tuple[str, Status, list[str]]:
    what = of_the_list(question, named=named)
    assert what is not None
    text, status, shown = answer_from_metadata(what, PAPERS, len(PAPERS), named, ())
    return text, status, [paper.id for paper in shown]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("most commented papers", ["2", "1"]),
        ("What is the most discussed paper?", ["2"]),
        ("top 1 paper by comments", ["2"]),
        ("Which paper has the fewest comments?", ["1"]),
        ("newest papers", ["2", "1"]),
        ("the oldest paper", ["1"]),
        ("the most commented paper since Wednesday", ["2"]),
        ("Which papers have more than 10 authors?", ["2"]),
        ("papers with fewer than 4 authors", ["1"]),
        ("Which papers have at least 3 authors?", ["2", "1"]),
        ("Which papers were published in 2025?", ["1", "2"]),
        ("papers from 2024 to 2025", ["1", "2"]),
        ("papers before 2026", ["1", "2"]),
    ],
)
def test_the_papers_are_those_that_the_list_says(question: str, ids: list[str]) -> None:
    text, status, shown = told(question)
    assert (status, shown) == (Status.ANSWERED, ids)
    assert "of 1 paper the list does not say it" in text
    assert len(re.findall(r"\[\d+\.\d+\]", text)) == len(ids)


@pytest.mark.parametrize(
    "question", ["papers of 2024 or 2026", "published in 2024 and before", "papers since 2024 and before 2026"]
)
def test_more_than_one_condition_on_years_is_not_answered_by_one(question: str) -> None:
    asked = parse_metadata_question(question, (), Scope(), today=date(2026, 1, 7), restricted=False, named=())
    assert asked is None


def test_what_the_list_says_stands_in_lead_and_headings() -> None:
    text, _, _ = told("most commented paper")
    assert "**Soup (9 comments)**\n- We cook a soup. [1.1]" in text


def test_a_sentence_says_what_the_paper_does() -> None:
    assert "We propose PotMerging. [1.2]" in told("the oldest paper")[0]


@pytest.mark.parametrize("question", ["How many papers are there?", "How many papers are on the list today?"])
def test_how_many_papers(question: str) -> None:
    text, status, _ = told(question)
    assert status is Status.ANSWERED
    assert text.startswith("3 papers are in scope")


def test_a_long_list_is_counted_and_not_quoted() -> None:
    assert (
        answer_from_metadata(MetadataQuestion("all", counted=True), PAPERS, MOST + 1, (), ())[0]
        == "21 papers are in scope, by the list."
    )


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("most upvoted paper", Status.NOT_FOUND, "does not say how many upvotes"),
        ("papers with more than 99 authors", Status.NOT_FOUND, "None of the 3 papers has at least 100 authors"),
    ],
)
def test_what_no_paper_has_is_said(question: str, status: Status, words: str) -> None:
    text, ended, shown = told(question)
    assert (ended, shown) == (status, [])
    assert words in text


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("Who wrote PotMerging?", "A. Cook and 2 more"),
        ("Who is the first author of PotMerging?", "A. Cook and 2 more"),
        ("How many authors does PotMerging have?", "3 authors"),
        ("When was PotMerging published?", "published on 2025-01-03"),
        ("Which company is PotMerging from?", "Ladle"),
        ("How many upvotes does PotMerging have?", "the list does not say"),
    ],
)
def test_what_the_list_says_of_a_named_paper(question: str, known: str) -> None:
    assert known in told(question, (POTS,))[0]


def test_a_filter_that_is_the_whole_question_asks_for_the_papers_it_leaves() -> None:
    what = of_the_list("Which papers are from Ladle?", ("organization",), LADLE)
    assert what == MetadataQuestion("all")
    text, _, _ = answer_from_metadata(what, (POTS,), 1, (), ("by Ladle",))
    assert text.startswith("1 paper is in scope (by Ladle)")
    assert answer_from_metadata(what, (), 0, (), ("by Ladle",))[0] == "No paper is in scope (by Ladle)."


@pytest.mark.parametrize(
    "question",
    [
        "Which papers by Ladle cook soup?",
        "How many papers use soup?",
        "What is the most liked paper about agents?",
        "Which papers release code?",
        "What are the main themes today?",
        "How many GPUs were used?",
        "What is the newest method for soup?",
        "",
    ],
)
def test_questions_about_what_papers_say_are_left_alone(question: str) -> None:
    assert of_the_list(question) is None


def test_a_question_about_a_named_paper_is_no_question_to_the_list() -> None:
    assert of_the_list("How many pots does PotMerging merge?", named=(POTS,)) is None
    assert of_the_list("When was PotMerging trained?", named=(POTS,)) is None
