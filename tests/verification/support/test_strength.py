"""Claims that go further than what they cite, or say the contrary in other words: each kind is doubted, with both words."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Support
from askpapers.papers.abstract import CitedPassage
from askpapers.verification.support.judge import judge_support
from askpapers.verification.support.strength import overstatement


@pytest.mark.parametrize(
    ("claim", "said", "words"),
    [
        ("Pruning helps all small models", "Pruning helps most small models.", ("all", "most")),
        ("Pruning helps most small models", "Pruning helps few small models.", ("most", "few")),
        ("Every small model is pruned well", "The small model is pruned well.", ("every", "")),
        ("No small model is pruned", "The small model is pruned.", ("no", "")),
        ("Pruning hurts rare words in small models", "Pruning may hurt rare words.", ("hurts", "may hurts")),
        ("Smoking increases the risk of cancer", "The risk of cancer was stable with smoking.", ("increases", "")),
        ("Caffeine decreases the risk of stroke", "Caffeine was tied to a rise in stroke risk.", ("decreases", "")),
    ],
)
def test_what_goes_further_is_told_with_both_words(claim: str, said: str, words: tuple[str, str]) -> None:
    assert overstatement(claim, said) == words


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("Pruning helps all small models", "We find that pruning helps all of the small models."),
        ("Pruning may hurt rare words", "Pruning may hurt rare words."),
        ("Pruning can hurt rare words", "Pruning may hurt rare words."),
        ("No second model has to be deployed", "It eliminates the need to deploy a second model."),
        ("Pruning reduces cost in adults", "In adults of more than 40 years pruning lowers cost."),
        ("Pruning improves accuracy", "Pruning yields higher accuracy."),
        ("Pruning removes weights of small models", "Pruning removes weights of small models."),
        ("", "Pruning removes weights."),
    ],
)
def test_what_goes_no_further_is_not_doubted(claim: str, said: str) -> None:
    assert overstatement(claim, said) is None


@pytest.mark.parametrize(
    ("claim", "said", "reason"),
    [
        (
            "Quantisation degrades accuracy of the pruned model",
            "Quantisation does not degrade accuracy of the pruned model much.",
            "the claim says “degrade”; 1.1 says “not degrade” of the same",
        ),
        (
            "We describe a UCP1-dependent heat mechanism in beige fat",
            "We describe a robust UCP1-independent heat mechanism in beige fat.",
            "the claim says “dependent”; 1.1 says “independent” of the same",
        ),
        (
            "The attention of the decoder is sparse over tokens",
            "The attention of the decoder stays dense over tokens.",
            "the claim says “sparse”; 1.1 says “dense” of the same",
        ),
        (
            "The merged model helps all eight tasks of the suite",
            "The merged model helps most of the eight tasks of the suite.",
            "the claim says “all”; 1.1 says “most”",
        ),
    ],
)
def test_the_contrary_in_other_words_is_weak_with_its_reason(claim: str, said: str, reason: str) -> None:
    verdict = judge_support(claim, [CitedPassage("1.1", said)])
    assert (verdict.support, verdict.reason) == (Support.WEAK, reason)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("It works without oracle labels on all of them", "It does not need oracle labels on all of them."),
        ("It trains not only small models but large models", "It trains not only small models but also large models."),
    ],
)
def test_a_denial_that_the_claim_shares_is_no_contrary(claim: str, said: str) -> None:
    assert "says" not in judge_support(claim, [CitedPassage("1.1", said)]).reason
