"""A paper in one line without a language model: its best sentence, shortened."""

from __future__ import annotations

import re

from askpapers.papers import Paper, plain
from askpapers.sentences import split
from askpapers.shorten import shorten

MOST_WORDS = 30
_CUE = re.compile(
    r"\b(?:we (?:propose|introduce|present|develop|show|study)|this (?:paper|work) (?:proposes|introduces|presents))",
    re.I,
)


def one_line(paper: Paper) -> str:
    """Return at most 30 words that say what the paper does; empty where there is no abstract."""
    texts = [plain(span.of(paper.abstract)) for span in split(paper.abstract)]
    if not texts:
        return ""
    points = [
        2.0 * bool(_CUE.search(t)) - abs(i / len(texts) - 0.35) - 0.5 * (len(t.split()) > 35)
        for i, t in enumerate(texts)
    ]
    for place in sorted(range(len(texts)), key=lambda i: -points[i]):
        line = shorten(texts[place], MOST_WORDS)
        if len(line.split()) <= MOST_WORDS:
            return line
    best = shorten(texts[max(range(len(texts)), key=lambda i: points[i])], MOST_WORDS)
    return " ".join(best.split()[: MOST_WORDS - 1]).rstrip(",;:") + " …"
