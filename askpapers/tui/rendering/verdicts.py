"""How a verdict looks: a sign, a word and a color, so that the color is never alone."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.style import Style

from askpapers.answers.answer import Answer, Citation, Status, Support
from askpapers.answers.usage import usage_words
from askpapers.papers.paper import papers_in_words
from askpapers.text.sanitize import sanitize


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


def ended(answer: Answer) -> str:
    """Return how an answer ended, its verdicts counted, what was read and what it cost."""
    shown = f"{len(answer.matches)} of {papers_in_words(answer.scope_size)} read"
    these = "this paper" if answer.scope_size == 1 else f"these {papers_in_words(answer.scope_size)}"
    how = {
        Status.ANSWERED: "",
        Status.PARTLY: "answered in part · ",
        Status.NOT_FOUND: f"not in {these} · ",
        Status.STOPPED: "stopped; what came is kept · ",
    }[answer.status]
    notes = "".join(f" · {sanitize(note)}" for note in answer.notes)
    counts = {support: sum(claim.support is support for claim in answer.claims) for support in STYLES}
    told = "".join(f"{STYLES[s].sign} {n} {STYLES[s].word} · " for s, n in counts.items() if n)
    verdicts = "" if answer.status is Status.NOT_FOUND else told
    return f"{how}{verdicts}{shown} · {usage_words(answer.usage, answer.model)}{notes}"


def sign_of(citation: Citation) -> Content:
    """Return the verdict on a citation's claim as its sign and word."""
    sign = STYLES[citation.support]
    return Content.styled(f"{sign.sign} {sign.word}", sign.style)


def why(citation: Citation, before: str, between: str) -> str:
    """Return the reason of a verdict after `before`, and after `between` that the sentence was chosen here; "" for none."""
    reason = (
        f"{before}{sanitize(citation.reason)}" if citation.reason and citation.support is not Support.VERIFIED else ""
    )
    chosen = "the model named the paper only, this sentence was chosen here"
    return reason + (f"{between}{chosen}" if citation.chosen else "")
