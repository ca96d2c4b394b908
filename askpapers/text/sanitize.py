"""Text from outside, made safe to keep and to show."""

from __future__ import annotations

import json
import re
import unicodedata
from urllib.parse import urlsplit

_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Controls of eight bits, which JSON leaves as they are, and what turns the direction of writing."""

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def valid_unicode(text: str) -> str:
    """Return text that UTF-8 can hold: halves of a character beside each other are joined, one alone becomes U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def sanitize(text: str, limit: int | None = None) -> str:
    """Return text from outside made safe for one terminal line: no control characters, no bidi overrides.

    Escapes lose their ESC and so their power; runs of white space become one space; `limit` characters at most.
    """
    # What is printable holds nothing of the categories below: most text, and told a hundred times as fast.
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _UNSAFE)
    line = " ".join(text.split())
    return line if limit is None or len(line) <= limit else (line[: limit - 1] + "…" if limit > 0 else "")


def sanitize_lines(text: str) -> str:
    """Return text from outside made safe for the terminal, line breaks kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line if line.isprintable() else "".join(_harmless(c) for c in line) for line in lines)


def _harmless(c: str) -> str:
    """A character as a terminal may show it; one that parts words, such as U+2028, is a space."""
    unsafe = unicodedata.category(c) in _UNSAFE
    return c if not unsafe else " " if c.isspace() else ""


def json_text(value: object, indent: int | None = None) -> str:
    """Return a value as JSON that a terminal can show: readable, with what it would obey written as escapes."""
    text = json.dumps(value, ensure_ascii=False, default=str, indent=indent)
    return text if text.isprintable() else _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def safe_link(url: str) -> bool:
    """Whether a URL from outside can be put into a page or a terminal: a web address, and nothing that ends it early."""
    return url.startswith(("http://", "https://")) and url.isprintable() and not any(c in url for c in " ()<>[]\"'")


def redact_url(location: str) -> str:
    """Return a folder or an address without the user, the password and the query that an address may hold."""
    if not location.startswith(("http://", "https://")):
        return location
    try:
        parts = urlsplit(location)
    except ValueError:
        return location.partition("://")[0] + "://…"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def one_line(question: str) -> str:
    """Return a question with single spaces; of a page that was pasted, what is as long as a question."""
    return " ".join(question.split())[:2000]
