"""How well sentences support a claim: its figures, names, directions, words and meaning; computed, never asked of a model."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from askpapers.answers.answer import Support
from askpapers.papers.abstract import CitedPassage, folded, labels
from askpapers.text import languages as text_languages
from askpapers.text.cue_phrases import NEGATION, denies
from askpapers.text.latex import latex_to_text
from askpapers.text.quantities import other_readings
from askpapers.text.sanitize import sanitize
from askpapers.text.stemming import SMALL, stems
from askpapers.text.terms import Similarity, names_of
from askpapers.verification.support import translation as foreign
from askpapers.verification.support.details import rounded, uncounted, unknown_name, unsupported_detail, wrong_figure
from askpapers.verification.support.features import _weights, features
from askpapers.verification.support.polarity import contrary, opposite, opposite_direction, reversed_comparison
from askpapers.verification.support.strength import overstatement


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with its reason in words; `score` is the estimated chance that the claim holds."""

    support: Support
    reason: str = ""
    score: float = 1.0


def judge_support(claim: str, cited: Sequence[CitedPassage], similarity: Similarity | None = None) -> Verdict:
    """Return how well the cited sentences together support a claim (its text without citation marks)."""
    return _judged(claim, tuple(cited), similarity)


# An answer that streams is checked anew at each of its sentences; what was judged before stays so.
@lru_cache(maxsize=512)
def _judged(claim: str, cited: tuple[CitedPassage, ...], similarity: Similarity | None) -> Verdict:
    claim = latex_to_text(sanitize(claim)).strip(" *_-•#>")
    if not cited or not claim:
        return Verdict(Support.UNCITED, "no sentence is cited", 0.0)
    together = " ".join(latex_to_text(sanitize(c.text)) for c in cited)
    flat = folded(claim)
    if not flat:
        return Verdict(Support.WEAK, "it says nothing that could be checked", 0.0)
    # Whole words and figures: "1.2%" does not stand in "91.2%".
    if f" {flat} " in f" {folded(together)} ":
        if denies(together) and not denies(claim) and len(cited) == 1:
            return Verdict(Support.WEAK, f"{cited[0].label} denies something that the claim leaves out", 0.5)
        return Verdict(Support.VERIFIED)
    abroad = text_languages.is_foreign(claim, together)
    if reason := wrong_figure(claim, together, cited):
        readings = other_readings(claim, foreign=abroad)
        wrong = [wrong_figure(reading, together, cited) for reading in readings]
        if all(wrong):
            return Verdict(Support.UNSUPPORTED, [*wrong, reason][0], 0.0)
        claim = readings[wrong.index("")]
    names = foreign.names_of(claim) if abroad else names_of(claim)
    doubt = rounded(claim, together, cited) or uncounted(claim, together) or unknown_name(names, together, cited)
    if abroad:
        return _in_another_language(claim, together, cited, doubt)
    reason = opposite_direction(claim, together, cited) or _contrary(claim, together, cited)
    values = features(claim, together, cited, similarity)
    model = _weights()
    score = 1 / (1 + math.exp(-model.value(values)))
    label = labels(cited)
    if score < model.weak:
        return Verdict(Support.UNSUPPORTED, reason or doubt or _what_is_missing(claim, together, label), score)
    if reason or doubt:
        return Verdict(Support.WEAK, reason or doubt, score)
    if score < model.verified:
        return Verdict(Support.WEAK, _what_is_missing(claim, together, label), score)
    if word := unsupported_detail(claim, together, cited):
        return Verdict(Support.WEAK, f"“{sanitize(word, 40)}” is nowhere in the paper of {label}", score)
    return Verdict(Support.VERIFIED, "", score)


FITS = 0.35
"""The least share of its words' weight that is there for a claim in another language to be verified; where another sentence
holds more, the share by so much higher."""


def _in_another_language(claim: str, together: str, cited: Sequence[CitedPassage], doubt: str) -> Verdict:
    """Judge by the glossary's words: they are there, no other sentence of the paper holds as many, nothing points back."""
    label = labels(cited)
    unread = f"in another language than {label}; its figures and names agree"
    words = foreign.words_of(claim)
    if words is None:
        return Verdict(Support.WEAK, doubt or unread, 0.5)
    here, more = foreign.fit(words, together, (latex_to_text(sanitize(text)) for c in cited for _, text in c.others))
    meanings = {english for word in words for english in word.english}
    if foreign.denies(claim) and not NEGATION.search(together):
        doubt = doubt or f"the claim denies something; {label} does not"
    elif found := opposite(meanings, together):
        ours = next(word.text for word in words if found[0] in word.english)
        doubt = doubt or f"the claim says “{sanitize(ours, 30)}”; {label} says “{found[1]}”"
    if doubt or here + min(more, 0.0) < FITS:
        return Verdict(Support.WEAK, doubt or unread, min(here, 0.5))
    return Verdict(Support.VERIFIED, "", min(1.0, here + more))


def _contrary(claim: str, together: str, cited: Sequence[CitedPassage]) -> str:
    """The reason, where the claim and what is cited say contraries of the same thing."""
    label = labels(cited)
    if reversed_comparison(claim, together):
        return f"the claim compares the other way round than {label}"
    if found := contrary(claim, together):
        ours, theirs = (sanitize(word, 30) for word in found)
        return f"the claim says “{ours}”; {label} " + (f"says “{theirs}” of the same" if theirs else "denies nothing")
    if told := overstatement(claim, together):
        ours, theirs = told
        return f"the claim says “{ours}”; {label} " + (f"says “{theirs}”" if theirs else "does not")
    return ""


def _what_is_missing(claim: str, together: str, label: str) -> str:
    there = set(stems(together))
    missing = [
        word
        for word in dict.fromkeys(re.findall(r"[^\W_]+(?:-[^\W_]+)*", claim))
        if word.casefold() not in SMALL and len(word) > 3 and not set(stems(word)) & there
    ]
    if not missing:
        return f"{label} says something else with the same words"
    return f"{label} does not speak of {', '.join(f'“{sanitize(word, 30)}”' for word in missing[:3])}"
