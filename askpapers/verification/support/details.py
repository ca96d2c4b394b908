"""Figures, names and other details of a claim that its source does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.papers.abstract import CitedPassage, around, folded, labels
from askpapers.text.latex import latex_to_text
from askpapers.text.quantities import Quantity, agrees, quantities, rounds
from askpapers.text.sanitize import sanitize


def wrong_figure(claim: str, together: str, cited: Sequence[CitedPassage]) -> str:
    """Return the reason, where a figure of the claim is in none of the cited sentences."""
    said = quantities(together)
    title = quantities(" ".join(latex_to_text(sanitize(c.title)) for c in cited))
    for figure in quantities(claim):
        if figure.in_words or any(agrees(figure, other) for other in (*said, *title)):
            continue
        if any(rounds(figure, other) for other in said):
            continue
        return _figure_reason(figure, said, cited)
    return ""


def uncounted(claim: str, together: str) -> str:
    """Return the doubt, where a number in words is not in what is cited, and does not count what the claim itself lists."""
    said = quantities(together)
    for figure in quantities(claim):
        usual = figure.value in {2.0, 0.5, 1.0} and figure.unit != "x"
        if not figure.in_words or usual or any(agrees(figure, other) for other in said):
            continue
        if not _counted(claim, figure):
            return f"“{figure.text}” is not in what is cited"
    return ""


def _counted(claim: str, figure: Quantity) -> bool:
    """Whether a number word counts what the claim itself lists: "three methods: A, B and C"."""
    return claim.count(",") + len(re.findall(r"\band\b", claim)) >= figure.value - 1 and figure.value <= 6


def _figure_reason(figure: Quantity, said: Sequence[Quantity], cited: Sequence[CitedPassage]) -> str:
    reason = f"{figure.text} is not in {' or '.join(c.label for c in cited)}"
    for c in cited:
        for other, text in c.others:
            if any(agrees(figure, q) for q in quantities(latex_to_text(sanitize(text)))):
                return f"{reason}, but in {other}"
    near = [q for q in said if q.unit == figure.unit and not q.in_words]
    if near:
        closest = min(near, key=lambda q: abs(q.value - figure.value))
        return f"{reason}, which says {closest.text}" if len(cited) == 1 else f"{reason}; {closest.text} is"
    return reason


def rounded(claim: str, together: str, cited: Sequence[CitedPassage]) -> str:
    """Return the doubt, where a figure of the claim is one of what is cited, rounded."""
    said = quantities(together)
    for figure in quantities(claim):
        if not any(agrees(figure, other) for other in said):
            for other in said:
                if rounds(figure, other):
                    return f"{figure.text} is rounded: {labels(cited)} says {other.text}"
    return ""


def unknown_name(names: Sequence[str], together: str, cited: Sequence[CitedPassage]) -> str:
    """Return the reason, where one of a claim's names is nowhere in the cited paper."""
    known = around(together, cited)
    for name in names:
        if not is_named(name, known):
            return f"“{sanitize(name, 40)}” is nowhere in the paper of {labels(cited)}"
    return ""


def is_named(name: str, around: str) -> bool:
    """Whether a text names it: whole, in the singular, a part of a compound, or spelled out ("large language model")."""
    parts = [part for part in re.split(r"[-+/.]", name) if len(part) > 1] if re.search(r"[-+/.]", name) else []
    for form in (name, *parts):
        whole = folded(form).replace(" ", "")
        singular = whole.removesuffix("s")
        if singular and (_holds(around, singular) or _initials(singular, around)):
            return True
    return False


def _holds(around: str, name: str) -> bool:
    """Whether folded text has a name between two ends of words, or places where letters turn into figures or back.

    So BRCA is in "BRCA1" and GPT-4 in "GPT4", but neither RL nor ODE in "a world model".
    """
    letters = " ?".join(map(re.escape, name))
    # "7B" may be written as 7 billion.
    ending = "[a-z]*" if re.fullmatch(r"[\d.,]+[kmbt]", name) else "(?: ?s)?"
    start = r"(?<!\d)" if name[0].isdigit() else r"(?<![^\W\d_])"
    return re.search(rf"{start}{letters}(?:(?<=\d)(?!\d)|{ending}(?![^\W\d_]))", around) is not None


def _initials(acronym: str, text: str) -> bool:
    """Whether an acronym stands for words of the text: LLM for "large language model"."""
    letters = re.sub(r"\W", "", acronym)
    if not 2 <= len(letters) <= 6 or not letters.isalpha():
        return False
    initials = "".join(word[0] for word in text.split())
    return letters in initials
