"""The terms of texts."""

from __future__ import annotations

from askpapers.text.terms import shared_words


def test_the_words_that_two_texts_share_are_told_as_a_sentence_writes_them() -> None:
    first = "Merging models. We like merging of experts. An LLM, many LLMs."
    second = "Experts! Experts merge LLMs by merging. One LLM is one of the LLMs."
    words = shared_words(first, second)
    assert set(words) >= {"merging", "experts"}
    assert len([word for word in words if word.startswith("LLM")]) == 1
    assert "models" not in shared_words("merging models", "merging of models", 2.5)
    assert shared_words("merging", "proteins") == ()
