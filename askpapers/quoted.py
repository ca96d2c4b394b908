"""Answers without a language model: the fewest sentences that speak to the question, quoted with their marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from askpapers.papers import Match, Status
from askpapers.sentences import split

Similarity = Callable[[str, str], float]

_STOP = frozenset(
    "a an and are as at be by can do does for from has have how in into is it its list of on or papers paper that the "
    "their them there these they this to use used using was what when where which who why will with all any".split()
)


def answer(
    question: str, matches: Sequence[Match], scope_size: int, similarity: Similarity | None = None
) -> tuple[str, Status]:
    """Return an answer that quotes the papers, each sentence followed by its mark, and how it ended."""
    asked = _words(question)
    found: list[tuple[float, int, int, str]] = []
    for n, match in enumerate(matches, 1):
        abstract = match.paper.abstract
        title = _words(match.paper.title)
        for s, span in enumerate(split(abstract), 1):
            text = span.of(abstract).strip()
            words = _words(text)
            share = len(asked & words) / max(1, len(asked)) + 0.3 * len(asked & title) / max(1, len(asked))
            found.append((share + (similarity(question, text) if similarity and share else 0.0), n, s, text))
    found.sort(key=lambda f: (-f[0], f[1], f[2]))
    kept: dict[int, tuple[int, str]] = {}
    for points, n, s, text in found:
        if points >= 0.8 and len(kept) < 5:
            kept.setdefault(n, (s, text))
    if not kept:
        return f"None of the {scope_size} papers speaks to this. [none]", Status.NOT_FOUND
    verb = "paper speaks" if len(kept) == 1 else "papers speak"
    lead = f"{len(kept)} of {scope_size} {verb} to this; quoted, not written by a model:"
    return "\n\n".join([lead, *(f"{text} [{n}.{s}]" for n, (s, text) in kept.items())]), Status.ANSWERED


def _words(text: str) -> set[str]:
    return {w[:6] for w in re.findall(r"[^\W_]+", text.casefold()) if w not in _STOP}
