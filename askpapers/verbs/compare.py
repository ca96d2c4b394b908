"""Two papers side by side, up to four: one call, or the papers' own sentences."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from askpapers import errors
from askpapers.answers.answer import Cell, Comparison, Point
from askpapers.answers.usage import Usage
from askpapers.library.completion import complete
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.text.sanitize import sanitize

ASPECTS = ("problem", "method", "data", "results", "limits", "code")
NOT_STATED = "not stated in the abstract"
MOST = 4


async def compare(library: Library, ids: Sequence[str], *, fresh: bool = False, extractive: bool = False) -> Comparison:
    """Compare two to four papers point by point; every cell cites its sentences or is empty (not stated).

    Raises UsageError for another number of papers, UnknownPaper, SpendingLimit, ServiceError and KeyProblem.

    >>> ids = [row.paper.id for row in await library.catalog.rows(Scope(), limit=2)]
    >>> [point.aspect for point in (await compare(library, ids)).points][:3]
    ['problem', 'method', 'data']
    """
    papers = await _papers(library, ids)
    llm = None if extractive else await library.llm()
    if llm is None:
        from askpapers import extractive as quoting

        points = await asyncio.to_thread(quoting.compare, papers)
        return Comparison(papers, points, Usage(cost=0.0))
    from askpapers.models import prompts

    prompt = prompts.load("compare", library.prompt_folder())
    letters = ", ".join(f"{letter} = paper {n}" for n, letter in enumerate("ABCD"[: len(papers)], 1))
    messages = prompt.fill(papers=prompts.evidence(papers), aspects=", ".join(ASPECTS), letters=letters)
    limit = library.settings.answer_tokens * max(1, len(papers) // 2)
    reply = await complete(library, llm, messages, limit=limit, fresh=fresh)
    reader = await library.reader()
    points, remarks = await asyncio.to_thread(read_points, reply.text, papers, reader)
    return Comparison(papers, points, reply.usage, llm.model, remarks)


async def _papers(library: Library, ids: Sequence[str]) -> tuple[Paper, ...]:
    papers = []
    for id in dict.fromkeys(ids):
        paper = await library.catalog.paper(id)
        if paper is None:
            raise errors.UnknownPaper(
                f"No paper here has the id “{sanitize(id, 60)}”.", "askpapers list shows the ids."
            )
        papers.append(paper)
    papers = list(dict.fromkeys(papers))
    if not 2 <= len(papers) <= MOST:
        raise errors.UsageError(
            f"A comparison takes two to {MOST} different papers, not {len(papers)}.", "askpapers compare A B"
        )
    return tuple(papers)


def read_points(
    reply: str, papers: Sequence[Paper], reader: CrossEncoder | None = None
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Return the points of a reply in lines `aspect | A: text [1.2] | B: text [2.3]`, and the lines that are none.

    A damaged line loses nothing: what cannot be placed is a remark. A cell's citations are checked like an answer's.
    """
    points: list[Point] = []
    remarks: list[str] = []
    for raw in reply.splitlines():
        line = raw.strip().strip("|").strip()
        if not line or re.fullmatch(r"[\s|:\-`]*(?:text|markdown)?", line):
            continue
        aspect, *rest = re.split(r"\s*\|\s*(?=[\s*]*(?:[A-D]|\d)\b[\s*]*:)", line)
        cells = _cells(rest, papers, reader)
        name = aspect.strip(" *_#:-").casefold()
        if cells is None or not name or len(name) > 40:
            remarks.append(sanitize(raw))
        else:
            points.append(Point(name, cells))
    return tuple(points), tuple(remarks)


def _cells(parts: Sequence[str], papers: Sequence[Paper], reader: CrossEncoder | None) -> tuple[Cell, ...] | None:
    found: dict[int, Cell] = {}
    for part in parts:
        m = re.match(r"[\s*]*([A-D]|\d)\b[\s*]*:[\s*]*(.*)$", part)
        if m is None:
            return None
        place = int(m[1]) - 1 if m[1].isdigit() else ord(m[1]) - ord("A")
        if not 0 <= place < len(papers):
            return None
        found[place] = _cell(m[2].strip(), papers, reader)
    if not found:
        return None
    return tuple(found.get(place, Cell()) for place in range(len(papers)))


def _cell(text: str, papers: Sequence[Paper], reader: CrossEncoder | None) -> Cell:
    from askpapers.verification.checker import Checker

    if re.sub(r"\[none\]|[.*_]", "", text, flags=re.I).strip().casefold() in {NOT_STATED, "not stated", "-", "–", ""}:
        return Cell()
    checker = Checker(papers, reader)
    checker.feed(text)
    citations = tuple(c for claim in checker.finish() for c in claim.citations)
    return Cell(text, tuple(sorted(dict.fromkeys(citations), key=lambda c: (c.span, c.sentences))))


def without_marks(cell: Cell) -> str:
    """Return a cell's text without its citation marks, for a face that shows them apart."""
    text = cell.text
    for span in sorted({c.span for c in cell.citations}, reverse=True):
        text = text[: span.start].rstrip() + text[span.end :]
    return text
