"""What a model server offers beside chat: vectors of texts, and the names of its models."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.models.chat import client_of, headers_of, send, translated
from askpapers.models.failures import ParameterRefused, of_text
from askpapers.models.server import Server
from askpapers.network.failures import Again, Sleep
from askpapers.text.sanitize import sanitize, valid_unicode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from askpapers.settings.settings import Settings

_ENDPOINT_BATCH = 64
MOST_NAMED = 20


def server_of(settings: Settings) -> Server:
    """Return the server of the embedding model, with the key that belongs to it."""
    from askpapers.models.server import Server
    from askpapers.settings.settings import OPENAI_URL

    own = settings.embedding_base_url or settings.embedding_api_key
    url = settings.embedding_base_url if own else settings.base_url
    key = settings.embedding_api_key if own else settings.api_key
    return Server(url or OPENAI_URL, key, settings.timeout)


class Endpoint:
    """An embedding model on an OpenAI-compatible server."""

    def __init__(self, settings: Settings) -> None:
        self.model = settings.embedding_model
        self.dimension: int | None = None
        self._server = server_of(settings)

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of `texts`; raises KeyProblem and ServiceError."""
        import numpy as np

        rows: list[list[float]] = []
        for start in range(0, len(texts), _ENDPOINT_BATCH):
            # An empty text is refused by the service; a space is not.
            batch = [valid_unicode(text) or " " for text in texts[start : start + _ENDPOINT_BATCH]]
            rows += await embeddings(self._server, self.model, batch)
        if not rows:
            return np.empty((0, self.dimension or 0), np.float32)
        if len({len(row) for row in rows}) > 1:
            raise errors.BadReply(f"{self._server.name} sent vectors of different lengths.")
        vectors = np.array(rows, np.float32)
        self.dimension = vectors.shape[1]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
        return unit


def endpoint(settings: Settings) -> Endpoint:
    """Return the embedding model that the settings name; nothing is sent yet."""
    return Endpoint(settings)


async def embeddings(
    server: Server, model: str, texts: Sequence[str], *, sleep: Sleep = asyncio.sleep
) -> list[list[float]]:
    """Return one vector for each text; raises KeyProblem and ServiceError."""
    async with await client_of(server) as client:
        try:
            reply = await send(
                lambda: client.embeddings.create(
                    model=model, input=list(texts), encoding_format="float", extra_headers=headers_of(server)
                ),
                server,
                model,
                sleep,
            )
        except ParameterRefused as refused:
            raise errors.BadReply(f"{server.name} refuses to embed: {refused.message}") from None
    if isinstance(reply, str):
        raise of_text(reply, server)
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


async def only_model(settings: Settings) -> str:
    """Return the chat model of a server of which only the address is known: the only one that it lists, or the usual one.

    The usual one is taken where the server lists it, or lists none. Raises SeveralModels, which names them.
    """
    from askpapers.settings.settings import DEFAULT_MODEL, OPENAI_URL

    try:
        listed = await models(Server(settings.base_url or OPENAI_URL, settings.api_key, settings.timeout))
    except (errors.ServiceError, errors.KeyProblem):
        # What is wrong with the server, the question itself will tell.
        return DEFAULT_MODEL
    names = [name for name in listed if "embed" not in name.casefold()] or listed
    if not names or DEFAULT_MODEL in names:
        return DEFAULT_MODEL
    if len(names) > 1:
        some = ", ".join(sanitize(name, 60) for name in names[:MOST_NAMED])
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        raise errors.SeveralModels(f"The server has {len(names)} models: {some}{more}.", "Name one with --model.")
    return names[0]


async def models(server: Server) -> list[str]:
    """Return the names of the models that the server says it has; raises KeyProblem and ServiceError."""
    async with await client_of(server) as client:
        try:
            with translated(server, ""):
                return sorted([str(model.id) async for model in client.models.list(extra_headers=headers_of(server))])
        except Again as failure:
            raise failure.error from None
        except ParameterRefused as refused:
            raise errors.BadReply(f"{server.name} refuses to list its models: {refused.message}") from None
        except (AttributeError, TypeError):
            raise errors.BadReply(f"{server.name} sent a list of models that cannot be read.") from None
