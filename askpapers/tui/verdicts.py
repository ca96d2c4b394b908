"""How an answer ended and why its citations were judged as they are, in words."""

from __future__ import annotations

from textual.content import Content

from askpapers.papers import Answer, Citation, Status, Support, papers_in_words, plain
from askpapers.tui.signs import STYLES
from askpapers.tui.status import usage_words


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
    notes = "".join(f" · {plain(note)}" for note in answer.notes)
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
    reason = f"{before}{plain(citation.reason)}" if citation.reason and citation.support is not Support.VERIFIED else ""
    chosen = "the model named the paper only, this sentence was chosen here"
    return reason + (f"{between}{chosen}" if citation.chosen else "")
