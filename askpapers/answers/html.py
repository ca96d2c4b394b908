"""An answer as HTML for a notebook: each claim with its verdict and the sentences that it cites; all of it escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from askpapers.text.forgery import defuse
from askpapers.text.sanitize import sanitize

COLORS = {"verified": "#2e7d32", "quoted": "#2e7d32", "weak": "#b26a00", "not-stated": "#00707f", "unchecked": "#777"}
"""The colors of verdicts; the others are red."""


@dataclass(frozen=True, slots=True)
class HtmlClaim:
    """A claim to be drawn: its text, defused, its verdict in a word, why, and what it cites as (where, quotation)."""

    text: str
    verdict: str
    reason: str
    quotes: Sequence[tuple[str, str]]


def answer_html(question: str, status: str, claims: Sequence[HtmlClaim], notes: Sequence[str] = ()) -> str:
    """Return a piece of HTML without scripts, links or anything to be fetched."""
    parts = [f"<div><p><b>{_text(question)}</b> <i>({_text(status)})</i></p><ul>"]
    for claim in claims:
        color = COLORS.get(claim.verdict, "#c62828")
        why = f' title="{_text(claim.reason)}"' if claim.reason else ""
        # A frame, which no text can have, tells the verdict from a word of the claim's.
        look = f"color:{color};border:1px solid;border-radius:3px;padding:0 3px"
        said = escape(sanitize(claim.text), quote=True)
        parts.append(f'<li>{said} <span style="{look}"{why}>{_text(claim.verdict)}</span>')
        quotes = [f"<li><code>{_text(where)}</code> “{_text(quote)}”</li>" for where, quote in claim.quotes if quote]
        parts.append(f"<ul>{''.join(quotes)}</ul></li>" if quotes else "</li>")
    parts.append("</ul>")
    parts += [f"<p><i>{_text(note)}</i></p>" for note in notes]
    return "".join([*parts, "</div>"])


def _text(text: str) -> str:
    return escape(defuse(sanitize(text)), quote=True)
