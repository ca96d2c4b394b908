"""How a verdict looks: a sign, a word and a colour, so that the colour is never alone."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.style import Style

from askpapers.papers import Support


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of one cell, the word for it, and a style in the theme's colours."""

    sign: str
    word: str
    style: str


STYLES = {
    Support.VERIFIED: Sign("✓", "verified", "bold $text-success"),
    Support.WEAK: Sign("~", "weak", "bold $text-warning"),
    Support.UNSUPPORTED: Sign("✗", "not supported", "bold $text-error"),
    Support.UNKNOWN_SOURCE: Sign("?", "unknown source", "bold $text-error"),
    Support.UNCITED: Sign("∅", "uncited", "italic $text-warning"),
    Support.NOT_STATED: Sign("–", "not in these papers", "italic $text-muted"),
}

PENDING = Sign("…", "being checked", "$text-muted")
"""A mark whose verdict is not there yet; as wide as a verdict's sign, so that nothing moves when it comes."""


def chip(words: str, **meta: object) -> Content:
    """Return a filter that a click removes; `meta` tells the click which one it is."""
    return Content.styled(f" {words} ✕ ", Style.parse("$text on $accent 40%") + Style.from_meta(meta))
