"""Texts in German, French, Spanish or Chinese read word by word: what each word may mean in English (`data/glossary.txt`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from askpapers import data
from askpapers.text import terms
from askpapers.text.lexicon import lexicon, phrases

LANGUAGES = ("de", "fr", "es", "zh")
"""The glossary's languages, in the order of its columns."""

LONGEST = 6
"""Of a Chinese entry, in characters."""

LONGEST_WORD = 24
"""Of any other entry, in characters."""


def in_english(text: str, meanings: int = 1) -> str:
    """Return the meanings of a text's words, the commonest ones of each, in order and each once; "" where it is in no language of the glossary.

    A word that the glossary lacks stays as it is: it may be a name, or nearly the same in English.
    """
    language = _language(text)
    if not language:
        return ""
    found = (_chinese if language == "zh" else _european)(text, language)
    return " ".join(dict.fromkeys(word for several in found for word in several[:meanings]))


def names_of(text: str) -> list[str]:
    """Return the names in a text, without words that only its language writes large, and without ADN and KI."""
    parts = [part for name in terms.names_of(text) for part in re.split("[-/]", name)]
    known = _entries().get(_language(text), {})
    return [part for part in terms.names_of(" ".join(parts)) if f"{part.casefold()}." not in known]


def _language(text: str) -> str:
    """The language of the glossary that a text is in, or ""."""
    if re.search(r"[\u3040-\u30ff\uac00-\ud7a3]", text):
        return ""
    if re.search(r"[\u4e00-\u9fff]", text):
        return "zh"
    words = re.findall(r"[^\W\d_]+", _unaccented(text))
    letters = lexicon("languages")["letters"].kinds
    points = {language: 0.5 * any(c in own for c in text.casefold()) for language, own in letters.items()}
    for word in words:
        # A word of two languages tells half as much of either.
        speak = [language for language in points if word in phrases("languages", "function", language)]
        for language in speak:
            points[language] += 1 / len(speak)
    best = max(points, key=lambda language: points[language])
    return best if points[best] >= 0.1 * len(words) else ""


def _unaccented(text: str) -> str:
    text = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in text if not unicodedata.combining(c))


def _european(text: str, language: str) -> Iterator[Sequence[str]]:
    """Yield the meanings of each word, or the word itself."""
    function, foreign = phrases("languages", "function", language), phrases("languages", "foreign_question")
    for word in _words(language).findall(_unaccented(text)):
        whole = _entries()[language].get(f"{word}.")
        english = [whole] if whole else [] if word in function else list(_parts(word, language))
        if english or not (word in function or word in foreign or len(word) < 2 or word.isdigit()):
            yield from english or [[word]]


def _parts(word: str, language: str) -> Iterator[Sequence[str]]:
    """Yield the meanings of the longest entry that a word begins with, and in German of each that a compound holds."""
    entries = _entries()[language]
    start, last = 0, len(word) - 3 if language == "de" else 1
    while start < last:
        # No longer than an entry can be: a model that repeats itself writes words of thousands of letters.
        ends = range(min(len(word), start + LONGEST_WORD), start + 2, -1)
        parts = (word[start:end] for end in ends if end - start > 3 or word[start:end] == word)
        part = next((part for part in parts if part in entries), "")
        if part:
            yield entries[part]
        start += len(part) or 1


def _chinese(text: str, language: str) -> Iterator[Sequence[str]]:
    """Yield the meanings of each word, what the glossary lacks as it stands."""
    entries, particles = _entries()[language], "".join(phrases("languages", "particles", language))
    for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z0-9][\w+-]*", text):
        if run[0] < "\u4e00":
            yield from ([stem] for stem in terms.terms_of(run) if not stem.isdigit())
            continue
        at, unknown = 0, ""
        while at < len(run):
            entry = next((e for n in range(LONGEST, 0, -1) if (e := run[at : at + n]) in entries), "")
            unknown += "" if entry else run[at]
            at += len(entry) or 1
            if (entry or at >= len(run)) and len(unknown.strip(particles)) > 1:
                yield [unknown]
            if entry:
                unknown = ""
                yield entries[entry]


@cache
def _words(language: str) -> re.Pattern[str]:
    """What stands between signs, and entries of several words."""
    several = [rf"\b{re.escape(entry)}\b|" for entry in _entries()[language] if " " in entry]
    return re.compile("".join(several) + r"[^\W_]+")


@cache
def _entries() -> dict[str, dict[str, tuple[str, ...]]]:
    """The entries of each language with their English meanings."""
    entries: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in LANGUAGES}
    for line in data.text("glossary.txt").splitlines():
        english, *columns = line.split("|")
        if not line.startswith("#"):
            for language, column in zip(LANGUAGES, columns, strict=True):
                for entry in column.split(","):
                    entries[language][entry] = (*entries[language].get(entry, ()), *english.split())
    return entries
