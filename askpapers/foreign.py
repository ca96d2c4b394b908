"""Whether a claim is in another language than the sentences it cites."""

from __future__ import annotations

import re

from askpapers.stemming import share, stems


def is_foreign(claim: str, together: str) -> bool:
    """Whether a claim is in another language than what it cites, by its script and its function words."""
    letters = [c for c in claim if c.isalpha()]
    if letters and sum(not c.isascii() for c in letters) > 0.3 * len(letters):
        return sum(not c.isascii() for c in together if c.isalpha()) < 0.1 * max(1, len(together))
    words = re.findall(r"[a-zà-ÿ]+", claim.casefold())
    if len(words) < 5:
        return False
    english = sum(word in _ENGLISH for word in words) / len(words)
    other = sum(word in _OTHERS for word in words) / len(words)
    if other > english and other >= 0.08:
        return True
    # Not one of the small words that hold an English sentence together, and hardly a word of what it cites.
    there = set(stems(together))
    return (
        not claim.isascii()
        and not english
        and len(words) >= 7
        and share([stem in there for stem in stems(claim)]) < 0.35
    )


_ENGLISH = frozenset(
    "the of and to in a is that for with on by are as it from this an be which its at or than their".split()
)
_OTHERS = frozenset(
    """der die das und ist ein eine einen einem einer eines mit auf den dem des für von vom zu zum zur im bei wird werden
    durch nicht sich als auch oder sie es er wie dass diese dieser le la les des une un est dans pour avec sur sous qui que
    par du de et au aux sont ces cette ce il elle el los las una es con por para del se su lo al y di che per gli della sono
    nel het een van voor met zijn och att som är med för på jest nie się na uma os da em com não mais""".split()
)
