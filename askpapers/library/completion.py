"""A model's reply that is never paid for twice: key, cache, limits, call, record, keep; and what a call may cost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from askpapers import errors
from askpapers.answers.answer import Words
from askpapers.answers.usage import Usage
from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library
from askpapers.models import tokens
from askpapers.models.prompts import reply_key
from askpapers.models.reasoning import answer_in

if TYPE_CHECKING:
    from askpapers.models.chat import LLM
    from askpapers.models.prompts import Message


async def check_limits(library: Library, usage: Usage, *, already: float | None = 0.0, model: str = "") -> None:
    """Raise SpendingLimit where a call that uses at most `usage` could pass a limit of the settings.

    `already` is what the question has cost before this call, in US dollars. `model` is that of a call which belongs to
    no question: only the limit of a day holds.
    """
    from askpapers.answers import usage as prices

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
    from askpapers.answers import usage as prices

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
    from askpapers.answers import usage as prices

    usage = replace(usage, cost=prices.cost(model, usage, library.settings.prices), calls=max(1, usage.calls))
    await library.catalog.spending.add(model, usage)
    return usage


@dataclass(frozen=True, slots=True)
class Completion:
    """A reply and what it used; a `cached` one costs nothing and counts as no call.

    `text` is without what the model thought aloud, of which `aloud` tells. A reply that is not `whole` was stopped, or
    broken off by `error`; it is not kept.
    """

    text: str
    usage: Usage
    cached: bool = False
    whole: bool = True
    aloud: bool = False
    error: errors.ServiceError | None = None


async def complete(
    library: Library,
    llm: LLM,
    messages: Sequence[Message],
    *,
    limit: int,
    fresh: bool = False,
    already: float | None = 0.0,
) -> Completion:
    """Return a whole reply of at most `limit` tokens, from the cache unless it is to be `fresh`.

    `already` is what the question has cost before, in US dollars. Raises SpendingLimit before anything is sent,
    ServiceError and KeyProblem.
    """
    key = _key(library, llm, messages, limit)
    if not fresh and (cached := await _cached(library, key)) is not None:
        return cached
    async with reserve(library, await _at_most(library, messages, limit), already=already):
        try:
            text, usage = await llm.complete(messages, max_tokens=limit)
        except asyncio.CancelledError:
            await _record_what_came(library, llm, messages, "", Usage())
            raise
        except errors.ServiceError as error:
            if isinstance(error.usage, Usage):
                await _record(library, llm, messages, "", error.usage)
            raise
        usage = await _record(library, llm, messages, text, usage)
    await library.catalog.replies.put(key, text, usage)
    return Completion(text, usage)


async def stream(
    library: Library,
    llm: LLM,
    messages: Sequence[Message],
    *,
    limit: int,
    stop: asyncio.Event,
    fresh: bool = False,
    already: float | None = 0.0,
) -> AsyncGenerator[Words | Completion, None]:
    """Yield the words of `complete`'s reply as they come, and the Completion last; `stop` ends it where it is.

    A reply that breaks off after its first words raises nothing: its Completion tells the error.
    """
    key = _key(library, llm, messages, limit)
    if not fresh and (cached := await _cached(library, key)) is not None:
        yield Words(cached.text)
        yield cached
        return
    usage, pieces, whole, broken = Usage(), list[str](), False, None
    async with reserve(library, await _at_most(library, messages, limit), already=already):
        try:
            async for piece in _until_stopped(llm.stream(messages, max_tokens=limit), stop):
                if piece is None:
                    whole = True
                elif isinstance(piece, Usage):
                    usage = piece
                else:
                    pieces.append(piece.text)
                    yield piece
        except errors.ServiceError as error:
            if not pieces:
                usage = error.usage if isinstance(error.usage, Usage) else usage
                if usage != Usage():
                    await _record(library, llm, messages, "", usage)
                raise
            broken = error
        except (asyncio.CancelledError, GeneratorExit):
            await _record_what_came(library, llm, messages, "".join(pieces), usage)
            raise
        said = "".join(pieces)
        usage = await _record(library, llm, messages, said, usage)
    text = answer_in(said)
    if whole:
        await library.catalog.replies.put(key, text, usage)
    yield Completion(text, usage, whole=whole, aloud=text != said, error=broken)


async def is_kept(library: Library, model: str, messages: Sequence[Message], limit: int) -> bool:
    """Whether an earlier reply to exactly this is kept, so that nothing is sent."""
    key = reply_key(model, messages, limit=limit, server=library.settings.base_url)
    return await library.catalog.replies.get(key) is not None


def _key(library: Library, llm: LLM, messages: Sequence[Message], limit: int) -> str:
    return reply_key(llm.model, messages, limit=limit, server=library.settings.base_url)


async def _cached(library: Library, key: str) -> Completion | None:
    found = await library.catalog.replies.get(key)
    if found is None:
        return None
    text, usage = found
    return Completion(text, replace(usage, cost=0.0, calls=0), cached=True)


async def _at_most(library: Library, messages: Sequence[Message], limit: int) -> Usage:
    settings = library.settings
    if settings.max_cost_question is None and settings.max_cost_day is None:
        # Nothing asks what it could cost: a token has at least one byte, and the vocabulary is not loaded for it.
        return Usage(prompt=tokens.at_most(messages), completion=limit)
    # Counting the tokens of a long prompt takes long enough to keep a key waiting.
    return Usage(prompt=await asyncio.to_thread(tokens.of_call, messages), completion=limit)


async def _record(library: Library, llm: LLM, messages: Sequence[Message], said: str, usage: Usage) -> Usage:
    if usage == Usage():
        # Stopped before the server told: the words that came are what is known to have been sent.
        usage = await asyncio.to_thread(lambda: Usage(tokens.of_call(messages), tokens.count(said), estimated=True))
    return await record(library, llm.model, usage)


async def _record_what_came(library: Library, llm: LLM, messages: Sequence[Message], said: str, usage: Usage) -> None:
    """Record a call that nobody waits for any more: the server was asked, and is paid for what it has done."""
    with in_passing():
        await asyncio.shield(_record(library, llm, messages, said, usage))


async def _until_stopped(
    replies: AsyncIterator[Words | Usage], stop: asyncio.Event
) -> AsyncIterator[Words | Usage | None]:
    """Yield what a model streams until `stop` is set, without waiting for the next piece; None after the last one."""
    stopped = asyncio.ensure_future(stop.wait())
    following: asyncio.Future[Any] = stopped
    try:
        while True:
            following = asyncio.ensure_future(anext(replies, None))
            await asyncio.wait({following, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)
                return
            piece = following.result()
            yield piece
            if piece is None:
                return
    finally:
        # Cancelled from outside, a piece is still being waited for: a generator that runs cannot be closed.
        stopped.cancel()
        following.cancel()
        await asyncio.gather(stopped, following, return_exceptions=True)
        if hasattr(replies, "aclose"):
            await replies.aclose()
