"""What a question would send, word for word, and where; nothing is sent to find out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from askpapers import errors
from askpapers.answering.context import Context, build_context
from askpapers.answering.estimate import Estimate, estimate_of, partial_messages
from askpapers.answering.quotation import is_off_topic
from askpapers.answers.answer import Answer
from askpapers.library.completion import is_kept
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.retrieval.search import RERANK_TOKENS, rerank_messages, sending_nothing, sent_texts
from askpapers.settings.settings import OPENAI_URL, Settings

if TYPE_CHECKING:
    from askpapers.models.prompts import Message
    from askpapers.models.server import Server


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
class Outgoing:
    """All that a question would send, in order, what it costs at most, and what of it cannot be known before."""

    requests: tuple[Request, ...]
    estimate: Estimate
    notes: tuple[str, ...] = ()


async def outgoing(
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
) -> Outgoing:
    """Return what asking would send; nothing is sent. Raises as `ask` does before its first call."""
    settings, free = library.settings, library.settings.model is None
    question = " ".join(question.split())
    if not question:
        raise errors.UsageError("There is no question.", 'Write one: askpapers ask "…".')
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
        return Outgoing(tuple(requests), told, tuple(notes))
    if rerank and not evidence.whole:
        messages = rerank_messages(library, evidence.question, evidence.matches)
        requests.append(
            await _call(library, "to order the papers anew", messages, RERANK_TOKENS, streams=False, fresh=fresh)
        )
        notes.append("The order of the papers in what follows depends on that reply.")
    if not (anyway or turns or papers) and await is_off_topic(library, evidence):
        notes.append("Nothing in the papers comes near this: it is not sent, unless --anyway is given.")
        return Outgoing(tuple(requests), told, tuple(notes))
    if settings.model_is_guess:
        notes.append(f"No model is named: which it is, the server is asked first (GET {settings.base_url}/models).")
    requests += await _calls(library, evidence, fresh)
    if len(evidence.parts) > 1:
        notes.append("One more call joins what these replies say: it sends the question and their words.")
    return Outgoing(tuple(requests), told, tuple(notes))


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
    from askpapers.models.dialects import Dialects
    from askpapers.models.server import Server

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
