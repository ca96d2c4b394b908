"""A digest as a mail: plain text and the page, whichever a mail program shows."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from askpapers.answers.digest import Digest
from askpapers.text.sanitize import sanitize
from askpapers.version import __version__
from askpapers.writers.digest import subject, text
from askpapers.writers.digest_html import html

NOBODY = Address("askpapers", "askpapers", "localhost")
"""The sender of a digest that is written to a file where no mail account is set."""


def mail(made: Digest, sender: Address, recipients: tuple[Address, ...], at: datetime, id: str = "") -> EmailMessage:
    """Return a digest as a mail; `id` is its Message-ID, "" for none."""
    message = letter(subject(made), text(made), sender, recipients, at, id)
    message.add_alternative(html(made), subtype="html", cte="quoted-printable")
    return message


def letter(
    title: str, words: str, sender: Address, recipients: tuple[Address, ...], at: datetime, id: str = ""
) -> EmailMessage:
    """Return a mail of plain text; no header can hold a line break, whatever stands in `title` or an address."""
    message = EmailMessage(SMTP)
    message["From"] = sender
    if recipients:
        message["To"] = recipients
    message["Subject"] = sanitize(title, 200)
    message["Date"] = format_datetime(at)
    if id:
        message["Message-ID"] = id
    message["Auto-Submitted"] = "auto-generated"
    message["User-Agent"] = f"askpapers/{__version__}"
    message.set_content(words, cte="quoted-printable")
    return message
