"""A verdict, and how it reads: the sign, the word and the severity of each degree of support; each face adds only its colors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from askpapers.answers.answer import Cell, Claim, Support


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with its reason in words; `score`, 0 to 1, grows with support: contradiction lowest, silence between."""

    support: Support
    reason: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of one cell, the word for it, and how much a reader must mind it: 0 is best."""

    sign: str
    word: str
    severity: int


SIGNS: Mapping[Support, Sign] = {
    Support.VERIFIED: Sign("✓", "verified", 1),
    Support.WEAK: Sign("~", "weak", 3),
    Support.CONTRADICTED: Sign("✗", "contradicted", 5),
    Support.UNSUPPORTED: Sign("≠", "not supported", 4),
    Support.NOT_STATED: Sign("–", "not in these papers", 8),
    Support.UNCITED: Sign("∅", "uncited", 7),
    Support.UNKNOWN_SOURCE: Sign("?", "unknown source", 6),
    Support.QUOTED: Sign("”", "quoted", 0),
    Support.UNCHECKED: Sign("·", "not checked", 2),
}
"""The one table of verdicts, in the order in which they are counted and explained."""


def sign_mark(mark: str, sign: str) -> str:
    """Put a sign before a mark's closing bracket: after a space a line could break there."""
    closing = mark[-1:] if mark[-1:] in (")", "]", "】", "］") else ""
    return f"{mark.removesuffix(closing)}{sign}{closing}"


def sign_unmarked(claim: Claim) -> str:
    """Return what stands behind a claim that has no mark to sign: "∅ uncited", the sign alone of a denial in words, else nothing."""
    own = SIGNS[claim.support]
    if claim.support is Support.UNCITED:
        return f"{own.sign} {own.word}"
    # A denial by `[none]` gives no reason, and its mark stands in the text.
    return own.sign if claim.support is Support.NOT_STATED and claim.reason and not claim.citations else ""


def most_severe(supports: Iterable[Support]) -> Support:
    """Return the verdict that a reader must mind most; raises ValueError for none."""
    return max(supports, key=lambda support: SIGNS[support].severity)


SOUND = frozenset({Support.VERIFIED, Support.QUOTED})
"""Verdicts under which what is said stands in what is cited: said in other words, or copied."""


def of_cell(cell: Cell) -> Support:
    """Return how well a compared cell is supported: as it was judged, else as its citations are; an empty one is not stated."""
    if not cell.text:
        return Support.NOT_STATED
    if cell.support is not None:
        return cell.support
    return most_severe(citation.support for citation in cell.citations) if cell.citations else Support.UNCHECKED
