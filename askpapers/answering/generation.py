"""One question on its way through a model: the calls, the stream, the verdicts and what it cost."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.answering.context import Context
from askpapers.answering.estimate import messages_of, partial_messages
from askpapers.answering.quotation import code_links, nearest
from askpapers.answers.answer import Answer, Checked, Claim, Event, Found, Progress, Status, Support, Words, in_order
from askpapers.answers.usage import Usage
from askpapers.library.completion import Completion, complete, stream
from askpapers.library.library import Library
from askpapers.papers.paper import Paper

if TYPE_CHECKING:
    from askpapers.models.chat import LLM
    from askpapers.verification.checker import Checker

_REFERENCE = re.compile(r"\d+\.\d+")


_WHOLE = re.compile(r"[.!?…。！？]\W*$")


def without_cut(claims: tuple[Claim, ...], text: str) -> tuple[Claim, ...]:
    """Return the claims of a text that was stopped: its mark was still to come where the last sentence has no end."""
    if not claims or claims[-1].support is not Support.UNCITED or _WHOLE.search(text):
        return claims
    return (*claims[:-1], replace(claims[-1], support=Support.UNCHECKED, reason="the sentence was cut off"))


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
        self._stopped = self._broken = False

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
        # Thousands of abstracts are cut into sentences for it.
        calls = await asyncio.to_thread(partial_messages, self._library, self._evidence)
        for done, messages in enumerate(calls):
            yield Progress(done, total, "reading the whole list")
            reply = await complete(
                self._library,
                self._llm,
                messages,
                limit=self._library.settings.answer_tokens,
                fresh=self._fresh,
                already=self._usage.cost,
            )
            self._usage += reply.usage
            self._pieces.append(reply.text)
            if self._stop.is_set():
                break
        yield Progress(total - 1, total, "reading the whole list")

    async def _answered(self, notes: str) -> AsyncIterator[Event]:
        messages = await asyncio.to_thread(messages_of, self._library, self._evidence, notes)
        # The reader is loaded while the server is asked: it is needed from the first word on.
        loading = asyncio.ensure_future(self._checker())
        reply = stream(
            self._library,
            self._llm,
            messages,
            limit=self._library.settings.answer_tokens,
            stop=self._stop,
            fresh=self._fresh,
            already=self._usage.cost,
        )
        checker: Checker | None = None
        try:
            async with aclosing(reply):
                async for piece in reply:
                    checker = checker or await loading
                    if isinstance(piece, Words):
                        async for event in self._say(piece.text, checker):
                            yield event
                    else:
                        checker = await self._ended(piece, checker)
            checker = checker or await loading
        finally:
            await asyncio.gather(loading, return_exceptions=True)
        self._claims = await asyncio.to_thread(checker.finish)
        yield Checked(self._claims)

    async def _checker(self) -> Checker:
        from askpapers.verification.checker import Checker

        return Checker(self._evidence.papers, await self._library.reader(), self._evidence.scope_size)

    async def _say(self, text: str, checker: Checker) -> AsyncIterator[Event]:
        self._text.append(text)
        yield Words(text)
        claims = await asyncio.to_thread(checker.feed, text)
        if claims != self._claims:
            self._claims = claims
            yield Checked(claims)

    async def _ended(self, reply: Completion, checker: Checker) -> Checker:
        """Take over what a stream ended with; return the checker, a new one where what was said is not the answer."""
        self._usage += reply.usage
        self._stopped = not reply.whole
        if reply.error is not None:
            self._broken = True
            self._notes.append(f"the answer broke off: {reply.error} {reply.error.hint}".rstrip())
        if reply.aloud:
            self._notes.append("the model thought aloud before its answer: that is left out")
            self._text = [reply.text]
            checker = await self._checker()
            await asyncio.to_thread(checker.feed, reply.text)
        return checker

    async def _answer(self) -> Answer:
        from askpapers.answering.outcome import judge_outcome as how

        evidence, text = self._evidence, "".join(self._text)
        reader = await self._library.reader()
        ended = Status.STOPPED
        if self._stopped or self._usage.truncated:
            self._claims = without_cut(self._claims, text)
        cut = f"the answer was cut at {self._library.settings.answer_tokens:,} tokens (answer_tokens)"
        if self._usage.truncated and all(c.support is Support.UNCHECKED and not c.citations for c in self._claims):
            self._broken = True
            cut = f"{cut} before a sentence of it was whole: raise that and ask again"
        elif not self._stopped:
            parts = evidence.read.chance_of_parts
            ended = await asyncio.to_thread(how, evidence.question, text, self._claims, evidence.papers, reader, parts)
        if self._usage.truncated:
            self._notes.append(cut)
        if self._usage.aloud:
            self._notes.append(
                f"{self._usage.aloud:,} tokens of the reply are no answer (thinking aloud, control tokens) and are left out"
            )
        if self._usage.unread:
            self._notes.append(
                f"the server read only {self._usage.prompt:,} of some {self._usage.prompt + self._usage.unread:,} tokens, so not all"
                " papers: its context is too small. Give it more (Ollama: OLLAMA_CONTEXT_LENGTH=16384) or ask with a smaller budget"
            )
        if links := code_links(evidence.read.asked, evidence.papers, in_order(self._claims)):
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
            broken=self._broken,
        )


def _joined(pieces: Sequence[str]) -> str:
    """The notes on all parts; that a part holds nothing need not be read again where another holds something."""
    notes = [piece.strip() for piece in pieces if piece.strip()]
    return "\n".join([piece for piece in notes if _REFERENCE.search(piece)] or notes[:1])


def _halved(parts: Sequence[tuple[Paper, ...]]) -> tuple[tuple[Paper, ...], ...]:
    """Each part in two, in the same order, so that the papers keep their numbers; a lone paper stays as it is."""
    halves = [half for part in parts for half in (part[: len(part) // 2], part[len(part) // 2 :])]
    return tuple(half for half in halves if half)
