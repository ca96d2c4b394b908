"""Which words of a question are slips, and which words of the papers were meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from askpapers.papers.paper import Paper
from askpapers.text.lexicon import respelled
from askpapers.text.terms import STOP_WORDS, idf, stem

SHORTEST = 5


def suggest_spellings(question: str, papers: Sequence[Paper]) -> tuple[tuple[str, str], ...]:
    """Return the words of a question that are misspelt, each with the word of the papers that was meant.

    A word that no paper holds is compared with the words that papers do hold; names (with a
    capital) and words that are words are left alone.
    """
    words = [m[0] for m in re.finditer(r"(?<![\w-])[a-z]+(?![\w-])", question) if len(m[0]) >= SHORTEST]
    texts = [f"{paper.title} {paper.abstract}".lower() for paper in papers]
    # Most words are held: they are looked for one by one, in a tenth of the time that counting all words takes.
    if all(word in STOP_WORDS or _is_held(word, texts) for word in words):
        return ()
    held = _words(texts)
    known = {stem(word) for word in held} | {stem(word) for word in STOP_WORDS} | STOP_WORDS
    found = []
    for word in dict.fromkeys(words):
        if word in held or word in STOP_WORDS or stem(word) in known:
            continue
        other = next((other for other in respelled(word) if other in held), "") or _nearest(word, held)
        if other:
            found.append((word, other))
    return tuple(found)


def correct(text: str, words: Iterable[tuple[str, str]]) -> str:
    """Return a text with the words that were meant."""
    for written, other in words:
        text = re.sub(rf"(?<!\w){written}(?!\w)", other, text)
    return text


def _is_held(word: str, texts: Sequence[str]) -> bool:
    """Whether a text holds a word of small letters, as `_words` counts them."""
    alone = re.compile(rf"(?<![a-z]){word}(?![a-z])")
    return any(map(alone.search, texts))


def _words(texts: Sequence[str]) -> dict[str, int]:
    return Counter(word for text in texts for word in re.findall(r"[a-z]+", text))


def _nearest(word: str, held: dict[str, int]) -> str:
    """The word that is one slip away; two would make “synthetic” of “syntactic”, and “attention” of “abstention”."""
    single = word.removesuffix("s")
    # "Tabular" is a word of arXiv's, and no slip for "tubular".
    known = idf()
    near = [
        (-held[other], other)
        for other in held
        if other[0] == word[0] and len(other) >= SHORTEST and abs(len(other) - len(word)) <= 2
        and (word[:6] not in known or word[:6] == other[:6])
        and (_slipped(word, other) or _slipped(single, other.removesuffix("s")))
    ]  # fmt: skip
    return "" if not near or _is_word(word) else min(near)[1]


def _is_word(text: str) -> bool:
    """Whether a word is one of any language's common ones: "chess" is no slip for "chest"."""
    from askpapers.models import tokens

    return tokens.is_token(f" {text}")


def _slipped(one: str, other: str) -> bool:
    """Whether one letter is put in, left out or exchanged, or two neighbors are swapped."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    return other[1:] in (one, one[1:]) or other == one[1:] or (other[:2] == one[1::-1] and other[2:] == one[2:])
