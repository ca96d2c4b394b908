"""Whether cited sentences support a claim: a trained reader's judgment, and beside it what arithmetic finds."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from askpapers import data
from askpapers.answers.answer import Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage, fold_words, labels
from askpapers.text import glossary, lexicon
from askpapers.text.cue_phrases import NEGATION
from askpapers.text.inference import CrossEncoder, Entailment
from askpapers.text.latex import latex_to_text
from askpapers.text.quantities import other_readings
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import names_of, stems_of, terms_of
from askpapers.verification.support.details import (
    compare_figures,
    crossed_figures,
    crossed_words,
    of_one_named,
    opposite_words,
    unknown_name,
)

LONGEST = 1_500
"""Characters of a claim: a longer one is no sentence, and is not read to its end."""

RANGES = {
    Support.VERIFIED: (0.6, 1.0), Support.WEAK: (0.3, 0.6), Support.UNCHECKED: (0.3, 0.6),
    Support.UNSUPPORTED: (0.0, 0.4), Support.CONTRADICTED: (0.0, 0.2),
}  # fmt: skip
"""Where the score of each verdict lies: it grows with support, and a source's silence is better than its contrary."""

NEITHER = 0.4
"""What silence adds to a score: a source that says nothing of a claim is better than one that says the contrary."""

EVERY = 9
"""Meanings of a word at most, where any of them may point the other way."""

ABROAD = 0.6
"""The chance of neither up to which a claim that was put into English word by word is verified."""

DENIED = 0.8
"""The chance of a contradiction from which a denial that such a claim lacks is one of what it says."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns `evidence` into the chances of a verdict, and from which chance one is given: `weights` (3, 7), `bias` (3,).

    Fitted by `benchmarks/fit_verdicts.py` on authors whom the reader does not know; a wrong ✓ costs most.
    """

    weights: Sequence[Sequence[float]]
    bias: Sequence[float]
    verified: float
    contradicted: float
    unsupported: float

    def chances(self, inputs: Sequence[float]) -> Entailment:
        """Return the chances of what `evidence` found."""
        powers = [
            math.exp(sum(weight * value for weight, value in zip(row, inputs, strict=True)) + bias)
            for row, bias in zip(self.weights, self.bias, strict=True)
        ]
        return Entailment(*(power / sum(powers) for power in powers))


def judge_support(claim: str, cited: Sequence[CitedPassage], reader: CrossEncoder | None = None) -> Verdict:
    """Return how well the cited sentences together support a claim (its text without citation marks).

    Without a reader what is not copied is unchecked, but for figures: these are looked up all the same.
    """
    verdict = _judged(claim, tuple(cited), reader)
    if len(claim) > LONGEST and verdict.support is Support.VERIFIED:
        verdict = Verdict(
            Support.WEAK, f"it has {len(claim):,} characters and is not read to its end: check it sentence by sentence"
        )
    least, most = RANGES.get(verdict.support, (0.0, 1.0))
    return replace(verdict, score=min(max(verdict.score, least), most))


def chances_of(claim: str, cited: Sequence[CitedPassage], reader: CrossEncoder) -> Entailment:
    """Return the chances that the cited sentences together support a claim, contradict it or do neither, before figures and names count."""
    together = " ".join(latex_to_text(sanitize(c.text)) for c in cited)
    return calibration().chances(evidence(_bare(claim), together, cited, reader))


def _bare(claim: str) -> str:
    return latex_to_text(sanitize(claim)).strip(" *_-•#>")


def _judged(claim: str, cited: tuple[CitedPassage, ...], reader: CrossEncoder | None) -> Verdict:
    claim = _bare(claim)
    if not cited:
        return Verdict(Support.UNCITED, "no sentence is cited", 0.0)
    together = " ".join(latex_to_text(sanitize(c.text)) for c in cited)
    flat = fold_words(claim)
    if not flat:
        return Verdict(Support.UNCITED, "it says nothing that could be checked", 0.0)
    if not fold_words(together):
        return Verdict(Support.UNSUPPORTED, f"{labels(cited)} holds no words", NEITHER)
    if flat in {fold_words(together), *(fold_words(latex_to_text(sanitize(c.text))) for c in cited)}:
        return Verdict(Support.VERIFIED)
    abroad = lexicon.is_foreign(claim, together)
    wrong, doubt = compare_figures(claim, together, cited)
    if wrong:
        readings = [(r, *compare_figures(r, together, cited)) for r in other_readings(claim, foreign=abroad)]
        claim, wrong, doubt = next((r for r in readings if not r[1]), (readings or [(claim, wrong, doubt)])[0])
    if wrong:
        return Verdict(Support.UNSUPPORTED, wrong, 0.0)
    if reader is None:
        return Verdict(Support.UNCHECKED, "the bundled reader could not be loaded", 0.5)
    label = labels(cited)
    if abroad:
        return _judged_abroad(claim, together, cited, reader, doubt)
    chances = calibration().chances(evidence(claim, together, cited, reader))
    if crossed := crossed_figures(claim, together):
        doubt = f"{label} has {sanitize(crossed[0], 20)} and {sanitize(crossed[1], 20)} the other way round"
        support = Support.CONTRADICTED if chances.contradicts >= calibration().contradicted else Support.WEAK
        return Verdict(support, doubt, min(0.3, chances.supports))
    if reason := unknown_name(names_of(claim), together, cited):
        return Verdict(Support.UNSUPPORTED, reason, min(0.3, chances.supports))
    verdict = _as_read(chances, claim, together, label, doubt)
    if verdict.support is Support.CONTRADICTED and _adds_nothing(claim, together, cited):
        # The reader errs on near copies; what is turned round in them is found by the order of words and figures above.
        return Verdict(Support.WEAK, f"{label} has these words, and may say otherwise with them", verdict.score)
    if verdict.support is Support.VERIFIED and (named := of_one_named(names_of(claim), cited)):
        name, its_own = named
        if _judged(claim, its_own, reader).support is not Support.VERIFIED:
            why = f"{labels(its_own)}, of the paper of “{sanitize(name, 40)}”, may not say this"
            return Verdict(Support.WEAK, why, verdict.score)
    return verdict


def _judged_abroad(
    claim: str, together: str, cited: Sequence[CitedPassage], reader: CrossEncoder, doubt: str
) -> Verdict:
    """Judge a claim in another language by its words in English: the reader tells whether they are there, and opposites which way they point."""
    label = labels(cited)
    said = glossary.in_english(claim)
    doubt = (
        doubt or unknown_name(glossary.names_of(claim), together, cited) or compare_figures(said, together, cited)[1]
    )
    read = reader.entailment([(said, together)])[0]
    if NEGATION.search(said) and not NEGATION.search(together):
        doubt = doubt or f"the claim denies something; {label} does not"
    elif NEGATION.search(together) and not NEGATION.search(said) and read.contradicts >= DENIED:
        doubt = doubt or f"{label} denies something; the claim does not"
    elif found := opposite_words(glossary.in_english(claim, EVERY), together):
        doubt = doubt or f"the claim says “{found[0]}”; {label} says “{found[1]}”"
    if doubt or not said or read.neither > ABROAD:
        reason = doubt or f"in another language than {label}; its figures and names agree"
        return Verdict(Support.WEAK, reason, min(1 - read.neither, 0.5))
    return Verdict(Support.VERIFIED, "", 1 - read.neither)


def evidence(claim: str, together: str, cited: Sequence[CitedPassage], reader: CrossEncoder) -> list[float]:
    """Return what a verdict is weighed by: how the cited sentences read, behind the title and alone, and how far words are crossed.

    With the title "our method" has a name; without it the sentences must say themselves what the title may say too.
    """
    title = "; ".join(dict.fromkeys(latex_to_text(sanitize(c.title, 300)) for c in cited if c.title))
    titled = reader.entailment_in_context([(claim, f"{title} : {together}" if title else together)])[0]
    found = [crossed_words(claim, together)]
    for read in (titled, reader.entailment([(claim, together)])[0]):
        found += [_log_odds(read.supports, read.neither), _log_odds(read.contradicts, read.neither)]
        found += [_log_odds(read.supports, 1 - read.supports)]
    return found


def _log_odds(one: float, other: float) -> float:
    return math.log(min(max(one, 1e-4), 1.0) / min(max(other, 1e-4), 1.0))


def _as_read(chances: Entailment, claim: str, together: str, label: str, doubt: str) -> Verdict:
    """Turn chances into a verdict with its reason."""
    cut = calibration()
    score = chances.supports + NEITHER * chances.neither
    if chances.supports >= cut.verified:
        return Verdict(Support.WEAK, doubt, score) if doubt else Verdict(Support.VERIFIED, "", score)
    if chances.contradicts >= cut.contradicted:
        return Verdict(Support.CONTRADICTED, f"{label} reads as saying otherwise", score)
    if chances.neither >= cut.unsupported and not doubt:
        return Verdict(Support.UNSUPPORTED, _what_is_missing(claim, together, label), score)
    return Verdict(Support.WEAK, doubt or f"{label} may say this, or only a part of it", score)


@cache
def calibration() -> Calibration:
    """Return the bundled calibration."""
    return Calibration(**json.loads(data.text("reader/verdicts.json")))


def _adds_nothing(claim: str, together: str, cited: Sequence[CitedPassage]) -> bool:
    """Whether each word of weight stands in what is cited or in a title, and neither side denies what the other does not."""
    if bool(NEGATION.search(claim)) != bool(NEGATION.search(together)):
        return False
    there = {*stems_of(together), *(stem for c in cited for stem in stems_of(c.title))}
    added = set(terms_of(claim)) - there
    # "improved" where the source has "improvements".
    return all(len(stem) > 4 and any(other.startswith(stem) for other in there) for stem in added)


def _what_is_missing(claim: str, together: str, label: str) -> str:
    there = set(stems_of(together))
    missing = [
        word
        for word in dict.fromkeys(re.findall(r"[^\W_]+(?:-[^\W_]+)*", claim))
        if len(word) > 3 and (terms := terms_of(word)) and there.isdisjoint(terms)
    ]
    if not missing:
        return f"{label} says something else with the same words"
    return f"{label} does not speak of {', '.join(f'“{sanitize(word, 30)}”' for word in missing[:3])}"
