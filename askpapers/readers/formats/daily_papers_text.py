"""A Daily Papers page saved as text: copied from a browser, or printed by a text browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import lines_of, one_line
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote
from askpapers.readers.page_blocks import (
    DATE,
    URL,
    Block,
    Footer,
    ShownDate,
    ends_in_organization,
    footer_at,
    is_chrome,
    organization_in,
    paired,
    year_left_out,
)
from askpapers.text.sanitize import sanitize

_HEADER_DATE = re.compile(rf"^{DATE}$", re.I)
_NOISE = re.compile(r"^(?:[\[\]()*\-–—_=|•<>#\s]*|\]?\[\d+\]|\]\[\d+\]|!\[.*\]\S*)$")
_VOTES = re.compile(r"^(?:\[[-–]?\][ ]*)?(?P<count>\d[\d,]*|[-–])$")
_HEADING = re.compile(r"^(#{1,6})\s+")


@dataclass(slots=True)
class _Segment:
    """What stands between two footers, and the footer that ends it."""

    blocks: list[Block] = field(default_factory=list)
    foot: Footer | None = None
    ids: list[str] = field(default_factory=list)
    votes: int | None = None


_FOOTER = re.compile(
    rf"^[ \t\u00a0]*(?:[•·*–-][ \t\u00a0]*)?[\d,]+ authors?[ \t\u00a0]*(?:·|$)|·[ \t\u00a0]*(?:\n[ \t\u00a0]*)*{DATE}",
    re.M | re.I,
)
_NAMED = re.compile(
    rf"^[ \t\u00a0]*(?:#+ )?Daily Papers[ \t\u00a0]*$(?:\s*\S.*$){{0,12}}?\s*^[ \t\u00a0]*(?:#+ )?{DATE}[ \t\u00a0]*$",
    re.M | re.I,
)


def recognize(document: Document) -> Evidence:
    """By a paper's footer, "• 3 authors", "·", "Oct 6", or by the page's heading and its date."""
    text = document.begins.replace("\r\n", "\n").replace("\r", "\n")
    return Evidence.LIKELY if _FOOTER.search(text) or _NAMED.search(text) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield the papers of the page; what stands between two of them and is neither title nor abstract is a warning."""
    segments, header = _segments(_lines(document.text))
    dates = [segment.foot.date for segment in segments if segment.foot and segment.foot.date]
    year = year_left_out(header, dates, document.day, document.today)
    day = document.day or (header.on(year) if header is not None else None)
    if document.day is None and not (header and header.year) and (header or dates):
        filed = f", so the list is that of {day.isoformat()}" if day else ""
        yield ReadNote(f"The page shows no year; {year} was guessed{filed}. --day names another.")
    for place, segment in enumerate(segments):
        yield from _papers(segment, first=place == 0, name=document.name, day=day, year=year)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return (number, line) with the tool's decoration taken off; a line of decoration alone becomes blank."""
    found = []
    text = text.replace("\u00a0", " ").replace("\u200b", "").replace("\u2060", "")
    for number, line in enumerate(map(str.strip, lines_of(text)), 1):
        found.append((number, _undecorated(line) if 0 < len(line) < 600 else line))
    return found


def _undecorated(line: str) -> str:
    marks = ""
    if line[0] == "#" and (heading := _HEADING.match(line)):
        marks, line = "# ", line[heading.end() :]
    if "](" in line:
        line = re.sub(r"^\[?([^\[\]]*)\]\((https?://[^)\s]+)\)$", r"\1", line).strip()
    if "][" in line:
        line = re.sub(r"^\[(.*)\]\[\d+\]$", r"\1", line)
        line = re.sub(r"\s*\[\s*([\d,]+)\s*\]\[\d+\]$", r" \1", line)
    # What begins with a letter is no noise, and so are most lines.
    if not line[:1].isalpha() and _NOISE.match(line) and line not in {"-", "–"} and "·" not in line:
        return ""
    return marks + line.strip()


def _segments(lines: list[tuple[int, str]]) -> tuple[list[_Segment], ShownDate | None]:
    segments: list[_Segment] = [_Segment()]
    header: ShownDate | None = None
    block: Block | None = None
    index = 0
    while index < len(lines):
        number, line = lines[index]
        index += 1
        if not line:
            block = None
            continue
        current = segments[-1]
        if len(line) < 200:
            after, foot = footer_at(lines, index - 1, in_block=block is not None)
            if foot is not None:
                current.foot = foot
                segments.append(_Segment())
                index, block = after, None
                continue
            if url := URL.match(line):
                _note_url(url[1], segments)
                block = None
                continue
            if block is None and (votes := _VOTES.match(line)):
                current.votes = None if votes["count"] in "-–" else int(votes["count"].replace(",", ""))
                continue
            if len(segments) == 1 and re.fullmatch(r"(?:# )?daily papers", line, re.I):
                # Everything above the page's own heading is menus and banners.
                segments[-1], block = _Segment(), None
                continue
            if len(segments) == 1 and block is None and header is None and (found := _HEADER_DATE.match(line)):
                header = ShownDate.of(found)
                segments[-1], block = _Segment(), None
                continue
        if block is None:
            block = Block(number, [], line.startswith("# "))
            current.blocks.append(block)
        block.lines.append(line.removeprefix("# "))
        if line.startswith("# "):
            block = None
    return _mended(segments), header


def _mended(segments: list[_Segment]) -> list[_Segment]:
    """Join a segment to the one before where that one's footer was only a line of the abstract that looked like one.

    Such a footer has no date, and what follows it is not a title but more text.
    """
    mended: list[_Segment] = []
    for segment in segments:
        before = mended[-1] if mended else None
        if (
            before is not None
            and before.foot is not None
            and before.foot.date is None
            and any(block.looks_like_abstract() for block in before.blocks)
            and segment.blocks
            and (len(segment.blocks) == 1 or not segment.blocks[0].looks_like_title())
            and segment.blocks[0].looks_like_abstract()
        ):
            line = Block(segment.blocks[0].line - 1, [f"• {before.foot.authors} authors"])
            before.blocks = [*before.blocks, line, *segment.blocks]
            before.foot, before.ids = segment.foot, before.ids or segment.ids
        else:
            mended.append(segment)
    return mended


def _note_url(url: str, segments: list[_Segment]) -> None:
    found = re.search(r"(?:/papers/|arxiv\.org/(?:abs|pdf)/)(\d{4}\.\d{4,5})(?:v\d+)?(?:#(\w+))?", url)
    if found is None:
        return
    if found[2] == "community" and not segments[-1].blocks and len(segments) > 1:
        # The link of the comment count belongs to the paper just ended, and so does the number before it.
        foot = segments[-2].foot
        if foot is not None and foot.comments is None:
            foot.comments, segments[-1].votes = segments[-1].votes, None
        return
    segments[-1].ids.append(found[1])


def _papers(segment: _Segment, *, first: bool, name: str, day: date | None, year: int) -> Items:
    """Yield the papers of a segment: the last has the footer, those before it had none."""
    blocks, foot = segment.blocks, segment.foot
    org = foot.organization if foot else None
    if foot is not None and foot.authors is None and org is None and len(blocks) >= 2 and ends_in_organization(blocks):
        org = organization_in(blocks[-1].lines[-1])
        if len(blocks[-1].lines) == 1:
            blocks = blocks[:-1]
        else:
            blocks = [*blocks[:-1], Block(blocks[-1].line, blocks[-1].lines[:-1])]
    pairs, skipped = paired(blocks, ended=foot is not None)
    for block in skipped:
        if not first and foot is not None and not is_chrome(block.text) and len(block.text) > 40:
            yield ReadWarning(
                name, block.line, f"skipped, for it is neither title nor abstract: {sanitize(block.text, 60)}"
            )
    for place, (title, abstract) in enumerate(pairs):
        last = place == len(pairs) - 1
        own = foot if last and foot is not None else Footer()
        if (
            own.date is None
            and own.authors is None
            and is_chrome(f"{title.text} {' '.join(b.text for b in abstract)}"[:2000])
        ):
            continue
        if own is not foot:
            yield ReadWarning(
                name, title.line, f"no authors and no date below “{sanitize(title.text, 60)}”; it is kept without"
            )
        yield _paper(title, abstract, own, org if last else None, segment, last, day, year)


def _paper(
    title: Block, abstract: list[Block], foot: Footer, org: str | None, segment: _Segment, last: bool,
    day: date | None, year: int,
) -> Paper:  # fmt: skip
    heading = one_line(title.text)
    # Each id stands beside its own paper; where a segment holds two papers nobody can tell whose it is.
    ids = set(segment.ids)
    arxiv = segment.ids[0] if len(ids) == 1 and last else None
    return Paper(
        id=arxiv or title_id(heading),
        title=heading,
        abstract="\n\n".join(block.text for block in abstract),
        published=foot.date.on(year) if foot.date else None,
        listed=(day,) if day else (),
        author_count=foot.authors,
        organization=org,
        url=f"https://huggingface.co/papers/{arxiv}" if arxiv else None,
        arxiv_id=arxiv,
        comments=foot.comments,
        upvotes=segment.votes if last else None,
        source="daily-papers-text",
    )


FORMAT = Format(
    name="daily-papers-text",
    title="a Daily Papers page saved as text",
    recognize=recognize,
    read=read,
    example="""Daily Papers

Jan 5

Quiet Gradients

We make gradients quiet.

  • 3 authors
·
Jan 2
""",
    specification="https://huggingface.co/papers",
    of_a_day=True,
)
