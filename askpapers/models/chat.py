"""Any OpenAI-compatible chat server: stream, complete; its dialect learned, its errors translated."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from askpapers import errors
from askpapers.answers.answer import Words
from askpapers.answers.usage import Usage
from askpapers.models import failures as faults
from askpapers.models.failures import ParameterRefused
from askpapers.models.prompts import Message
from askpapers.models.reply import ReplyAccumulator
from askpapers.models.server import Dialect, Dialects, Server, guard, is_closed
from askpapers.network import failures as retrying
from askpapers.network.failures import Sleep, load_certificates, proxied
from askpapers.network.response import ACCEPTED
from askpapers.settings.settings import OPENAI_URL, Settings
from askpapers.text.sanitize import sanitize

if TYPE_CHECKING:
    import openai

T = TypeVar("T")

PATIENCE = 3
"""A model may think before it speaks: the silence before its first word may be longer than a later one by this."""


class LLM(Protocol):
    """A chat model."""

    @property
    def model(self) -> str:
        """Its name."""
        ...

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[Words | Usage]:
        """Yield the reply's words as they come, and its usage last, exactly once; what is no answer raises behind it."""
        ...

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> tuple[str, Usage]:
        """Return the whole reply and its usage."""
        ...


def connect(settings: Settings, *, sleep: Sleep = asyncio.sleep) -> Chat:
    """Return the model that the settings name; nothing is sent yet."""
    assert settings.model is not None
    server = Server(settings.base_url or OPENAI_URL, settings.api_key, settings.timeout)
    return Chat(settings.model, server, Dialects(settings.cache / "dialects.json"), sleep=sleep)


def preload() -> None:
    """Import what the first call needs, which takes most of a second."""
    import openai  # noqa: F401

    retrying.warm()


async def client_of(server: Server) -> openai.AsyncOpenAI:
    """Return a client whose own retries are off: tenacity's would multiply with them."""
    import httpx2
    import openai

    # A keyring may wait until its user has unlocked it.
    secret = await asyncio.to_thread(lambda: server.secret)
    parts = urlsplit(server.url)
    with proxied():
        # A redirect could carry the key to another server.
        http = openai.DefaultAsyncHttpxClient(
            follow_redirects=False, event_hooks={"response": [guard]}, verify=load_certificates(server.url)
        )
    return openai.AsyncOpenAI(
        api_key=secret or "none",
        base_url=urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
        max_retries=0,
        timeout=httpx2.Timeout(server.timeout * PATIENCE, connect=min(server.timeout, 10.0)),
        default_query=dict(parse_qsl(parts.query)) or None,
        default_headers=ACCEPTED | {"User-Agent": "askpapers"},
        http_client=http,
    )


def headers_of(server: Server) -> dict[str, Any]:
    """Return the server's headers as openai takes them."""
    import openai

    return {name: openai.Omit() if value is None else value for name, value in server.headers(os.environ).items()}


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

    @property
    def dialect(self) -> Dialect:
        """What is known of the parameters that the server takes for it."""
        return self._dialects.of(self._server.name, self._model)

    async def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[Words | Usage]:
        """Yield the reply as it comes; reasoning is left out and counted.

        No more is read than the tokens asked for, by a margin. Raises KeyProblem and ServiceError before the first word;
        after it only StreamCut.
        """
        heard, chunk = ReplyAccumulator(max_tokens), None
        async with await client_of(self._server) as client:
            chunks = await self._begin(client, messages, max_tokens)
            try:
                async for chunk in _watched(_pieces(chunks, self._server), self._server, self._model):
                    if words := heard.hear(chunk):
                        yield Words(words)
                    if heard.endless:
                        raise errors.StreamCut(
                            f"The server went on past the {max_tokens:,} tokens that were asked for: the rest is not read.",
                            "Raise answer_tokens, or try another model.",
                        )
            except errors.AskpapersError as error:
                if heard.text and not isinstance(error, errors.StreamCut):
                    raise errors.StreamCut(str(error), error.hint) from None
                raise
            finally:
                await chunks.close()
            heard.closed = is_closed(chunks.response)
            if words := heard.rest():
                yield Words(words)
        if heard.nothing and (chunk is None or getattr(chunk, "object", "") == "chat.completion.chunk"):
            # llama-cpp-python streams nothing where it refuses a prompt; asked without streaming, it says why.
            text, usage = await self.complete(messages, max_tokens=max_tokens)
            yield Words(text)
            yield usage
            return
        # Paid for whatever came: reasoning without an answer too.
        yield heard.usage(messages)
        heard.expect_answer(self._model)
        if not heard.ended or heard.finish == "error":
            raise errors.StreamCut("The server ended the reply in the middle.", "Ask again.")

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> tuple[str, Usage]:
        """Return the reply and its usage; raises KeyProblem and ServiceError."""
        async with await client_of(self._server) as client:
            reply = await self._send(client, messages, max_tokens, stream=False)
        if body := faults.error_in(reply):
            raise faults.in_reply(body, faults.error_text(body, "", self._server), self._server, self._model)
        if isinstance(reply, str):
            raise faults.of_text(reply, self._server)
        if not getattr(reply, "choices", None):
            raise faults.no_completion(self._server)
        heard = ReplyAccumulator(max_tokens)
        heard.hear(reply)
        heard.rest()
        try:
            heard.expect_answer(self._model)
        except errors.ServiceError as error:
            error.usage = heard.usage(messages)
            raise
        return heard.whole(), heard.usage(messages)

    async def _begin(self, client: openai.AsyncOpenAI, messages: Sequence[Message], max_tokens: int) -> Any:
        chunks = await self._send(client, messages, max_tokens, stream=True)
        if not hasattr(chunks, "__aiter__"):
            raise errors.BadReply(f"{self._server.name} does not stream.", "Is the base URL right?")
        return chunks

    async def _send(
        self, client: openai.AsyncOpenAI, messages: Sequence[Message], max_tokens: int, *, stream: bool
    ) -> Any:
        """Send a request in the server's dialect; each parameter that it refuses is dropped once."""
        dialect = self.dialect

        def request(dialect: Dialect) -> Callable[[], Awaitable[Any]]:
            create: Any = client.chat.completions.create
            parameters = dialect.parameters(max_tokens, stream=stream) | {"extra_headers": headers_of(self._server)}
            given = {"model": self._model, "messages": list(messages), **parameters}
            # A silence ends sooner; this ends what drips. Where an answer is streamed, its heads come at once.
            longest = self._server.timeout * PATIENCE * (1 if stream else 4)
            return lambda: asyncio.wait_for(create(**given), longest)

        tried = {dialect}
        while True:
            try:
                reply = await send(request(dialect), self._server, self._model, self._sleep)
            except ParameterRefused as refused:
                other = dialect.after_refusal(refused.message)
                if other is None or other in tried:
                    raise errors.BadReply(
                        f"{self._server.name} refuses the request: {sanitize(refused.message, 300)}",
                        "askpapers doctor --model shows what this server takes.",
                    ) from None
                dialect = other
                tried.add(other)
                continue
            self._dialects.learn(self._server.name, self._model, dialect)
            return reply


async def send(call: Callable[[], Awaitable[T]], server: Server, model: str, sleep: Sleep) -> T:
    """Return what `call` returns, its errors translated, and tried again after failures that pass."""

    async def attempt() -> T:
        with translated(server, model):
            return await call()

    return await retrying.retry(attempt, sleep)


@contextmanager
def translated(server: Server, model: str) -> Iterator[None]:
    """Turn what openai and httpx2 raise into our errors; what may pass becomes Again, for `send`."""
    import httpx2
    import openai

    try:
        yield
    except openai.APIStatusError as error:
        said = faults.error_text(error.body, error.message, server)
        raise faults.of_status(error.status_code, said, error.response.headers, server, model) from None
    except (openai.APITimeoutError, TimeoutError) as error:
        if isinstance(error.__cause__, httpx2.ConnectTimeout):
            raise faults.unreachable(server) from None
        # It has the request and may be working on it: another would be paid as well, and make it slower.
        raise faults.silent(server) from None
    except openai.APIConnectionError as error:
        if isinstance(error.__cause__, errors.AskpapersError):
            raise error.__cause__ from None
        raise faults.of_connection(error.__cause__, server) from None
    except (
        openai.OpenAIError,
        httpx2.HTTPError,
        httpx2.InvalidURL,
        httpx2.StreamError,
        ValueError,
        RecursionError,
    ) as error:
        raise faults.not_understood(error, server) from None


async def _pieces(chunks: Any, server: Server) -> AsyncIterator[Any]:
    """Yield the chunks of a stream; a server that cannot stream sends a whole completion instead."""
    from openai.types.chat import ChatCompletion

    kind = chunks.response.headers.get("content-type", "")
    if kind.startswith(("text/html", "application/json")):
        body = await chunks.response.aread()
        if not body.lstrip().startswith(b"data:"):  # some servers send a good stream under another name
            whole = faults.json_of(body, server)
            reply = ChatCompletion.construct(**whole if isinstance(whole, dict) else {})
            if not (getattr(reply, "choices", None) or faults.error_in(reply)):
                raise faults.of_text(body.decode("utf-8", "replace"), server)
            yield reply
            return
    async for chunk in chunks:
        yield chunk


async def _watched(chunks: AsyncIterator[Any], server: Server, model: str) -> AsyncIterator[Any]:
    """Yield chunks; a silence, a broken connection or an error inside the stream is raised as ours."""
    import httpx2
    import openai

    # Reckoned between chunks: comments that keep a line open are no news.
    patience = server.timeout * PATIENCE
    while True:
        try:
            chunk = await asyncio.wait_for(anext(chunks), patience)
        except StopAsyncIteration:
            return
        except (TimeoutError, httpx2.TimeoutException, openai.APITimeoutError):
            raise faults.silent(server) from None
        except (httpx2.HTTPError, httpx2.StreamError, openai.APIConnectionError) as error:
            if httpx2.DecodingError in {type(error), type(error.__cause__)}:
                raise faults.of_connection(error.__cause__ or error, server) from None
            raise errors.StreamCut("The connection broke in the middle of the reply.", "Ask again.") from None
        except openai.APIError as error:
            raise faults.in_reply(
                error.body, faults.error_text(error.body, error.message, server), server, model
            ) from None
        except (openai.OpenAIError, ValueError, RecursionError) as error:
            raise errors.BadReply(
                f"{server.name} sent a stream that cannot be read: {sanitize(str(error), 200)}",
                "Is this a chat server?",
            ) from None
        if body := faults.error_in(chunk):
            raise faults.in_reply(body, faults.error_text(body, "", server), server, model)
        patience = server.timeout
        yield chunk
