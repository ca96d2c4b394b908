"""What is sent to a model for one question: call by call, what it costs at most, and, word for word, where it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from askpapers.answering.context import Context, build_context, clean_question
from askpapers.answering.quotation import is_off_topic
from askpapers.answers.answer import Answer
from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.library.completion import is_kept
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.search import RERANK_TOKENS, rerank_messages, sending_nothing, sent_texts
from askpapers.settings.settings import OPENAI_URL, Settings

if TYPE_CHECKING:
    from askpapers.models.prompts import Message
    from askpapers.models.server import Server


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a question would send: prompt tokens, papers shown, and at most how many US dollars (None: price unknown).

    Of a list in parts the dollars hold the call that joins them, notes as long as can be; the tokens are without these notes.

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


async def estimate(
    library: Library,
    question: str,
    scope: Scope,
    *,
    turns: Sequence[Answer] = (),
    papers: Sequence[str] = (),
    budget: int | None = None,
    literal: bool = False,
    fixed: Collection[str] = (),
) -> Estimate:
    """Say what asking would send and cost at most; nothing is sent.

    >>> (await estimate(library, "Which papers merge task vectors?", Scope())).calls  # no model is set: nothing is sent
    0
    """
    free = library.settings.model is None
    with sending_nothing():
        evidence = await build_context(
            library, question, scope, turns=turns, papers=papers, budget=budget, literal=literal, fixed=fixed, free=free
        )
    return await estimate_of(library, evidence)


async def estimate_of(library: Library, evidence: Context) -> Estimate:
    """Say what asking over this context would send and cost at most."""
    from askpapers.answers import usage as prices
    from askpapers.models import tokens

    settings = library.settings
    shown, calls = len(evidence.matches), len(evidence.parts)
    if settings.model is None:
        return Estimate(0, shown, evidence.scope_size, 0.0, EXTRACTIVE, True, 0, evidence.filters_in_words)

    def size_of_all() -> int:
        size = sum(tokens.of_call(messages) for messages in partial_messages(library, evidence))
        # What the notes on the parts will say nobody knows; the call that joins them has its words around them.
        return size + (tokens.of_call(messages_of(library, evidence, "-")) if calls > 1 else 0)

    size = await asyncio.to_thread(size_of_all)
    notes = settings.answer_tokens * calls if calls > 1 else 0
    calls += calls > 1
    usage = Usage(prompt=size + notes, completion=settings.answer_tokens * max(1, calls))
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


def partial_messages(library: Library, evidence: Context) -> list[list[Message]]:
    """Return the messages of each call before the last: one for most questions, one a part for a longer list.

    What joins the parts holds the replies to them: `messages_of` with these as notes.
    """
    from askpapers.models import prompts

    folder = library.prompt_folder()
    if len(evidence.parts) <= 1:
        return [messages_of(library, evidence)]
    prompt, first, calls = prompts.load("gather", folder), 1, []
    for part in evidence.parts:
        numbered = prompts.evidence(part, first)
        calls.append(prompt.fill(papers=numbered, question=evidence.question))
        first += len(part)
    return calls


def messages_of(library: Library, evidence: Context, notes: str = "") -> list[Message]:
    """Return the messages of the call that answers; `notes` are what earlier calls found, where all did not fit one."""
    from askpapers.models import prompts

    name = "join" if notes else "answer"
    prompt = prompts.load(name, library.prompt_folder())
    shown = evidence.papers
    papers = notes or prompts.evidence(shown)
    framed = prompts.frame(len(shown), evidence.scope_size)
    count = str(len(shown) if notes else evidence.scope_size)
    system, *rest = prompt.fill(papers=papers, question=evidence.question, count=count, frame=framed)
    earlier: list[Message] = []
    for turn in evidence.earlier:
        earlier.append({"role": "user", "content": turn.question})
        earlier.append({"role": "assistant", "content": renumber(turn, shown)})
    return [system, *earlier, *rest]


def renumber(turn: Answer, shown: Sequence[Paper]) -> str:
    """Return an earlier answer with its marks in the numbers of the papers that are shown now.

    A mark of a paper that is not shown any more is left out: its old number would now be another paper's.
    """
    numbers = {paper.id: number for number, paper in enumerate(shown, 1)}
    marks: dict[tuple[int, int], list[str]] = {}
    for citation in turn.citations:
        place = marks.setdefault((citation.span.start, citation.span.end), [])
        if number := numbers.get(citation.paper_id):
            place.extend(f"{number}.{sentence}" for sentence in citation.sentences)
    text = turn.text
    for (start, end), new in sorted(marks.items(), reverse=True):
        text = text[:start] + (f"[{', '.join(new)}]" if new else "") + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its address, what is in it, and whether a key goes with it; `kept` ones are answered from earlier replies.

    `purpose` says in words what it is for.
    """

    purpose: str
    address: str
    body: dict[str, Any]
    with_key: bool
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RequestPreview:
    """All that a question would send, in order, what it costs at most, and what of it cannot be known before."""

    requests: tuple[Request, ...]
    estimate: Estimate
    notes: tuple[str, ...] = ()


async def preview_requests(
    library: Library,
    question: str,
    scope: Scope,
    *,
    turns: Sequence[Answer] = (),
    papers: Sequence[str] = (),
    literal: bool = False,
    rerank: bool = False,
    fresh: bool = False,
    anyway: bool = False,
    fixed: Collection[str] = (),
) -> RequestPreview:
    """Return what asking would send; nothing is sent. Raises as `ask` does before its first call."""
    settings, free = library.settings, library.settings.model is None
    question = clean_question(question)
    with sending_nothing():
        evidence = await build_context(
            library, question, scope, turns=turns, papers=papers, literal=literal, fixed=fixed, free=free,
        )  # fmt: skip
    told = await estimate_of(library, evidence)
    requests, notes = [], list[str]()
    if settings.embedding_model != "bundled" and not papers:
        requests.append(_embedding(settings, question))
        notes.append("Which papers are sent depends on that answer; here they were chosen by words alone.")
    if settings.model is None or not evidence.matches:
        return RequestPreview(tuple(requests), told, tuple(notes))
    if rerank and not evidence.whole:
        messages = rerank_messages(library, evidence.question, evidence.matches)
        requests.append(
            await _call(library, "to order the papers anew", messages, RERANK_TOKENS, streams=False, fresh=fresh)
        )
        notes.append("The order of the papers in what follows depends on that reply.")
    if not (anyway or evidence.antecedent or papers) and await is_off_topic(library, evidence):
        notes.append("Nothing in the papers comes near this: it is not sent, unless --anyway is given.")
        return RequestPreview(tuple(requests), told, tuple(notes))
    if settings.model_is_guess:
        notes.append(f"No model is named: which it is, the server is asked first (GET {settings.base_url}/models).")
    requests += await _calls(library, evidence, fresh)
    if len(evidence.parts) > 1:
        notes.append("One more call joins what these replies say: it sends the question and their words.")
    return RequestPreview(tuple(requests), told, tuple(notes))


async def _calls(library: Library, evidence: Context, fresh: bool) -> list[Request]:
    limit, several = library.settings.answer_tokens, len(evidence.parts) > 1
    purpose = "to read a part of the list" if several else "to answer"
    return [
        await _call(library, purpose, messages, limit, streams=not several, fresh=fresh)
        for messages in partial_messages(library, evidence)
    ]


async def _call(
    library: Library, purpose: str, messages: Sequence[Message], limit: int, *, streams: bool, fresh: bool
) -> Request:
    from askpapers.models.server import Dialects, Server

    settings = library.settings
    assert settings.model is not None
    server = Server(settings.base_url or OPENAI_URL, settings.api_key, settings.timeout)
    dialect = Dialects(settings.cache / "dialects.json").of(server.name, settings.model)
    body = {"model": settings.model, "messages": list(messages), **dialect.parameters(limit, stream=streams)}
    kept = not fresh and await is_kept(library, settings.model, messages, limit)
    return Request(purpose, _address(server, "chat/completions"), body, bool(server.key), kept)


def _embedding(settings: Settings, question: str) -> Request:
    from askpapers.models.endpoint import server_of

    server = server_of(settings)
    body = {"model": settings.embedding_model, "input": sent_texts(question), "encoding_format": "float"}
    return Request("to search by meaning", _address(server, "embeddings"), body, bool(server.key))


def _address(server: Server, path: str) -> str:
    return f"{server.name}/{path}"
