"""What a call used: tokens, cost, and how both are worded."""

from __future__ import annotations

from dataclasses import dataclass

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
