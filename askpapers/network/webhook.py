"""A message posted to a chat's webhook: Slack's, Discord's or Feishu's."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

from askpapers import errors
from askpapers.network.broken_connection import proxied
from askpapers.network.client import named
from askpapers.network.packing import ACCEPTED, read
from askpapers.text.sanitize import sanitize

HOSTS = {
    "hooks.slack.com": "slack", "discord.com": "discord", "discordapp.com": "discord", "open.feishu.cn": "feishu",
    "open.larksuite.com": "feishu",
}  # fmt: skip


LARGEST = 1_000_000
"""Bytes of an answer, which is a word or two."""


def shape_of(setting: str) -> tuple[str, str]:
    """Return what a webhook speaks, and its address; raises UsageError where neither its host nor its prefix says it."""
    prefix, plus, address = setting.partition("+")
    if plus and prefix in set(HOSTS.values()):
        return prefix, address
    host = urlsplit(setting).hostname or ""
    for known, shape in HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return shape, setting
    raise errors.UsageError(
        f"Nobody knows what a webhook at {sanitize(host, 80)} speaks.", 'Say it: webhook = "slack+https://…", discord+ or feishu+.'
    )  # fmt: skip


async def post(address: str, payload: dict[str, Any], *, wait: float = 60.0) -> str:
    """Post a message, and return what the server said; the address is told to nobody, for whoever has it may write there.

    Raises Refused, MayHaveArrived where no answer came, and Unreachable.
    """
    import httpx2

    place = named(address)
    with proxied():
        made = httpx2.AsyncClient(headers=ACCEPTED, timeout=httpx2.Timeout(wait, connect=10.0))
    look = "Look there first; --again posts it once more."
    try:
        async with made as client, asyncio.timeout(wait), client.stream("POST", address, json=payload) as response:
            body = await read(response, LARGEST, place)
    except (httpx2.ConnectError, httpx2.ConnectTimeout):
        raise errors.Unreachable(f"{place} cannot be reached.", "Is this machine online?") from None
    except (httpx2.HTTPError, TimeoutError) as error:
        raise errors.MayHaveArrived(
            f"{place} was lost after it had the message: {type(error).__name__}. It may have arrived.", look
        ) from None
    except errors.FetchFailed as error:
        raise errors.MayHaveArrived(f"{error} The message may have arrived.", look) from None
    said = sanitize(body.decode("utf-8", "replace"), 200)
    if not response.is_success or _feishu_code(body) != 0:
        raise errors.Refused(
            f"{place} refuses the message: {response.status_code} {said}", "Is the webhook still there?"
        )
    return said


def _feishu_code(body: bytes) -> int:
    """The code in Feishu's answer, which comes with status 200 whatever happened; 0 for all others."""
    try:
        answer = json.loads(body)
        return int(answer.get("code") or answer.get("StatusCode") or 0) if isinstance(answer, dict) else 0
    except (ValueError, TypeError, RecursionError):
        return 0
