"""Whether a claim says the contrary of a sentence about the same thing: "increases" against "reduces", "un-" and "no"."""

from __future__ import annotations

import re
from collections.abc import Set

from askpapers.relevance import stems

_BETTER = frozenset(
    """improve improves improved improving improvement improvements outperform outperforms surpass surpasses exceed
    exceeds better superior""".split()
)
_UP = _BETTER | frozenset(
    """increase increases increased increasing rise rises raise raises raised raising boost boosts boosting gain gains higher
    greater larger more enhance enhances enhanced enhancing promote promotes promoted promoting elevate elevates elevated
    upregulated upregulates upregulation augment augments augmented accelerate accelerates accelerated accelerating amplify
    amplifies activate activates activated activating stimulate stimulates stimulated encourage encourages strengthen
    strengthens strengthened positive positively faster expanded expands abundant exacerbate exacerbates prolong prolongs
    prolonged potentiate potentiates potentiated exacerbation""".split()
)
_LESS = frozenset(
    """decrease decreases decreased decreasing reduce reduces reduced reducing reduction reductions lower lowers lowered
    lowering smaller fewer less shorten shortens""".split()
)
_DOWN = _LESS | frozenset(
    """drop drops worsen worsens worse degrade degrades degraded decline declines declined diminish diminishes diminished
    inhibit inhibits inhibited inhibiting inhibition impair impairs impaired impairing downregulated downregulates
    downregulation suppress suppresses suppressed suppression prevent prevents prevented block blocks blocked blocking repress
    represses deactivate deactivates inactivates attenuate attenuates attenuated slow slows slower slowing negative negatively
    scarce underperform underperforms abolished limit limits limiting restrict restricts discourage discourages rescue rescues
    rescued inferior worsening hurt hurts harm harms""".split()
)
_PLAIN = (("before", "after"), ("with", "without"), ("above", "below"))
_SIDES = (
    # Less of a cost is an improvement: "improves efficiency" and "reduces energy" are no contraries.
    (_BETTER, _UP, _DOWN - _LESS),
    (_LESS, _DOWN, _UP - _BETTER),
    (_UP, _UP, _DOWN),
    (_DOWN, _DOWN, _UP),
    *(
        (frozenset({a}), frozenset({a}), frozenset({b}))
        for one, other in _PLAIN
        for a, b in ((one, other), (other, one))
    ),
)
"""Words, those that point the same way, and their contraries."""
_PREFIXES = frozenset({"in", "un", "im", "ir", "il", "non", "dis", "de", "ab"})
_DENIES = re.compile(r"\b(?:no|neither|unable|incapable|unrelated)\b", re.I)
_SAYS_NONE = re.compile(
    r"\b(?:no|not?|never|cannot|neither|nor|without|lack\w*|fail\w*|absence|absent|unable|incapable|unrelated|little|few"
    r"|hardly|zero|none|free|independent|unaffected|unchanged|agnostic|unsupervised|\w+n[’']t)\b",
    re.I,
)
NEAR = 4
"""How many words before and after a word tell what it is said of."""

SHARED = 0.5
"""The least share of a claim's other words that must be in the sentence before a contrary is believed."""


def contrary(claim: str, said: str) -> tuple[str, str] | None:
    """Return a word of the claim and the word of the cited text that says the contrary of the same thing, or None.

    The second is "" where the claim denies what the text does not deny.
    """
    mine, theirs = _words(claim), _words(said)
    rest = set(stems(" ".join(word for word in mine if word not in _UP | _DOWN)))
    if not rest or len(rest & set(stems(said))) < SHARED * len(rest):
        return None
    if (found := _DENIES.search(claim)) and not _SAYS_NONE.search(said):
        return found[0], ""
    for at, word in enumerate(mine):
        same, opposite = _against(word, theirs)
        if not opposite or set(mine) & opposite:
            continue
        about = _about(mine, at, same)
        against = [w for i, w in enumerate(theirs) if w in opposite and about & _about(theirs, i, opposite)]
        if against and not any(w in same and about & _about(theirs, i, same) for i, w in enumerate(theirs)):
            return word, against[0]
    return None


def _against(word: str, theirs: list[str]) -> tuple[Set[str], Set[str]]:
    """Return the words that say the same as `word`, and those that say the contrary."""
    for words, same, opposite in _SIDES:
        if word in words:
            return same, opposite
    if len(word) < 5:
        return frozenset(), frozenset()
    return {word}, {w for w in theirs if _negates(w, word) or (len(w) >= 5 and _negates(word, w))}


def _negates(long: str, short: str) -> bool:
    return long.endswith(short) and long[: -len(short)] in _PREFIXES


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold())


def _about(words: list[str], at: int, itself: Set[str]) -> set[str]:
    """The stems of the words around one, without those that say the same as it."""
    around = words[max(0, at - NEAR) : at] + words[at + 1 : at + 1 + NEAR]
    return set(stems(" ".join(word for word in around if word not in itself)))
