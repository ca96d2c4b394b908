"""A question across papers: what is asked over, the answer as it streams, and how far each claim is supported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace

from askpapers.answering.context import Context, build_context, clean_question
from askpapers.answering.generation import Generation
from askpapers.answering.quotation import answer_that_nothing_was_sent, answer_with_quotations, is_off_topic
from askpapers.answers.answer import Answer, Event, Found
from askpapers.library.library import Library
from askpapers.papers.scope import Scope


async def ask(
    library: Library,
    question: str,
    scope: Scope,
    *,
    turns: Sequence[Answer] = (),
    papers: Sequence[str] = (),
    budget: int | None = None,
    fresh: bool = False,
    extractive: bool = False,
    literal: bool = False,
    fixed: Collection[str] = (),
    rerank: bool = False,
    anyway: bool = False,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[Event]:
    """Answer a question: `Found`, then `Words` and `Checked` as they come, and last the `Answer`.

    A model is not asked what nothing in the papers comes near, but `anyway`. `turns` are the earlier turns of the conversation. With `fresh` no cached reply is used. When `stop` is set, the
    answer ends with what came, status "stopped". No word of the question changes the fields of the scope that are `fixed`. Raises UsageError for an empty question, SpendingLimit before
    anything is sent, ServiceError and KeyProblem where no word came.

    >>> async for event in ask(library, "Which papers merge task vectors of several fine-tuned models?", Scope()):
    ...     if isinstance(event, Answer):
    ...         print(event.status, event.citations[0].paper_id in {m.paper.id for m in event.matches})
    answered True
    """
    question = clean_question(question)
    turns = [turn for turn in turns if not turn.unsent]
    llm = None if extractive else await library.llm()
    # Reading costs nothing without a model: everything that may fit is read, whatever its length.
    free = llm is None
    evidence = await build_context(
        library, question, scope, turns=turns, papers=papers, budget=budget, literal=literal, fixed=fixed, free=free
    )
    if rerank and llm is not None and not evidence.whole:
        evidence = await _reranked(library, evidence)
    if llm is None or not evidence.matches:
        async for event in answer_with_quotations(library, evidence):
            yield event
        return
    if not (anyway or evidence.antecedent or papers) and await is_off_topic(library, evidence):
        async for event in answer_that_nothing_was_sent(library, evidence, llm.model):
            yield event
        return
    yield Found(evidence.matches, evidence.scope_size, evidence.notes)
    async for event in Generation(library, evidence, llm, fresh, stop or asyncio.Event()).events():
        yield event


async def _reranked(library: Library, evidence: Context) -> Context:
    from askpapers.retrieval import search as retrieve

    matches = await retrieve.rerank(library, evidence.question, evidence.matches)
    return replace(evidence, matches=matches, parts=(tuple(match.paper for match in matches),))
