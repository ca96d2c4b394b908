"""What a call used and what that costs, by the bundled table or the user's own prices, and how both are worded."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from askpapers import data
from askpapers.errors import UsageError
from askpapers.text.sanitize import sanitize


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and US dollars of one or more calls; `cost` is None where the price is unknown.

    `cached` counts the prompt tokens that the server had cached; `estimated` says that the figures were counted
    here and not by the server; `from_cache` that no call was made at all; `truncated` that a reply reached its limit;
    `unread` are the prompt tokens that were sent and that the server, by its own count, did not read;
    `aloud` are the tokens in replies that are no answer, and left out: thinking aloud, and control tokens.
    """

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    cost: float | None = 0.0
    estimated: bool = False
    from_cache: bool = False
    calls: int = 0
    truncated: bool = False
    unread: int = 0
    aloud: int = 0

    def __add__(self, other: Usage) -> Usage:
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.prompt + other.prompt,
            self.completion + other.completion,
            self.cached + other.cached,
            cost,
            self.estimated or other.estimated,
            other.from_cache if self == Usage() else self.from_cache and other.from_cache,
            self.calls + other.calls,
            self.truncated or other.truncated,
            self.unread + other.unread,
            self.aloud + other.aloud,
        )


EXTRACTIVE = "extractive"
"""The model name of answers that quote sentences without a language model."""


def money(cost: float | None, prefix: str = "") -> str:
    """Return US dollars in few characters, or that the price is unknown."""
    if cost is None:
        return "price unknown"
    if cost == 0:
        return "$0"
    return f"{prefix}${cost:.4f}" if cost < 0.1 else f"{prefix}${cost:.2f}"


def usage_words(usage: Usage, model: str) -> str:
    """Return what an answer cost, in the form of the price before it."""
    if model == EXTRACTIVE:
        return "quoted without a model · $0"
    if usage.from_cache:
        return f"from cache · {sanitize(model, 40)} · $0"
    about = "≈ " if usage.estimated else ""
    return f"{about}{usage.prompt:,} tokens in · {usage.completion:,} out · {money(usage.cost)} · {sanitize(model, 40)}"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens, and the context in tokens where it is known."""

    input: float
    output: float
    cached: float | None = None
    context: int | None = None


def price(model: str, overrides: Path | None = None) -> Price | None:
    """Return the price of a model, None where it is unknown.

    `overrides` is a JSON file of the bundled one's form. A name with a provider ("openai/gpt-5") or a date
    ("gpt-5-2025-08-07") is looked up without it. Raises UsageError for a file that cannot be read.
    """
    name = model.strip()
    bare = name.rpartition("/")[2]
    undated = re.sub(r"-(\d{4}-\d\d-\d\d|\d{8})$", "", bare)
    for table in ([_own(overrides, _stamp(overrides))] if overrides else []) + [_bundled()]:
        for known in (name, bare, undated):
            if known in table:
                return table[known]
    return None


def known_price(model: str, overrides: Path | None = None) -> Price | None:
    """Return the price of a model, None where it is unknown or the user's own table cannot be read, which `doctor` tells."""
    try:
        return price(model, overrides)
    except UsageError:
        return None


def cost(model: str, usage: Usage, overrides: Path | None = None, *, strict: bool = False) -> float | None:
    """Return the US dollars of `usage`, None where the price is unknown; an extractive answer costs nothing.

    A table of the user's own that cannot be read makes it unknown too; where it is `strict`, as a limit is, that is a UsageError.
    """
    if model == EXTRACTIVE or usage.from_cache:
        return 0.0
    known = price(model, overrides) if strict else known_price(model, overrides)
    if known is None:
        return None
    cached = min(usage.cached, usage.prompt)
    rate = known.input if known.cached is None else known.cached
    return ((usage.prompt - cached) * known.input + cached * rate + usage.completion * known.output) / 1e6


@lru_cache(maxsize=1)
def _bundled() -> dict[str, Price]:
    text = data.load("model_prices.json")
    return {name: _price(entry) for name, entry in json.loads(text)["models"].items()}


def _stamp(path: Path | None) -> float:
    try:
        return path.stat().st_mtime if path else 0.0
    except OSError:
        return 0.0


@lru_cache(maxsize=4)
def _own(path: Path, stamp: float) -> dict[str, Price]:
    if not stamp:
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return {name: _price(entry) for name, entry in values.get("models", values).items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UsageError(
            f"{path} is not a price table: {sanitize(str(error), 120)}.",
            '{"models": {"my-model": {"input": 0.1, "output": 0.4}}}, in US dollars per million tokens',
        ) from None


def _price(entry: dict[str, Any]) -> Price:
    cached, context = entry.get("cached_input"), entry.get("context")
    for figure in (entry["input"], entry["output"], cached or 0, context or 0):
        if not (math.isfinite(float(figure)) and float(figure) >= 0):
            raise ValueError(f"{figure} is no price")
    return Price(
        float(entry["input"]),
        float(entry["output"]),
        None if cached is None else float(cached),
        None if context is None else int(context),
    )
