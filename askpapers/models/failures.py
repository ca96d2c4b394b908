"""What a model server's refusals and failures mean, in our words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from askpapers import errors
from askpapers.models.server import Server
from askpapers.network.failures import Again, broken_connection, later
from askpapers.text.sanitize import sanitize


class ParameterRefused(Exception):
    """A 400 or 422 that may be about a parameter."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def of_status(status: int, said: str, headers: Mapping[str, str], server: Server, model: str) -> Exception:
    """Return what a status that is no success means: an error of ours, or Again or ParameterRefused around one.

    `headers` have lower-case names, `said` is what the server says, as `error_text` gives it.
    """
    message = f": {_ended(sanitize(said, 300))}" if said.strip() else "."
    if status in {400, 401, 403} and _NO_MODEL.search(said):
        return _no_model(server, model)
    if status == 402 or (status in {400, 403, 429} and _is_quota(said, status)):
        return errors.QuotaSpent(
            f"The account at {server.name} has nothing left{message}", "Add credit, or use --extractive."
        )
    if status in {401, 403} or (status == 400 and _NO_KEY.search(said)):
        if server.key:
            return errors.KeyRefused(f"{server.name} does not accept the key{message}", "Check OPENAI_API_KEY.")
        return errors.KeyMissing(f"{server.name} wants a key{message}", "Set OPENAI_API_KEY, or use --extractive.")
    if status in {400, 422} and _LONG_ANSWER.search(said) and "context length" not in said:
        return errors.BadReply(f"{server.name} refuses an answer that long{message}", "Lower answer_tokens.")
    if status == 413 or (status in {400, 422, 429, 500} and _OVERFLOW.search(said)):
        return errors.ContextOverflow(
            f"The request is too long for {sanitize(model, 60)}{message}", "Use a smaller --budget."
        )
    if status == 429:
        limited = errors.RateLimited(f"{server.name} asks for fewer requests{message}", "Wait a little and try again.")
        return later(limited, _wait(headers, said))
    if status == 404:
        if re.search(r"model", said, re.I):
            return _no_model(server, model)
        return errors.NoServer(
            f"{server.name} has no chat service at this address{message}",
            "A base URL usually ends in /v1, as http://localhost:11434/v1.",
        )
    if status in {400, 422}:
        return ParameterRefused(said)
    if status == 511:
        return errors.NoServer("The network wants you to log in first.", "Open a page in a browser, then try again.")
    if 300 <= status < 400:
        return errors.NoServer(
            f"{server.name} sends requests on to another address, and the key goes nowhere else.",
            "Set the base URL to the final address.",
        )
    if status in {408, 409} or status >= 500:
        failed = errors.Unreachable(f"{server.name} failed ({status}){message}", "Try again later.")
        return later(failed, _wait(headers, ""))
    if status == 407:
        return errors.NoServer(
            f"The proxy on the way to {server.name} wants a name and a password (HTTP 407).",
            "HTTPS_PROXY can hold them.",
        )
    return errors.BadReply(f"{server.name} answered {status}{message}", "Is the base URL right?")


def _ended(text: str) -> str:
    """Return what a server says as a sentence that ends, for what to do stands behind it."""
    return text if re.search(r"[.!?…。！？][\"'”’)\]}]*$", text) else f"{text}."


def in_reply(body: object, said: str, server: Server, model: str) -> errors.AskpapersError:
    """Return what an error means that comes in a reply whose status was success; `body` is its JSON."""
    code = str(body.get("code")) if isinstance(body, dict) else ""
    status = 429 if _RATE.search(said) else 400
    found = of_status(int(code) if code in {"401", "402", "403", "413", "429"} else status, said, {}, server, model)
    if isinstance(found, Again):
        return found.error
    if isinstance(found, errors.AskpapersError):
        return found
    return errors.BadReply(f"{server.name} reports an error in its reply: {_ended(sanitize(said, 300))}", "Ask again.")


def error_in(reply: Any) -> object:
    """Return the JSON of the error that stands where a reply or a piece of one should be, or None."""
    if error := getattr(reply, "error", None):
        return error
    bare = getattr(reply, "choices", None) is None and isinstance(getattr(reply, "message", None), str)
    if bare or "error" in (getattr(reply, "object", None), getattr(reply, "type", None)):
        return {"message": getattr(reply, "message", None), "code": getattr(reply, "code", None)}
    return None


def _wait(headers: Mapping[str, str], said: str) -> float | None:
    """The seconds that a server asks to be left alone for, in a header or in its words."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        asked = _until_date(headers.get("retry-after", ""), headers.get("date", ""))
    if asked is None and (m := _IN_WORDS.search(said)):
        return int(m["min"] or 0) * 60 + float(m["number"]) / (1000 if m["unit"].lower() == "ms" else 1)
    return asked


def _until_date(when: str, now: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(when) - parsedate_to_datetime(now)).total_seconds())
    except (TypeError, ValueError):
        return None


def _is_quota(said: str, status: int) -> bool:
    """Whether nothing is left to spend; a rate limit may name the page where more can be bought, and passes."""
    if "insufficient_quota" in said or (_SPENT.search(said) and not _RATE.search(said)):
        return True
    return status == 429 and _MONEY.search(said) is not None and not _RATE.search(said)


_IN_WORDS = re.compile(
    r"(?:try again|retry) (?:in|after) (?:(?P<min>\d{1,4})m)?(?P<number>\d{1,9}(?:\.\d{1,9})?) ?(?P<unit>ms|s)", re.I
)
# With a sign between its words: proxies give the name RateLimitError to every 429.
_RATE = re.compile(
    r"rate[_ -]limit | \bper[ ](?:min|minute|second|hour|day)\b | \b[rt]p[md]\b | retry\ in\ \d", re.I | re.X
)
_SPENT = re.compile(
    r"insufficient[_ ](?:credits?|balance|funds) | exceeded[_ ](?:your[_ ])?current[_ ]quota | credit\ balance"
    r"| budget\ has\ been\ exceeded",
    re.I | re.X,
)
_MONEY = re.compile(r"\b(?:billing|credits?|balance|payment)\b", re.I)
_NO_MODEL = re.compile(
    r"model_not_found | \b(?:invalid|unknown|no\ such|not\ a\ valid)\ model\b | access\ (?:to\ )?(?:the\ )?model\b"
    r"| model.{0,80}(?:not\ (?:found|exist)|does\ not\ exist|unknown)",
    re.I | re.X,
)
# The last is how a LiteLLM proxy without a database says that a key is not its master key.
_NO_KEY = re.compile(
    r"(?:incorrect|invalid|missing|no)[_ ]api[_ ]?key | api[_ ]?key[_ ](?:is[_ ])?(?:not[_ ]valid|invalid|missing|expired)"
    r"| no\ connected\ db",
    re.I | re.X,
)
_LONG_ANSWER = re.compile(
    r"max_(?:completion_)?tokens\b.{0,60}(?:too\ (?:large|high)|less\ than\ or\ equal|at\ most|valid\ range)",
    re.I | re.X,
)
_OVERFLOW = re.compile(
    r"context[_ ]?(?:length|window|size) | maximum\ (?:context|model\ length|prompt\ length) | too\ many\ tokens"
    r"| (?:prompt|input)\ is\ too\ long | input\ token\ count | exceeds?\ the\ (?:available\ )?context | n_ctx"
    r"| request\ too\ large | max_new_tokens`?\ must\ be",
    re.I | re.X,
)


def _no_model(server: Server, model: str) -> errors.UnknownModel:
    return errors.UnknownModel(
        f"{server.name} does not have the model “{sanitize(model, 60)}”.", "askpapers doctor --model lists what it has."
    )


def of_connection(cause: BaseException | None, server: Server) -> Exception:
    """Return what a connection that gave no answer means; what may pass is Again."""
    import httpx2

    found = broken_connection(cause, server.url)
    if found is None:
        # Nothing listens: a moment later it is the same.
        return unreachable(server) if isinstance(cause, httpx2.ConnectError) else Again(unreachable(server))
    kind = errors.BadReply if isinstance(cause, httpx2.DecodingError) else errors.NoServer
    hint = f"{found.hint} --extractive needs none." if found.passes else found.hint
    failed = kind(f"{server.name} {found.words}.", hint)
    return Again(failed) if found.passes else failed


def of_text(text: str, server: Server) -> errors.BadReply:
    """Return the error of an answer of success that is no JSON."""
    hint = "Is the base URL right? It usually ends in /v1."
    if "<html" in text[:2000].lower() or "<!doctype" in text[:2000].lower():
        return errors.BadReply(f"A web page came from {server.name} instead of an answer.", hint)
    if text.lstrip().startswith("data:"):
        return errors.BadReply(
            f"{server.name} sent a stream where a whole answer was asked for.", "Is this a chat server?"
        )
    if not text.strip():
        return errors.BadReply(f"{server.name} answered with nothing at all.", hint)
    return errors.BadReply(
        f"{server.name} answered with something that is not a chat completion: {error_text(None, text, server)[:100]}",
        hint,
    )


def no_completion(server: Server) -> errors.BadReply:
    """Return the error of an answer that is JSON and no completion."""
    return errors.BadReply(
        f"{server.name} answered with something that is not a chat completion.",
        "Is the base URL right? It usually ends in /v1.",
    )


def not_understood(error: Exception, server: Server) -> errors.BadReply:
    """Return the error of an answer that the client library cannot read."""
    hint = "Is the base URL right? It usually ends in /v1."
    if isinstance(error, json.JSONDecodeError):
        return of_text(error.doc, server)
    if isinstance(error, UnicodeDecodeError):
        return errors.BadReply(f"{server.name} answered with bytes that are no text.", hint)
    if isinstance(error, RecursionError):
        return errors.BadReply(f"{server.name} answered with JSON that is nested too deeply.", hint)
    return errors.BadReply(
        f"{server.name} answered with something that cannot be understood: {error_text(None, str(error), server)[:300]}",
        hint,
    )


def json_of(body: bytes, server: Server) -> object:
    """Return the JSON of an answer; raises BadReply, which says what came instead."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise of_text(body.decode("utf-8", "replace"), server) from None


def silent(server: Server) -> errors.Unreachable:
    """Return the error for a server that takes longer than it is waited for."""
    return errors.Unreachable(
        f"{server.name} did not answer in time.", "Is it busy? Raise timeout in the settings, or use --extractive."
    )


def unreachable(server: Server) -> errors.NoServer:
    """Return the error for an address where nothing answers."""
    return errors.NoServer(
        f"Nothing answers at {server.name}.", "Is the server running, and the address right? --extractive needs none."
    )


def _detail(body: Mapping[str, object]) -> str:
    """What FastAPI's servers say: a text, or a list of what is wrong and where."""
    detail = body.get("detail")
    faults = [one for one in detail if isinstance(one, dict)] if isinstance(detail, list) else []
    told = [
        f"{one.get('msg')} ({'.'.join(map(str, one['loc']))})" for one in faults if isinstance(one.get("loc"), list)
    ]
    return detail if isinstance(detail, str) else "; ".join(told)


LONG_KEY = 8
"""From so many characters on a key is no word of a message by chance."""


def error_text(body: object, text: str, server: Server) -> str:
    """Return what an error's JSON says, else `text`, on one line, without a proxy's markup and anything like a key."""
    if isinstance(body, list) and body:
        body = body[0]
    inner = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(inner, dict):
        text = " · ".join(
            str(part)
            for part in (inner.get("message") or _detail(inner) or inner, inner.get("code"), inner.get("param"))
            if part
        )
    elif isinstance(inner, str):
        text = inner
    if "<html" in text.lower() or "<!doctype" in text.lower():
        text = "a web page instead of an answer"
    if secret := server.secret:
        # A short one, the "x" or "none" of a server that asks for no key, is blacked out as a word only.
        whole = re.escape(secret) if len(secret) >= LONG_KEY else rf"(?<!\w){re.escape(secret)}(?!\w)"
        text = re.sub(whole, "…", text)
    return re.sub(r"\b(sk|key)-[\w*-]{6,}", r"\1-…", sanitize(text, 5000))
