"""A mail server on loopback: with TLS from the start or by STARTTLS, a login, recipients that it refuses, and sudden ends."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

AUTHORITY = trustme.CA()
"""Made once: a certificate costs a tenth of a second."""
_CERTIFICATE = AUTHORITY.issue_cert("localhost")

USER, PASSWORD = "me@mail.example", "s3cret"


class MailServer:
    """What came in, and how to behave: `dies` after the whole mail, before or without an answer."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.dies = False
        self.port = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        self.envelopes.append(envelope)
        if self.dies:
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
        return "250 2.0.0 queued as 7"

    @property
    def starttls(self) -> str:
        """Its address, where TLS begins by STARTTLS."""
        return f"smtp://{USER.replace('@', '%40')}@localhost:{self.port}"


def trusting() -> ssl.SSLContext:
    """What trusts the server's certificate."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


class _OnAnyPort(Controller):
    """A controller that asks the port that it was given whether it is up, and not port 0."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        with socket.create_connection(self.server.sockets[0].getsockname(), 5) as plain:
            context = trusting() if self.ssl_context else None
            with context.wrap_socket(plain, server_hostname="localhost") if context else plain as connection:
                connection.recv(1024)


@contextmanager
def mail_server(*, tls: bool = True, from_the_start: bool = False) -> Iterator[MailServer]:
    """Run a server that wants TLS, by STARTTLS or from the start, and a login; or neither."""
    served = MailServer()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _CERTIFICATE.configure_cert(context)
    more: dict[str, Any] = (
        {"tls_context": context, "require_starttls": True, "authenticator": _authenticate, "auth_required": True}
        if tls
        else {}
    )
    if from_the_start:
        more = {
            "ssl_context": context,
            "authenticator": _authenticate,
            "auth_required": True,
            # The library knows only of TLS that STARTTLS began.
            "auth_require_tls": False,
        }
    controller = _OnAnyPort(served, hostname="127.0.0.1", port=0, **more)
    controller.start()
    assert controller.server is not None
    served.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        controller.stop()
