"""A question across papers: what is asked over, the answer as it streams, and how far each claim is supported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.evidence import Evidence, gather, renumbered
from askpapers.library import Library
from askpapers.papers import (
    EXTRACTIVE,
    Answer,
    Checked,
    Citation,
    Claim,
    Found,
    Match,
    Paper,
    Progress,
    Scope,
    Span,
    Status,
    Support,
    Usage,
    Words,
    quote,
)
from askpapers.replies import reply_key
from askpapers.spending import afford, pay

if TYPE_CHECKING:
    from askpapers.citations import Checker
    from askpapers.llm import LLM
    from askpapers.prompts import Message

_NO_BUDGET = 10_000_000
Event = Found | Progress | Words | Checked | Answer


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
    evidence = await gather(library, question, scope, turns=turns, papers=papers, budget=budget, literal=literal)
    if rerank and llm is not None and not evidence.whole:
        evidence = await _reranked(library, evidence)
    if llm is None or not evidence.matches:
        async for event in _quoted(library, evidence):
            yield event
        return
    yield Found(evidence.matches, evidence.scope_size, evidence.notes)
    asking = _Asking(library, evidence, llm, fresh, stop or asyncio.Event())
    async for event in asking.events():
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
    if settings.model is None:
        budget = _NO_BUDGET
    evidence = await gather(library, question, scope, turns=turns, papers=papers, budget=budget, literal=literal)
    shown, calls = len(evidence.matches), len(evidence.parts)
    if settings.model is None:
        return Estimate(0, shown, evidence.scope_size, 0.0, EXTRACTIVE, True, 0, evidence.filters_in_words)

    def count() -> int:
        return sum(_count(messages) for messages in _calls(library, evidence))

    size = await asyncio.to_thread(count)
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


def _count(messages: Sequence[Message]) -> int:
    from askpapers import tokens

    # Four tokens frame each message and three the reply, in every chat template of OpenAI's.
    return sum(tokens.count(message["content"]) + 4 for message in messages) + 3


def _calls(library: Library, evidence: Evidence) -> list[list[Message]]:
    """The messages of each call: one for most questions; for a longer list one a part, and one that joins them."""
    from askpapers import prompts

    folder = library.prompt_folder()
    if len(evidence.parts) <= 1:
        return [_messages(library, evidence)]
    prompt, first, calls = prompts.load("gather", folder), 1, []
    for part in evidence.parts:
        numbered = prompts.evidence(part, first)
        calls.append(prompt.fill(papers=numbered, question=evidence.question))
        first += len(part)
    return calls


def _messages(library: Library, evidence: Evidence, notes: str = "") -> list[Message]:
    from askpapers import prompts

    name = "join" if notes else "answer"
    prompt = prompts.load(name, library.prompt_folder())
    shown = evidence.papers
    papers = notes or prompts.evidence(shown)
    system, *rest = prompt.fill(papers=papers, question=evidence.question, count=str(evidence.scope_size))
    earlier: list[Message] = []
    for turn in evidence.earlier:
        earlier.append({"role": "user", "content": turn.question})
        earlier.append({"role": "assistant", "content": renumbered(turn, shown)})
    return [system, *earlier, *rest]


class _Asking:
    """One question on its way through a model."""

    def __init__(self, library: Library, evidence: Evidence, llm: LLM, fresh: bool, stop: asyncio.Event) -> None:
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
        evidence, notes = self._evidence, "\n".join(self._pieces)
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
        for done, messages in enumerate(_calls(self._library, self._evidence)):
            yield Progress(done, total, "reading the whole list")
            self._pieces.append(await self._complete(messages))
            if self._stop.is_set():
                break
        yield Progress(total - 1, total, "reading the whole list")

    async def _answered(self, notes: str) -> AsyncIterator[Event]:
        from askpapers.citations import Checker

        checker = Checker(self._evidence.papers, await self._library.similarity())
        messages = _messages(self._library, self._evidence, notes)
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
            if not self._stopped:
                await self._library.catalog.put_reply(key, "".join(self._text), usage)
        self._claims = await asyncio.to_thread(checker.finish)
        yield Checked(self._claims)

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
        size = await asyncio.to_thread(_count, messages)
        await afford(self._library, Usage(prompt=size, completion=limit), already=self._usage.cost)

    async def _pay(self, usage: Usage, messages: Sequence[Message]) -> None:
        if usage == Usage():
            # Stopped before the server told: the words that came are what is known to have been sent.
            from askpapers import tokens

            usage = Usage(_count(messages), tokens.count("".join(self._text)), estimated=True)
        self._usage += await pay(self._library, self._llm.model, usage)

    async def _answer(self) -> Answer:
        from askpapers.citations import status

        evidence, text = self._evidence, "".join(self._text)
        ended = Status.STOPPED if self._stopped else status(self._claims)
        if self._usage.truncated:
            self._notes.append(f"the answer was cut at {self._library.settings.answer_tokens:,} tokens (answer_tokens)")
        return Answer(
            question=evidence.question,
            text=text,
            status=ended,
            citations=_citations(self._claims),
            matches=evidence.matches,
            usage=self._usage,
            model=self._llm.model,
            claims=self._claims,
            scope_size=evidence.scope_size,
            notes=tuple(self._notes),
            nearest=await nearest(self._library, evidence) if ended is Status.NOT_FOUND else (),
        )


async def _quoted(library: Library, evidence: Evidence) -> AsyncIterator[Event]:
    """Answer from the list where it knows, else with the papers' own sentences."""
    from askpapers import extractive
    from askpapers.citations import Checker

    told = await _told(library, evidence)
    if told is not None:
        text, ended, evidence = told
    yield Found(evidence.matches, evidence.scope_size, evidence.notes)
    alike = await library.similarity()
    if told is None:
        text, ended = await asyncio.to_thread(
            extractive.answer, evidence.asked, evidence.matches, evidence.scope_size, alike
        )
    yield Words(text)
    checker = Checker(evidence.papers, alike)
    await asyncio.to_thread(checker.feed, text)
    # What the program says itself, of the list or of finding nothing, is no claim of a model that lacks its source.
    claims = tuple(claim for claim in await asyncio.to_thread(checker.finish) if claim.citations)
    if ended is Status.NOT_FOUND:
        claims = (Claim(Span(0, len(text)), (), Support.NOT_STATED),)
    yield Checked(claims)
    yield Answer(
        question=evidence.question,
        text=text,
        status=ended,
        citations=_citations(claims),
        matches=evidence.matches,
        usage=Usage(),
        claims=claims,
        scope_size=evidence.scope_size,
        notes=evidence.notes,
        nearest=await nearest(library, evidence) if ended is Status.NOT_FOUND and told is None else (),
    )


async def _told(library: Library, evidence: Evidence) -> tuple[str, Status, Evidence] | None:
    """What the list itself answers, no abstract: the papers that it names come first among the matches."""
    from askpapers import listed, wants

    named = tuple(match.paper for match in evidence.matches if match.why.startswith("named: "))
    what = listed.asked(evidence.asked, evidence.filters, evidence.scope, restricted=bool(evidence.before), named=named)
    if what is None:
        return None
    ids = await library.catalog.ids(evidence.scope)
    if what == listed.Asked("all") and len(ids) > listed.MOST and wants.read(evidence.asked).overview:
        # "What is new this week?": the themes of many papers say more than the first of them do.
        return None
    papers = await library.catalog.papers(ids if what.value else ids[: listed.MOST])
    words = (*evidence.filters_in_words, *([evidence.before.removeprefix("of ")] if evidence.before else []))
    text, ended, shown = await asyncio.to_thread(listed.tell, what, papers, len(ids), named, words)
    ahead = {paper.id for paper in shown}
    matches = [Match(paper, 1.0, "in the list") for paper in shown]
    matches += [match for match in evidence.matches if match.paper.id not in ahead]
    parts = (tuple(match.paper for match in matches),)
    return text, ended, replace(evidence, matches=tuple(matches), parts=parts)


def _halved(parts: Sequence[tuple[Paper, ...]]) -> tuple[tuple[Paper, ...], ...]:
    """Each part in two, in the same order, so that the papers keep their numbers; a lone paper stays as it is."""
    halves = [half for part in parts for half in (part[: len(part) // 2], part[len(part) // 2 :])]
    return tuple(half for half in halves if half)


def _citations(claims: Sequence[Claim]) -> tuple[Citation, ...]:
    return tuple(sorted(dict.fromkeys(c for claim in claims for c in claim.citations), key=lambda c: c.span))


async def _reranked(library: Library, evidence: Evidence) -> Evidence:
    from askpapers import retrieve

    matches = await retrieve.rerank(library, evidence.question, evidence.matches)
    return replace(evidence, matches=matches, parts=(tuple(match.paper for match in matches),))


async def nearest(library: Library, evidence: Evidence, count: int = 3) -> tuple[Citation, ...]:
    """The best sentence with content of each of the nearest papers, for a reader whose question found no answer."""
    from askpapers.relevance import says_much
    from askpapers.sentences import split

    alike = await library.similarity()

    def best(match: Match) -> Citation | None:
        spans = split(match.paper.abstract)
        if not spans:
            return None
        texts = [span.of(match.paper.abstract) for span in spans]
        full = [i for i, text in enumerate(texts) if says_much(text)] or range(len(texts))
        number = max(full, key=lambda i: alike(evidence.question, texts[i]))
        return Citation(
            match.paper.id, (number + 1,), Span(0, 0), Support.WEAK, quote(match.paper.abstract, [spans[number]])
        )

    def every() -> tuple[Citation, ...]:
        return tuple(c for c in map(best, evidence.matches[:count]) if c is not None)

    return await asyncio.to_thread(every)
