"""A list of arXiv numbers and addresses, one a line: papers known by their number only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, lines_of
from askpapers.text.sanitize import sanitize


def looks_right(text: str) -> bool:
    """Return whether most lines are arXiv numbers or addresses of papers."""
    lines = [line.strip() for line in lines_of(text[:200_000]) if line.strip()]
    return bool(lines) and sum(_id(line) is not None for line in lines) > 0.5 * len(lines)


def read(text: str, name: str, day: date | None) -> Iterator[Paper | ReadWarning]:
    """Yield a paper, titled by its number, for each line; `askpapers fetch` or a feed fills in the rest."""
    for number, raw in enumerate(lines_of(text), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        known = _id(line)
        if known is None:
            yield ReadWarning(name, number, f"skipped, for it is no arXiv number: {sanitize(line, 60)}")
            continue
        yield Paper(
            id=known[0],
            title=f"arXiv:{known[0]}",
            listed=(day,) if day else (),
            url=f"https://arxiv.org/abs/{known[0]}",
            arxiv_id=known[0],
            version=known[1],
            source="id-list",
        )


def _id(line: str) -> tuple[str, int | None] | None:
    return arxiv_id(line.strip("<>-*•·, \t\u00a0").split()[0]) if line.strip("<>-*•·, \t\u00a0") else None
