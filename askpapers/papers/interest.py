"""What a reader is interested in: said in words, or learned from what they starred, read and asked; and a paper's rank by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from askpapers.text.sanitize import sanitize


class InterestKind(StrEnum):
    """Where an interest comes from: the first two are given by the reader, the others learned."""

    SAID = "said"
    BIBLIOGRAPHY = "bibliography"
    STARRED = "starred"
    ASKED = "asked"
    READ = "read"

    @property
    def given(self) -> bool:
        """Whether the reader gave it, and can take it back."""
        return self in {InterestKind.SAID, InterestKind.BIBLIOGRAPHY}


WEIGHTS = {
    InterestKind.SAID: 3.0, InterestKind.STARRED: 1.0, InterestKind.BIBLIOGRAPHY: 0.5, InterestKind.ASKED: 0.5,
    InterestKind.READ: 0.25,
}  # fmt: skip
"""How much each counts: a sentence about oneself is meant, a paper that was read may have been looked at by chance."""


@dataclass(frozen=True, slots=True)
class Interest:
    """One thing that a reader is interested in.

    `text` is the sentence, the question, or a paper's title; `number` is that of a given one, None for a learned one;
    `source` the name of the file that it came from; `paper_id` the paper of the library that it is.
    """

    kind: InterestKind
    text: str
    number: int | None = None
    authors: tuple[str, ...] = ()
    source: str = ""
    paper_id: str = ""
    abstract: str = ""

    @property
    def weight(self) -> float:
        """How much it counts."""
        return WEIGHTS[self.kind]

    @property
    def document(self) -> str:
        """What is embedded of it."""
        return f"{self.text}\n{self.abstract}" if self.abstract else self.text

    @property
    def why(self) -> str:
        """Why a paper like it is shown, in words: "like TaskExpert, which you starred"."""
        text = sanitize(self.text)
        if self.kind is InterestKind.SAID:
            return f"as you said: “{_short(text)}”"
        if self.kind is InterestKind.ASKED:
            return f"as you asked: “{_short(text)}”"
        name = short_name(text)
        if self.kind is InterestKind.BIBLIOGRAPHY:
            return f"like {name}, in {sanitize(self.source, 40)}"
        return f"like {name}, which you {self.kind.value}"


LIKED, LIKED_BY_MEANING = 1.0, 1.5
"""The ranks from which a paper is for the reader; measured in benchmarks/QUALITY.md."""


@dataclass(frozen=True, slots=True)
class Rank:
    """How a paper stands with a reader: 0 is as the papers that they leave, in standard deviations of these.

    `why` says what it was ranked by, in words; `named` that an author or words are what the two have in common, and not
    their meaning alone.
    """

    score: float
    why: str
    named: bool = False

    @property
    def liked(self) -> bool:
        """Whether the paper is one for this reader."""
        return self.score >= (LIKED if self.named else LIKED_BY_MEANING)


def short_name(title: str) -> str:
    """Return the name before the colon of a title where there is one, else the beginning of the title."""
    head, colon, _ = title.partition(":")
    return _short(head if colon and len(head) <= 40 else title)


def _short(text: str) -> str:
    return sanitize(text, 60)
