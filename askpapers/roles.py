"""The role of each sentence of an abstract: background, objective, method, result or other."""

from __future__ import annotations

import re
from collections.abc import Sequence

ROLES = ("background", "objective", "method", "result", "other")

_CUES = {
    "result": r"\b(?:outperform|achiev|result|show that|demonstrat|improv|surpass|state-of-the-art|experiments|"
    r"we find|found that|reveal|accuracy|evaluat|\d+(?:\.\d+)?\s?%)",
    "objective": r"\b(?:in this (?:paper|work)|this paper|we (?:introduce|propose|present|study|investigate|aim)|"
    r"aims? to|our goal)\b",
    "method": r"\b(?:we (?:use|train|design|develop|build|first|then|further|leverage|employ)|our (?:method|approach|"
    r"framework|model)|consists? of|specifically|by (?:using|combining|training)|framework|algorithm)\b",
    "background": r"\b(?:however|recent(?:ly)?|existing|have been|has been|despite|challeng|often|while|current|"
    r"traditional|remains?)\b",
}


def roles_of(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return a role for each sentence of one abstract, in order."""
    found = []
    for place, sentence in enumerate(sentences):
        at = place / max(1, len(sentences) - 1)
        lean = {
            "background": 1.2 - 2 * at,
            "objective": 0.6 - abs(at - 0.3),
            "method": 0.6 - abs(at - 0.5),
            "result": at,
        }
        points = {role: 1.2 * len(re.findall(cue, sentence, re.I)) + lean[role] for role, cue in _CUES.items()}
        found.append(max(points, key=lambda role: points[role]))
    return tuple(found)
