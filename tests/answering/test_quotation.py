"""When a model is not asked at all."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Answer, Status
from askpapers.library.library import Library
from askpapers.models import tokens
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending
from askpapers.verbs.ask import ask
from tests.conftest import NOW
from tests.fakes.llm import FakeLLM

PASTA = "How long do I boil spaghetti until they are al dente?"


async def asked(library: Library, question: str, **how: bool) -> Answer:
    (*_, answer) = [event async for event in ask(library, question, Scope(), **how)]
    assert isinstance(answer, Answer)
    return answer


async def test_what_nothing_comes_near_is_sent_only_when_that_is_asked_for(
    model_library: Library, llm: FakeLLM, papers: tuple[Paper, ...]
) -> None:
    await model_library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(model_library)
    unsent = await asked(model_library, PASTA)
    assert (unsent.unsent, unsent.status, llm.log) == (True, Status.NOT_FOUND, [])
    assert "nothing was sent" in unsent.text
    llm.reply("None of the papers says that.")
    sent = await asked(model_library, PASTA, anyway=True)
    assert not sent.unsent and len(llm.log) == 1


async def test_where_a_paper_is_named_that_one_is_read_and_no_other(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(library)
    answer = await asked(library, "What does TurboMerge merge?")
    assert len(answer.matches) == 1 < answer.scope_size
    assert answer.text.startswith("From the paper that the question names;")


async def test_praise_of_a_named_paper_is_no_limit(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(library)
    asked_for = {question: (await asked(library, question)).status for question in (
        "What does TurboMerge merge?", "What are the limitations of TurboMerge?", "What does TurboMerge cost to run?"
    )}  # fmt: skip
    assert list(asked_for.values()) == [Status.ANSWERED, Status.CLOSEST, Status.CLOSEST]


async def test_a_question_over_a_small_library_opens_no_chroma_and_counts_no_tokens(
    library: Library, papers: tuple[Paper, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(library)
    before = [await asked(library, question) for question in ("Which papers merge task vectors?", PASTA)]

    def refused(text: str) -> int:
        raise AssertionError("counted")

    monkeypatch.setattr(tokens, "count", refused)
    async with Library(library.settings, embedder=await library.embedder()) as anew:
        await anew.warm()
        for answer in before:
            assert (await asked(anew, answer.question)).text == answer.text
            # The second question goes on with the first.
            (*_, last) = [event async for event in ask(anew, "And how?", Scope(), turns=[answer])]
            assert isinstance(last, Answer)
        assert anew._vectors is None and anew.meaning_off == ""
