"""A verdict: what a check of a claim comes to."""

from __future__ import annotations

from dataclasses import dataclass

from askpapers.answers.answer import Support


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with its reason in words; `score`, 0 to 1, grows with support: contradiction lowest, silence between."""

    support: Support
    reason: str = ""
    score: float = 1.0
