"""A comparison's reply, read as models write it: lines with bars, a Markdown table, lists by aspect or by paper, or prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from askpapers.answering.comparison_labels import (
    DENIED,
    LETTERS,
    NOT_STATED,
    aspect_of,
    bare,
    guess_aspect,
    is_nothing,
    label_of,
    place_of,
    segments,
    sentences_of,
)
from askpapers.answers.answer import Cell, Point, Support
from askpapers.answers.verdict import most_severe
from askpapers.papers.paper import Paper, short_name
from askpapers.text.sanitize import sanitize
from askpapers.verification.marks import parse_marks

if TYPE_CHECKING:
    from askpapers.text.inference import CrossEncoder

_FENCE = re.compile(r"[\s|:\-`~=*_]*(?:text|markdown|md)?\s*")
_OPENING = re.compile(r"^[\s>]*(?:#{1,6}\s+|[-*•+]\s+|\d{1,2}[.)]\s+)*")
_OLD_CELL = r"\s*\|\s*(?=[\s*]*(?:[A-D]|\d)\b[\s*]*:)"
_BOTH = re.compile(r"(?:both|neither|all)\b", re.I)
_JOINTS = re.compile(r"^(?:[\s,;.:|]|(?:and|while|whereas|but|in contrast|by contrast|on the other hand)\b)+", re.I)


def read_points(
    reply: str, papers: Sequence[Paper], reader: CrossEncoder | None = None
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Return the points of a reply and the lines that fit none: nothing is lost, what cannot be placed is a remark.

    A cell's citations are checked like an answer's; one that cites another paper than its own is unsupported and says so.
    """
    lines = _Reader(papers)
    for raw in reply.splitlines():
        lines.read(raw)
    found = [
        Point(aspect, tuple(_cell(cells.get(place, ""), place, papers, reader) for place in range(len(papers))))
        for aspect, cells in lines.points.items()
    ]
    return tuple(found), tuple(sanitize(line) for line in lines.remarks)


@dataclass
class _Reader:
    """Reads a reply line by line; `points` are the texts of the cells by aspect and place."""

    papers: Sequence[Paper]
    points: dict[str, dict[int, str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    aspect: str = ""
    place: int | None = None
    heads: list[str] | None = None

    def read(self, raw: str) -> None:
        line = raw.strip()
        if _FENCE.fullmatch(line):
            return
        if len(cells := re.split(_OLD_CELL, line.strip("|").strip())) > 1 and self._line(cells):
            return
        if line.count("|") >= 2 or (line.startswith("|") and self.heads is not None):
            if not self._row([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]):
                self.remarks.append(raw)
            return
        self.heads = None
        if not self._text(line):
            self.remarks.append(raw)

    def _line(self, cells: Sequence[str]) -> bool:
        """A line `aspect | A: text | B: text`, as it was asked for."""
        name = bare(cells[0]).casefold()
        if not name or len(name) > 40:
            return False
        placed: dict[int, str] = {}
        for cell in cells[1:]:
            m = re.match(r"[\s*]*([A-D]|\d)\b[\s*]*:[\s*]*(.*)$", cell)
            place = place_of(m[1], self.papers) if m else None
            if m is None or place is None:
                return False
            placed[place] = m[2].strip()
        for place, text in placed.items():
            self._put(aspect_of(name) or name, place, text)
        return True

    def _row(self, cells: list[str]) -> bool:
        """A row of a table: the papers are its columns, or its rows."""
        count = len(self.papers)
        if self.heads is None:
            places = [place_of(bare(cell), self.papers) for cell in cells[1:]]
            if len(cells) == count + 1 and all(place is not None for place in places):
                self.heads = cells
                return True
            if len(cells) > 2 and sum(aspect_of(bare(cell)) != "" for cell in cells[1:]) * 2 > len(cells) - 1:
                self.heads = cells
                return True
            if (
                len(cells) == count + 1
                and not (aspect_of(bare(cells[0])))
                and not parse_marks(" ".join(cells), self.papers)
            ):
                # The headings name the papers in words that are not theirs: the order is all that can be told.
                self.heads = ["", *LETTERS[:count]]
                return True
            self.heads = ["", *LETTERS[:count]]
        first = bare(cells[0])
        heads = [bare(head) for head in self.heads]
        if len(cells) != len(heads) or not first:
            return False
        places = [place_of(head, self.papers) for head in heads[1:]]
        if all(place is not None for place in places):
            name = aspect_of(first) or first.casefold()
            if len(name) > 40:
                return False
            for place, text in zip(places, cells[1:], strict=True):
                self._put(name, place or 0, text)
            return True
        own = place_of(first, self.papers)
        if own is None:
            return False
        for head, text in zip(heads[1:], cells[1:], strict=True):
            self._put(aspect_of(head) or head.casefold(), own, text)
        return True

    def _text(self, line: str) -> bool:
        """A line of a list or of prose, with the labels that it begins with."""
        heading = line.lstrip("> ").startswith("#") or re.fullmatch(
            r"[\s\d.)*-]*(?:\*\*|__)[^*_]+(?:\*\*|__)\s*:?", line
        )
        rest = _OPENING.sub("", line)
        place, named = None, False
        while rest:
            label, after = label_of(rest, whole=bool(heading) or not rest.rstrip().endswith((".", "]")))
            if label is None:
                break
            aspect, own = aspect_of(label), place_of(label, self.papers)
            if both := re.fullmatch(r"(.{3,40}?)\s*\((?:paper\s*)?([A-D\d])\)", label):
                aspect, own = aspect or aspect_of(both[1]), own if own is not None else place_of(both[2], self.papers)
            if aspect:
                self.aspect = aspect
                if self.place is not None and place is None and heading and not after:
                    self.place = None if self._filled(aspect, self.place) else self.place
            elif own is None and (heading and not after) and 0 < len(label) <= 40 and len(label.split()) <= 4:
                self.aspect, self.place = label.casefold(), None
                return True
            if own is not None:
                place = own
                if not after:
                    self.place = own
                    if heading:
                        self.aspect = ""
            if not aspect and own is None:
                break
            named, rest = True, after
        if not rest.strip():
            return named
        if place is None:
            place = self.place
        elif parts := self._several(rest):
            # "A: … [1.2]; B: … [2.3]" on one line.
            self._put(self.aspect or guess_aspect(rest) or "overview", place, rest[: parts[0][1]].rstrip(" ;,/|*"))
            for (other, _, start), end in zip(parts, [*[part[1] for part in parts[1:]], len(rest)], strict=True):
                self._put(self.aspect or guess_aspect(rest) or "overview", other, rest[start:end].rstrip(" ;,/|*"))
            return True
        if place is not None and self.aspect:
            self._put(self.aspect, place, rest)
            return True
        if place is not None:
            for sentence in sentences_of(rest):
                self._put(guess_aspect(sentence) or "overview", place, sentence)
            return True
        return self._prose(rest)

    def _several(self, text: str) -> list[tuple[int, int, int]]:
        """The labels of papers within a line: the place, and where the label begins and ends."""
        names = "|".join(re.escape(name) for paper in self.papers if (name := short_name(paper.title)))
        label = rf"(?:[Pp]aper\s+)?[A-D]|[Pp]aper\s+\d{f'|{names}' if names else ''}"
        found = re.finditer(rf"(?<=[\];,./|])\s*(?:\*\*)?({label})(?:\*\*)?\s*(?:[:=]|\s[–—-]\s)(?:\*\*)?\s*", text)
        return [(place, m.start(), m.end()) for m in found if (place := place_of(m[1], self.papers)) is not None]

    def _filled(self, aspect: str, place: int) -> bool:
        return place in self.points.get(aspect, {})

    def _prose(self, text: str) -> bool:
        """Sentences that name or cite their papers; those that do neither are remarks, False where all of them are."""
        marks = parse_marks(text, self.papers)
        lost: list[str] = []
        placed = False
        for start, end in segments(text, marks):
            own = [mark for mark in marks if start <= mark.span.start < end]
            said = _JOINTS.sub("", text[start:end]).strip()
            if not any(c.isalnum() for c in said):
                continue
            cited = {r.paper - 1 for mark in own for r in mark.references if 1 <= r.paper <= len(self.papers)}
            first = self._named(said)
            places = {first} if first is not None else cited
            if not places and (_BOTH.search(said) or self.aspect) and DENIED.search(said):
                places = set(range(len(self.papers)))
            aspect = self.aspect or guess_aspect(said)
            if not places or not aspect:
                lost.append(said)
                continue
            placed = True
            for place in sorted(places):
                nothing = not own and DENIED.search(said) is not None
                self._put(aspect, place, NOT_STATED if nothing else said)
        self.remarks += lost if placed else ()
        return placed

    def _named(self, said: str) -> int | None:
        """The paper that a sentence begins with."""
        for place, paper in enumerate(self.papers):
            names = [rf"paper\s+(?:{LETTERS[place]}|{place + 1})\b", rf"{LETTERS[place]}\b(?=\s*(?:\(|:))",
                     ("the\\s+first", "the\\s+second", "the\\s+third", "the\\s+fourth")[place] + r"\b(?!\s+(?:step|stage))"]  # fmt: skip
            if name := short_name(paper.title):
                names.append(rf"(?:the\s+)?{re.escape(name)}(?!\w)")
            if re.match(rf"[\s*_“\"]*(?:{'|'.join(names)})", said, re.I):
                return place
        return None

    def _put(self, aspect: str, place: int, text: str) -> None:
        cells = self.points.setdefault(aspect, {})
        text = text.strip().strip("*_").strip() if text.count("**") % 2 else text.strip()
        before = cells.get(place, "")
        if is_nothing(text) and before:
            return
        cells[place] = text if not before or is_nothing(before) else f"{before} {text}"


def _cell(text: str, place: int, papers: Sequence[Paper], reader: CrossEncoder | None) -> Cell:
    from askpapers.verification.checker import check

    if is_nothing(text):
        return Cell()
    claims = check(text, papers, reader)
    own = papers[place].id
    wrong = "it cites another paper than its own column's"
    citations = [
        replace(citation, support=Support.UNSUPPORTED, reason=wrong)
        if citation.sentences and citation.paper_id != own
        else citation
        for claim in claims
        for citation in claim.citations
    ]
    supports = [claim.support for claim in claims if not claim.citations] + [citation.support for citation in citations]
    support = most_severe(supports) if supports else Support.UNCITED
    reasons = [c.reason for c in citations if c.support is support] + [c.reason for c in claims if c.support is support]
    ordered = tuple(sorted(dict.fromkeys(citations), key=lambda c: (c.span, c.sentences)))
    return Cell(text, ordered, support, next(filter(None, reasons), ""))
