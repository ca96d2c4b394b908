"""What a model server's refusals and failures mean, in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from askpapers import errors
from askpapers.papers import plain
from askpapers.server import Server

LONGEST_WAIT = 60.0
"""Seconds; a server that asks for a longer wait than this is not waited for."""


class Refused(Exception):
    """A 400 or 422 that may be about a parameter."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Again(Exception):
    """Worth another attempt; `wait` in seconds is what the server asked for."""

    def __init__(self, error: errors.ServiceError, wait: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


def in_stream(message: str, server: Server) -> errors.AskpapersError:
    """Return what an error inside a stream means."""
    if _is_overflow(message):
        return errors.ContextOverflow(f"The request is too long: {message}", "Use a smaller --budget.")
    if _is_quota(message):
        return _quota(server, message)
    return errors.BadReply(f"{server.name} reports in the middle of its reply: {message}", "Ask again.")


def of_status(status: int, message: str, headers: Mapping[str, str], server: Server, model: str) -> Exception:
    """Return what a status that is no success means: an error of ours, or Again or Refused around one.

    `headers` have lower-case names, `message` is what the server says, as `told` gives it.
    """
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
        wait = _retry_after(headers)
        return limited if wait is not None and wait > LONGEST_WAIT else Again(limited, wait)
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
        return Refused(message)
    if 300 <= status < 400:
        return errors.Unreachable(
            f"{server.name} sends requests on to another address, and the key goes nowhere else.",
            "Set the base URL to the final address.",
        )
    if status in {408, 409} or status >= 500:
        return Again(
            errors.Unreachable(f"{server.name} failed ({status}): {message}", "Try again later."), _retry_after(headers)
        )
    return errors.BadReply(f"{server.name} answered {status}: {message}")


def _retry_after(headers: Mapping[str, str]) -> float | None:
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


def silent(server: Server) -> errors.Unreachable:
    """Return the error for a server that takes longer than it is waited for."""
    return errors.Unreachable(
        f"{server.name} did not answer in time.", "Is it busy? Raise timeout in the settings, or use --extractive."
    )


def unreachable(server: Server) -> errors.Unreachable:
    """Return the error for an address where nothing answers."""
    return errors.Unreachable(
        f"Nothing answers at {server.name}.", "Is the server running, and the address right? --extractive needs none."
    )


def told(error: Exception) -> str:
    """Return what a server's error says, on one line, without markup of a proxy's page and without anything like a key."""
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
