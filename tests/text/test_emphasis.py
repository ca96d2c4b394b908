"""Markdown in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.text.emphasis import without_emphasis


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("We propose **Ember**, which *remembers*.", "We propose Ember, which remembers."),
        ("**Ember: a method** for _lamps_", "Ember: a method for lamps"),
        ("***Ember*** (`ember`) wins", "Ember (ember) wins"),
        ("**Bold with *more* in it** here", "Bold with more in it here"),
        ("We **merge**—and *prune*; see [our page](https://a.b/c).", "We merge—and prune; see our page."),
        ("**E**mbedding **Re**play", "Embedding Replay"),
        ("# Ember", "Ember"),
        ("- Ember wins", "Ember wins"),
        ("a ~~bad~~ lamp", "a bad lamp"),
    ],
)
def test_a_line_is_read_without_the_signs_of_its_markup(line: str, plain: str) -> None:
    assert without_emphasis(line) == plain


@pytest.mark.parametrize(
    "line",
    [
        "We compare A* and D* search",
        "f*g*h and 2 * 3 * 4",
        "$x^*$ and $y^*$ are optimal",
        "The C*-algebra of *-rings",
        "snake_case_names and __init_subclass__x stay",
        "BERT_base and BERT_large",
        "p < 0.05 (**), p < 0.01 (***)",
        "cite [3](a) and [4]",
        "-3 is less than #5",
        "O(n**2) and O(m**2)",
        "",
    ],
)
def test_what_only_looks_like_markup_stays(line: str) -> None:
    assert without_emphasis(line) == line


@given(st.text("*_`~ab ([])", max_size=40))
def test_nothing_but_signs_is_taken_away(line: str) -> None:
    plain = without_emphasis(line)
    assert [c for c in plain if c in "ab"] == [c for c in line if c in "ab"]
