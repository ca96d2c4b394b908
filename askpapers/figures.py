"""Whether the figures of a claim are in what it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.cited import Cited, labels
from askpapers.plain import plain
from askpapers.quantities import Quantity, agrees, quantities, rounds
from askpapers.readable import readable


def wrong_figure(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """Return the reason, where a figure of the claim is in none of the cited sentences."""
    said = quantities(together)
    title = quantities(" ".join(readable(plain(c.title)) for c in cited))
    for figure in quantities(claim):
        if figure.in_words or any(agrees(figure, other) for other in (*said, *title)):
            continue
        if any(rounds(figure, other) for other in said):
            continue
        return _figure_reason(figure, said, cited)
    return ""


def uncounted(claim: str, together: str) -> str:
    """Return the doubt, where a number in words is not in what is cited, and does not count what the claim itself lists."""
    said = quantities(together)
    for figure in quantities(claim):
        usual = figure.value in {2.0, 0.5, 1.0} and figure.unit != "x"
        if not figure.in_words or usual or any(agrees(figure, other) for other in said):
            continue
        if not _counted(claim, figure):
            return f"“{figure.text}” is not in what is cited"
    return ""


def _counted(claim: str, figure: Quantity) -> bool:
    """Whether a number word counts what the claim itself lists: "three methods: A, B and C"."""
    return claim.count(",") + len(re.findall(r"\band\b", claim)) >= figure.value - 1 and figure.value <= 6


def _figure_reason(figure: Quantity, said: Sequence[Quantity], cited: Sequence[Cited]) -> str:
    reason = f"{figure.text} is not in {' or '.join(c.label for c in cited)}"
    for c in cited:
        for other, text in c.others:
            if any(agrees(figure, q) for q in quantities(readable(plain(text)))):
                return f"{reason}, but in {other}"
    near = [q for q in said if q.unit == figure.unit and not q.in_words]
    if near:
        closest = min(near, key=lambda q: abs(q.value - figure.value))
        return f"{reason}, which says {closest.text}" if len(cited) == 1 else f"{reason}; {closest.text} is"
    return reason


def rounded(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """Return the doubt, where a figure of the claim is one of what is cited, rounded."""
    said = quantities(together)
    for figure in quantities(claim):
        if not any(agrees(figure, other) for other in said):
            for other in said:
                if rounds(figure, other):
                    return f"{figure.text} is rounded: {labels(cited)} says {other.text}"
    return ""
