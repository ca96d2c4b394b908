"""Answers, one-liners and comparisons with no language model: the papers' own sentences."""
