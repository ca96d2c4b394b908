"""Contraries: what a claim and a sentence say of the same thing cannot both be so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.answers.answer import Support
from askpapers.papers.abstract import CitedPassage
from askpapers.verification.support.judge import judge_support
from askpapers.verification.support.polarity import contrary, reversed_comparison


@pytest.mark.parametrize(
    ("claim", "said", "found"),
    [
        (
            "Pruning inhibits the transfer between tasks",
            "We show that pruning promotes transfer between distant tasks.",
            ("inhibits", "promotes"),
        ),
        (
            "Merging degrades robustness to noise",
            "Merging improves robustness to noise on all of the sets, and lowers the cost.",
            ("degrades", "improves"),
        ),
        (
            "Longer prompts are negatively associated with accuracy",
            "Longer prompts are positively associated with accuracy, at a higher cost.",
            ("negatively", "positively"),
        ),
        (
            "The labels are inaccurate for rare classes",
            "The labels are accurate for rare classes.",
            ("inaccurate", "accurate"),
        ),
        (
            "A model-dependent bound holds for merging",
            "A model-independent bound holds for merging.",
            ("dependent", "independent"),
        ),
        (
            "The filter is applied before training",
            "The filter is applied after training.",
            ("before", "after"),
        ),
        ("Depth has no effect on forgetting", "Depth shapes the effect on forgetting.", ("no", "")),
        ("Small models are unable to merge tasks", "Small models merge tasks with ease.", ("unable", "")),
    ],
)
def test_the_contrary_of_the_same_thing_is_found(claim: str, said: str, found: tuple[str, str]) -> None:
    assert contrary(claim, said) == found


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        # Of another thing.
        ("Merging increases accuracy on GLUE", "Merging gives accuracy on GLUE, and memory use is reduced."),
        # Both are said.
        (
            "Merging increases accuracy on GLUE",
            "Merging raises accuracy on GLUE as cost and accuracy on noise are reduced.",
        ),
        # Less of a cost is an improvement.
        ("Merging improves energy efficiency", "Merging gives a reduction in energy at equal efficiency."),
        # The rest of the words are not shared.
        ("Cats in Paris increase noise at night", "The method reduces noise."),
        # Denied in other words.
        ("Merging needs no labels", "Merging is label-free and needs only weights."),
        ("Depth has no effect on forgetting", "Depth had little effect on forgetting."),
        ("", ""),
        ("increases", "reduces"),
    ],
)
def test_what_is_no_contrary_is_left_alone(claim: str, said: str) -> None:
    assert contrary(claim, said) is None


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            "Task arithmetic outperforms TurboMerge",
            "Experiments show that TurboMerge outperforms task arithmetic by 3%.",
        ),
        ("Existing merging surpasses our approach on GLUE", "Our approach exceeds all existing merging on GLUE."),
        ("Pruning is faster than distillation", "We find that distillation is much faster than pruning on phones."),
        ("TurboMerge is outperformed by task arithmetic", "TurboMerge outperforms task arithmetic."),
        ("Adapters reach a higher score than prompts", "Prompts reach a higher score on GLUE than adapters."),
    ],
)
def test_a_comparison_the_other_way_round_is_found(claim: str, said: str) -> None:
    assert reversed_comparison(claim, said)
    assert not reversed_comparison(said, said)
    assert judge_support(claim, [CitedPassage("1.1", said)]).support is not Support.VERIFIED


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("TurboMerge outperforms task arithmetic", "Task arithmetic is outperformed by TurboMerge."),
        (
            "TurboMerge beats task arithmetic on GLUE",
            "The TurboMerge method surpasses both averaging and task arithmetic.",
        ),
        ("The method outperforms averaging", "TurboMerge surpasses previous methods, including averaging."),
        ("Pruning is slower than distillation", "Distillation is faster than pruning."),
        ("Pruning takes more than 10 hours", "Distillation takes more than 5 hours, pruning 10."),
        ("TurboMerge outperforms averaging", "Averaging outperforms pruning, and TurboMerge outperforms averaging."),
        ("TurboMerge is used rather than pruning", "Pruning is used other than in TurboMerge."),
        ("than", "outperforms than"),
    ],
)
def test_a_comparison_the_same_way_round_or_of_another_kind_is_left_alone(claim: str, said: str) -> None:
    assert not reversed_comparison(claim, said)


def test_a_contrary_makes_a_claim_doubtful_with_both_words() -> None:
    said = "We show that pruning activates the rare experts of a layer."
    verdict = judge_support("Pruning deactivates the rare experts of a layer", [CitedPassage("1.2", said)])
    assert verdict.support is not Support.VERIFIED
    assert verdict.reason == "the claim says “deactivates”; 1.2 says “activates” of the same"
    verdict = judge_support(
        "Pruning has no effect on transfer", [CitedPassage("1.2", "Pruning has an effect on transfer, as shown.")]
    )
    assert (verdict.support, verdict.reason) == (Support.WEAK, "the claim says “no”; 1.2 denies nothing")


@given(
    st.lists(st.sampled_from(["merging", "increases", "reduces", "no", "accuracy", "with", "without", "un", "蛋", "-"]))
)
def test_nothing_is_the_contrary_of_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert contrary(text, text) is None
