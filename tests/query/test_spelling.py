from __future__ import annotations

import pytest

from askpapers.papers.paper import Paper
from askpapers.query.spelling import correct, suggest_spellings

PAPERS = [
    Paper("a", "Diffusion models", "Diffusion models make chest images. We reduce hallucination of tumors by tuning."),
    Paper("b", "Federated learning", "Reinforcement learning in federated settings of tubular vessels."),
]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which papers use difusion models?", [("difusion", "diffusion")]),
        ("halucinations", [("halucinations", "hallucination")]),
        ("Which papers use reinforcmeent learning?", []),
        ("Which papers segment tumours?", [("tumours", "tumors")]),
        ("Which papers diffuse models?", []),
        ("Which papers use tabular data?", []),
        ("Does any paper talk about chess?", []),
        ("Which author won the Turing award?", []),
        ("Which papers study caffeine?", []),
        ("", []),
    ],
)
def test_what_was_meant(question: str, found: list[tuple[str, str]]) -> None:
    assert list(suggest_spellings(question, PAPERS)) == found


def test_only_whole_words_are_exchanged() -> None:
    assert correct("scan the scans of scan-lines", [("scan", "skim")]) == "skim the scans of skim-lines"


def test_no_papers_no_correction() -> None:
    assert suggest_spellings("Which papers use difusion models?", []) == ()
