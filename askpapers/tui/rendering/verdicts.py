"""How a verdict looks: a sign, a word and a color, so that the color is never alone; and a text that a click finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content
from textual.style import Style

from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.usage import EXTRACTIVE, usage_words
from askpapers.answers.verdict import SIGNS, PassageNumbers
from askpapers.papers.paper import papers_in_words, read_in_words
from askpapers.text.sanitize import display_line


def target(text: str, *styles: str, **meta: object) -> Content:
    """Return a text in one style upon another; `meta` tells a click what it hit."""
    # The styles stay words: parsed here they would be the colors of the theme of now, whatever theme comes.
    content = Content(text)
    for style in styles:
        content = content.stylize(style)
    return content.stylize(Style.from_meta(meta))


STYLES: Mapping[Support, str] = {
    Support.VERIFIED: "bold $text-success",
    Support.WEAK: "bold $text-warning",
    Support.CONTRADICTED: "bold $text-error",
    Support.UNSUPPORTED: "bold $text-error",
    Support.NOT_STATED: "italic $foreground 60%",
    Support.UNCITED: "italic $text-warning",
    Support.UNKNOWN_SOURCE: "bold $text-error",
    Support.QUOTED: "bold $text-success",
    Support.UNCHECKED: "$foreground 60%",
}
"""The style of each verdict in the theme's colors."""

CELLS: Mapping[Support, str] = {
    Support.VERIFIED: "$text on $success 35%",
    Support.WEAK: "$text on $warning 35%",
    Support.CONTRADICTED: "bold $text on $error 45%",
    Support.UNSUPPORTED: "bold $text on $error 45%",
    Support.UNKNOWN_SOURCE: "bold $text on $error 45%",
    Support.QUOTED: "$text on $success 35%",
}
"""The style of a claim's cell in the strip below a question; the others' are faint."""

PENDING, PENDING_STYLE = "…", "$foreground 60%"
"""A mark whose verdict is not there yet; as wide as a verdict's sign, so that nothing moves when it comes."""


def chip(words: str, **meta: object) -> Content:
    """Return a filter that a click removes; `meta` tells the click which one it is."""
    return target(f" {words} ✕ ", "$text on $primary 35%", **meta)


def describe_end(answer: Answer, *, spoken: bool = False) -> str:
    """Return how an answer ended, its verdicts counted, what was read and what it cost; of an empty scope what to do.

    `spoken` counts verdicts by their words alone.
    """
    if not answer.scope_size:
        return "nothing is in scope: w asks again over more days, s chooses papers, Esc in the list takes a filter away"
    shown = f"{read_in_words(len(answer.matches), answer.scope_size)} read"
    these = "this paper" if answer.scope_size == 1 else f"these {papers_in_words(answer.scope_size)}"
    how = {
        Status.ANSWERED: "",
        Status.PARTLY: "answered in part · ",
        Status.CLOSEST: "no sentence reads like an answer; the closest · ",
        Status.NOT_FOUND: f"not found in {these} · ",
        Status.STOPPED: "stopped; what came is kept · ",
    }[answer.status]
    if answer.broken:
        how = "broke off, and not by you; what came is kept · "
    if answer.unsent:
        how = "nothing comes near, so nothing was sent: A asks the model all the same · "
    notes = "".join(f" · {display_line(note)}" for note in answer.notes)
    counts = {support: sum(claim.support is support for claim in answer.claims) for support in SIGNS}
    # The sign of what is not checked is the dot that stands between the parts.
    signs = {s: "" if spoken or s is Support.UNCHECKED else f"{SIGNS[s].sign} " for s in counts}
    told = "".join(f"{signs[s]}{n} {SIGNS[s].word} · " for s, n in counts.items() if n)
    verdicts = "" if answer.status is Status.NOT_FOUND else told
    # An answer without a model says itself that it is quoted, and that costs nothing.
    cost = "" if answer.model == EXTRACTIVE else f" · {usage_words(answer.usage, answer.model)}"
    return f"{how}{verdicts}{shown}{cost}{notes}"


MOST_CELLS = 80
"""Claims with a cell of their own: more are no glance."""


def evidence_strip(claims: Sequence[Claim], citations: Sequence[Citation], chosen: Citation | None) -> Content:
    """Return an answer at a glance: one cell a claim with its verdict's sign, the one of the `chosen` citation reversed.

    A cell's meta `claim` is the claim's place, and `cite` that of its first citation in `citations`; a claim without one has none.
    """
    cells: list[Content] = []
    places = {citation: place for place, citation in reversed(list(enumerate(citations)))}
    for number, claim in enumerate(claims[:MOST_CELLS]):
        place = places.get(claim.citations[0]) if claim.citations else None
        walked = "bold reverse" if chosen is not None and chosen in claim.citations else ""
        style = CELLS.get(claim.support, "$foreground 60% on $panel")
        meta = {"claim": number} | ({} if place is None else {"cite": place})
        cells.append(target(f" {SIGNS[claim.support].sign} ", style, walked, **meta))
    if len(claims) > MOST_CELLS:
        cells.append(Content.styled(f"and {len(claims) - MOST_CELLS} more", "$foreground 60%"))
    return Content(" ").join(cells)


def sign_and_word(support: Support) -> str:
    """Return a verdict as its sign and word, so that the color is never alone."""
    return f"{SIGNS[support].sign} {SIGNS[support].word}"


def sign_of(citation: Citation) -> Content:
    """Return the verdict on a citation's claim as its sign and word."""
    return Content.styled(sign_and_word(citation.support), STYLES[citation.support])


def why(citation: Citation, citations: Sequence[Citation], answer: Answer | None, before: str, between: str) -> str:
    """Return the reason of a verdict after `before`, and after `between` that the sentence was chosen here; "" for none.

    The reason names passages by their numbers among all `citations`; before the answer is there as the prompt does.
    """
    told = display_line(citation.reason)
    if answer is not None:
        told = PassageNumbers(citations).in_reason(told, citation.paper_id, answer.matches)
    reason = f"{before}{told}" if told and citation.support is not Support.VERIFIED else ""
    chosen = "the model named the paper only, this sentence was chosen here"
    return reason + (f"{between}{chosen}" if citation.chosen else "")
