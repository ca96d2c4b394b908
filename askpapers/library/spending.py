"""What a call may cost, and what it did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace

from askpapers import errors
from askpapers.answers.usage import Usage
from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library


async def check_limits(library: Library, usage: Usage, *, already: float | None = 0.0, model: str = "") -> None:
    """Raise SpendingLimit where a call that uses at most `usage` could pass a limit of the settings.

    `already` is what the question has cost before this call, in US dollars. `model` is that of a call which belongs to
    no question: only the limit of a day holds.
    """
    from askpapers.models import prices

    settings = library.settings
    limits = [] if model else [("a question", settings.max_cost_question, already or 0.0)]
    model = model or settings.engine
    if settings.max_cost_day is not None:
        # First what is under way: a call that ends in between counts twice then, and not at all the other way round.
        held = sum(library.under_way)
        limits.append(("a day", settings.max_cost_day, held + await library.catalog.spending.today()))
    for what, limit, spent in limits:
        if limit is None:
            continue
        cost = prices.cost(model, usage, settings.prices, strict=True)
        if cost is None:
            raise errors.SpendingLimit(
                f"The price of {model} is unknown, and there is a limit of ${limit:.4g} {what}.",
                f"Add its price to {settings.prices}, or lift the limit.",
            )
        if spent + cost > limit:
            told = f"${spent:.4f} spent{' or under way' if library.under_way and what == 'a day' else ''}"
            raise errors.SpendingLimit(
                f"This could cost ${cost:.4f}; with {told} it would pass the limit of ${limit:.4g} {what}.",
                "Nothing was sent. Ask of fewer papers (--budget), or raise the limit in the settings.",
            )


@asynccontextmanager
async def reserve(
    library: Library, usage: Usage, *, already: float | None = 0.0, model: str = ""
) -> AsyncIterator[None]:
    """Count a call that uses at most `usage` as spent while it is under way; inside, it is made and recorded.

    The arguments are those of `check_limits`, and it raises SpendingLimit as that does: calls side by side pass no limit
    of a day together.
    """
    from askpapers.models import prices

    async with library.reserving:
        await check_limits(library, usage, already=already, model=model)
        cost = prices.cost(model or library.settings.engine, usage, library.settings.prices) or 0.0
        library.under_way.append(cost)
    try:
        yield
    finally:
        library.under_way.remove(cost)


@asynccontextmanager
async def pay_for_embeddings(library: Library, texts: Sequence[str], *, reading: bool = False) -> AsyncIterator[None]:
    """Reserve what it costs to embed texts on a server, and record it after; the bundled model costs nothing.

    Inside they are embedded. Raises SpendingLimit before. `reading` goes on where nothing can be written down.
    """
    if library.settings.embedding_model == "bundled":
        yield
        return
    from askpapers.models import tokens

    model = (await library.embedder()).model
    usage = Usage(prompt=await asyncio.to_thread(lambda: sum(map(tokens.count, texts))), estimated=True)
    async with reserve(library, usage, model=model):
        yield
        with in_passing() if reading else nullcontext():
            await record(library, model, usage)


async def record(library: Library, model: str, usage: Usage) -> Usage:
    """Note in the catalog what a call used; return it with its price."""
    from askpapers.models import prices

    usage = replace(usage, cost=prices.cost(model, usage, library.settings.prices), calls=max(1, usage.calls))
    await library.catalog.spending.add(model, usage)
    return usage
