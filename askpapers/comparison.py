"""Papers laid side by side, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from askpapers.papers import EXTRACTIVE, Citation, Paper, Usage


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a compared point; an empty `text` means that the abstract does not state it."""

    text: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One aspect of a comparison, with a cell for each paper in the order they were named."""

    aspect: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Papers laid side by side, aspect by aspect; `remarks` are reply lines that fit no aspect."""

    papers: tuple[Paper, ...]
    points: tuple[Point, ...]
    usage: Usage = field(default_factory=Usage)
    model: str = EXTRACTIVE
    remarks: tuple[str, ...] = ()
