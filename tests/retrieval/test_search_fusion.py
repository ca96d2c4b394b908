"""Ranking: scores stretched and fused, and sentence vectors packed and read back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from askpapers.retrieval.neighbors import dequantize, quantize
from askpapers.retrieval.search import CROWD, FEEDBACK, LEADERS, fuse, min_max, pseudo_relevance_feedback

scores = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1e6, 1e6), max_size=8)


@given(scores)
def test_stretched_scores_reach_from_nought_to_one(given_scores: dict[str, float]) -> None:
    made = min_max(given_scores)
    assert list(made) == list(given_scores)
    assert all(0 <= score <= 1 for score in made.values())
    if made:
        assert max(made.values()) == 1


@given(scores)
def test_stretching_keeps_the_order(given_scores: dict[str, float]) -> None:
    made = min_max(given_scores)
    for a in made:
        for b in made:
            if given_scores[a] > given_scores[b]:
                assert made[a] >= made[b]


def test_equal_scores_are_all_the_best() -> None:
    assert min_max({"a": 0.3, "b": 0.3}) == {"a": 1.0, "b": 1.0}
    assert min_max({"a": -7.0}) == {"a": 1.0}
    assert min_max({}) == {}


@given(scores, scores, st.floats(0, 1))
def test_fused_scores_hold_every_paper_once_between_nought_and_one(
    lexical: dict[str, float], semantic: dict[str, float], weight: float
) -> None:
    made = fuse(lexical, semantic, weight)
    assert set(made) == {*lexical, *semantic}
    assert all(0 <= score <= 1 + 1e-9 for score in made.values())


@given(scores, scores)
def test_equal_weights_have_no_side(lexical: dict[str, float], semantic: dict[str, float]) -> None:
    assert fuse(lexical, semantic) == pytest.approx(fuse(semantic, lexical))


def test_fusion_weighs_the_semantic_list_as_told() -> None:
    lexical, semantic = {"a": 10.0, "b": 0.0}, {"b": 0.9, "c": 0.5, "a": 0.1}
    assert fuse(lexical, semantic, 0.25) == pytest.approx({"a": 0.75, "b": 0.25, "c": 0.125})


def test_a_paper_that_only_one_list_holds_gets_that_lists_share() -> None:
    assert fuse({"a": 2.0, "b": 1.0}, {"c": 2.0, "b": 1.0}) == {"a": 0.5, "b": 0.0, "c": 0.5}


def test_a_list_that_found_nothing_leaves_the_other_as_it_is() -> None:
    only = {"a": 3.0, "b": 1.0, "c": 2.0}
    assert fuse(only, {}) == fuse({}, only) == {"a": 1.0, "b": 0.0, "c": 0.5}
    assert fuse({}, {}) == {}


def test_the_scale_of_a_list_does_not_matter() -> None:
    bm25, cosine = {"a": 31.0, "b": 12.0, "c": 7.0}, {"a": 0.2, "b": 0.6, "c": 0.1}
    larger = {id: 1000 * score - 7 for id, score in bm25.items()}
    assert fuse(larger, cosine) == pytest.approx(fuse(bm25, cosine))


numbers = st.floats(-8, 8, width=32)
vectors = arrays.arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 9)), elements=numbers)


@given(vectors)
@example(np.zeros((2, 3), np.float32))
@example(np.full((1, 1), -1, np.float32))
def test_vectors_come_back_to_within_half_a_percent_of_their_largest_number(made: NDArray[np.float32]) -> None:
    back = dequantize(quantize(made))
    assert back.shape == made.shape
    assert back.dtype == np.float32
    assert np.all(np.abs(back - made) <= 0.005 * np.abs(made).max(axis=1, keepdims=True) + 1e-12)


def test_one_long_vector_does_not_blur_a_short_one() -> None:
    made = np.array([[1000.0, -500.0], [0.001, -0.0005]], np.float32)
    assert np.allclose(dequantize(quantize(made)), made, rtol=0.01)


def test_packing_what_was_unpacked_changes_nothing_more() -> None:
    made = np.random.default_rng(7).normal(size=(5, 384)).astype(np.float32)
    once = dequantize(quantize(made))
    for cut in (b"", quantize(made)[:3], quantize(made)[:50], quantize(made)[:-1]):
        assert dequantize(cut, made.shape[1]).shape == (0, made.shape[1])
    assert np.allclose(dequantize(quantize(once)), once, atol=1e-6)


def test_packed_vectors_take_about_a_quarter_of_the_room() -> None:
    made = np.ones((10, 384), np.float32)
    assert len(quantize(made)) < 0.27 * made.nbytes


def test_a_cosine_survives_packing() -> None:
    made = np.random.default_rng(11).normal(size=(20, 384)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    assert np.allclose(made @ made[0], dequantize(quantize(made)) @ made[0], atol=0.005)


def toward(*numbers: float) -> NDArray[np.float32]:
    """A vector of length one."""
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


def crowd(tenth: float) -> dict[str, float]:
    """Twelve papers, "a" first; the tenth and those after it fit `tenth` times as well."""
    names = "abcdefghijkl"
    return {name: 1 - (1 - tenth) * min(place, CROWD - 1) / (CROWD - 1) for place, name in enumerate(names)}


def test_the_likeness_to_the_best_tells_two_papers_apart_that_fit_as_well() -> None:
    fused = crowd(0.5)
    vectors = {name: toward(0, 1) for name in fused} | dict.fromkeys("abcl", toward(1, 0))
    made = pseudo_relevance_feedback(fused, vectors)
    assert fused["l"] == fused["k"]
    assert made["l"] > made["d"] > made["k"]
    assert made["l"] == pytest.approx((1 - FEEDBACK / 2) * 0.5 + FEEDBACK / 2)


def test_the_more_one_paper_stands_out_the_less_the_others_are_moved() -> None:
    vectors = {name: toward(0, 1) for name in "abcdefghijkl"} | dict.fromkeys("abcl", toward(1, 0))
    moved = [pseudo_relevance_feedback(crowd(tenth), vectors)["l"] - crowd(tenth)["l"] for tenth in (0.0, 0.2, 0.4)]
    assert moved[0] == pytest.approx(0.0)
    assert moved[0] < moved[1] < moved[2]


def test_the_first_counts_most_among_those_that_are_learned_from() -> None:
    fused = crowd(0.9)
    vectors = {name: toward(0, 0, 1) for name in fused}
    vectors |= {"a": toward(1, 0, 0), "b": toward(0, 1, 0), "k": toward(1, 0, 0), "l": toward(0, 1, 0)}
    made = pseudo_relevance_feedback(fused, vectors)
    assert made["k"] > made["l"]


def test_a_paper_without_a_vector_keeps_its_score_and_few_papers_all_do() -> None:
    fused = crowd(0.8)
    vectors = {name: toward(place, 1) for place, name in enumerate(fused) if name != "e"}
    assert pseudo_relevance_feedback(fused, vectors)["e"] == pytest.approx(fused["e"])
    few = dict(list(fused.items())[: CROWD - 1])
    assert pseudo_relevance_feedback(few, vectors) == few
    assert pseudo_relevance_feedback(fused, {name: vectors[name] for name in "ab"}) == fused
    assert len("ab") < LEADERS


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.floats(0, 1), min_size=1), st.integers(0, 2**32))
def test_feedback_keeps_scores_between_nought_and_one(fused: dict[str, float], seed: int) -> None:
    first = min_max(fused)
    draw = np.random.default_rng(seed)
    made = pseudo_relevance_feedback(first, {name: toward(*draw.normal(size=4)) for name in first})
    assert made.keys() == first.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in made.values())
