"""Words of a question that no paper holds, read as the word that was meant: a slip of the pen, or the other side's spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from askpapers.papers import Paper
from askpapers.relevance import IDLE, stem
from askpapers.spellings import respelt

SHORTEST = 5
LONG = 9
"""Letters from which two slips are forgiven."""


def meant(question: str, papers: Sequence[Paper]) -> tuple[tuple[str, str], ...]:
    """Return the words of a question that are misspelt, each with the word of the papers that was meant.

    A word that no paper holds is compared with the words that papers do hold; names (with a
    capital) and words that are words are left alone.
    """
    words = [m[0] for m in re.finditer(r"(?<![\w-])[a-z]+(?![\w-])", question) if len(m[0]) >= SHORTEST]
    if not words:
        return ()
    held = _words(papers)
    known = {stem(word) for word in held} | {stem(word) for word in IDLE} | IDLE
    found = []
    for word in dict.fromkeys(words):
        if word in held or word in IDLE or stem(word) in known:
            continue
        other = next((other for other in respelt(word) if other in held), "") or _nearest(word, held)
        if other:
            found.append((word, other))
    return tuple(found)


def corrected(text: str, words: Iterable[tuple[str, str]]) -> str:
    """Return a text with the words that were meant."""
    for written, other in words:
        text = re.sub(rf"(?<!\w){written}(?!\w)", other, text)
    return text


def _words(papers: Sequence[Paper]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for paper in papers:
        for word in re.findall(r"[a-z]+", f"{paper.title} {paper.abstract}".lower()):
            counts[word] = counts.get(word, 0) + 1
    return counts


def _nearest(word: str, held: dict[str, int]) -> str:
    most = 2 if len(word) >= LONG else 1
    near = [
        (slips, -held[other], other)
        for other in held
        if other[0] == word[0] and abs(len(other) - len(word)) <= most and len(other) >= SHORTEST
        and (slips := _slips(word, other, most)) <= most
    ]  # fmt: skip
    return "" if not near or _is_word(word) else min(near)[2]


def _is_word(text: str) -> bool:
    """Whether a word is one of any language's common ones: "chess" is no slip for "chest"."""
    from askpapers import tokens

    return tokens.count(f" {text}") == 1


def _slips(one: str, other: str, most: int) -> int:
    """Return how many letters are put in, left out, exchanged or swapped; `most` + 1 where it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]
