"""Where a digest is handed over: a mail to a server (SMTP, RFC 5321), a message to a chat's webhook."""

from __future__ import annotations

import asyncio
import json
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import unquote, urlsplit

from askpapers import errors
from askpapers.network.client import name_host
from askpapers.network.failures import proxied
from askpapers.network.response import ACCEPTED, read
from askpapers.text.sanitize import sanitize

SUBMISSION, SUBMISSIONS = 587, 465
OWN = re.compile(r"localhost|127(?:\.\d+){3}|::1")
"""Servers that are this machine: nobody listens on the way."""


@dataclass(frozen=True, slots=True)
class Account:
    """A mail server and who one is there; `encrypted` says that TLS begins with the connection, and not by STARTTLS."""

    host: str
    port: int
    encrypted: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def here(self) -> bool:
        """Whether the server is this machine."""
        return OWN.fullmatch(self.host) is not None

    @property
    def name(self) -> str:
        """The server as it is told."""
        return f"{sanitize(self.host, 100)}:{self.port}"


def account_of(address: str, password: str = "") -> Account:
    """Return the account that smtp://user@host:port or smtps://… names."""
    parts = urlsplit(address)
    encrypted = parts.scheme == "smtps"
    port = parts.port or (SUBMISSIONS if encrypted else SUBMISSION)
    return Account(parts.hostname or "", port, encrypted, unquote(parts.username or ""), password)


def deliver(
    account: Account,
    message: EmailMessage,
    sender: str,
    recipient: str,
    *,
    timeout: float = 60.0,
    context: ssl.SSLContext | None = None,
) -> str:
    """Hand a mail to the server for one recipient, and return what it said; blocks.

    Raises KeyRefused for a login, Refused for a sender, recipient or text, MayHaveArrived where the server was lost after
    the last line, Unreachable and SendingFailed for what happened before. The password goes over TLS only, or to this machine.
    """
    secure = context or ssl.create_default_context()
    text = _lines(message)
    try:
        server = _connected(account, timeout, secure)
    except ssl.SSLCertVerificationError as error:
        raise errors.SendingFailed(
            f"{account.name} has a certificate that cannot be trusted: {sanitize(error.verify_message, 120)}.",
            "Is the name right? A company's own certificate is made known by SSL_CERT_FILE.",
        ) from None
    except ssl.SSLError as error:
        raise errors.SendingFailed(
            f"{account.name} does not speak TLS as it should: {sanitize(str(error.reason or error), 120)}.",
            "smtps:// begins with TLS (port 465), smtp:// with STARTTLS (port 587).",
        ) from None
    except smtplib.SMTPException as error:
        raise errors.SendingFailed(f"{account.name} is no mail server: {_told(error)}.", "Correct smtp.") from None
    except (OSError, UnicodeError) as error:
        raise errors.Unreachable(f"{account.name} cannot be reached: {_told(error)}.", "Is smtp right?") from None
    try:
        _introduce(server, account, secure)
        return _hand_over(server, account, text, sender, recipient)
    except smtplib.SMTPException as error:
        raise errors.SendingFailed(f"{account.name} broke off: {_told(error)}.", "Nothing was sent.") from None
    except OSError as error:
        raise errors.SendingFailed(f"{account.name} was lost: {_told(error)}.", "Nothing was sent.") from None
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _lines(message: EmailMessage) -> bytes:
    """The mail as it goes over the wire, without the dot that ends it."""
    data = message.as_bytes(policy=SMTP)
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def _connected(account: Account, timeout: float, context: ssl.SSLContext) -> smtplib.SMTP:
    if account.encrypted:
        return smtplib.SMTP_SSL(account.host, account.port, timeout=timeout, context=context)
    server = smtplib.SMTP(account.host, account.port, timeout=timeout)
    try:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _introduce(server: smtplib.SMTP, account: Account, context: ssl.SSLContext) -> None:
    if not isinstance(server.sock, ssl.SSLSocket) and not account.here:
        raise errors.SendingFailed(f"{account.name} offers no TLS: nothing is sent over an open line.", "Use smtps://.")
    if not account.user:
        return
    if not account.password:
        raise errors.KeyMissing(
            f"{account.name} wants a password for {sanitize(account.user, 80)}.",
            "Set ASKPAPERS_SMTP_PASSWORD, or smtp_password.",
        )
    try:
        server.login(account.user, account.password)
    except smtplib.SMTPAuthenticationError as error:
        raise errors.KeyRefused(
            f"{account.name} refuses the login of {sanitize(account.user, 80)}: {_said(error.smtp_error)}",
            "Correct the user in smtp, or ASKPAPERS_SMTP_PASSWORD; many providers want an app password.",
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise errors.SendingFailed(f"{account.name} takes no login.", "Leave the user out of smtp.") from None


def _hand_over(server: smtplib.SMTP, account: Account, text: bytes, sender: str, recipient: str) -> str:
    for (code, said), what in (
        (server.mail(sender), f"the sender {sanitize(sender, 80)}"),
        (server.rcpt(recipient), f"the recipient {sanitize(recipient, 80)}"),
        (server.docmd("DATA"), "the message"),
    ):
        if code not in {250, 251, 354}:
            raise errors.Refused(f"{account.name} refuses {what}: {code} {_said(said)}", "Nothing was sent.")
    server.send(text)
    try:
        # From the last line on the server may have the mail, whatever it gets to say.
        server.send(b".\r\n")
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise errors.MayHaveArrived(
            f"{account.name} was lost after it had the whole mail for {sanitize(recipient, 80)}: {_told(error)}. It may "
            "have arrived.",
            "Look there first; --again sends it under the same Message-ID, so that it is shown once.",
        ) from None
    if code != 250:
        raise errors.Refused(f"{account.name} refuses the message: {code} {_said(said)}", "Nothing was sent.")
    return _said(said)


def _said(words: bytes | str) -> str:
    return sanitize(words.decode("utf-8", "replace") if isinstance(words, bytes) else words, 200)


def _told(error: Exception) -> str:
    return (sanitize(str(error), 160) or type(error).__name__).rstrip(".")


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

    place = name_host(address)
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
