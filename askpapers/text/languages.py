"""Whether a text is English, by its most common words; and whether a claim is in another language than what it cites."""

from __future__ import annotations

import re

from askpapers.text.lexicon import phrases
from askpapers.text.stemming import share, strip_endings


def is_foreign(claim: str, together: str) -> bool:
    """Whether a claim is in another language than what it cites, by its script and its function words."""
    letters = [c for c in claim if c.isalpha()]
    if letters and sum(not c.isascii() for c in letters) > 0.3 * len(letters):
        return sum(not c.isascii() for c in together if c.isalpha()) < 0.1 * max(1, len(together))
    # IL-10, DA and EM are abbreviations in any language, and DaSLaM is a name.
    words = re.findall(r"(?<!\w)[A-ZÀ-Ý]?[a-zà-ÿ]+(?!\w)", claim)
    words = [word.lower() for word in words]
    if len(words) < 5:
        return False
    english = sum(word in phrases("languages", "english") for word in words) / len(words)
    other = sum(word in phrases("languages", "not_english") for word in words) / len(words)
    if other >= english and other >= 0.08:
        return True
    # Not one of the small words that hold an English sentence together, and hardly a word of what it cites.
    there = set(strip_endings(together))
    return (
        not claim.isascii()
        and not english
        and len(words) >= 7
        and share([stem in there for stem in strip_endings(claim)]) < 0.35
    )


def is_english(question: str) -> bool:
    """Whether a question could be English; a few bare names pass."""
    letters = [c for c in question if c.isalpha()]
    if sum(ord(c) > 0x24F for c in letters) * 3 > len(letters):
        return False
    words = re.findall(r"[^\W\d_]+", question.casefold())
    ours, theirs = phrases("languages", "english_question"), phrases("languages", "foreign_question")
    foreign = sum(word in theirs and word not in ours for word in words)
    # A paper is called so elsewhere too.
    english = sum(word in ours and not word.startswith("paper") for word in words)
    return foreign == 0 or english >= foreign
