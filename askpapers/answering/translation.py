"""A question in another language in the glossary's English words, for what ranks and reads English abstracts."""

from __future__ import annotations

from askpapers.text.languages import is_english

MEANINGS = 2
"""Meanings of one word that go in: the glossary gives the commonest first."""


def in_english(question: str) -> str:
    """Return what a question in one of the glossary's languages asks for, word by word; "" where it is English or none of them.

    A word that the glossary lacks stays as it is: it may be a name, or nearly the same in English.
    """
    from askpapers.verification.support.translation import words_of

    if is_english(question):
        return ""
    words = words_of(question) or ()
    found = dict.fromkeys(part for word in words for part in (word.english[:MEANINGS] or (word.text,)))
    return " ".join(found)
