"""What a question in a conversation goes back to: the papers in hand, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from askpapers.answering.context import build_context
from askpapers.answers.answer import Answer, Citation, Status, Support
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.papers.paper import Paper, ReasonKind
from askpapers.papers.scope import Scope
from askpapers.text.sentences import Span
from askpapers.verbs.ask import ask
from tests.conftest import NOW

MERGING = Answer(
    "Which papers are about model merging?",
    "TurboMerge does [1.2].",
    Status.ANSWERED,
    (Citation("2510.00001", (2,), Span(0, 5), Support.VERIFIED),),
    (),
    Usage(),
)
NOTHING = replace(MERGING, question="thanks", text="Nothing comes near this.", status=Status.NOT_FOUND, citations=())


async def cited_first(library: Library, question: str, *turns: Answer) -> bool:
    evidence = await build_context(library, question, Scope(), turns=turns, free=True)
    assert (evidence.antecedent is not None) == (evidence.matches[0].reason.kind is ReasonKind.CITED_BEFORE)
    return evidence.antecedent is not None


@pytest.fixture
async def filled(library: Library, papers: tuple[Paper, ...]) -> Library:
    """A library of a few papers."""
    await library.catalog.merge(papers, default_day=NOW.date())
    return library


@pytest.mark.parametrize(
    "question",
    [
        "Which papers study reinforcement learning?",
        "Which papers fold proteins?",
        "Does QueST use reinforcement learning? yes or no",
        "Welche Arbeiten behandeln neuronale Architektursuche?",
        "asdf qwer zxcv",
        "thanks",
        "ok",
    ],
)
async def test_a_question_with_a_topic_of_its_own_and_small_talk_go_back_to_nothing(
    filled: Library, question: str
) -> None:
    assert not await cited_first(filled, question, MERGING)


@pytest.mark.parametrize(
    "question",
    [
        "Does it beat the state of the art?",
        "And how fast is it?",
        "How did they measure that?",
        "Ist der Code davon da?",
    ],
)
async def test_a_follow_up_goes_back_to_the_papers_in_hand(filled: Library, question: str) -> None:
    assert await cited_first(filled, question, MERGING)


async def test_a_turn_that_cites_nothing_leaves_the_papers_in_hand_and_is_told(filled: Library) -> None:
    question = "Does it beat the state of the art?"
    evidence = await build_context(filled, question, Scope(), turns=[MERGING, NOTHING], free=True)
    assert evidence.antecedent is not None
    assert evidence.antecedent.turn is MERGING
    assert evidence.notes == ("goes back to “Which papers are about model merging?”",)


async def test_without_a_model_a_follow_up_quotes_the_papers_in_hand_alone(filled: Library) -> None:
    events = [event async for event in ask(filled, "Does it beat the state of the art?", Scope(), turns=[MERGING])]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert {citation.paper_id for citation in answer.citations} == {"2510.00001"}
    assert answer.notes[0] == "of the paper cited before"


async def test_a_question_of_its_own_is_answered_as_if_asked_fresh(filled: Library) -> None:
    question = "Which papers study reinforcement learning?"
    texts = []
    for turns in ([], [MERGING]):
        events = [event async for event in ask(filled, question, Scope(), turns=turns)]
        assert isinstance(events[-1], Answer)
        texts.append(events[-1].text)
    assert texts[0] == texts[1]
