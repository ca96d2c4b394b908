"""A reader that counts words: what a claim's words share with its source, and whether one of them denies."""

from __future__ import annotations

from collections.abc import Sequence

from askpapers.text.cue_phrases import NEGATION
from askpapers.text.inference import Entailment, Relevance
from askpapers.text.terms import weigh_terms


class WordReader:
    """Implements `CrossEncoder`; `asked` logs what it was given."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def relevance(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Relevance]:
        self.asked += [(question, sentence) for _, sentence in passages]
        found = []
        for title, sentence in passages:
            held = _share(question, sentence)
            found.append(Relevance(held * 0.98, (1 - held) * _share(question, f"{title} {sentence}")))
        return found

    def relevance_in_context(
        self, question: str, abstracts: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[Relevance]]:
        return [self.relevance(question, [(title, sentence) for sentence in own]) for title, own in abstracts]

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        self.asked += pairs
        found = []
        for claim, source in pairs:
            # A word that leads in ("according") is no reason to doubt.
            held = min(1.0, 1.2 * _share(claim, source))
            turned = bool(NEGATION.search(claim)) != bool(NEGATION.search(source))
            supports = 0.0 if turned else held
            contradicts = held if turned else 0.0
            found.append(Entailment(supports, contradicts, 1 - held))
        return found

    def entailment_in_context(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return self.entailment(pairs)

    def absence(self, sentences: Sequence[str]) -> list[float]:
        return [float(NEGATION.search(text) is not None and "say" in text) for text in sentences]


class SureReader(WordReader):
    """Believes every claim, so that only arithmetic can doubt."""

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        self.asked += pairs
        return [Entailment(1.0, 0.0, 0.0) for _ in pairs]


def _share(asked: str, text: str) -> float:
    weights = weigh_terms(asked)
    there = weigh_terms(text)
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in there) / total if total else 0.0
