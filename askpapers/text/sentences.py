"""An abstract as sentences, losing nothing: the unit of evidence, and the spans by which they are cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` in the span."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


def quote(abstract: str, spans: Sequence[Span]) -> str:
    """Return the verbatim text from the first span's start to the last one's end, white space trimmed."""
    if not spans:
        return ""
    return abstract[spans[0].start : spans[-1].end].strip()


_ENDINGS = re.compile(
    # What it begins with stands in front of all alternatives: so a search goes from mark to mark and not from letter to letter.
    r"""[.!?…。！？\n](?:(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*+["'”’)\]}]*+\s+|(?<=[。！？])[。！？]*+["'”’」』）]*\s*|(?<=\n)\s*\n\s*
    # The space is missing in one abstract of a hundred: "… of the answers.Our study shows …".
    |(?<=[a-z][a-z][a-z]\.)(?=[A-Z][a-z]+\ [a-z]))""",
    re.X,
)
_ABBREVIATIONS = frozenset(
    """e.g i.e cf etc vs viz al et fig figs eq eqs eqn sec secs ref refs tab no nos dr mr mrs ms prof st approx ca resp
    ch chap vol pp ed eds inc ltd co corp jr sr dept univ est def thm lem prop cor rem ex app appx w.r.t
    s.t a.m p.m u.s u.k u.s.a ph.d m.sc b.sc d.c""".split()
)
_NEVER_LAST = frozenset("e.g i.e cf vs viz fig figs eq eqs eqn sec secs dr mr mrs prof w.r.t s.t approx".split())
_STEP = re.compile(r"[:;,]\s+(?:and\s+)?(\d{1,2})$")
STEP_LENGTH = 600
"""Characters back to the number of the step before."""

_OPEN_CITATION = re.compile(r"\bet\s+al$")


def split(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences of `text`; joined they are the text, and none is empty.

    The white space after a sentence belongs to it. A sentence is numbered from 1 in this order.
    """
    spans: list[Span] = []
    start = 0
    maths = _maths(text)
    for found in _ENDINGS.finditer(text):
        if found.end() >= len(text):
            break
        if _ends(text, start, found, maths):
            spans.append(Span(start, found.end()))
            start = found.end()
    if start < len(text):
        spans.append(Span(start, len(text)))
    return _joined(text, spans)


def _joined(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """A span without a letter or digit is no sentence: it goes with the one before it, or the one after."""
    joined: list[Span] = []
    for span in spans:
        if joined and not (_has_word(text, span) and _has_word(text, joined[-1])):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def _has_word(text: str, span: Span) -> bool:
    return any(c.isalnum() for c in span.of(text))


def _maths(text: str) -> list[tuple[int, int]]:
    """Return where `$…$` stands, in which a full stop ends nothing; two lone dollars far apart are prices."""
    if "$" not in text:
        return []
    return [m.span() for m in re.finditer(r"(?<![\\$])\$(?!\s)([^$\n]{1,300}?)(?<![\\\s])\$(?!\d)", text)]


def _ends(text: str, start: int, found: re.Match[str], maths: list[tuple[int, int]]) -> bool:
    mark = found[0].strip()
    if not mark or mark[0] in "。！？":
        return True
    at = found.start()
    if any(a <= at < b for a, b in maths):
        return False
    following = text[found.end() : found.end() + 40]
    if mark[0] in "!?":
        return not following[0].islower()
    before = text[max(start, at - 30) : at]
    word = re.search(r"(\S+)$", before)
    token = word[1].lstrip("([{\"'“‘") if word else ""
    if not found[0][-1].isspace() and re.search(r"[/@:_.\\]", token):
        return False  # inside an address or a name in code
    if mark.startswith(".."):
        return not following[0].islower()
    return not _numbers_a_step(before, text[max(start, at - STEP_LENGTH) : at]) and _full_stop(token, before, following)


def _numbers_a_step(before: str, said: str) -> bool:
    """Whether what was said ends on the number of a step: "two tricks: 1. More light, and 2. Less tin"."""
    found = _STEP.search(before)
    return found is not None and (found[0][0] == ":" if found[1] == "1" else f" {int(found[1]) - 1}. " in said)


def _full_stop(token: str, before: str, following: str) -> bool:
    """Whether a single full stop after `token` ends a sentence that goes on with `following`."""
    folded = token.casefold()
    last = re.split(r"[-–/(]", folded)[-1]
    if last in _NEVER_LAST:
        return False
    if _OPEN_CITATION.search(before.casefold()):
        return bool(re.match(r"[A-Z][a-z]", following)) and not re.match(r"[A-Z]\w*\s*[,;&(]", following)
    if last in _ABBREVIATIONS:
        if last in {"no", "nos", "ref", "refs", "tab", "ch", "vol", "pp", "ex", "st"} and re.match(r"[\d(]", following):
            return False
        if last in {"no", "co", "ex", "app", "prop", "rem", "def", "cor", "ms", "est", "ed", "tab"}:
            return not following[0].islower()
        return bool(re.match(r"[\"'“(\[]*[A-Z]", following)) and last not in {"resp", "ca", "u.s", "u.k"}
    if re.fullmatch(r"[A-Z]", token) or last in {"i.i.d", "a.k.a"}:
        # An initial, unless it closes a sentence ("… of type A. We show …", "… are i.i.d. We show …").
        return bool(re.match(r"(?:We|The|This|These|In|Our|It|However|To|For|A|An|Here|Moreover)\b", following))
    if re.fullmatch(r"\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])", token) and not before.strip(" (").removesuffix(token).strip(
        " ("
    ):
        # "1." or "(ii." at the very beginning numbers what follows.
        return False
    first = following[0]
    if first.islower():
        # A name that begins small (vLLM, mT5, nnU-Net) may begin a sentence; a word may not.
        return (
            re.match(r"[a-z]{1,4}[A-Z\d]", following) is not None
            or re.match(r"[a-z]+[-\w]*[A-Z]", following) is not None
        )
    return True
