"""What a model says of a day's list: one call over the papers that come first, its sentences checked like an answer's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from askpapers.answering.estimate import Estimate
from askpapers.answering.packing import pack
from askpapers.answers.answer import Answer, in_order
from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.library.completion import complete
from askpapers.library.library import Library
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind

if TYPE_CHECKING:
    from askpapers.models.chat import LLM
    from askpapers.models.prompts import Message

TITLE = "What is the list about?"


async def overview(library: Library, llm: LLM, papers: Sequence[Paper], count: int, *, fresh: bool = False) -> Answer:
    """Return what the model says of the first of these papers that fit the budget; `count` are on the list.

    Nothing of the reader is sent but the order of the papers. Raises SpendingLimit before anything is sent, ServiceError and
    KeyProblem.
    """
    from askpapers.verification.checker import check, status

    shown, messages = await _messages(library, papers, count)
    reply = await complete(library, llm, messages, limit=library.settings.answer_tokens, fresh=fresh)
    reader = await library.reader()
    claims = await asyncio.to_thread(check, reply.text, shown, reader, count)
    notes = [f"the reply was cut at {library.settings.answer_tokens:,} tokens (answer_tokens)"] * reply.usage.truncated
    return Answer(
        question=TITLE,
        text=reply.text,
        status=status(claims),
        citations=in_order(claims),
        matches=tuple(Match(paper, 1.0, Reason(ReasonKind.IN_SCOPE)) for paper in shown),
        usage=reply.usage,
        model=llm.model,
        claims=claims,
        scope_size=count,
        notes=tuple(notes),
    )


async def estimate_overview(library: Library, papers: Sequence[Paper], count: int) -> Estimate:
    """Say what the call would send and cost at most; nothing is sent."""
    from askpapers.models import prices, tokens

    settings = library.settings
    if settings.model is None:
        return Estimate(0, len(papers), count, 0.0, EXTRACTIVE, True, 0)
    shown, messages = await _messages(library, papers, count)
    size = await asyncio.to_thread(tokens.of_call, messages)
    cost = prices.cost(settings.model, Usage(prompt=size, completion=settings.answer_tokens), settings.prices)
    return Estimate(size, len(shown), count, cost, settings.model, tokens.exact(settings.model))


async def _messages(library: Library, papers: Sequence[Paper], count: int) -> tuple[tuple[Paper, ...], list[Message]]:
    from askpapers.models import prompts

    told = [paper for paper in papers if paper.abstract]

    def work() -> tuple[tuple[Paper, ...], list[Message]]:
        shown = pack(told, library.settings.budget).papers
        prompt = prompts.load("digest", library.prompt_folder())
        return shown, prompt.fill(papers=prompts.evidence(shown), count=str(count))

    return await asyncio.to_thread(work)
