"""Whether a claim says the contrary of a sentence about the same thing: "increases" against "reduces", "un-" and "no"."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from askpapers.papers.abstract import CitedPassage, labels
from askpapers.text.cue_phrases import NEGATION, denies
from askpapers.text.terms import stems

_IMPROVES = frozenset("improve improves improved improving improvement improvements outperform outperforms".split())
UP = _IMPROVES | frozenset(
    """increase increases increased increasing rise rises raise raises raised raising boost boosts boosting gain gains enhance
    enhances enhanced enhancing promote promotes promoted promoting elevate elevates elevated upregulated upregulates
    upregulation augment augments augmented accelerate accelerates accelerated accelerating amplify amplifies activate
    activates activated activating stimulate stimulates stimulated encourage encourages strengthen strengthens strengthened
    positive positively expanded expands abundant exacerbate exacerbates exacerbation prolong prolongs prolonged potentiate
    potentiates potentiated""".split()
)
_REDUCES = frozenset(
    """decrease decreases decreased decreasing reduce reduces reduced reducing reduction reductions lowers lowered lowering
    shorten shortens""".split()
)
DOWN = _REDUCES | frozenset(
    """drop drops worsen worsens worsening degrade degrades degraded decline declines declined diminish diminishes diminished
    inhibit inhibits inhibited inhibiting inhibition impair impairs impaired impairing downregulated downregulates
    downregulation suppress suppresses suppressed suppression prevent prevents prevented block blocks blocked blocking repress
    represses deactivate deactivates inactivates attenuate attenuates attenuated slow slows slowing negative negatively scarce
    underperform underperforms abolished limit limits limiting restrict restricts discourage discourages rescue rescues
    rescued hurt hurts harm harms""".split()
)
_PLAIN = (
    ("more greater larger higher", "less fewer lower smaller"),
    ("faster", "slower"),
    ("better superior outperform outperforms", "worse inferior underperform underperforms"),
    ("before prior", "after following"),
    ("above", "below beneath"),
    ("early earlier", "late later"),
    ("long longer", "short shorter brief"),
    ("large big high", "small low"),
    ("strong stronger strongly", "weak weaker weakly"),
    ("common frequent frequently", "rare rarely uncommon infrequent seldom"),
    ("cheap cheaper inexpensive", "expensive costly"),
    ("simple simpler easy easier", "complex complicated hard harder difficult"),
    ("same similar identical alike", "different distinct dissimilar differ differs opposite"),
    ("static fixed constant", "dynamic changing variable"),
    ("sparse", "dense"),
    ("local locally", "global globally"),
    ("minimum minimal minimize minimizes", "maximum maximal maximize maximizes"),
    ("upper", "lower"),
    ("single", "multiple several many"),
    ("internal", "external"),
    ("online", "offline"),
    ("linear linearly", "exponential exponentially quadratic"),
    ("necessary required essential needed", "unnecessary dispensable redundant superfluous"),
    ("resistant resistance immune protected", "susceptible susceptibility sensitive vulnerable hypersensitive"),
    ("present presence", "absent absence"),
    ("benefit benefits beneficial helpful helps", "harmful harm harms detrimental hurts hurt"),
    ("success successful successfully succeeds", "failure fails fail failed unsuccessful"),
    ("gain gains", "loss losses"),
    ("worsens worsen exacerbates exacerbate", "rescues rescue rescued alleviates alleviate improves mitigates"),
    ("inverse inversely negative negatively", "positive positively"),
    ("public", "private"),
    ("closed", "open"),
    ("accept accepts", "reject rejects"),
    ("young younger", "old older"),
    ("increased rise rises grew grown fallen falls fell", "stable unchanged"),
    ("robust", "brittle fragile"),
    (
        "matches matching match equals equal comparable par",
        "surpass surpasses surpassing exceeds exceeding outperforms",
    ),
    ("homogeneous", "heterogeneous"),
    ("discrete", "continuous"),
)
_SIDES = (
    *(
        (frozenset(a.split()), frozenset(a.split()), frozenset(b.split()))
        for one, other in _PLAIN
        for a, b in ((one, other), (other, one))
    ),
    # Less of a cost is an improvement: "improves efficiency" and "reduces energy" are no contraries.
    (_IMPROVES, UP, DOWN - _REDUCES),
    (_REDUCES, DOWN, UP - _IMPROVES),
    (UP, UP, DOWN),
    (DOWN, DOWN, UP),
)
"""Words, those that point the same way, and their contraries."""
_PREFIXES = frozenset({"in", "un", "im", "ir", "il", "non", "dis", "de", "ab"})
_DENIES = re.compile(r"\b(?:no|neither|unable|incapable|unrelated)\b", re.I)
_SAYS_NONE = re.compile(
    r"\b(?:no|not?|never|cannot|neither|nor|without|lack\w*|fail\w*|absence|absent|unable|incapable|unrelated|little|few"
    r"|hardly|zero|none|free|independent|unaffected|unchanged|agnostic|unsupervised|\w+n[’']t)\b",
    re.I,
)
_DENIAL = re.compile(
    r"\b(?:not(?! (?:only|just|merely|necessarily))|never|cannot|\w+n[’']t|no|without|lack(?:s|ed|ing)?(?: of)?|fail(?:s|ed|ing)? to"
    r"|neither|nor|absence of)\b",
    re.I,
)
_COMPOUND = re.compile(r"(?<![\w-])([a-z0-9]+)-([a-z]+)")
NEAR = 4
"""How many words before and after a word tell what it is said of."""

SHARED = 0.5
"""The least share of a claim's other words that must be in the sentence before a contrary is believed."""


def contrary(claim: str, said: str) -> tuple[str, str] | None:
    """Return a word of the claim and the word of the cited text that says the contrary of the same thing, or None.

    The second is "" where the claim denies what the text does not deny.
    """
    mine, theirs = _words(claim), _words(said)
    rest = set(stems(" ".join(word for word in mine if word not in UP | DOWN)))
    if not rest or len(rest & set(stems(said))) < SHARED * len(rest):
        return None
    if (found := _DENIES.search(claim)) and not _SAYS_NONE.search(said):
        return found[0], ""
    if (both := _denied(claim, said)) or (both := _compounds(claim, said)):
        return both
    for at, word in enumerate(mine):
        same, opposite = _against(word, theirs)
        if not opposite or set(mine) & opposite:
            continue
        about = _about(mine, at, same)
        against = [w for i, w in enumerate(theirs) if w in opposite and about & _about(theirs, i, opposite)]
        if against and not any(w in same and about & _about(theirs, i, same) for i, w in enumerate(theirs)):
            return word, against[0]
    return None


def _denied(claim: str, said: str) -> tuple[str, str] | None:
    """The word that the text denies and the claim, which denies nothing, says: "does not degrade accuracy"."""
    if _SAYS_NONE.search(claim) or re.search(
        r"\bun\w+|\b(?:avoid|prevent|limit)\w*|\b(?:despite|rather|less)\b", claim, re.I
    ):
        return None
    mine = set(stems(claim))
    for found in _DENIAL.finditer(said):
        clause = re.split(r"[.,;:()]| but | while | and ", said[found.end() :])[0]
        after = stems(clause)[:3]
        if len(after) > 1 and after[0] in mine and len(mine.intersection(after)) > 1:
            told = next(word for word in _words(clause) if stems(word) == (after[0],))
            return told, f"{found[0]} {told}"
    return None


def _compounds(claim: str, said: str) -> tuple[str, str] | None:
    """The contrary last parts of two compounds with the same first part: "UCP1-dependent" and "UCP1-independent"."""
    for first, last in _COMPOUND.findall(claim.casefold()):
        for same, other in _COMPOUND.findall(said.casefold()):
            if same == first and (_negates(other, last) or _negates(last, other)):
                return last, other
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


_BEATS = re.compile(r"(?:outperform|surpass|exceed|beat)(?:e?s|ed|ing|en)?")
_COMPARES = re.compile(r"(?!(?:other|rather|number)$)\w{2,}er|more|less|better|worse")
_ENDS = frozenset(
    """. , ; : ( ) that which while whereas when where and but or by on in across at over with for to under without despite
    using including""".split()
)
_SUBJECT_ENDS = frozenset(". , ; : ( ) that which while whereas when where but and".split())
_ANY = frozenset(
    stems(
        """method methods model models approach approaches baseline baselines framework frameworks system systems technique
        techniques algorithm algorithms network networks strategy strategies performance results achieve achieves achieved reach reaches reached obtain obtains attain attains yield yields
        show shows perform performs give gives has have are"""
    )
)
"""Stems that tell nothing apart: the claim's "method" need not be one of the sentence's "previous methods"."""

LONGEST_SIDE = 8


def reversed_comparison(claim: str, said: str) -> bool:
    """Whether the claim puts first, in a comparison of one kind, what the cited text puts last: "B beats A" for "A beats B"."""
    theirs = _comparisons(said)
    for kind, first, last in _comparisons(claim):
        same = [(theirs_first, theirs_last) for other, theirs_first, theirs_last in theirs if other == kind]
        if any(first & a or last & b for a, b in same):
            continue
        if any(first & b for _, b in same):
            return True
    return False


def _comparisons(text: str) -> list[tuple[str, set[str], set[str]]]:
    """Return the comparisons of a text: their kind, and the stems of what is put first and of what it is put before."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:()](?!\d)", text.casefold())
    found = []
    for at, word in enumerate(words):
        if word != "than" and not _BEATS.fullmatch(word):
            continue
        passive = word != "than" and words[at + 1 : at + 2] == ["by"]
        after = _until(words[at + 1 + passive :], _ENDS)
        before = _until(words[:at][::-1], _SUBJECT_ENDS)[::-1]
        kind = "better"
        if word == "than":
            comparing = [i for i, w in enumerate(before) if _COMPARES.fullmatch(w)]
            if not comparing:
                continue
            kind, before = before[comparing[-1]], before[: comparing[-1]]
        first, last = set(stems(" ".join(before))) - _ANY, set(stems(" ".join(after))) - _ANY
        if passive:
            first, last = last, first
        found.append((kind, first - last, last - first))
    return found


def _until(words: list[str], ends: Set[str]) -> list[str]:
    """The words before the first of `ends`, at most LONGEST_SIDE."""
    return words[: next((i for i, word in enumerate(words[:LONGEST_SIDE]) if word in ends), LONGEST_SIDE)]


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


def opposite_direction(claim: str, together: str, cited: Sequence[CitedPassage]) -> str:
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
