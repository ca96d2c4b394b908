"""A digest sent by mail or posted to a chat: never twice for one scope and recipient, unless it is asked for again."""

from __future__ import annotations

import asyncio
import hashlib
import json
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage

from askpapers import errors
from askpapers.answers.digest import Digest
from askpapers.library.catalog.state import Sending, SendingState
from askpapers.library.library import Library
from askpapers.network.delivery import Account, account_of, deliver
from askpapers.papers.scope import Scope, as_stored, describe
from askpapers.settings.keyring import secret_of
from askpapers.settings.settings import Settings
from askpapers.settings.values import is_mail_address
from askpapers.text.sanitize import sanitize


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a sending to one recipient; `before` says that it was not sent now, as it had been."""

    recipient: str
    state: SendingState
    words: str
    message_id: str = ""
    before: bool = False
    error: errors.AskpapersError | None = None


Compose = Callable[[Address, Address, str], EmailMessage]
"""What writes a mail from a sender to a recipient, under a Message-ID."""


def account(settings: Settings) -> Account:
    """Return the mail account of the settings, its password from them or the keyring; raises UsageError where none is set."""
    if not settings.smtp:
        raise errors.UsageError(
            "No mail server is set.", 'askpapers config set smtp "smtps://me@mail.example:465", or ASKPAPERS_SMTP.'
        )
    return account_of(settings.smtp, secret_of(settings.smtp_password, settings.smtp) or "")


def sender_of(settings: Settings, found: Account) -> str:
    """Return who mails come from: smtp_from, else the account's user, else that user at its host; raises UsageError."""
    candidates = (settings.smtp_from or "", found.user, f"{found.user or 'askpapers'}@{found.host}")
    for address in candidates:
        if is_mail_address(address):
            return address
    raise errors.UsageError("Nobody knows who the mail comes from.", "askpapers config set smtp_from me@mail.example")


def check_recipients(recipients: Sequence[str]) -> None:
    """Raise UsageError for a recipient that is no mail address."""
    for one in recipients:
        if not is_mail_address(one):
            raise errors.UsageError(f"“{sanitize(one, 80)}” is no mail address.", "As --to me@mail.example")


async def send_digest(
    library: Library,
    made: Digest,
    scope: Scope,
    recipients: Sequence[str],
    *,
    again: bool = False,
    context: ssl.SSLContext | None = None,
) -> list[Delivery]:
    """Send a digest to each recipient by itself; raises UsageError for an address that is none, before anything is sent."""
    from askpapers.writers.digest_forms import mail

    def compose(sender: Address, recipient: Address, id: str) -> EmailMessage:
        return mail(made, sender, (recipient,), library.now, id)

    return await send_mails(library, compose, key_of(scope), describe(scope), recipients, again=again, context=context)


async def send_mails(
    library: Library,
    compose: Compose,
    about: str,
    words: str,
    recipients: Sequence[str],
    *,
    again: bool = False,
    context: ssl.SSLContext | None = None,
) -> list[Delivery]:
    """Send one mail to each recipient; `about` is what must not reach one twice, `words` what it is for a person."""
    found = await asyncio.to_thread(account, library.settings)
    sender = sender_of(library.settings, found)
    check_recipients(recipients)

    def mail_to(one: str) -> Callable[[str], Awaitable[str]]:
        async def send(id: str) -> str:
            message = compose(Address("askpapers", addr_spec=sender), Address(addr_spec=one), id)
            timeout = library.settings.timeout
            return await asyncio.to_thread(
                lambda: deliver(found, message, sender, one, timeout=timeout, context=context)
            )

        return send

    domain = sender.rpartition("@")[2]
    return [
        await _once(library, about, words, one, domain, mail_to(one), again=again) for one in dict.fromkeys(recipients)
    ]


async def post_digest(library: Library, made: Digest, scope: Scope, *, again: bool = False) -> Delivery:
    """Post a digest to the webhook of the settings; raises UsageError where none is set."""
    from askpapers.network.delivery import post, shape_of
    from askpapers.writers.digest_forms import payload

    webhook = library.settings.webhook
    if not webhook:
        raise errors.UsageError(
            "No webhook is set.", 'askpapers config set webhook "https://hooks.slack.com/services/…"'
        )
    shape, address = shape_of(webhook)

    async def send(id: str) -> str:
        return await post(address, payload(made, shape), wait=library.settings.timeout)

    # The address is a secret: what is kept is a hash of it.
    name = f"{shape} {hashlib.sha256(address.encode()).hexdigest()[:8]}"
    return await _once(library, key_of(scope), describe(scope), name, "webhook", send, again=again)


def key_of(scope: Scope) -> str:
    """Return what stands for a scope, the same whenever it is meant."""
    return json.dumps(as_stored(scope), sort_keys=True)


async def _once(
    library: Library,
    about: str,
    words: str,
    recipient: str,
    domain: str,
    send: Callable[[str], Awaitable[str]],
    *,
    again: bool,
) -> Delivery:
    """Send unless it was; what was sent before and is wanted again gets another Message-ID, what may have arrived the same."""
    sendings = library.catalog.sendings
    key = hashlib.sha256(f"{about}\n{recipient.casefold()}".encode()).hexdigest()
    known = await sendings.get(key)
    if known is not None and known.state is SendingState.SENT and not again:
        return Delivery(recipient, SendingState.SENT, f"sent before, on {_when(known)}", known.message_id, before=True)
    if known is not None and known.state is SendingState.UNKNOWN and not again:
        told = f"may have arrived on {_when(known)}; it is not sent again by itself"
        return Delivery(recipient, SendingState.UNKNOWN, told, known.message_id, before=True)
    id = f"<askpapers.{key[:32]}.0@{domain}>"
    if known is not None:
        id = _following(known.message_id) if known.state is SendingState.SENT else known.message_id
    noted = Sending(key, words, recipient, id, SendingState.UNKNOWN, "begun")
    # Noted before, and not after: a kill in between must not send it twice.
    await sendings.put(noted)
    try:
        said = await send(id)
    except errors.MayHaveArrived as error:
        await sendings.put(replace(noted, said=str(error)))
        return Delivery(recipient, SendingState.UNKNOWN, str(error), id, error=error)
    except errors.AskpapersError as error:
        await sendings.put(replace(noted, state=SendingState.FAILED, said=str(error)))
        return Delivery(recipient, SendingState.FAILED, str(error), id, error=error)
    await sendings.put(replace(noted, state=SendingState.SENT, said=said))
    return Delivery(recipient, SendingState.SENT, "sent", id)


def _following(id: str) -> str:
    head, _, domain = id.partition("@")
    name, _, count = head.rpartition(".")
    return f"{name}.{int(count) + 1}@{domain}"


def _when(sending: Sending) -> str:
    return f"{sending.at[:16].replace('T', ' ')} UTC"
