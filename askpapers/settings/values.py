"""What each setting may be."""

from __future__ import annotations

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
})  # fmt: skip
_ADDRESSES = frozenset({"base_url", "embedding_base_url", "chroma"})


def checked_value(name: str, value: Any, where: str) -> Any:
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
        return value.strip()
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise UsageError(f"{where}: {name} must be a table of texts.", '[keys]\nask = "a"')
    return dict(value)


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
