"""A question as an FTS5 expression: it keeps what the question is about, and no question can break the search."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.library.catalog.full_text import emphasis, expand, expression, respell, terms

DOCUMENTS = (
    "TurboMerge merges task vectors of GPT-4 models",
    "SlowNet reads proteins and doesn't panic in C++",
    "深度学习方法 by Kurt Gödel at 3.5 points",
)


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    """An FTS5 table of three texts, tokenized as the catalogue's is."""
    made = sqlite3.connect(":memory:")
    made.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')")
    made.executemany("INSERT INTO words VALUES (?)", [(text,) for text in DOCUMENTS])
    return made


def found(index: sqlite3.Connection, question: str) -> list[int]:
    """The numbers, from 1, of the texts that a question finds."""
    rows = index.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", [expression(question)])
    return [row[0] for row in rows.fetchall()]


operators = st.lists(
    st.sampled_from(
        ['"', "'", "’", "(", ")", "*", "^", ":", "-", "+", "{", "}", " AND ", " OR ", " NOT ", "NEAR(", ", 5)", "text:",
         "merge", "Gödel", "\x00", "\u202e", "٣", "²", "_", ";", "--", "\n", "🙂"]
    )
).map("".join)  # fmt: skip
# A lone surrogate cannot reach SQLite at all, so it must be no part of a word.
questions = st.text() | operators


@given(questions)
@example("x" * 10_000)
@example(" ".join(f"word{n}" for n in range(5_000)))
@example("\ud800lone")
def test_every_question_with_a_word_is_an_expression_that_sqlite_takes(question: str) -> None:
    assert bool(expression(question)) == any(c.isalnum() for c in question)
    for made in filter(
        None,
        (
            expression(question),
            expand(question, respell(question)) if expression(question) else "",
            emphasis(question),
        ),
    ):
        with sqlite3.connect(":memory:") as empty:
            empty.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
            assert empty.execute("SELECT rowid FROM words WHERE words MATCH ?", [made]).fetchall() == []


@given(questions)
def test_each_term_stands_once_and_holds_no_sign_of_the_query_language(question: str) -> None:
    made = terms(question)
    assert len(made) == len(set(made))
    assert not any(set(term) & set('"*^:(){}+- \n_') for term in made)


@given(st.permutations(["merging", "proteins", "gödel", "4"]))
def test_terms_keep_the_order_of_the_question(words: list[str]) -> None:
    assert terms("How about the " + " and ".join(words) + "?") == words


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which papers use reinforcement learning?", ["reinforcement", "learning"]),
        ("What do the authors say about proteins?", ["proteins"]),
        ("Is there anything on merging, Merging, MERGING?", ["merging"]),
        ("GPT-4 vs. node.js", ["gpt", "4", "vs", "node", "js"]),
        ("Don't stop's", ["don't", "stop's"]),
        ("snake_case", ["snake", "case"]),
        ("the R language", ["language"]),
        ("sort by λ", ["sort", "λ"]),
    ],
)
def test_function_words_and_talk_about_papers_name_no_subject(question: str, expected: list[str]) -> None:
    assert terms(question) == expected


@pytest.mark.parametrize("question", ["what is this about", "papers", "the of and"])
def test_a_question_of_function_words_alone_is_searched_with_all_of_them(question: str) -> None:
    assert terms(question) == question.split()


@pytest.mark.parametrize("question", ["", " \n", "?!", "___", '"', "\x00", "🙂", "-- ; *"])
def test_a_question_without_a_word_is_no_expression(question: str) -> None:
    assert terms(question) == []
    assert expression(question) == ""


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("merging vectors", [1]),
        ("proteins or merging?", [1, 2]),
        ("proteins AND merging", [1, 2]),
        ("panic NOT proteins", [2]),
        ('"task vectors"', [1]),
        ("gpt-4", [1]),
        ("doesn't", [2]),
        ("Godel", [3]),
        ("GÖDEL", [3]),
        ("深度学习方法", [3]),
        ("3.5", [3]),
        ("C++", [2]),
        ("text:kitchens", []),
        ("prot*", []),
    ],
)
def test_any_word_of_the_question_finds_and_operators_are_words(
    index: sqlite3.Connection, question: str, numbers: list[int]
) -> None:
    assert found(index, question) == numbers


def test_a_pasted_page_makes_an_expression_of_bounded_size(index: sqlite3.Connection) -> None:
    page = "merging " + " ".join(f"word{n}" for n in range(20_000))
    assert expression(page).count(" OR ") < 100
    assert emphasis(page + " merging" * 20_000).count(" OR ") < 100
    assert found(index, page) == [1]


def test_a_word_is_emphasised_each_time_that_it_comes_back() -> None:
    assert emphasis("Merging of models: the merging that Merging, models and proteins need") == (
        '"merging" OR "merging" OR "models"'
    )
    assert emphasis("The merging of the models in the papers") == ""


def test_of_a_pasted_page_the_words_that_come_back_are_searched(index: sqlite3.Connection) -> None:
    page = " ".join(f"word{n}" for n in range(20_000)) + " merging merging"
    assert found(index, page) == [1]


def test_words_are_folded_as_the_index_folds_them() -> None:
    assert terms("Straße") == ["straße"]
    assert terms("Go\u0308del") == ["gödel"]
