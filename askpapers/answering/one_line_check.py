"""Whether a model's one-line summary may stand: its form, and what its paper says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from askpapers.answers.answer import Support
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import split

if TYPE_CHECKING:
    from askpapers.text.inference import CrossEncoder

MOST_WORDS = 30
LEAST_WORDS = 4
_CLAUSE = re.compile(r"[,;]\s|\sand\s(?=\w+ing\b)")
_FIGURE = re.compile(r"(?<![\w.-])\d+(?:[.,]\d+)*(?![\w-])")
TURNED = 0.7
"""The chance of a contradiction from which a clause is taken to say the opposite of a sentence."""
_OPENING = re.compile(
    r"(?:in\s+)?(?:th(?:is|e)\s+(?:present\s+)?(?:paper|work|study|article|abstract|authors?)|the\s+authors|authors|we)\b",
    re.I,
)
_MARKUP = re.compile(r"\*\*|__|`|^\s*(?:#|[-*•]\s)|\]\(|</?[a-z]{1,12}>|[\[【]\d+(?:\.\d+)?[\]】]|\|")


def objection(line: str, paper: Paper, reader: CrossEncoder | None = None) -> str:
    """Return what is wrong with a paper's one-line summary, "" where nothing is.

    It is checked against all sentences of its abstract, as a claim of an answer is against those that it cites.
    """
    from askpapers.verification.checker import check

    words = len(line.split())
    if words > MOST_WORDS:
        return f"it has {words} words, {MOST_WORDS} at most"
    if m := _OPENING.match(line):
        return f"it begins with “{m[0]}”"
    if m := _MARKUP.search(line):
        return f"it has markup: {m[0].strip()}"
    last = len(split(paper.abstract))
    bare = line.rstrip(" .")
    # A mark reads at most forty sentences as one range.
    whole = ", ".join(f"1.{first}-1.{min(first + 39, last)}" for first in range(1, last + 1, 40))
    for claim in check(f"{bare} [{whole}].", [paper], reader):
        if claim.support in {Support.CONTRADICTED, Support.UNSUPPORTED}:
            return claim.reason or "its abstract does not say it"
    return "" if reader is None else _turned(bare, paper, reader)


def _turned(line: str, paper: Paper, reader: CrossEncoder) -> str:
    """What a sentence of the abstract says otherwise than a clause of the line.

    Of all sentences together something says nearly everything; a turned direction shows against the one with the same
    figure. Without a figure the reader takes one clause in eight for a contradiction that is none.
    """
    sentences = [span.of(paper.abstract).strip() for span in split(paper.abstract)]
    for clause in _CLAUSE.split(line):
        figures = set(_FIGURE.findall(clause))
        telling = [sentence for sentence in sentences if figures & set(_FIGURE.findall(sentence))]
        if len(clause.split()) < LEAST_WORDS or not telling:
            continue
        read = reader.entailment([(clause, sentence) for sentence in telling])
        place = min(range(len(read)), key=lambda n: read[n].neither)
        if read[place].contradicts >= TURNED:
            return f"“{clause}”: the abstract says “{sanitize(telling[place])}”"
    return ""
