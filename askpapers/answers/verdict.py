"""A verdict, and how it reads: the sign, the word and the severity of each degree of support, and the numbers of cited passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from askpapers.answers.answer import Cell, Citation, Claim, Support
from askpapers.papers.abstract import runs
from askpapers.papers.paper import Match
from askpapers.text.sentences import Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with its reason in words; `score`, 0 to 1, grows with support: contradiction lowest, silence between."""

    support: Support
    reason: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of one cell, the word for it, and how much a reader must mind it: 0 is best."""

    sign: str
    word: str
    severity: int


SIGNS: Mapping[Support, Sign] = {
    Support.VERIFIED: Sign("✓", "verified", 1),
    Support.WEAK: Sign("~", "weak", 3),
    Support.CONTRADICTED: Sign("✗", "contradicted", 5),
    Support.UNSUPPORTED: Sign("≠", "not supported", 4),
    Support.NOT_STATED: Sign("–", "not in these papers", 8),
    Support.UNCITED: Sign("∅", "uncited", 7),
    Support.UNKNOWN_SOURCE: Sign("?", "unknown source", 6),
    Support.QUOTED: Sign("”", "quoted", 0),
    Support.UNCHECKED: Sign("·", "not checked", 2),
}
"""The one table of verdicts, in the order in which they are counted and explained."""


def sign_mark(mark: str, sign: str) -> str:
    """Put a sign before a mark's closing bracket: after a space a line could break there."""
    closing = mark[-1:] if mark[-1:] in (")", "]", "】", "］") else ""
    return f"{mark.removesuffix(closing)}{sign}{closing}"


def sign_unmarked(claim: Claim) -> str:
    """Return what stands behind a claim that has no mark to sign: "∅ uncited", the sign alone of a denial in words, else nothing."""
    own = SIGNS[claim.support]
    if claim.support is Support.UNCITED:
        return f"{own.sign} {own.word}"
    # A denial by `[none]` gives no reason, and its mark stands in the text.
    return own.sign if claim.support is Support.NOT_STATED and claim.reason and not claim.citations else ""


def most_severe(supports: Iterable[Support]) -> Support:
    """Return the verdict that a reader must mind most; raises ValueError for none."""
    return max(supports, key=lambda support: SIGNS[support].severity)


SOUND = frozenset({Support.VERIFIED, Support.QUOTED})
"""Verdicts under which what is said stands in what is cited: said in other words, or copied."""


def of_cell(cell: Cell) -> Support:
    """Return how well a compared cell is supported: as it was judged, else as its citations are; an empty one is not stated."""
    if not cell.text:
        return Support.NOT_STATED
    if cell.support is not None:
        return cell.support
    return most_severe(citation.support for citation in cell.citations) if cell.citations else Support.UNCHECKED


# As verdicts write it: "2.4", "2.4, 2.5" for one passage; a figure that a claim has, or that a sentence says, is none.
_LABEL = re.compile(
    r"(?<![\w.,“%$€£])(?<!says )(?P<paper>\d{1,4})\.\d{1,4}(?:, (?P=paper)\.\d{1,4})*(?= (?!is$)|[,;]|$)"
)

_CLAIMED = re.compile(r".*?( is not in | is rounded: )", re.S)


class PassageNumbers:
    """Numbers passages from 1 in the order in which an answer first cites them.

    The model's marks count the papers of its prompt, "[22.5]", and change from run to run; what a reader sees are these.
    """

    def __init__(self, citations: Iterable[Citation], *, as_read: bool = False) -> None:
        """Number them by their places in the one text that they stand in; `as_read` as they come, in which a reader meets them."""
        self._numbers: dict[tuple[str, tuple[int, ...]], int] = {}
        self._marks: dict[Span, list[Citation]] = {}
        for citation in citations if as_read else sorted(citations, key=lambda c: (c.span, c.sentences)):
            self._marks.setdefault(citation.span, []).append(citation)
            if citation.sentences:
                self._numbers.setdefault((citation.paper_id, citation.sentences), len(self._numbers) + 1)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, citation: Citation) -> int | None:
        """Return the number of a citation's passage, None where its source is unknown."""
        return self._numbers.get((citation.paper_id, citation.sentences))

    def in_reason(self, reason: str, paper_id: str, matches: Sequence[Match]) -> str:
        """Return the reason of a verdict on a paper with the numbers that are drawn in place of those of the prompt, of `matches`.

        A sentence of the paper that the answer does not cite has no number. The reason is safe to be shown already: these brackets are ours.
        """

        def drawn(label: re.Match[str]) -> str:
            place = int(label["paper"])
            paper = matches[place - 1].paper.id if 0 < place <= len(matches) else ""
            found = [int(number) for number in re.findall(r"\.(\d+)", label[0])]
            # One passage, or several of the same paper, cited together or one by one.
            for passages in ([tuple(found)], [*runs(found)], [(sentence,) for sentence in found]):
                numbers = [self._numbers.get((paper, passage)) for passage in passages]
                if all(numbers):
                    return f"[{','.join(map(str, numbers))}]"
            name = "sentence" if len(found) == 1 else "sentences"
            return f"{name} {', '.join(map(str, found))}" if paper == paper_id else label[0]

        # What stands in front of these words is what the claim says, a figure or a name.
        claimed = _CLAIMED.match(reason)
        start = claimed.end() if claimed else 0
        return reason[:start] + _LABEL.sub(drawn, reason[start:])

    def marks(self, text: str) -> dict[Span, str]:
        """Return how each mark of an answer's text is shown: "[1]", "[2,3]"; one that names no source as it is written.

        Words beside what it cites, "[1.4, on toy data]", are kept.
        """
        shown = {}
        for span, citations in self._marks.items():
            numbers = sorted({number for c in citations if (number := self.number(c)) is not None})
            shown[span] = f"[{','.join(map(str, numbers))}]" if numbers else span.of(text)
            if numbers and not all(citation.paper_id for citation in citations):
                beside = [item for item in re.split(r"[,;]", span.of(text)[1:-1]) if not re.search(r"\d", item)]
                words = [" ".join(re.findall(r"[\w'’-]+", item)) for item in beside]
                shown[span] = ", ".join([shown[span][:-1], *filter(None, words)]) + "]"
        return shown
