"""Whether a claim and what it cites point opposite ways: "increases" against "reduces", or one of them denies."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from askpapers.cited import Cited, labels

_OPPOSITES = (
    ("increase increases increased increasing improve improves improved improving rise rises raise raises boost boosts "
     "gain gains higher greater larger enhance enhances enhanced promotes promote elevated upregulated",
     "decrease decreases decreased decreasing reduce reduces reduced reducing drop drops lower lowers smaller fewer "
     "worsen worsens worse degrade degrades degraded decline declines inhibits inhibit impairs downregulated"),
    ("outperform outperforms outperformed outperforming surpass surpasses exceed exceeds better superior",
     "underperform underperforms underperformed worse inferior below behind"),
    ("faster accelerate accelerates speed speedup", "slower slows decelerates"),
    ("more", "less fewer"),
    ("necessary required requires require needs", "unnecessary dispensable"),
    ("supervised", "unsupervised"),
    ("with", "without"),
    ("above", "below beneath"),
    ("millions", "billions trillions"),
    ("thousands", "millions billions"),
)  # fmt: skip
_DIRECTIONS = [(frozenset(up.split()), frozenset(down.split())) for up, down in _OPPOSITES]
NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|can't|neither|nor|without|fails? to|failed to|unable|unlikely|lack(?:s|ed)? of|isn't|doesn't|"
    r"don't|didn't|does not|hardly|absence of)\b",
    re.I,
)
_DENIAL = re.compile(r"\b(?:not|never|cannot|\w+n[’']t)\b", re.I)


def denies(text: str) -> bool:
    """Whether a text says outright that something is not so; `NEGATION` also takes in failing, lacking, "without"."""
    return _DENIAL.search(text) is not None


def turned(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """Return the reason, where the claim says the opposite direction of what is cited."""
    label = labels(cited)
    if denies(claim) and not NEGATION.search(together):
        return f"the claim denies something; {label} does not"
    found = opposite(set(re.findall(r"[a-z]+", claim.casefold())), together)
    return f"the claim says “{found[0]}”; {label} says “{found[1]}”" if found else ""


def opposite(claimed: Set[str], together: str) -> tuple[str, str] | None:
    """Return a word of the claim and one of what is cited that point opposite ways, where nothing else tells."""
    said = set(re.findall(r"[a-z]+", together.casefold()))
    for first, second in _DIRECTIONS:
        for mine, theirs in ((first, second), (second, first)):
            ours = claimed & mine
            if ours and not claimed & theirs and said & theirs and not said & mine:
                return min(ours), min(said & theirs)
    return None
