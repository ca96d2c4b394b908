"""What a model server offers beside chat: vectors of texts, and the names of its models."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Sequence

from askpapers import errors
from askpapers.faults import Refused
from askpapers.llm import client_of, headers_of, sent, translated
from askpapers.retrying import Again, Sleep
from askpapers.server import Server


async def embeddings(
    server: Server, model: str, texts: Sequence[str], *, sleep: Sleep = asyncio.sleep
) -> list[list[float]]:
    """Return one vector for each text; raises KeyProblem and ServiceError."""
    async with client_of(server) as client:
        try:
            reply = await sent(
                lambda: client.embeddings.create(
                    model=model, input=list(texts), encoding_format="float", extra_headers=headers_of(server)
                ),
                server,
                model,
                sleep,
            )
        except Refused as refused:
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
    async with client_of(server) as client:
        try:
            with translated(server, ""):
                return sorted([str(model.id) async for model in client.models.list(extra_headers=headers_of(server))])
        except Again as failure:
            raise failure.error from None
        except Refused as refused:
            raise errors.BadReply(f"{server.name} refuses to list its models: {refused.message}") from None
        except (AttributeError, TypeError):
            raise errors.BadReply(f"{server.name} sent a list of models that cannot be read.") from None
