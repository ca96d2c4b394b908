"""One question on its way through a model: the calls, the stream, the verdicts and what it cost."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.answering.context import Context
from askpapers.answering.estimate import messages_of, partial_messages
from askpapers.answering.quotation import code_links, nearest
from askpapers.answers.answer import Answer, Checked, Claim, Event, Found, Progress, Status, Words, in_order
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.library.spending import check_limits, record
from askpapers.models import tokens
from askpapers.models.prompts import reply_key
from askpapers.models.reply import answer_in
from askpapers.papers.paper import Paper

if TYPE_CHECKING:
    from askpapers.models.chat import LLM
    from askpapers.models.prompts import Message
    from askpapers.verification.checker import Checker

_REFERENCE = re.compile(r"\d+\.\d+")


class Generation:
    """One question on its way through a model."""

    def __init__(self, library: Library, evidence: Context, llm: LLM, fresh: bool, stop: asyncio.Event) -> None:
        self._library = library
        self._evidence = evidence
        self._llm = llm
        self._fresh = fresh
        self._stop = stop
        self._usage = Usage(cost=0.0)
        self._notes: list[str] = list(evidence.notes)
        self._pieces: list[str] = []
        self._text: list[str] = []
        self._claims: tuple[Claim, ...] = ()
        self._stopped = False

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens, the `Answer` last."""
        if len(self._evidence.parts) > 1:
            try:
                async for progress in self._read():
                    yield progress
            except errors.ContextOverflow:
                parts = _halved(self._evidence.parts)
                if len(parts) == len(self._evidence.parts):
                    raise
                self._notes.append(f"the model's context holds fewer: the list is read in {len(parts)} smaller parts")
                self._evidence = replace(self._evidence, parts=parts)
                yield Found(self._evidence.matches, self._evidence.scope_size, tuple(self._notes))
                async for progress in self._read():
                    yield progress
        evidence, notes = self._evidence, _joined(self._pieces)
        try:
            async for event in self._answered(notes):
                yield event
        except errors.ContextOverflow:
            if notes or self._text or len(evidence.papers) < 2:
                raise
            kept = evidence.matches[: max(1, len(evidence.matches) // 2)]
            self._notes.append(
                f"the model's context holds fewer: asked again with {len(kept)} of {len(evidence.matches)} papers"
            )
            self._evidence = replace(evidence, matches=kept, parts=(tuple(m.paper for m in kept),))
            yield Found(kept, evidence.scope_size, tuple(self._notes))
            async for event in self._answered(""):
                yield event
        yield await self._answer()

    async def _read(self) -> AsyncIterator[Progress]:
        """Gather from each part of the list what speaks to the question."""
        self._pieces = []
        total = len(self._evidence.parts) + 1
        for done, messages in enumerate(partial_messages(self._library, self._evidence)):
            yield Progress(done, total, "reading the whole list")
            self._pieces.append(await self._complete(messages))
            if self._stop.is_set():
                break
        yield Progress(total - 1, total, "reading the whole list")

    async def _answered(self, notes: str) -> AsyncIterator[Event]:
        checker = await self._checker()
        messages = messages_of(self._library, self._evidence, notes)
        limit = self._library.settings.answer_tokens
        key = self._key(messages, limit)
        cached = None if self._fresh else await self._library.catalog.reply(key)
        if cached is not None:
            text, usage = cached
            self._usage += replace(usage, cost=0.0, calls=0)
            async for event in self._say(text, checker):
                yield event
        else:
            await self._afford(messages, limit)
            usage = Usage()
            try:
                async for piece in self._until_stopped(self._llm.stream(messages, max_tokens=limit)):
                    if isinstance(piece, Usage):
                        usage = piece
                    else:
                        async for event in self._say(piece.text, checker):
                            yield event
            except errors.ServiceError as error:
                if not self._text:
                    raise
                self._stopped = True
                self._notes.append(f"the answer broke off: {error}")
            await self._pay(usage, messages)
            said = "".join(self._text)
            if (text := answer_in(said)) != said:
                self._notes.append("the model thought aloud before its answer: that is left out")
                self._text = [text]
                checker = await self._checker()
                checker.feed(text)
            if not self._stopped:
                await self._library.catalog.put_reply(key, "".join(self._text), usage)
        self._claims = await asyncio.to_thread(checker.finish)
        yield Checked(self._claims)

    async def _checker(self) -> Checker:
        from askpapers.verification.checker import Checker

        return Checker(self._evidence.papers, await self._library.similarity(), self._evidence.scope_size)

    async def _say(self, text: str, checker: Checker) -> AsyncIterator[Event]:
        self._text.append(text)
        yield Words(text)
        claims = await asyncio.to_thread(checker.feed, text)
        if claims != self._claims:
            self._claims = claims
            yield Checked(claims)

    async def _until_stopped(self, stream: AsyncIterator[Words | Usage]) -> AsyncIterator[Words | Usage]:
        stop = asyncio.ensure_future(self._stop.wait())
        try:
            while True:
                following = asyncio.ensure_future(anext(stream, None))
                await asyncio.wait({following, stop}, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    following.cancel()
                    await asyncio.gather(following, return_exceptions=True)
                    self._stopped = True
                    return
                piece = following.result()
                if piece is None:
                    return
                yield piece
        finally:
            stop.cancel()
            if hasattr(stream, "aclose"):
                await stream.aclose()

    async def _complete(self, messages: list[Message]) -> str:
        limit = self._library.settings.answer_tokens
        key = self._key(messages, limit)
        if not self._fresh and (cached := await self._library.catalog.reply(key)) is not None:
            self._usage += replace(cached[1], cost=0.0, calls=0)
            return cached[0]
        await self._afford(messages, limit)
        text, usage = await self._llm.complete(messages, max_tokens=limit)
        await self._pay(usage, messages)
        await self._library.catalog.put_reply(key, text, usage)
        return text

    def _key(self, messages: Sequence[Message], limit: int) -> str:
        return reply_key(self._llm.model, messages, limit=limit, server=self._library.settings.base_url)

    async def _afford(self, messages: Sequence[Message], limit: int) -> None:
        size = await asyncio.to_thread(tokens.of_call, messages)
        await check_limits(self._library, Usage(prompt=size, completion=limit), already=self._usage.cost)

    async def _pay(self, usage: Usage, messages: Sequence[Message]) -> None:
        if usage == Usage():
            # Stopped before the server told: the words that came are what is known to have been sent.
            said = "".join(self._text)
            usage = await asyncio.to_thread(lambda: Usage(tokens.of_call(messages), tokens.count(said), estimated=True))
        self._usage += await record(self._library, self._llm.model, usage)

    async def _answer(self) -> Answer:
        from askpapers.answering.outcome import judge_outcome as how

        evidence, text = self._evidence, "".join(self._text)
        alike = await self._library.similarity()
        ended = Status.STOPPED
        if not self._stopped:
            ended = await asyncio.to_thread(how, evidence.question, text, self._claims, evidence.papers, alike)
        if self._usage.truncated:
            self._notes.append(f"the answer was cut at {self._library.settings.answer_tokens:,} tokens (answer_tokens)")
        if self._usage.unread:
            self._notes.append(
                f"the server read only {self._usage.prompt:,} of some {self._usage.prompt + self._usage.unread:,} tokens, so not all"
                " papers: its context is too small. Give it more (Ollama: OLLAMA_CONTEXT_LENGTH=16384) or ask with a smaller budget"
            )
        if links := code_links(evidence.asked, evidence.papers, {c.paper_id for c in in_order(self._claims)}):
            self._notes.append(links)
        return Answer(
            question=evidence.question,
            text=text,
            status=ended,
            citations=in_order(self._claims),
            matches=evidence.matches,
            usage=self._usage,
            model=self._llm.model,
            claims=self._claims,
            scope_size=evidence.scope_size,
            notes=tuple(self._notes),
            nearest=await nearest(self._library, evidence) if ended is Status.NOT_FOUND else (),
        )


def _joined(pieces: Sequence[str]) -> str:
    """The notes on all parts; that a part holds nothing need not be read again where another holds something."""
    notes = [piece.strip() for piece in pieces if piece.strip()]
    return "\n".join([piece for piece in notes if _REFERENCE.search(piece)] or notes[:1])


def _halved(parts: Sequence[tuple[Paper, ...]]) -> tuple[tuple[Paper, ...], ...]:
    """Each part in two, in the same order, so that the papers keep their numbers; a lone paper stays as it is."""
    halves = [half for part in parts for half in (part[: len(part) // 2], part[len(part) // 2 :])]
    return tuple(half for half in halves if half)
