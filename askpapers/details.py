"""Details of a claim that its paper nowhere has: "a router" where nothing is said of one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.cited import Cited
from askpapers.linefeatures import rarity
from askpapers.plain import plain
from askpapers.readable import readable
from askpapers.stemming import SMALL, stems

_BEFORE_A_NOUN = frozenset(
    "a an the its their of with by for in on via using from as per each into through between two three several no any".split()
)
_BEFORE_ONE_MORE = frozenset("a an the its their".split())
_SAYS_LITTLE = frozenset(
    """paper papers work study approach method technique framework model system way part parts kind type number set range case
    cases form result results example idea goal aim problem issue task tasks thing things stage stages step steps reason reasons
    point points use author authors article researchers fact order terms addition contrast instance means""".split()
)
_ENDINGS = ("ing", "ed", "ly")
RARE = 4.5
"""The inverse document frequency from which a word is a detail; a word that arXiv's table lacks may be any other field's."""

ALIKE = 5
"""Letters in which a word of the paper must begin alike to speak of the same."""


def invented(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """Return the first word for a particular thing that is nowhere in the cited papers, or ""."""
    paper = readable(
        plain(" ".join([together, *(c.title for c in cited), *(text for c in cited for _, text in c.others)]))
    )
    folded = paper.casefold()
    there = {stem[:ALIKE] for stem in stems(paper)} | {word[:ALIKE] for word in re.findall(r"[^\W\d_]+", folded)}
    run_on = re.sub(r"\W", "", folded)
    tokens: list[str] = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.,;:()]", claim)
    for at, word in enumerate(tokens):
        if _is_particular(tokens, at):
            gone = [
                part for part in word.casefold().split("-") if part not in SMALL and not _speaks(part, there, run_on)
            ]
            if gone and max(rarity().get(part[:6], 0.0) for part in gone) >= RARE:
                return word
    return ""


def _is_particular(tokens: Sequence[str], at: int) -> bool:
    """Whether a word stands where a noun does, after an article or a preposition, or is a compound."""
    word = tokens[at].casefold()
    if len(word) < 4 or word in SMALL or word in _SAYS_LITTLE:
        return False
    if "-" in word:
        return True
    before = [token.casefold() for token in tokens[max(0, at - 2) : at]]
    after_article = bool(before) and (
        before[-1] in _BEFORE_A_NOUN or (before[0] in _BEFORE_ONE_MORE and before[-1] not in _SAYS_LITTLE)
    )
    return after_article and not word.endswith(_ENDINGS)


def _speaks(part: str, there: set[str], run_on: str) -> bool:
    stem = next(iter(stems(part)), part)
    return len(part) < 3 or part in run_on or part[:ALIKE] in there or stem[:ALIKE] in there
