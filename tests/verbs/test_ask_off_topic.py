"""What nothing in the papers comes near is not sent to a model, unless that is wanted."""

from __future__ import annotations

from datetime import date

import pytest

from askpapers.answers.answer import Answer, Status
from askpapers.answers.serialization import answer_of, as_json
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending
from askpapers.verbs.ask import ask
from tests.fakes.llm import FakeLLM

DAY = date(2025, 10, 31)
OMELETTE = "How do I cook a perfect omelette with mushrooms?"


async def answer_to(library: Library, question: str, *, anyway: bool = False) -> Answer:
    events = [event async for event in ask(library, question, Scope(), anyway=anyway)]
    assert isinstance(events[-1], Answer)
    return events[-1]


async def test_an_everyday_question_is_sent_only_where_that_is_wanted(
    model_library: Library, papers: tuple[Paper, ...], llm: FakeLLM
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    await index_pending(model_library)
    answer = await answer_to(model_library, OMELETTE)
    assert (answer.status, answer.unsent, llm.log) == (Status.NOT_FOUND, True, [])
    assert "nothing was sent" in answer.text and answer.nearest
    assert answer_of(as_json(answer)).unsent
    llm.reply("They do not say how [none].")
    assert not (await answer_to(model_library, OMELETTE, anyway=True)).unsent
    assert len(llm.log) == 1


@pytest.mark.parametrize("question", ["Which papers merge task vectors?", "What are the main themes?", "Was ist neu?"])
async def test_other_questions_are_sent(
    model_library: Library, papers: tuple[Paper, ...], llm: FakeLLM, question: str
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    await index_pending(model_library)
    llm.reply("They do [1.1].")
    assert not (await answer_to(model_library, question)).unsent
