"""Words of a text as buckets, and the classifiers that are bundled."""

from __future__ import annotations

import numpy as np
import pytest

from askpapers.query.question import Kind
from askpapers.text.inference import BUCKETS, buckets, load_classifier


def test_a_page_pasted_as_a_question_is_read_by_its_beginning() -> None:
    assert buckets("which papers " * 100) == buckets("which papers " * 100_000)


def test_order_counts_and_figures_do_not() -> None:
    assert buckets("A beats B by 3") == buckets("a beats b by 45")
    assert buckets("a beats b") != buckets("b beats a")


@pytest.mark.parametrize(
    ("name", "classes"), [("kinds.npz", len(Kind)), ("reader/absence.npz", 1), ("follow_ups.npz", 1)]
)
def test_a_bundled_classifier_has_a_value_for_each_class(name: str, classes: int) -> None:
    classifier = load_classifier(name)
    assert classifier.words.shape == (classes, BUCKETS)
    vector = np.full(384, 384**-0.5, np.float32)
    bare = classifier.log_odds("", vector)
    told = classifier.log_odds("They do not say it.", vector)
    assert bare.shape == told.shape == (classes,)
    assert not np.allclose(bare, told)
