"""The two lines of a paper in the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from askpapers.text.forgery import display_line

if TYPE_CHECKING:
    from askpapers.papers.paper import ListedPaper

STYLED = ("title", "read", "line", "facts", "mark", "chosen")
"""What has a style of its own in a row."""
MARGIN = 5
"""Cells left of a title: the cursor, two marks, the letter of a chosen paper, and a space."""


def title_line(
    row: ListedPaper,
    width: int,
    base: Style,
    styles: Mapping[str, Style],
    *,
    letter: str,
    cited: bool,
    pointed: bool,
    spoken: bool = False,
) -> list[Segment]:
    """Return marks and title, `spoken` with words for signs; `letter` is that of a chosen paper, `cited` that the answer cites it, `pointed` that the cursor is on it."""
    mark = styles["mark"] + styles["chosen"] if letter else styles["mark"]
    if spoken:
        words = {"new": row.new, "changed": row.changed, "starred": row.starred, "read": row.read, "cited": cited}
        told = [word for word, holds in words.items() if holds] + ([f"chosen {letter}"] if letter else [])
        lead = ("> " if pointed else "  ") + (f"{', '.join(told)}: " if told else "")
        return [
            Segment(
                set_cell_size(_cropped(f"{lead}{display_line(row.paper.title, 400, numbers=False)}", width - 1), width),
                base,
            )
        ]
    title = styles["read" if row.read and not row.changed else "title"]
    signs = ("▌" if pointed else " ") + ("●" if row.new else "±" if row.changed else " ")
    signs += "★" if row.starred else "✓" if row.read else " "
    text = set_cell_size(
        _cropped(display_line(row.paper.title, 400, numbers=False), width - MARGIN - 1), width - MARGIN
    )
    return [
        Segment(set_cell_size(signs + (letter or ("»" if cited else "")), MARGIN), base + mark),
        Segment(text, base + title),
    ]


def told_line(row: ListedPaper, width: int, base: Style, styles: Mapping[str, Style]) -> list[Segment]:
    """Return the one-line summary, and at its right who wrote it and how much it is discussed."""
    paper = row.paper
    counts = [f"{paper.comments}◦" if paper.comments else "", f"▲{paper.upvotes}" if paper.upvotes else ""]
    names = paper.organization or (paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else "")
    who = _cropped(display_line(names, numbers=False), max(8, width // 4))
    if not who and paper.author_count:
        who = f"{paper.author_count} authors"
    facts = " ".join(part for part in (who, *counts) if part)
    room = max(0, width - MARGIN - 2 - cell_len(facts))
    text = row.one_line or ("" if paper.abstract else "no abstract: listed, and left out of answers")
    return [
        Segment(" " * MARGIN, base),
        Segment(set_cell_size(_cropped(display_line(text, 600, numbers=False), room), room), base + styles["line"]),
        Segment(set_cell_size(" " + facts, width - MARGIN - room), base + styles["facts"]),
    ]


def _cropped(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"
