"""A digest as a tool gives it."""

from __future__ import annotations

from dataclasses import dataclass

from askpapers.agents.outputs import (
    AnswerOutput,
    CitationOutput,
    PaperOutput,
    answer_output,
    citation_output,
    line_output,
    paper_output,
)
from askpapers.answers.digest import Digest
from askpapers.text.sanitize import sanitize


@dataclass(frozen=True)
class GroupOutput:
    """Papers of a digest under one heading; each paper's `why` says what it is there for, "" where the heading does."""

    heading: str
    papers: list[PaperOutput]


@dataclass(frozen=True)
class ThemeOutput:
    """A phrase that several papers share, in how many, and a sentence of one of them that says it."""

    phrase: str
    papers: int
    citation: CitationOutput


@dataclass(frozen=True)
class PairOutput:
    """Two papers on one subject that go about it differently: the words of the subject, and each one's own sentence."""

    shared: list[str]
    ways: list[CitationOutput]


@dataclass(frozen=True)
class DigestOutput:
    """A day as one page. `overview` is what a model says of it, its sentences checked; null without one."""

    title: str
    scope_size: int
    groups: list[GroupOutput]
    themes: list[ThemeOutput]
    pairs: list[PairOutput]
    overview: AnswerOutput | None
    left_out: str
    notes: list[str]


def digest_output(made: Digest) -> DigestOutput:
    """Return a digest as a tool gives it."""
    return DigestOutput(
        line_output(made.title),
        made.scope_size,
        [
            GroupOutput(group.theme, [paper_output(row, why=why) for row, why in group.reasoned])
            for group in made.groups
        ],
        [ThemeOutput(line_output(one.phrase), one.count, citation_output(one.citation)) for one in made.themes],
        [
            PairOutput([line_output(word) for word in one.shared], [citation_output(way) for way in one.ways])
            for one in made.pairs
        ],
        answer_output(made.overview, None) if made.overview else None,
        sanitize(made.left_out),
        [sanitize(note) for note in made.notes],
    )
