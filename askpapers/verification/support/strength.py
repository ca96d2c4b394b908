"""Whether a claim goes further than what it cites: "all" for "most", "does" for "may", a rise or fall that is not told."""

from __future__ import annotations

import re

from askpapers.text.stemming import SMALL, stems
from askpapers.verification.support.polarity import DOWN, UP

_RISES = frozenset(
    """increase increases increased improves improve improved enhances enhance enhanced promotes promote elevates boosts
    accelerates activates stimulates strengthens exacerbates prolongs higher more greater positive encourages upregulates
    raises expanded abundant grows grew""".split()
)
_FALLS = frozenset(
    """decrease decreases decreased reduces reduce reduced lowers worsens worsen declines inhibits inhibit impairs impair
    suppresses prevents blocks represses deactivates attenuates slows lower less fewer negative diminishes weakens fallen
    discourages downregulates limits drops""".split()
)
_UPWARDS = (
    _RISES
    | UP
    | frozenset(
        """larger better superior faster best exceed exceeds exceeding surpass surpasses surpassing outperforming rises growth
    elevates induces induce induced inducing induction favors facilitate facilitates enables enable support supports longer
    stronger benefit benefits effective effectively successfully success improving advances advance strong high promising
    additional accumulates accumulation overexpression extends extend drive drives driving triggers trigger contribute
    contributes""".split()
    )
)
_DOWNWARDS = _FALLS | DOWN | frozenset(
    """smaller worse inferior slower fell loss lost deficient deficiency depletion lacking lack absence ablation knockdown
    silencing knockout minimal minimize minimizes minimizing small fail fails failed alleviate alleviates mitigate mitigates
    eliminate eliminates eliminating remove removes avoid avoids avoiding without save saves saving cheaper efficient
    efficiently lightweight compress compression shrink low protect protects protection protective compromise compromises
    suppressing repressing antagonizes terminates dampens disrupts disrupted degrading loses weaker short shorter rarely
    resistant cut cuts halve halves""".split()
)  # fmt: skip
_THAN_A_NUMBER = re.compile(
    r"\b(?:less|more|greater|lower|higher|fewer|larger|smaller|older|younger) than (?=[<>≥≤~]?\s?[\d.])", re.I
)
_MANY = {
    word: degree
    for degree, words in enumerate(
        (
            "all every each always entire",
            "most majority mostly usually often",
            "some several sometimes partly partially certain",
            "few rarely seldom minority hardly",
            "no none never neither",
        )
    )
    for word in words.split()
}
_ALL, _NONE = 0, 4
_DOES_AWAY = re.compile(
    r"\b(?:eliminat|avoid|remov|without|lack|free|zero|not\b|n[’']t\b|less\b|little\b|neither\b)", re.I
)
_MAY = re.compile(r"\b(?:may|might|could|potentially|possibly)\b", re.I)
_GUARDED = re.compile(
    r"\b(?:can|may|might|could|would|possibl[ey]|potential(?:ly)?|perhaps|likely|suggest\w*|appear\w*|seem\w*|hypothes\w+"
    r"|probabl[ey])\b",
    re.I,
)
SHARED = 0.4
"""The least share of a claim's other words that must be in the sentence before its silence about a direction says anything."""


def overstatement(claim: str, said: str) -> tuple[str, str] | None:
    """Return the claim's word that goes further than the cited text and the text's own, "" where it says nothing; or None."""
    return _direction(claim, said) or _how_many(claim, said) or _may(claim, said)


def _direction(claim: str, said: str) -> tuple[str, str] | None:
    claim, said = _THAN_A_NUMBER.sub("", claim), _THAN_A_NUMBER.sub("", said)
    mine, theirs = set(_words(claim)), set(_words(said))
    weighty = set(stems(claim)) - SMALL
    if len(weighty & set(stems(said))) < SHARED * len(weighty):
        return None
    for words, same in ((_RISES, _UPWARDS), (_FALLS, _DOWNWARDS)):
        if (told := mine & words) and not theirs & same:
            return min(told), ""
    # Each points one way alone, and not the same.
    up, down = mine & (UP | _RISES), mine & (DOWN | _FALLS)
    their_up, their_down = theirs & (UP | _RISES), theirs & (DOWN | _FALLS)
    for ours, ours_back, other, other_back in ((up, down, their_down, their_up), (down, up, their_up, their_down)):
        if ours and not ours_back and other and not other_back:
            return min(ours), min(other)
    return None


def _how_many(claim: str, said: str) -> tuple[str, str] | None:
    """What the claim says of how many, where the text says another number of the same, or nothing of all and none."""
    theirs = _counted(_words(said))
    for word, degree, of in _counted(_words(claim)):
        same = [(other, how_many) for other, how_many, about in theirs if about & of]
        if same and all(how_many != degree for _, how_many in same):
            return word, same[0][0]
        told = any(how_many == degree for _, how_many, _ in theirs)
        if of and not same and not told and (degree == _ALL or (degree == _NONE and not _DOES_AWAY.search(said))):
            return word, ""
    return None


def _counted(words: list[str]) -> list[tuple[str, int, set[str]]]:
    """The words of a text that say how many, how many that is, and what of."""
    return [
        (word, _MANY[word], set(stems(" ".join(words[at + 1 : at + 4]))) - SMALL)
        for at, word in enumerate(words)
        if word in _MANY
    ]


def _may(claim: str, said: str) -> tuple[str, str] | None:
    """The word by which the text says that something may be, where the claim says that it is."""
    if _GUARDED.search(claim):
        return None
    mine = set(stems(claim)) - SMALL
    for found in _MAY.finditer(said):
        after = [stem for stem in stems(said[found.end() : found.end() + 60]) if stem not in SMALL][:2]
        if len(after) == 2 and mine.issuperset(after):
            told = next(word for word in _words(claim) if stems(word) == (after[0],))
            return told, f"{found[0].lower()} {told}"
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold())
