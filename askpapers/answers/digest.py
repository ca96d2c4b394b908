"""The nouns of a digest: groups of papers with a reason for each, themes, pairs worth comparing, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from askpapers.answers.answer import Answer, Citation
from askpapers.papers.paper import ListedPaper, Paper, papers_in_words


class Part(StrEnum):
    """Which part of the page a group stands in: what is for this reader, what is talked about, or all else."""

    YOURS = "yours"
    TALK = "talk"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Group:
    """Papers under one heading; `reasons` says in words why each is there, "" where the heading says it all."""

    theme: str
    rows: tuple[ListedPaper, ...]
    reasons: tuple[str, ...] = ()
    part: Part = Part.REST

    @property
    def reasoned(self) -> tuple[tuple[ListedPaper, str], ...]:
        """The papers, each with its reason."""
        return tuple(zip(self.rows, self.reasons or ("",) * len(self.rows), strict=True))


@dataclass(frozen=True, slots=True)
class Theme:
    """What several papers speak of: a phrase, in how many of them, and a sentence that one of them says of it."""

    phrase: str
    count: int
    paper: Paper
    citation: Citation


@dataclass(frozen=True, slots=True)
class Pair:
    """Two papers on one subject that go about it differently; `shared` are the words of the subject.

    `ways` holds the sentence in which each tells what it does.
    """

    papers: tuple[Paper, Paper]
    shared: tuple[str, ...]
    ways: tuple[Citation, Citation]


@dataclass(frozen=True, slots=True)
class Digest:
    """A day's papers in groups; each paper stands in one group, or is among those `left_out`, which says where they are.

    `overview` is what a model says of the day, its sentences checked; None without a model. `notes` say what is missing.
    `scope_size` counts the papers in scope, those left out as well.
    """

    title: str
    groups: tuple[Group, ...]
    themes: tuple[Theme, ...] = ()
    pairs: tuple[Pair, ...] = ()
    overview: Answer | None = None
    left_out: str = ""
    notes: tuple[str, ...] = ()
    scope_size: int = 0

    @property
    def rows(self) -> tuple[ListedPaper, ...]:
        """All papers that are in it, in the order in which they stand."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def counted(self) -> str:
        """How many papers are in it, in words: "40 of 64 papers"."""
        shown = len(self.rows)
        return f"{shown:,} of {papers_in_words(self.scope_size)}" if self.scope_size > shown else papers_in_words(shown)

    def groups_of(self, part: Part) -> tuple[Group, ...]:
        """The groups of a part of the page."""
        return tuple(group for group in self.groups if group.part is part)
