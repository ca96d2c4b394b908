"""An answer cut into sentences with their marks: which mark belongs to which, and what a line shares."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from askpapers.text.sentences import Span, split
from askpapers.verification.marks import CODE, Mark

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_BULLET = re.compile(r"\s*(?:[-*•+]|\d{1,2}[.)])\s+")
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s.*|(?:\d{1,2}[.)]\s*)?(?:\*\*|__)(?:[^*_]+(?<![.!。！])|(?:[^*_\s]+\s){0,2}[^*_\s]+)(?:\*\*|__)\s*:?\s*)$"
)
_FENCE = re.compile(r"(?:\s|>|[-*+]\s)*(?:```[^`]*$|~~~)")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_APART = re.compile(
    rf"\s*$|\s*\||{_BULLET.pattern}|\s*(?:[^\w\s>\"'“‘«(\[$\\]|\(?[a-zA-Z\d]{{1,3}}[.)]\s|[\w ]{{1,30}}:\s)|{_HEADING.pattern}|{_FENCE.pattern}|{_TABLE_RULE.pattern}$|\s*(?:[=*_]\s*){{3,}}$"
)
"""A line that goes on with no sentence of the line before: empty, of a table, a list's item, begun by a sign or a label, a heading, code, or a rule."""
WRAPPED, MOST_WRAPPED = 60, 6
"""Characters from which a line may be one that was wrapped; behind a shorter one only small letters go on. Lines that are joined at most."""
_SIGN = re.compile(r"\s*(?:[-*•+]|\d{1,2}[.)]?)?\s*")
_MARK_LIKE = re.compile(r"[\[【［(][^\]】］)\n]*(?:[\]】］)]|$)")
_BEFORE_MARK = "*_`([【"
_AFTER_MARK = re.compile(r"[*_`)\]】）]*\s*")
_ADDRESS = re.compile(r"^\((?:\w+://|www\.|#[a-z]*[-_]?\d)[^)\s]*\)", re.I)
_CLOSED = re.compile(r"(?<=[.!?])[*_]{1,3}(?=\s*(?:\n|$))")
_STOPS = re.compile(r"[.,;]*")
_LEADING = re.compile(r"(?:\s*[\[【［(][^\]】］)\n]*[\]】］)][.,;]*)*")


def stable_length(text: str, start: int = 0) -> int:
    """Return where the part of an unfinished answer begins that may still grow: its last sentence, or line, with words.

    It is sought from `start` on, the beginning of a line; 0 where no words follow. Marks alone, whole or begun, belong to
    the sentence before them, after its full stop and on the next line too; but a line that ends in a mark has its own.
    """
    line = next((line for line in reversed(list(_LINE.finditer(text, start))) if _words_left(line[0])), None)
    if line is None:
        return 0
    if line[0].endswith("\n") and re.search(r"[\]】］)][\s.,;*_|]*$", line[0]):
        return line.end()
    brackets = [Mark(Span(*found.span()), ()) for found in _MARK_LIKE.finditer(line[0])]
    for span in reversed(split(_masked(line[0], Span(0, len(line[0])), brackets))):
        if _words_left(span.of(line[0])):
            leading = _LEADING.match(line[0], span.start)
            return line.start() + (leading.end() if leading and span.start else span.start)
    return line.start()


def _masked(text: str, span: Span, marks: Sequence[Mark]) -> str:
    """A part of a text with its marks, and what encloses them, as white space before a bracket: behind a full stop they hide no end."""
    parts: list[str] = []
    at = span.start
    for mark in marks:
        start = at + len(text[at : mark.span.start].rstrip(_BEFORE_MARK))
        end = found.end() if (found := _AFTER_MARK.match(text, mark.span.end, span.end)) else mark.span.end
        if start >= at:
            parts += [text[at:start], " " * (end - start - 1), "["]
            at = end
    return _CLOSED.sub(lambda closed: ")" * len(closed[0]), "".join([*parts, text[at : span.end]]))


def _words_left(text: str) -> bool:
    """Whether a text holds words beside marks, whole or begun, and the sign of a list's item."""
    return any(c.isalnum() for c in _MARK_LIKE.sub("", _SIGN.sub("", text, count=1)))


@dataclass(frozen=True, slots=True)
class ClaimSegment:
    """A sentence of an answer with its marks; those that begin in a line together, at `line`, may share marks.

    `body` is its text without marks and Markdown, `around` what stands before, between and after the marks; a block of code
    is one piece.
    """

    span: Span
    marks: tuple[Mark, ...]
    line: int
    listed: bool
    heading: bool
    body: str = ""
    around: tuple[str, ...] = ()
    code: bool = False


def split_claims(text: str, found: Sequence[Mark], at: int = 0) -> list[ClaimSegment]:
    """Cut an answer into sentences, from `at` on; marks after a full stop go with the sentence before them."""
    starts = [mark.span.start for mark in found]

    def marks_in(span: Span) -> Sequence[Mark]:
        return found[bisect_left(starts, span.start) : bisect_left(starts, span.end)]

    def behind_marks(at: int) -> int:
        """Where the marks end within which, or before which, a sentence would begin: they belong to the one before it."""
        for mark in itertools.islice(found, max(0, bisect_left(starts, at) - 1), None):
            if text[at : mark.span.start].strip(" .,;"):
                break
            if mark.span.end > at and (stops := _STOPS.match(text, mark.span.end)):
                at = stops.end()
        return at

    waiting: list[ClaimSegment] = []
    for block in _blocks(text, at, marks_in):
        if block.code:
            waiting.append(block)
            continue
        first = block.span.of(text)
        bullet = _BULLET.match(first)
        start = block.span.start + (bullet.end() if bullet and not block.heading else 0)
        words = Span(start, block.span.end)
        inner = split(_masked(text, words, marks_in(words)))[:-1]
        cuts = [start, *(behind_marks(start + s.end) for s in inner), words.end]
        spans = [Span(*cut) for cut in itertools.pairwise(cuts) if cut[0] < cut[1]]
        for span in [block.span] if block.heading else spans:
            own = marks_in(span)
            body = span.of(text)
            if waiting and not waiting[-1].code and own and not _words_outside(body, span, own):
                # A line of marks alone belongs to the sentence above it.
                last = waiting.pop()
                joined = Span(last.span.start, own[-1].span.end)
                waiting.append(replace(last, span=joined, marks=(*last.marks, *own)))
                continue
            end = span.start + len(body.rstrip())
            waiting.append(replace(block, span=Span(span.start, end), marks=tuple(own), listed=bullet is not None))
    return _with_reasons([_worded(text, piece) for piece in waiting])


def _blocks(text: str, at: int, marks_in: Callable[[Span], Sequence[Mark]]) -> Iterator[ClaimSegment]:
    """Yield the lines of an answer from `at` on, those of one sentence together, and blocks of code; no table's headings."""
    lines = [Span(m.start(), m.start() + len(m[0].rstrip("\r\n"))) for m in _LINE.finditer(text, at)]
    number = 0
    while number < len(lines):
        first = last = lines[number]
        line = first.of(text)
        number += 1
        if _FENCE.match(line):
            while number < len(lines):
                last = lines[number]
                number += 1
                if _FENCE.match(last.of(text)):
                    break
            yield ClaimSegment(Span(first.start, last.end), (), first.start, False, False, code=True)
            continue
        following = lines[number].of(text) if number < len(lines) else ""
        heads = "|" in line and _TABLE_RULE.fullmatch(following) and _bars(line) == _bars(following)
        if not line.strip() or (heads and not any(map(str.isdigit, "".join(_around(line, first, marks_in(first)))))):
            continue
        heading = _HEADING.match(line) is not None
        for after in [] if heading else lines[number : number + MOST_WRAPPED - 1]:
            if not _goes_on(text, last, marks_in(last), after.of(text)):
                break
            last = after
            number += 1
        yield ClaimSegment(Span(first.start, last.end), (), first.start, False, heading)


def _bars(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line.strip().strip("|")))


def _goes_on(text: str, line: Span, marks: Sequence[Mark], following: str) -> bool:
    """Whether the sentence at the end of a line goes on in the following one: a soft line break, as where a reply is wrapped."""
    said = line.of(text)
    if len(said) < WRAPPED and not following.lstrip("> ")[:1].islower():
        return False
    if said.endswith(("  ", "\\", ":", "：")) or said.lstrip().startswith("|") or _APART.match(following):
        return False
    if "|" in said and "|" in following:
        return False
    masked = _masked(text, line, marks)
    if masked.endswith("[") and not following.lstrip("> ")[:1].islower():
        return False
    last = split(f"{masked}\n[x")[-1]
    return any(c.isalnum() for c in masked[last.start :])


def _with_reasons(pieces: Sequence[ClaimSegment]) -> list[ClaimSegment]:
    """Join a bare "No." with the sentence of reasons after it: the two are one claim, judged by its reasons."""
    joined: list[ClaimSegment] = []
    for piece in pieces:
        bare = joined[-1] if joined and _is_bare(joined[-1]) else None
        follows = not (piece.heading or piece.code or asserts_nothing(piece.body))
        if bare is not None and follows and piece.listed == bare.listed:
            joined[-1] = replace(piece, span=Span(bare.span.start, piece.span.end))
        else:
            joined.append(piece)
    return joined


def _is_bare(piece: ClaimSegment) -> bool:
    words = len(re.findall(r"[^\W_]+", piece.body))
    return words < 3 and not (
        piece.marks or piece.heading or piece.code or re.search(r"\d", piece.body) or asserts_nothing(piece.body)
    )


def _words_outside(body: str, span: Span, own: Sequence[Mark]) -> bool:
    return any(c.isalnum() for part in _around(body, span, own) for c in part)


def _around(body: str, span: Span, own: Sequence[Mark]) -> Iterator[str]:
    """What stands before, between and after the marks of a piece."""
    at = 0
    for mark in own:
        yield body[at : mark.span.start - span.start]
        at = mark.span.end - span.start
    yield body[at:]


def _worded(text: str, piece: ClaimSegment) -> ClaimSegment:
    """A piece with its words."""
    first, *rest = _around(piece.span.of(text), piece.span, piece.marks)
    # What else than an address is in parentheses there is read with the rest: "is [1.1](not) a method".
    parts = (first, *(re.sub(r"^\(([^()]*)\)", r" \1", _ADDRESS.sub("", part)) for part in rest))
    body = "".join([*(part.rstrip() for part in parts[:-1]), parts[-1]])
    body = re.sub(r"\*\*|__|`", "", re.sub(r"\s*\n[\s>]*", " ", body)).strip(" *#>")
    return replace(piece, body=body, around=parts)


def before_mark(piece: ClaimSegment, mark: Span) -> str:
    """Return the words of a sentence before one of its marks, back to the mark before them; all of one that begins with a mark."""
    worded = [any(c.isalnum() for c in words) for words in piece.around]
    place = next((n for n, own in enumerate(piece.marks) if own.span == mark), -1)
    before = [words for words, any_there in zip(piece.around[: place + 1], worded, strict=False) if any_there]
    return before[-1] if before and worded[0] else piece.body


def asserts_nothing(body: str) -> bool:
    """Whether a piece is a lead-in, a question or a scrap without words (the number of an item: "**1.") that claims nothing."""
    words = re.search(r"[^\W\d_]", body)
    scrap = not words and (not re.search(r"\d", body) or re.fullmatch(r"\W*\d{1,2}[.)]?\W*", body))
    return bool(scrap) or body.endswith((":", "?", "：", "？"))


def shared_marks(pieces: Sequence[ClaimSegment]) -> list[tuple[Mark, ...]]:
    """Return for each piece the marks of the next sentence on the same line: a model often cites once for several sentences."""
    shared: list[tuple[Mark, ...]] = []
    following: tuple[Mark, ...] = ()
    line = -1
    for piece in reversed(pieces):
        following = following if piece.line == line else ()
        shared.append(following)
        if piece.marks:
            following = tuple(mark for mark in piece.marks if not mark.absent)
        line = piece.line
    return shared[::-1]


def papers_below(pieces: Sequence[ClaimSegment], place: int) -> frozenset[int]:
    """The papers cited in the list that follows a sentence."""
    following = pieces[place + 1 :] if not pieces[place].listed else ()
    below = itertools.takewhile(lambda other: other.listed, following)
    return frozenset(reference.paper for other in below for mark in other.marks for reference in mark.references)


def settled_lines(text: str, pieces: Sequence[ClaimSegment], start: int) -> frozenset[int]:
    """Return the places of pieces that begin a line to which nothing that comes can add what stands before it, or take from that.

    The line and the next, which could make a table's headings of it, are whole, and no piece or code reaches into it.
    """
    whole = text.rfind("\n", start, text.rfind("\n", start))
    code = [m.span() for m in CODE.finditer(text, start)]
    return frozenset(
        place
        for place, (before, piece) in enumerate(itertools.pairwise(pieces), 1)
        if before.span.end <= piece.line <= piece.span.start
        and piece.span.end <= whole
        and not any(a < piece.line < b for a, b in code)
    )
