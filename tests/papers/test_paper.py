"""The nouns: what they promise as values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.answers.usage import Usage
from askpapers.papers.paper import Paper, short_name, unknown_paper
from askpapers.text.sentences import Span, quote


def test_a_span_is_half_open() -> None:
    assert Span(1, 3).of("abcd") == "bc"
    assert len(Span(1, 3)) == 2
    assert Span(0, 0).of("abcd") == ""
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 1)]) == [Span(0, 1), Span(0, 9), Span(2, 3)]


def test_a_quotation_is_verbatim_from_the_first_span_to_the_last() -> None:
    abstract = "We  came.\nWe saw. We conquered. "
    spans = [Span(0, 10), Span(10, 18), Span(18, 32)]
    assert quote(abstract, spans[:2]) == "We  came.\nWe saw."
    assert quote(abstract, spans[2:]) == "We conquered."
    assert quote(abstract, []) == ""


def test_what_no_source_says_is_none_or_empty() -> None:
    paper = Paper("t1", "A Title")
    assert (paper.abstract, paper.listed, paper.authors, paper.categories, paper.keywords) == ("", (), (), (), ())
    unknown = (paper.published, paper.author_count, paper.organization, paper.url, paper.comments, paper.upvotes)
    assert unknown == (None,) * 6


def test_a_paper_cannot_be_changed() -> None:
    paper = Paper("t1", "A Title")
    with pytest.raises(FrozenInstanceError):
        paper.title = "Another"  # type: ignore[misc]


usages = st.builds(
    Usage,
    prompt=st.integers(0, 999),
    completion=st.integers(0, 999),
    cached=st.integers(0, 999),
    # Sixteenths add up without rounding, in any order.
    cost=st.none() | st.integers(0, 99).map(lambda n: n / 16),
    estimated=st.booleans(),
    from_cache=st.booleans(),
    calls=st.integers(1, 5),
    truncated=st.booleans(),
)


@given(usages, usages, usages)
def test_usages_add_up_in_any_order(a: Usage, b: Usage, c: Usage) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)


@given(usages)
def test_a_sum_may_begin_with_nothing(a: Usage) -> None:
    assert sum([a], Usage()) == a


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    assert (Usage(cost=0.5, calls=1) + Usage(cost=None, calls=1)).cost is None
    assert (Usage(cost=0.5, calls=1) + Usage(cost=0.25, calls=1)).cost == 0.75


def test_a_sum_is_estimated_or_truncated_when_a_part_is_and_from_the_cache_when_all_are() -> None:
    counted, guessed = Usage(calls=1), Usage(calls=1, estimated=True, truncated=True)
    assert (counted + guessed).estimated and (counted + guessed).truncated
    kept = Usage(3, from_cache=True)
    assert (kept + kept).from_cache
    assert not (kept + counted).from_cache
    assert not (counted + kept).from_cache


def test_that_no_paper_has_an_id_is_one_safe_line() -> None:
    told = unknown_paper("2510\x1b[31m.9\n9")
    assert str(told) == "No paper here has the id “2510[31m.9 9”." and told.hint == "askpapers list shows the ids."
    assert unknown_paper("x", "Nothing was removed.").hint == "Nothing was removed."


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("AdaMerging: Adaptive Model Merging", "AdaMerging"),
        ("  Slow Net : Proteins", "Slow Net"),
        ("A Survey of Kitchens", ""),
        ("What We Talk About When We Merge: a Study", ""),
        (": nothing before it", ""),
        ("", ""),
    ],
)
def test_a_short_name_is_what_stands_before_the_colon_if_it_is_short(title: str, name: str) -> None:
    assert short_name(title) == name
