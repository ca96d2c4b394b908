"""Any OpenAI-compatible chat server: stream, complete, embed; retried where it helps, errors translated."""

from __future__ import annotations

import asyncio
import itertools
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from askpapers import errors
from askpapers.dialects import Dialect, Dialects
from askpapers.papers import Usage, Words, plain, whole
from askpapers.settings import OPENAI_URL, Settings
from askpapers.thinking import Thinking

if TYPE_CHECKING:
    import openai

T = TypeVar("T")
Message = dict[str, str]
Sleep = Callable[[float], Awaitable[None]]

ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds; a server that asks for a longer wait than this is not waited for."""


class LLM(Protocol):
    """A chat model."""

    @property
    def model(self) -> str:
        """Its name."""
        ...

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[Words | Usage]:
        """Yield the reply's words as they come, and its usage last, exactly once."""
        ...

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> tuple[str, Usage]:
        """Return the whole reply and its usage."""
        ...


def connect(settings: Settings, *, sleep: Sleep = asyncio.sleep) -> Chat:
    """Return the model that the settings name; nothing is sent yet."""
    assert settings.model is not None
    server = Server(settings.base_url or OPENAI_URL, settings.api_key, settings.timeout)
    return Chat(settings.model, server, Dialects(settings.cache / "dialects.json"), sleep=sleep)


def warm() -> None:
    """Import what the first call needs, which takes most of a second."""
    import openai  # noqa: F401
    import tenacity  # noqa: F401


@dataclass(frozen=True, slots=True)
class Server:
    """An address and the key that belongs to it; `timeout` in seconds is the longest silence."""

    url: str
    key: str | None
    timeout: float

    @property
    def name(self) -> str:
        """The address without what might be secret."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}".rstrip("/")

    @property
    def headers(self) -> dict[str, Any]:
        """Headers of each request: Azure takes the key in one of its own and reads a bearer token as something else."""
        import openai

        parts = urlsplit(self.url)
        if "/openai/deployments/" in parts.path or (parts.hostname or "").endswith(".openai.azure.com"):
            return {"api-key": self.key or "", "Authorization": openai.Omit()}
        return {}

    def client(self) -> openai.AsyncOpenAI:
        """Return a client whose own retries are off: tenacity's would multiply with them."""
        import openai

        parts = urlsplit(self.url)
        base = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        return openai.AsyncOpenAI(
            api_key=self.key or "none",
            base_url=base,
            max_retries=0,
            timeout=self.timeout,
            default_query=dict(parse_qsl(parts.query)) or None,
            default_headers={"User-Agent": "askpapers"},
            # A redirect could carry the key to another server.
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
        )


class Chat:
    """A chat model on a server."""

    def __init__(
        self, model: str, server: Server, dialects: Dialects | None = None, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._model = model
        self._server = server
        self._dialects = dialects or Dialects(None)
        self._sleep = sleep

    @property
    def model(self) -> str:
        """The model's name."""
        return self._model

    async def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[Words | Usage]:
        """Yield the reply as it comes; reasoning is left out and counted.

        Raises KeyProblem and ServiceError before the first word; after it only StreamCut.
        """
        thinking, said, half = Thinking(), [], ""
        usage: Usage | None = None
        finish = ""
        async with self._server.client() as client:
            chunks = await self._begin(client, messages, max_tokens)
            try:
                async for chunk in _watched(chunks, self._server):
                    usage = _usage(chunk.usage) or usage
                    for choice in chunk.choices or ():
                        finish = choice.finish_reason or finish
                        delta = choice.delta
                        thinking.hidden += _reasoning(delta)
                        content = half + (delta.content or "") if delta is not None else half
                        # A character outside the first plane may come as two halves in two chunks.
                        half = content[-1:] if "\ud800" <= content[-1:] <= "\udbff" else ""
                        content = whole(content[: len(content) - len(half)])
                        if content and (words := thinking.feed(content)):
                            said.append(words)
                            yield Words(words)
            except errors.ServiceError as error:
                if said and not isinstance(error, errors.StreamCut):
                    raise errors.StreamCut(str(error), error.hint) from None
                raise
            finally:
                await chunks.close()
            if rest := thinking.finish():
                said.append(rest)
                yield Words(rest)
        text = "".join(said)
        if not finish and usage is None:
            if said:
                raise errors.StreamCut("The server ended the reply in the middle.", "Ask again.")
            raise errors.BadReply(
                f"{self._server.name} sent an empty reply.", "askpapers doctor --model probes a server."
            )
        self._expect(text, finish)
        yield replace(usage or _counted(messages, text + thinking.hidden), truncated=finish == "length", calls=1)

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> tuple[str, Usage]:
        """Return the reply and its usage; raises KeyProblem and ServiceError."""
        async with self._server.client() as client:
            reply = await self._send(client, messages, max_tokens, stream=False)
        choices = getattr(reply, "choices", None)
        if not choices or getattr(choices[0], "message", None) is None:
            raise errors.BadReply(
                f"{self._server.name} answered with something that is not a chat completion.",
                "Is the base URL right? It usually ends in /v1.",
            )
        thinking = Thinking()
        text = thinking.feed(choices[0].message.content or "") + thinking.finish()
        hidden = thinking.hidden + _reasoning(choices[0].message)
        finish = choices[0].finish_reason or ""
        self._expect(text, finish)
        usage = _usage(reply.usage) or _counted(messages, text + hidden)
        return text, replace(usage, truncated=finish == "length", calls=1)

    def _expect(self, text: str, finish: str) -> None:
        if text.strip():
            return
        if finish == "length":
            raise errors.BadReply(
                f"{plain(self._model, 60)} used up the tokens of its answer without writing any of it.",
                "A reasoning model needs more: raise answer_tokens in the settings.",
            )
        why = " (a content filter stopped it)" if finish == "content_filter" else ""
        raise errors.BadReply(f"{plain(self._model, 60)} sent an empty reply{why}.", "Ask again, or try another model.")

    async def _begin(self, client: openai.AsyncOpenAI, messages: Sequence[Message], max_tokens: int) -> Any:
        chunks = await self._send(client, messages, max_tokens, stream=True)
        if not hasattr(chunks, "__aiter__"):
            raise errors.BadReply(f"{self._server.name} does not stream.", "Is the base URL right?")
        return chunks

    async def _send(
        self, client: openai.AsyncOpenAI, messages: Sequence[Message], max_tokens: int, *, stream: bool
    ) -> Any:
        """Send a request in the server's dialect; each parameter that it refuses is dropped once."""
        dialect = self._dialects.of(self._server.name, self._model)

        def request(dialect: Dialect) -> Callable[[], Awaitable[Any]]:
            create: Any = client.chat.completions.create
            parameters = dialect.parameters(max_tokens, stream=stream)
            headers = self._server.headers
            return lambda: create(model=self._model, messages=list(messages), extra_headers=headers, **parameters)

        tried = {dialect}
        while True:
            try:
                reply = await retried(request(dialect), self._server, self._model, self._sleep)
            except _Refused as refused:
                other = dialect.after_refusal(refused.message)
                if other is None or other in tried:
                    raise errors.BadReply(
                        f"{self._server.name} refuses the request: {refused.message}",
                        "askpapers doctor --model shows what this server takes.",
                    ) from None
                dialect = other
                tried.add(other)
                continue
            self._dialects.learn(self._server.name, self._model, dialect)
            return reply


async def embeddings(
    server: Server, model: str, texts: Sequence[str], *, sleep: Sleep = asyncio.sleep
) -> list[list[float]]:
    """Return one vector for each text; raises KeyProblem and ServiceError."""
    async with server.client() as client:
        try:
            reply = await retried(
                lambda: client.embeddings.create(
                    model=model, input=list(texts), encoding_format="float", extra_headers=server.headers
                ),
                server,
                model,
                sleep,
            )
        except _Refused as refused:
            raise errors.BadReply(f"{server.name} refuses to embed: {refused.message}") from None
    data = getattr(reply, "data", None) or []
    if len(data) != len(texts):
        raise errors.BadReply(f"{server.name} sent {len(data)} vectors for {len(texts)} texts.")
    if all(isinstance(item.index, int) for item in data):
        data = sorted(data, key=lambda item: item.index)
    try:
        rows = [[float(value) for value in item.embedding] for item in data]
    except (TypeError, ValueError):
        rows = []
    if len({len(row) for row in rows}) != 1 or not rows[0] or not all(map(math.isfinite, itertools.chain(*rows))):
        raise errors.BadReply(f"{server.name} sent embeddings that are no vectors of numbers of one length.")
    return rows


async def models(server: Server) -> list[str]:
    """Return the names of the models that the server says it has; raises KeyProblem and ServiceError."""
    async with server.client() as client:
        try:
            with translated(server, ""):
                return sorted([str(model.id) async for model in client.models.list()])
        except _Again as failure:
            raise failure.error from None
        except _Refused as refused:
            raise errors.BadReply(f"{server.name} refuses to list its models: {refused.message}") from None
        except (AttributeError, TypeError):
            raise errors.BadReply(f"{server.name} sent a list of models that cannot be read.") from None


class _Refused(Exception):
    """A 400 or 422 that may be about a parameter."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Again(Exception):
    """Worth another attempt; `wait` in seconds is what the server asked for."""

    def __init__(self, error: errors.ServiceError, wait: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


async def retried(call: Callable[[], Awaitable[T]], server: Server, model: str, sleep: Sleep) -> T:
    """Return what `call` returns, tried again after failures that pass, waiting as long as the server says."""
    import tenacity

    backoff = tenacity.wait_exponential_jitter(multiplier=0.5, max=8)

    def wait(state: tenacity.RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.wait if isinstance(failure, _Again) else None
        return backoff(state) if asked is None else asked

    try:
        async for attempt in tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=wait,
            sleep=sleep,
            reraise=True,
        ):
            with attempt, translated(server, model):
                return await call()
    except _Again as failure:
        raise failure.error from None
    raise AssertionError("unreachable")


@contextmanager
def translated(server: Server, model: str) -> Iterator[None]:
    """Turn what openai and httpx2 raise into our errors; what may pass becomes _Again inside `retried`."""
    import httpx2
    import openai

    try:
        yield
    except openai.APIStatusError as error:
        raise _of_status(error, server, model) from None
    except openai.APITimeoutError:
        raise _Again(_silent(server), None) from None
    except openai.APIConnectionError:
        raise _Again(_unreachable(server), None) from None
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ValueError) as error:
        raise errors.BadReply(
            f"{server.name} answered with something that cannot be understood: {_told(error)}",
            "Is the base URL right? It usually ends in /v1.",
        ) from None


async def _watched(chunks: Any, server: Server) -> AsyncIterator[Any]:
    """Yield chunks; a silence, a broken connection or an error inside the stream is raised as ours."""
    import httpx2
    import openai

    # A model that thinks before it speaks may be silent for long at first; comments that keep a line open are no news.
    patience = server.timeout * 3
    iterator = aiter(chunks)
    while True:
        try:
            chunk = await asyncio.wait_for(anext(iterator), patience)
        except StopAsyncIteration:
            return
        except (TimeoutError, httpx2.TimeoutException, openai.APITimeoutError):
            raise _silent(server) from None
        except (httpx2.HTTPError, httpx2.StreamError, openai.APIConnectionError):
            raise errors.StreamCut("The connection broke in the middle of the reply.", "Ask again.") from None
        except openai.APIError as error:
            raise _in_stream(error, server) from None
        except (openai.OpenAIError, ValueError) as error:
            raise errors.BadReply(
                f"{server.name} sent a stream that cannot be read: {_told(error)}", "Is this a chat server?"
            ) from None
        patience = server.timeout
        yield chunk


def _in_stream(error: openai.APIError, server: Server) -> errors.AskpapersError:
    message = _told(error)
    if _is_overflow(message):
        return errors.ContextOverflow(f"The request is too long: {message}", "Use a smaller --budget.")
    if _is_quota(message):
        return _quota(server, message)
    return errors.BadReply(f"{server.name} reports in the middle of its reply: {message}", "Ask again.")


def _of_status(error: openai.APIStatusError, server: Server, model: str) -> Exception:
    status, message = error.status_code, _told(error)
    if status in {401, 403}:
        if server.key:
            return errors.KeyRefused(f"{server.name} does not accept the key: {message}", "Check OPENAI_API_KEY.")
        return errors.KeyMissing(f"{server.name} wants a key: {message}", "Set OPENAI_API_KEY, or use --extractive.")
    if status == 402 or (status == 429 and _is_quota(message)):
        return _quota(server, message)
    if status == 429:
        limited = errors.RateLimited(
            f"{server.name} asks for fewer requests: {message}", "Wait a little and try again."
        )
        wait = _retry_after(error)
        return limited if wait is not None and wait > LONGEST_WAIT else _Again(limited, wait)
    if _is_overflow(message) and status in {400, 413, 422, 500}:
        return errors.ContextOverflow(
            f"The request is too long for {plain(model, 60)}: {message}", "Use a smaller --budget."
        )
    if status == 404 or (
        status == 400 and re.search(r"model.{0,80}(not (?:found|exist)|does not exist|unknown)", message, re.I)
    ):
        if re.search(r"model", message, re.I):
            return errors.UnknownModel(
                f"{server.name} does not have the model “{plain(model, 60)}”.",
                "askpapers doctor --model lists what it has.",
            )
        return errors.Unreachable(
            f"{server.name} has no chat service at this address: {message}",
            "A base URL usually ends in /v1, as http://localhost:11434/v1.",
        )
    if status in {400, 422}:
        return _Refused(message)
    if 300 <= status < 400:
        return errors.Unreachable(
            f"{server.name} sends requests on to another address, and the key goes nowhere else.",
            "Set the base URL to the final address.",
        )
    if status in {408, 409} or status >= 500:
        return _Again(
            errors.Unreachable(f"{server.name} failed ({status}): {message}", "Try again later."), _retry_after(error)
        )
    return errors.BadReply(f"{server.name} answered {status}: {message}")


def _retry_after(error: openai.APIStatusError) -> float | None:
    headers = error.response.headers
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        return _until_date(headers.get("retry-after", ""), headers.get("date", ""))


def _until_date(when: str, now: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(when) - parsedate_to_datetime(now)).total_seconds())
    except (TypeError, ValueError):
        return None


def _is_quota(message: str) -> bool:
    return (
        re.search(r"insufficient_quota|exceeded your current quota|billing|credit|balance|payment", message, re.I)
        is not None
    )


def _is_overflow(message: str) -> bool:
    return _OVERFLOW.search(message) is not None


_OVERFLOW = re.compile(
    r"context[_ ]?(?:length|window|size) | maximum\ context | too\ many\ tokens | (?:prompt|input)\ is\ too\ long"
    r"| exceeds?\ the\ (?:available\ )?context | n_ctx",
    re.I | re.X,
)


def _quota(server: Server, message: str) -> errors.QuotaSpent:
    return errors.QuotaSpent(
        f"The account at {server.name} has nothing left: {message}", "Add credit, or use --extractive."
    )


def _silent(server: Server) -> errors.Unreachable:
    return errors.Unreachable(
        f"{server.name} did not answer in time.", "Is it busy? Raise timeout in the settings, or use --extractive."
    )


def _unreachable(server: Server) -> errors.Unreachable:
    return errors.Unreachable(
        f"Nothing answers at {server.name}.", "Is the server running, and the address right? --extractive needs none."
    )


def _told(error: Exception) -> str:
    """What a server's error says, on one line, without markup of a proxy's page and without anything like a key."""
    body = getattr(error, "body", None)
    text = str(getattr(error, "message", "") or error)
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            text = f"{inner.get('message') or text} {inner.get('code') or ''} {inner.get('param') or ''}"
        else:
            text = str(inner)
    if "<html" in text.lower() or "<!doctype" in text.lower():
        text = "a web page instead of an answer"
    return re.sub(r"\b(sk|key)-[\w*-]{6,}", r"\1-…", plain(text, 300))


def _reasoning(delta: Any) -> str:
    """The reasoning that some servers send in fields of their own."""
    extra = getattr(delta, "model_extra", None) or {}
    return "".join(str(extra[name]) for name in ("reasoning", "reasoning_content") if isinstance(extra.get(name), str))


def _usage(usage: Any) -> Usage | None:
    if usage is None or usage.prompt_tokens is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        usage.prompt_tokens, usage.completion_tokens or 0, getattr(details, "cached_tokens", None) or 0, cost=None
    )


def _counted(messages: Sequence[Message], reply: str) -> Usage:
    from askpapers import tokens

    size = sum(tokens.count(message["content"]) + 4 for message in messages) + 3
    return Usage(size, tokens.count(reply), cost=None, estimated=True)
