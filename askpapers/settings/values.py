"""What each setting may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from askpapers.errors import UsageError
from askpapers.text.sanitize import sanitize

INTEGERS = {"budget": (500, 2_000_000), "answer_tokens": (50, 100_000), "parallel": (1, 64)}
NUMBERS = {"max_cost_question": (0.0, 1e6), "max_cost_day": (0.0, 1e6), "timeout": (1.0, 3600.0)}
_TEXTS = frozenset({
    "model", "base_url", "api_key", "embedding_model", "embedding_base_url", "embedding_api_key", "chroma", "theme",
    "chroma_tenant", "chroma_database", "chroma_token",
    "smtp", "smtp_from", "smtp_password", "webhook", "notices",
})  # fmt: skip
_ADDRESSES = frozenset({"base_url", "embedding_base_url", "chroma"})
NOTICES = ("none", "failed", "all")
"""Which mails are sent in the place of a digest: none, where the fetch failed, and where there is no list too."""

SHAPES = ("slack", "discord", "feishu")
"""What a webhook may speak; "slack+https://…" says which where the address does not."""


def check_value(name: str, value: Any, where: str) -> Any:
    """Return the value that a setting gets; raises UsageError, which says `where` the one that cannot be stands."""
    if name in INTEGERS:
        return int(_number(name, value, where, INTEGERS[name]))
    if name in NUMBERS:
        return _number(name, value, where, NUMBERS[name])
    if name in _TEXTS:
        if not isinstance(value, str):
            raise UsageError(f"{where}: {name} must be text.", f'Write {name} = "…".')
        if name in _ADDRESSES and not value.strip().lower().startswith(("http://", "https://")):
            raise UsageError(f"{where}: {name} must begin with http:// or https://, not “{sanitize(value, 60)}”.")
        if name in _ADDRESSES and not _is_address(value):
            raise UsageError(
                f"{where}: {name} is no address: “{sanitize(value, 60)}”.", "As http://localhost:11434/v1."
            )
        return _mailing(name, value.strip(), where)
    if isinstance(value, Mapping):  # [keys.desk] ask = "f2" is what TOML means by keys.desk.ask = "f2"
        tables = {place: table for place, table in value.items() if isinstance(table, Mapping)}
        flat = {f"{place}.{key}": text for place, table in tables.items() for key, text in table.items()}
        value = flat | {key: text for key, text in value.items() if key not in tables}
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise UsageError(f"{where}: {name} must be a table of texts.", '[keys]\nask = "a"')
    return dict(value)


def _mailing(name: str, value: str, where: str) -> str:
    """Return the value of a setting of mails and webhooks; any other as it is."""
    if name == "smtp":
        parts = urlsplit(value) if _is_address(value) else None
        if parts is None or parts.scheme not in {"smtp", "smtps"}:
            raise UsageError(
                f"{where}: smtp is no mail server's address.",
                "As smtps://me@mail.example:465 or smtp://me@mail.example:587.",
            )
        if parts.password is not None:
            raise UsageError(
                f"{where}: smtp holds a password.", "Take it out, and set smtp_password or ASKPAPERS_SMTP_PASSWORD."
            )
    elif name == "smtp_from" and not is_mail_address(value):
        raise UsageError(f"{where}: smtp_from is no mail address: “{sanitize(value, 60)}”.", "As me@mail.example.")
    elif name == "webhook":
        shape, plus, address = value.partition("+")
        if not _is_address(address if plus and shape in SHAPES else value) or "http" not in value.partition("://")[0]:
            raise UsageError(
                f"{where}: webhook is no address.",
                "As https://hooks.slack.com/…, or slack+https://… where it does not say of what.",
            )
    elif name == "notices" and value not in NOTICES:
        raise UsageError(
            f"{where}: notices must be {', '.join(NOTICES[:-1])} or {NOTICES[-1]}, not “{sanitize(value, 40)}”."
        )
    return value


def is_mail_address(text: str) -> bool:
    """Whether a text is one mail address that every mail server takes: no names beside it, no letter beyond ASCII."""
    word, label = r"[\w!#$%&'*+/=?^`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    return re.fullmatch(rf"{word}(?:\.{word})*@{label}(?:\.{label})*", text, re.A) is not None


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _number(name: str, value: Any, where: str, bounds: tuple[float, float]) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise UsageError(f"{where}: {name} must be a number, not “{sanitize(str(value), 40)}”.") from None
    low, high = bounds
    if isinstance(value, bool) or not low <= number <= high:
        raise UsageError(
            f"{where}: {name} must be between {low:,.10g} and {high:,.10g}, not {sanitize(str(value), 40)}."
        )
    return number
