"""A Daily Papers page saved as text: plain, as Markdown by html2text, or out of a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from askpapers.merge import title_id
from askpapers.papers import Paper, Warning, plain
from askpapers.readers.text import lines_of, one_line

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?P<month>{_MONTH})[ ](?P<day>\d{{1,2}})(?:,[ ]?(?P<year>\d{{4}}))?"
_FOOT_DATE = re.compile(rf"^{_DATE}(?:[ ]+\[?[ ]*(?P<comments>[\d,]+)(?:\]|\b).*)?$", re.I)
_AUTHORS = re.compile(r"^[•·*\-–\[ ]*(?P<count>[\d,]+) authors?$", re.I)
_INLINE = re.compile(
    rf"^[•*\-– ]*(?:(?P<count>[\d,]+)[ ]authors?|(?P<org>[^·]{{1,80}}?))[ ]*·[ ]*{_DATE}(?:[ ]+(?P<comments>[\d,]+))?$",
    re.I,
)
_HEADER_DATE = re.compile(rf"^{_DATE}$", re.I)
_URL = re.compile(r"^<?(https?://\S+?)>?$")
_NOISE = re.compile(r"^(?:[\[\]()*\-–—_=|•<>#\s]*|\]?\[\d+\]|\]\[\d+\]|!\[.*\]\S*)$")
_VOTES = re.compile(r"^(?:\[[-–]?\][ ]*)?(?P<count>\d[\d,]*|[-–])$")
_CHROME = re.compile(
    r"\bcookies?\b|privacy policy|terms of (?:use|service)|\bsign up\b|\blog in\b|\bsubscribe\b|your inbox|all rights reserved"
    r"|we value your privacy|newsletter|javascript is (?:disabled|required)|accept all|enable javascript",
    re.I,
)
_HEADING = re.compile(r"^(#{1,6})\s+")


@dataclass(slots=True)
class _Block:
    """Lines without a blank one between them, and where they begin (from 1)."""

    line: int
    lines: list[str]
    heading: bool = False
    last: int = 0

    @property
    def text(self) -> str:
        return self.lines[0] if len(self.lines) == 1 else " ".join(self.lines)


@dataclass(slots=True)
class _Foot:
    """The line or lines that end a paper."""

    count: int | None = None
    org: str | None = None
    month: int = 0
    day: int = 0
    year: int | None = None
    comments: int | None = None

    @property
    def dated(self) -> bool:
        return self.month > 0


@dataclass(slots=True)
class _Segment:
    """What stands between two footers, and the footer that ends it."""

    blocks: list[_Block] = field(default_factory=list)
    foot: _Foot | None = None
    ids: list[str] = field(default_factory=list)
    votes: int | None = None


def read(text: str, name: str, day: date | None, today: date) -> tuple[date | None, list[Paper | Warning]]:
    """Return the day of the page, where it says one, and its papers and warnings; no papers is an empty list."""
    segments, header = _segments(_lines(text))
    year = _year(segments, header, day, today)
    if day is None and header is not None:
        day = _on(header[0], header[1], header[2] or year)
    items: list[Paper | Warning] = []
    for place, segment in enumerate(segments):
        items += _papers(segment, first=place == 0, name=name, day=day, year=year)
    return day, items


def _lines(text: str) -> list[tuple[int, str]]:
    """Return (number, line) with the tool's decoration taken off; a line of decoration alone becomes blank."""
    found = []
    for number, raw in enumerate(lines_of(text), 1):
        line = raw.replace("\u00a0", " ").replace("\u200b", "").replace("\u2060", "").strip()
        if line and len(line) < 600:
            line = _undecorated(line)
        found.append((number, line))
    return found


def _undecorated(line: str) -> str:
    heading = _HEADING.match(line)
    marks = ""
    if heading:
        marks, line = "# ", line[heading.end() :]
    if "](" in line:
        line = re.sub(r"^\[?([^\[\]]*)\]\((https?://[^)\s]+)\)$", r"\1", line).strip()
    if "][" in line:
        line = re.sub(r"^\[(.*)\]\[\d+\]$", r"\1", line)
        line = re.sub(r"\s*\[\s*([\d,]+)\s*\]\[\d+\]$", r" \1", line)
    if _NOISE.match(line) and line not in {"-", "–"} and "·" not in line:
        return ""
    return marks + line.strip()


def _segments(lines: list[tuple[int, str]]) -> tuple[list[_Segment], tuple[int, int, int | None] | None]:
    segments: list[_Segment] = [_Segment()]
    header: tuple[int, int, int | None] | None = None
    block: _Block | None = None
    index, count, titled = 0, len(lines), False
    while index < count:
        number, line = lines[index]
        index += 1
        if not line:
            block = None
            continue
        current = segments[-1]
        if len(line) < 200:
            after, foot = _footer(lines, index - 1, block)
            if foot is not None:
                current.foot = foot
                segments.append(_Segment())
                index, block = after, None
                continue
            if url := _URL.match(line):
                _note_url(url[1], segments)
                block = None
                continue
            if block is None and (votes := _VOTES.match(line)):
                current.votes = None if votes["count"] in "-–" else int(votes["count"].replace(",", ""))
                continue
            if len(segments) == 1 and re.fullmatch(r"(?:# )?daily papers", line, re.I):
                # Everything above the page's own heading is menus and banners.
                segments[-1], titled, block = _Segment(), True, None
                continue
            if len(segments) == 1 and block is None and header is None and (found := _HEADER_DATE.match(line)):
                header = (_month(found["month"]), int(found["day"]), int(found["year"]) if found["year"] else None)
                segments[-1], block = _Segment(), None
                continue
        if block is None:
            block = _Block(number, [], line.startswith("# "))
            current.blocks.append(block)
        block.lines.append(line.removeprefix("# "))
        block.last = number
        if line.startswith("# "):
            block = None
    _ = titled
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
            and not before.foot.dated
            and any(_is_abstract(block) for block in before.blocks)
            and segment.blocks
            and (len(segment.blocks) == 1 or not _is_title(segment.blocks[0]))
            and _is_abstract(segment.blocks[0])
        ):
            line = _Block(segment.blocks[0].line - 1, [f"• {before.foot.count} authors"])
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


def _footer(lines: list[tuple[int, str]], at: int, block: _Block | None) -> tuple[int, _Foot | None]:
    """Return the footer that begins at line `at`, and where reading goes on; None where there is none."""
    line = lines[at][1]
    if (inline := _INLINE.match(line)) and block is None:
        org = inline["org"]
        count = inline["count"]
        return at + 1, _foot(inline, count=_int(count), org=_organization(org) if org else None)
    if line == "·":
        return _dated(lines, at, None)
    authors = _AUTHORS.match(line)
    if authors is None or (block is not None and not line.startswith(("•", "*", "·"))):
        return at, None
    count = _int(authors["count"])
    following = _next(lines, at + 1)
    if following is not None and lines[following][1] == "·":
        return _dated(lines, following, count)
    if block is not None:
        return at, None
    return at + 1, _Foot(count=count)


def _dated(lines: list[tuple[int, str]], at: int, count: int | None) -> tuple[int, _Foot | None]:
    following = _next(lines, at + 1)
    found = _FOOT_DATE.match(lines[following][1]) if following is not None else None
    if following is None or found is None or _month(found["month"]) == 0:
        return (at + 1, _Foot(count=count)) if count is not None else (at, None)
    return following + 1, _foot(found, count=count)


def _foot(found: re.Match[str], *, count: int | None, org: str | None = None) -> _Foot:
    return _Foot(
        count=count,
        org=org,
        month=_month(found["month"]),
        day=int(found["day"]),
        year=int(found["year"]) if found["year"] else None,
        comments=_int(found["comments"]),
    )


def _next(lines: list[tuple[int, str]], at: int) -> int | None:
    for index in range(at, min(at + 8, len(lines))):
        line = lines[index][1]
        if line and not (line.startswith("http") and _URL.match(line)):
            return index
    return None


def _month(name: str) -> int:
    try:
        return MONTHS.index(name[:3].lower()) + 1
    except ValueError:
        return 0


def _int(text: str | None) -> int | None:
    return int(text.replace(",", "")) if text and text.replace(",", "").isdigit() else None


def _year(segments: list[_Segment], header: tuple[int, int, int | None] | None, day: date | None, today: date) -> int:
    """Return the year of dates that show none: the page leaves the current year out, so it is past all that are shown."""
    if day is not None:
        return day.year
    if header is not None and header[2]:
        return header[2]
    shown = [segment.foot.year for segment in segments if segment.foot and segment.foot.year]
    if shown and max(shown) < today.year:
        return max(shown) + 1
    if header is not None:
        this_year = _on(header[0], header[1], today.year)
        return today.year if this_year is not None and this_year <= today else today.year - 1
    return today.year


def _on(month: int, day: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_title(block: _Block) -> bool:
    text = block.text
    if block.heading:
        return True
    if len(block.lines) > 3 or len(text) > 300 or text.endswith((":", ",", ";")):
        return False
    return not re.search(r"[a-z)]\.(?:\s+[A-Z]|$)", text) or len(text.split()) <= 12


def _is_abstract(block: _Block) -> bool:
    text = block.text
    return not block.heading and (
        len(text) >= 250 or (len(text) >= 80 and re.search(r"[.!?][)\]\"”’]*$", text) is not None)
    )


def _papers(segment: _Segment, *, first: bool, name: str, day: date | None, year: int) -> Iterator[Paper | Warning]:
    """Yield the papers of a segment: the last has the footer, those before it had none."""
    blocks, foot = segment.blocks, segment.foot
    org = foot.org if foot else None
    if foot is not None and foot.count is None and org is None and len(blocks) >= 2 and _is_organization(blocks):
        org = _organization(blocks[-1].lines[-1])
        if len(blocks[-1].lines) == 1:
            blocks = blocks[:-1]
        else:
            blocks = [*blocks[:-1], _Block(blocks[-1].line, blocks[-1].lines[:-1])]
    pairs, skipped = _pairs(blocks, ended=foot is not None)
    for block in skipped:
        if not first and foot is not None and not _CHROME.search(block.text) and len(block.text) > 40:
            yield Warning(name, block.line, f"skipped, for it is neither title nor abstract: {plain(block.text, 60)}")
    for place, (title, abstract) in enumerate(pairs):
        last = place == len(pairs) - 1
        own = foot if last and foot is not None else _Foot()
        if (
            own.dated is False
            and own.count is None
            and _CHROME.search(f"{title.text} {' '.join(b.text for b in abstract)}"[:2000])
        ):
            continue
        if own is not foot:
            yield Warning(
                name, title.line, f"no authors and no date below “{plain(title.text, 60)}”; it is kept without"
            )
        yield _paper(title, abstract, own, org if last else None, segment, last, day, year)


def _paper(
    title: _Block, abstract: list[_Block], foot: _Foot, org: str | None, segment: _Segment, last: bool,
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
        published=_on(foot.month, foot.day, foot.year or year) if foot.dated else None,
        listed=(day,) if day else (),
        author_count=foot.count,
        organization=org,
        url=f"https://huggingface.co/papers/{arxiv}" if arxiv else None,
        arxiv_id=arxiv,
        comments=foot.comments,
        upvotes=segment.votes if last else None,
        source="daily-papers-text",
    )


def _pairs(blocks: list[_Block], *, ended: bool) -> tuple[list[tuple[_Block, list[_Block]]], list[_Block]]:
    """Return (title, paragraphs of the abstract) of each paper, and the blocks that are neither."""
    pairs: list[tuple[_Block, list[_Block]]] = []
    skipped: list[_Block] = []
    if ended and len(blocks) == 2 and not blocks[1].heading and not _CHROME.search(blocks[0].text):
        # Nothing but these two can be meant, however long the title or short the abstract.
        return [(blocks[0], [blocks[1]])], []
    waiting: _Block | None = None
    for block in blocks:
        if _is_abstract(block) and waiting is not None and not (pairs and not _is_title(waiting)):
            pairs.append((waiting, [block]))
            waiting = None
        elif _is_abstract(block) and pairs and waiting is None:
            pairs[-1][1].append(block)
        elif _is_abstract(block) and pairs and waiting is not None:
            # A short paragraph inside an abstract: a list's lead, a formula.
            pairs[-1][1].extend([waiting, block])
            waiting = None
        else:
            if waiting is not None:
                skipped.append(waiting)
            waiting = block
    if waiting is not None:
        if ended and (not pairs or waiting.heading):
            pairs.append((waiting, []))
        elif ended and not _is_title(waiting):
            pairs[-1][1].append(waiting)
        else:
            skipped.append(waiting)
    return pairs, skipped


def _is_organization(blocks: list[_Block]) -> bool:
    """Whether the last line before a footer without authors is an organisation and not the abstract's end."""
    last = blocks[-1].lines[-1]
    short = len(last) <= 80 and len(last.split()) <= 8 and not last.endswith((".", ":", ",", ";"))
    return short and (len(blocks) >= 3 or len(blocks[-1].lines) > 1)


def _organization(text: str) -> str:
    """Return an organisation's name without the handle that a logo's description puts before it."""
    name = one_line(text)
    handle, _, rest = name.partition(" ")
    folded = re.sub(r"[^a-z0-9]", "", handle.lower())
    if (
        rest
        and (handle == handle.lower() or re.sub(r"[^a-z0-9]", "", rest.lower()) == folded)
        and rest[:1].upper() == rest[:1]
    ):
        return rest
    return name
