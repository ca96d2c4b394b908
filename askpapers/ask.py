"""A question across papers: what is asked over, the answer as it streams, and how far each claim is supported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from askpapers import errors
from askpapers.asking import Asking
from askpapers.calls import calls_of
from askpapers.evidence import Evidence, gather
from askpapers.library import Library
from askpapers.papers import EXTRACTIVE, Answer, Event, Found, Usage
from askpapers.quoting import quoted
from askpapers.scopes import Scope

_NO_BUDGET = 10_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a question would send: prompt tokens, papers shown, and at most how many US dollars (None: price unknown).

    `exact` says that the tokens are counted with the model's own vocabulary; `filters` are those that the question's
    own words make, as a person would say them.
    """

    tokens: int
    shown: int
    scope_size: int
    cost: float | None
    model: str
    exact: bool = True
    calls: int = 1
    filters: tuple[str, ...] = ()


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
    rerank: bool = False,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[Event]:
    """Answer a question: `Found`, then `Words` and `Checked` as they come, and last the `Answer`.

    `turns` are the earlier turns of the conversation. With `fresh` no cached reply is used. When `stop` is set, the
    answer ends with what came, status "stopped". Raises UsageError for an empty question, SpendingLimit before
    anything is sent, ServiceError and KeyProblem where no word came.
    """
    question = " ".join(question.split())
    if not question:
        raise errors.UsageError("There is no question.", 'Write one: askpapers ask "…".')
    llm = None if extractive else await library.llm()
    if llm is None:
        # Reading costs nothing without a model: everything that may fit is read, whatever its length.
        budget = _NO_BUDGET
    free = llm is None
    evidence = await gather(
        library, question, scope, turns=turns, papers=papers, budget=budget, literal=literal, free=free
    )
    if rerank and llm is not None and not evidence.whole:
        evidence = await _reranked(library, evidence)
    if llm is None or not evidence.matches:
        async for event in quoted(library, evidence):
            yield event
        return
    yield Found(evidence.matches, evidence.scope_size, evidence.notes)
    async for event in Asking(library, evidence, llm, fresh, stop or asyncio.Event()).events():
        yield event


async def estimate(
    library: Library,
    question: str,
    scope: Scope,
    *,
    turns: Sequence[Answer] = (),
    papers: Sequence[str] = (),
    budget: int | None = None,
    literal: bool = False,
) -> Estimate:
    """Say what asking would send and cost at most; nothing is sent."""
    from askpapers import prices, tokens

    settings = library.settings
    free = settings.model is None
    if free:
        budget = _NO_BUDGET
    evidence = await gather(
        library, question, scope, turns=turns, papers=papers, budget=budget, literal=literal, free=free
    )
    shown, calls = len(evidence.matches), len(evidence.parts)
    if settings.model is None:
        return Estimate(0, shown, evidence.scope_size, 0.0, EXTRACTIVE, True, 0, evidence.filters_in_words)

    def size_of_all() -> int:
        return sum(tokens.of_call(messages) for messages in calls_of(library, evidence))

    size = await asyncio.to_thread(size_of_all)
    usage = Usage(prompt=size, completion=settings.answer_tokens * max(1, calls))
    cost = prices.cost(settings.model, usage, settings.prices)
    return Estimate(
        size,
        shown,
        evidence.scope_size,
        cost,
        settings.model,
        tokens.exact(settings.model),
        calls,
        evidence.filters_in_words,
    )


async def _reranked(library: Library, evidence: Evidence) -> Evidence:
    from askpapers import retrieve

    matches = await retrieve.rerank(library, evidence.question, evidence.matches)
    return replace(evidence, matches=matches, parts=(tuple(match.paper for match in matches),))
