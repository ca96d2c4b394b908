from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.query.question import referred


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("And which of those are about chemistry?", (0, 1, 2)),
        ("Which of them release code?", (0, 1, 2)),
        ("Which of these papers use RL?", (0, 1, 2)),
        ("Do those papers release code?", (0, 1, 2)),
        ("Welche davon nutzen RL?", (0, 1, 2)),
        ("What is the second one about?", (1,)),
        ("Tell me about the first two.", (0, 1)),
        ("the last one", (2,)),
        ("Compare the first and the third paper", (0, 2)),
        ("How does the first one differ from the others?", (0, 1, 2)),
    ],
)
def test_a_reference_is_to_papers_cited_before(question: str, places: tuple[int, ...]) -> None:
    assert referred(question, 3)[0] == places


@pytest.mark.parametrize(
    "question",
    [
        "What do these papers have in common?",
        "Which of today's papers use RL?",
        "Which of these 64 papers have code?",
        "Which papers use diffusion, and how many of those are on chemistry?",
        "What is the first step of AdaMerging?",
        "Who proposed the first transformer?",
        "Which was the first to use RL?",
        "the fourth one",
        "Of all these papers, which is most practical?",
        "Summarize those two papers",
    ],
)
def test_other_questions_are_over_the_list(question: str) -> None:
    assert referred(question, 3) == ((), question)


def test_what_is_asked_remains_without_the_reference() -> None:
    assert referred("And which of those are about chemistry?", 2)[1] == "And which are about chemistry?"


@given(st.text(max_size=80) | st.sampled_from(["the second one", "of those", "the last 99 papers"]), st.integers(0, 4))
def test_every_place_is_one_that_was_cited(question: str, cited: int) -> None:
    places, _ = referred(question, cited)
    assert all(0 <= place < cited for place in places)
    assert len(set(places)) == len(places)
