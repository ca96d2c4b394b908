"""A list of arXiv numbers and addresses, one a line: papers known by their number only."""

from __future__ import annotations

import re

from askpapers.papers.deduplication import number_as_title
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, lines_of, one_line
from askpapers.readers.format import Document, Evidence, Format, Items
from askpapers.text.sanitize import sanitize


def recognize(document: Document) -> Evidence:
    """By its lines, of which most are arXiv numbers or addresses of papers."""
    lines = [line.strip() for line in lines_of(document.begins) if line.strip()]
    fits = bool(lines) and sum(_id(line) is not None for line in lines) > 0.5 * len(lines)
    return Evidence.LIKELY if fits else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper, titled by its number, for each line; `askpapers fetch` or a feed fills in the rest."""
    for number, raw in enumerate(lines_of(document.text), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        known = _id(line)
        if known is None:
            yield ReadWarning(
                document.name, number, f"skipped, for it is no arXiv number: {sanitize(line, 60)}", lost=True
            )
            continue
        yield Paper(
            id=known[0],
            title=_title(line) or number_as_title(known[0]),
            listed=document.listed,
            url=f"https://arxiv.org/abs/{known[0]}",
            arxiv_id=known[0],
            version=known[1],
            source="id-list",
        )


def _title(line: str) -> str:
    """What stands after the number or address, where it is words and not a category."""
    rest = re.sub(r"^\[[\w.-]+\]", "", line.strip("<>-*•·, \t\u00a0").partition(" ")[2].strip()).strip(" -–—:|\t")
    return one_line(rest) if len(rest) > 8 and len(re.findall(r"[^\W\d_]{2,}", rest)) >= 2 else ""


def _id(line: str) -> tuple[str, int | None] | None:
    return arxiv_id(line.strip("<>-*•·, \t\u00a0").split()[0]) if line.strip("<>-*•·, \t\u00a0") else None


FORMAT = Format(
    name="id-list",
    title="arXiv numbers or addresses, one a line",
    recognize=recognize,
    read=read,
    example="https://arxiv.org/abs/2601.00001v2\n2601.00002\n",
    specification="https://info.arxiv.org/help/arxiv_identifier.html",
)
