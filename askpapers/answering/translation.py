"""A question in another language in the glossaries' English words, for what ranks and reads English abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from askpapers import data
from askpapers.text.languages import is_english
from askpapers.text.lexicon import phrases

MEANINGS = 2
"""Meanings of one word that go in: the glossaries give the commonest first."""

COMPOUND = 8
"""Letters from which a word may be a compound of others."""


def in_english(question: str) -> str:
    """Return what a question in one of the glossary's languages asks for, word by word; "" where it is English or none of them.

    A word that the glossaries lack stays as it is: it may be a name, or nearly the same in English.
    """
    from askpapers.verification.support.translation import words_of

    if is_english(question) and question.isascii():
        return ""
    found: dict[str, None] = {}
    for word in words_of(question) or ():
        if word.text in phrases("languages", "foreign_question") and not word.english:
            continue
        meanings = word.english[:MEANINGS] or tuple(_more(word.text))
        found |= dict.fromkeys(meanings or (word.text,))
    return " ".join(found)


def _more(word: str) -> Iterator[str]:
    """The meanings of a word that the glossary lacks, and of the parts of a compound or a run of Chinese."""
    entries = _glossary()
    start = 0
    while start < len(word):
        ends = range(len(word), start, -1)
        part = next((word[start:end] for end in ends if word[start:end] in entries and _told(word, start, end)), "")
        yield from entries.get(part, ())[:MEANINGS]
        start += len(part) or 1
        if not part and word < "\u2e80" and len(word) < COMPOUND:
            return


def _told(word: str, start: int, end: int) -> bool:
    """Whether an entry there is no chance: a whole word, the beginning of one, or a long part of a compound."""
    return word > "\u2e80" or (end - start >= (3 if start == 0 else 4)) or end - start == len(word)


@lru_cache(maxsize=1)
def _glossary() -> dict[str, tuple[str, ...]]:
    """The entries of all languages with their meanings; a full stop at an entry's end is left out, as it is here always longest first."""
    entries: dict[str, tuple[str, ...]] = {}
    for line in data.text("question_glossary.txt").splitlines():
        if line.startswith("#"):
            continue
        english, *columns = line.split("|")
        for entry in re.split(r"[,|]", "|".join(columns)):
            key = entry.strip().rstrip(".")
            entries[key] = (*entries.get(key, ()), *english.split())
    return entries
