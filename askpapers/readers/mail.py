"""Mail, as mail programs save it: each message's text and HTML, decoded, as a document of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from askpapers.readers.document import Document

_HEADER = re.compile(
    rb"(?:[ \t]*\r?\n)*(?:From [^\n]{1,300}\n)?(?:>?[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n"
)
_OURS = re.compile(
    rb"^(?:From|To|Subject|Date|MIME-Version|Content-Type|Received|Return-Path|Message-ID|Delivered-To):", re.I | re.M
)
_NEXT = re.compile(rb"^From \S+.{0,60}\d{4}\r?\n(?=[A-Za-z-]{1,60}:)", re.M)


def is_mail(document: Document) -> bool:
    """Return whether a document begins with the head of a message, or with the line that parts them in a mailbox."""
    found = _HEADER.match(document.head[:40_000].removeprefix(b"\xef\xbb\xbf"))
    return found is not None and len({name.lower() for name in _OURS.findall(found[0])}) >= 2


def parts_of(document: Document) -> list[list[Document]]:
    """Return, for each message, its texts as documents of their own; the first that a format recognizes is the list."""
    content = document.content
    starts = [found.start() for found in _NEXT.finditer(content)]
    if not starts or starts[0] > 0:
        starts = [0, *starts]
    ends = [*starts[1:], len(content)]
    return [list(_texts(content[start:end], document)) for start, end in zip(starts, ends, strict=True)]


def _texts(content: bytes, document: Document) -> Iterator[Document]:
    content = re.sub(rb"\AFrom [^\n]*\n", b"", content.lstrip(b"\xef\xbb\xbf\r\n \t"))
    message = BytesParser(policy=policy.default).parsebytes(content)
    for part in message.walk():
        if part.get_content_maintype() in {"multipart", "message"}:
            continue
        attached = part.get_filename() is not None
        if part.get_content_maintype() != "text" and not attached:
            continue
        yield Document(io.BytesIO(_decoded(part)), document.name, day=document.day, today=document.today)


def _decoded(part: Message | EmailMessage) -> bytes:
    """The text of a part as UTF-8, whatever its transfer encoding and its character set say."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    if part.get_content_maintype() != "text":
        return content
    try:
        return content.decode(part.get_content_charset() or "utf-8").encode("utf-8")
    except (LookupError, UnicodeError):
        return content  # what it says of itself is wrong: its encoding is found out like any other's
