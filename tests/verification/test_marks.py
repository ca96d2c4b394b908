"""Marks: what counts as a citation in a model's answer, however it is written, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.papers.paper import Paper
from askpapers.verification.marks import LONGEST_RANGE, Mark, Reference, parse_marks

SHOWN = (
    Paper("2510.00001", "AdaMerging: Adaptive Model Merging", "One is here. Two is here. Three is here."),
    Paper("2510.00002", "SlowNet", "Proteins fold. They fold slowly."),
    Paper("2510.00003", "A Survey of Kitchens", ""),
)


def pairs(text: str) -> list[tuple[int, int | None]]:
    """What the marks of a text point at, in order: (paper, sentence)."""
    return [(reference.paper, reference.sentence) for mark in parse_marks(text, SHOWN) for reference in mark.references]


def written(text: str) -> list[str]:
    return [mark.span.of(text) for mark in parse_marks(text, SHOWN)]


def only(text: str) -> Mark:
    (mark,) = parse_marks(text, SHOWN)
    return mark


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("[3.2]", [(3, 2)]),
        ("[3.2, 5.1]", [(3, 2), (5, 1)]),
        ("[3.2,5.1]", [(3, 2), (5, 1)]),
        ("[1.7; 2.1]", [(1, 7), (2, 1)]),
        ("[1.7；2.1]", [(1, 7), (2, 1)]),
        ("[1.2 and 1.3]", [(1, 2), (1, 3)]),
        ("[1.2 und 1.3]", [(1, 2), (1, 3)]),
        ("[1.2 & 2.1]", [(1, 2), (2, 1)]),
        ("[1.10-1.11]", [(1, 10), (1, 11)]),
        ("[1.10–1.11]", [(1, 10), (1, 11)]),
        ("[1.10-11]", [(1, 10), (1, 11)]),
        ("[1.1 to 1.3]", [(1, 1), (1, 2), (1, 3)]),
        ("[1:2]", [(1, 2)]),
        ("[ 1.2 ]", [(1, 2)]),
        ("[1.2,]", [(1, 2)]),
        ("[§1.2]", [(1, 2)]),
        ("[S1.2]", [(1, 2)]),
        ("[see 1.2]", [(1, 2)]),
        ("[sentences 1.2, 1.3]", [(1, 2), (1, 3)]),
        ("[Paper 1.2]", [(1, 2)]),
        ("[**1.2**]", [(1, 2)]),
        ("[^1.2]", [(1, 2)]),
        ("【1.2】", [(1, 2)]),
        ("［1.2］", [(1, 2)]),
        ("[1, sentence 2]", [(1, 2)]),
        ("[paper 1, sentence 2]", [(1, 2)]),
        ("[Paper 1 sentence 2]", [(1, 2)]),
        ("[1, sent. 2]", [(1, 2)]),
        ("[1, s2; 2, s1]", [(1, 2), (2, 1)]),
        ("[paper 1, sentences 2 and 3]", [(1, 2), (1, 3)]),
        ("[1, sentences 1-2]", [(1, 1), (1, 2)]),
        ("[1.2†source]", [(1, 2)]),
        ("【1.2†source】", [(1, 2)]),
        ("【1.2†L3-L5】", [(1, 2)]),
        ("[1.2, p. 3]", [(1, 2)]),
        ("[1.2, p.3]", [(1, 2)]),
        ("[1.2; see also 1.3]", [(1, 2), (1, 3)]),
        ("[AdaMerging, 1.2]", [(1, 2)]),
        ("[AdaMerging 1.2]", [(1, 2)]),
        ("[AdaMerging: Adaptive Model Merging, 1.2, 1.3]", [(1, 2), (1, 3)]),
        ("[1.2, AdaMerging]", [(1, 2)]),
        ("[1.2, SlowNet]", [(1, 2), (2, None)]),
        ("[1．2]", [(1, 2)]),
        ("[1：2]", [(1, 2)]),
        ("［１．２］", [(1, 2)]),
        ("[1.2\u200b]", [(1, 2)]),
        ("[\u20601.2]", [(1, 2)]),
        ("[Source: 1.2]", [(1, 2)]),
        ("[Sources: 1.2, 1.3]", [(1, 2), (1, 3)]),
        ("[1.2 1.3]", [(1, 2), (1, 3)]),
    ],
)
def test_a_mark_that_cites_sentences_is_read(mark: str, expected: list[tuple[int, int | None]]) -> None:
    text = f"It halves the training time {mark}."
    assert pairs(text) == expected
    assert written(text) == [mark]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("[3]", [(3, None)]),
        ("[#3]", [(3, None)]),
        ("[^3]", [(3, None)]),
        ("[Paper 3]", [(3, None)]),
        ("【3†source】", [(3, None)]),
        ("[S1, S2]", [(1, None), (2, None)]),
        ("[p. 1, p. 2]", [(1, None), (2, None)]),
        ("[AdaMerging, 1]", [(1, None)]),
        ("[papers 1 and 2]", [(1, None), (2, None)]),
        ("[1, 3]", [(1, None), (3, None)]),
        ("[1-3]", [(1, None), (2, None), (3, None)]),
        ("[AdaMerging]", [(1, None)]),
        ("[adamerging]", [(1, None)]),
        ("[AdaMerging: Adaptive Model Merging]", [(1, None)]),
        ("[SlowNet]", [(2, None)]),
        ("[AdaMerging, SlowNet]", [(1, None), (2, None)]),
        ("[A Survey of Kitchens]", [(3, None)]),
    ],
)
def test_a_mark_that_cites_a_paper_names_no_sentence(mark: str, expected: list[tuple[int, int | None]]) -> None:
    assert pairs(f"It halves the training time {mark}.") == expected


@pytest.mark.parametrize("word", ["none", "None", "NONE", " none ", "n/a", "no source", "not stated", "keine", "aucun"])
def test_none_says_that_the_papers_are_silent(word: str) -> None:
    mark = only(f"The price is not in these papers [{word}].")
    assert mark.absent
    assert mark.references == ()


def test_neighbouring_marks_stay_two() -> None:
    text = "It merges [1.7][1.9], then [2.1] [2.2]."
    assert written(text) == ["[1.7]", "[1.9]", "[2.1]", "[2.2]"]


@pytest.mark.parametrize(
    "text",
    [
        "It merges models [1.2].",
        "It merges models. [1.2]",
        "It merges models.[1.2]",
        "[1.2] It merges models.",
        "It merges models ([1.2]).",
        "It **merges** models **[1.2]**.",
        "- It merges models [1.2]",
        "It merges models [1.2]\r\nand more.",
        "| models | [1.2] |",
        "It merges models [1.2](https://example.org/a).",
        "It merges models [[1.2]].",
        "It merges models^[1.2].",
        "It merges models `[1.2]`.",
    ],
)
def test_a_mark_is_found_wherever_it_stands(text: str) -> None:
    assert pairs(text) == [(1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "It gains 3.2 points, or 1.2%.",
        "It was shown in [2023].",
        "It was shown in (2023).",
        "Between [1998, 2003] it rained.",
        "We put [CLS] before and [MASK] inside.",
        "The token [UNK] and the note [sic] stay.",
        "See [Smith et al., 2020].",
        "It is arXiv [2510.00001].",
        "It is [10.48550/arXiv.2510].",
        "Version [1.2.3] is out.",
        "x ∈ [1, 2]",
        "Its values lie in the range [1, 2].",
        "Scores are in [0, 1].",
        "The list = [1, 2] is sorted.",
        "Element a[1] of the array",
        r"An escaped \[1] bracket",
        "- [ ] a task\n- [x] another",
        "Nothing: [] [ ] [,] [.] [-]",
        "Not closed [1.2",
        "Not opened 1.2]",
        "Broken over [1.\n2] lines",
        "[AdaM] is no short name of a paper here",
        "[A]",
        "[Adaptive Model Merging and More]",
        "[95% CI, 1.2-3.4] in the trial",
        "The 95% CI [1.2-3.4] is wide",
        "It gains [1.2, 3.4%] there",
        "[AdaM, 1.2](https://example.org/a) is a release",
        "[Llama 3.2] is a model's version",
        "[Section 1.2] and [Table 2.1]",
        "[AdaM, 0.5] holds no paper's number",
        "[AdaMerging, 2023]",
    ],
)
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    assert parse_marks(text, SHOWN) == ()


@pytest.mark.parametrize(
    "text",
    ["`x[1.2]`", "`[1.2] + y`", "```\n[1.2]\n```", "```python\nx[1.2]\ny = [1.2]", "The formula $x \\in [1.2]$ holds."],
)
def test_code_and_formulas_hold_no_marks(text: str) -> None:
    assert parse_marks(text, SHOWN) == ()


def test_prices_do_not_make_a_formula_of_the_mark_between_them() -> None:
    assert pairs("It costs $5 [1.2] and not $7.") == [(1, 2)]


def test_a_mark_after_closed_code_counts() -> None:
    assert pairs("Run `x[1]` first [1.2]. ```\n[1.1]\n``` Then stop [1.3].") == [(1, 2), (1, 3)]


def test_year_brackets_are_papers_once_so_many_papers_are_shown() -> None:
    many = tuple(Paper(str(n), f"Title {n}") for n in range(2100))
    assert [mark.references for mark in parse_marks("It merges [2023].", many)] == [(Reference(2023),)]


def test_a_pair_in_parentheses_counts_where_it_exists() -> None:
    text = "It merges models (1.2). They fold slowly (2.2)."
    assert pairs(text) == [(1, 2), (2, 2)]
    assert written(text) == ["(1.2)", "(2.2)"]


@pytest.mark.parametrize(
    "text",
    [
        "A paper that was not shown (3.8).",
        "A paper that was not shown (9.1).",
        "A sentence that is not there (1.4).",
        "Sentence zero (1.0).",
        "A paper's number alone (1).",
        "A year (2023).",
        "A number after a function f(1.2).",
        "A ratio (1.2%) is none.",
        "A list (1.2, 9.9) with one that does not exist.",
        "Words (as in section 1.2) around it.",
    ],
)
def test_a_decimal_in_parentheses_is_no_citation(text: str) -> None:
    assert parse_marks(text, SHOWN) == ()


def test_a_bracket_that_cites_a_sentence_makes_parentheses_plain_decimals() -> None:
    assert pairs("It merges twice as many models (1.2) as before [1.1].") == [(1, 1)]
    assert pairs("It merges models [1.1]. It folds them (1.2).") == [(1, 1), (1, 2)], "where it closes its sentence"


def test_a_bracket_that_cites_only_a_paper_leaves_parentheses_as_they_are() -> None:
    assert pairs("It merges models [1], and they fold (2.1).") == [(1, None), (2, 1)]


QUOTING = (
    Paper(
        "a", "Tables", "Tables are hard to parse [2]. [2] parses them by hand. We reach a ratio (1.2) of two [none]."
    ),
    Paper("b", "Chairs", "Following [1.1], we sit on chairs. Chairs stand."),
)


@pytest.mark.parametrize(
    ("quoted", "own"),
    [
        ("- Tables are hard to parse [2]. [1.1]", "[1.1]"),
        ("> Tables are hard\n> to parse [1.1]", "[1.1]"),
        ("- [2] parses them by hand. [1.2]", "[1.2]"),
        ("- We reach a ratio (1.2) of two [none]. [1.3]", "[1.3]"),
        ("- Following [1.1], we sit on chairs. [2.1]", "[2.1]"),
    ],
)
def test_a_bracket_that_is_quoted_with_the_words_around_it_is_no_mark(quoted: str, own: str) -> None:
    assert [mark.span.of(quoted) for mark in parse_marks(quoted, QUOTING)] == [own]


def test_the_same_bracket_after_other_words_is_a_mark() -> None:
    assert [mark.references for mark in parse_marks("Chairs are stood upon [2].", QUOTING)] == [(Reference(2),)]
    assert [mark.references for mark in parse_marks("Tables are hard to parse [1.1].", QUOTING)] == [(Reference(1, 1),)]


def test_an_unknown_number_is_still_a_mark() -> None:
    """The reader must be shown that the model cited what is not there, so it is not dropped here."""
    assert pairs("It sings [99.1], [1.77] and [42].") == [(99, 1), (1, 77), (42, None)]


def test_a_sentence_cited_twice_in_one_mark_is_one_reference() -> None:
    assert pairs("It merges [1.2, 1.2, 1.1-1.2].") == [(1, 2), (1, 1)]


@pytest.mark.parametrize("text", ["[3-1]", "[1-999]"])
def test_a_range_of_papers_that_runs_backwards_or_away_cites_nothing(text: str) -> None:
    assert parse_marks(f"It merges {text}.", SHOWN) == ()


@pytest.mark.parametrize("told", ["1.5-1.2", "1.1-2.1", f"1.1-1.{LONGEST_RANGE + 2}", "sentence 2"])
def test_a_citation_that_cannot_be_read_is_a_mark_of_nothing_known(told: str) -> None:
    """The reader must be shown that something was cited, and that it cannot be opened."""
    assert only(f"It merges [{told}].").references == (Reference(0, unread=told),)


def test_an_unknown_name_beside_a_pair_is_kept_as_unknown() -> None:
    assert only("It merges [FastNet, 1.2].").references == (Reference(0, unread="FastNet"), Reference(1, 2))


@pytest.mark.parametrize("words", ["emphasis added", "p. 3 of a draft"])
def test_words_beside_a_pair_are_not_left_out(words: str) -> None:
    assert only(f"It merges [1.2, {words}].").references == (Reference(1, 2), Reference(0, unread=words))


def test_the_longest_range_is_still_read_whole() -> None:
    assert len(pairs(f"It merges [1.1-1.{LONGEST_RANGE + 1}].")) == LONGEST_RANGE + 1


def test_a_bracket_as_long_as_a_paragraph_is_no_mark() -> None:
    assert parse_marks("[" + "1.2, " * 10_000 + "1.2]", SHOWN) == ()


def test_no_papers_shown_leaves_numbers_marks_and_names_none() -> None:
    assert [mark.references for mark in parse_marks("It merges [1.2] [AdaMerging] (1.2).", ())] == [(Reference(1, 2),)]


pieces = st.lists(
    st.sampled_from(
        ["[1.2]", "[3]", "(1.2)", "[1.1-1.3]", "[none]", "[SlowNet]", "[", "]", "(", ")", "【", "】", "`", "```", "$",
         "\\", "^", "\n", "\r\n", " ", ".", "1.2", "٣.٢", "\x1b[31m", "\u202e", "\x00", "word", "蛋白质", "𝟙"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(pieces | st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_every_mark_lies_in_it(text: str) -> None:
    found = parse_marks(text, SHOWN)
    assert list(found) == sorted(found, key=lambda mark: mark.span)
    end = 0
    for mark in found:
        assert end <= mark.span.start < mark.span.end <= len(text)
        assert mark.absent != bool(mark.references)
        assert mark.span.of(text)[-1] in "])】］"
        end = mark.span.end


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(1, 999)), min_size=1, max_size=8, unique=True))
def test_what_is_written_as_the_prompt_asks_is_read_back(cited: list[tuple[int, int]]) -> None:
    mark = "[" + ", ".join(f"{paper}.{sentence}" for paper, sentence in cited) + "]"
    assert pairs(f"It is so {mark}.") == cited


@given(st.floats(0, 1e6), st.integers(1, 2100))
def test_bare_decimals_and_years_are_no_citations(decimal: float, year: int) -> None:
    assert parse_marks(f"It gains {decimal:.2f} points over {year} and {decimal:.1f}%, in {year}.", SHOWN) == ()
