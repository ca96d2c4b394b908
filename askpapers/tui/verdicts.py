"""How an answer ended and why its citations were judged as they are, in words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from askpapers.papers import Answer, Citation, Status, Support, papers_in_words
from askpapers.plain import plain
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


class Evidence(Static):
    """The box below an answer: the citation that was walked to, or of a refusal the nearest sentences."""

    def explain(self, citation: Citation, of_how_many: str, title: str) -> None:
        """Show what a citation points at and how it was judged."""
        numbers = ", ".join(str(number) for number in citation.sentences)
        where = f" {title}" + (f", sentence {numbers}" if numbers else "")
        self.display = True
        self.update(Content.assemble(sign_of(citation), of_how_many, where, why(citation, "\n", "\n")))

    def near(self, nearest: Sequence[tuple[str, Citation]], chosen: int | None) -> None:
        """Show the nearest sentences below their papers' titles; none hides the box."""
        lines: list[Content] = []
        for place, (title, citation) in enumerate(nearest):
            style = Style.from_meta({"cite": place}) + Style(reverse=place == chosen)
            lines.append(Content.styled(title, style + Style(bold=True)))
            lines.append(Content.styled(f"“{plain(citation.quote, 220)}”", Style.from_meta({"cite": place})))
        if lines:
            lines.insert(0, Content("The nearest; Tab walks them, w widens the scope and asks again"))
        self.display = bool(lines)
        self.update(Content("\n").join(lines))
