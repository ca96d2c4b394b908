"""An answer's Markdown as styled text: marks that can be followed, words found lit, and steady while it still grows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from rich.cells import cell_len
from rich.style import Style as DrawnStyle
from textual.content import Content
from textual.content import Span as StyledSpan
from textual.style import Style

from askpapers.answers.answer import Citation, Claim
from askpapers.answers.verdict import SIGNS, PassageNumbers, most_severe, sign_mark, sign_unmarked
from askpapers.text.sanitize import defuse, imitations, inside, sanitize_lines
from askpapers.text.sentences import Span
from askpapers.tui.rendering.verdicts import PENDING, PENDING_STYLE, STYLES, target


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Words that are looked for, in this order and in any case; between them may be any white space."""

    words: str

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where they stand in a text, each as (start, end)."""
        if not self.words.split():
            return []
        pattern = r"\s+".join(map(re.escape, self.words.split()))
        return [found.span() for found in re.finditer(pattern, text, re.I)]

    def count(self, contents: Sequence[Content]) -> int:
        """How often they stand in several texts."""
        return sum(len(self.places(content.plain)) for content in contents)

    def lit(self, contents: Sequence[Content], at: int | None) -> list[Content]:
        """Return the texts with every place lit, and the one numbered `at` from 0 most, which `is_found` knows again."""
        shown: list[Content] = []
        number = 0
        for content in contents:
            spans: list[StyledSpan] = []
            for start, end in self.places(content.plain):
                spans.append(StyledSpan(start, end, _MOST if number == at else _LIT))
                number += 1
            shown.append(content.add_spans(spans))
        return shown


_LIT = "underline $text on $warning 30%"
_MOST = Style(reverse=True, bold=True) + Style.from_meta({"found": True})


def is_found(style: DrawnStyle) -> bool:
    """Whether what is drawn in this style is the place that is lit most."""
    return bool(style.meta.get("found"))


_MARK = re.compile(r"\^?[\[【［][^\]】］\n]{0,120}\Z")
_BEGUN = re.compile(r"(?:\n[ \t>]*(?:[-+*=#|]+|\d{1,3}[.)]?)[ \t]*|[*_`~#]+|!)\Z")
_FENCE = re.compile(r"^ {0,3}(?:>\s?)*\s*(```|~~~)[^\n]*$", re.M)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
_OPEN = re.compile(r"\*\*|__|~~|`|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?!\*)")
_RULE = re.compile(r"^[|\s:-]*$")


def settled(text: str) -> tuple[int, str]:
    """Return how much of an unfinished text to show, and what to add so that its mark-up is closed.

    A mark is shown when its bracket is closed, a table's row when its line is; a table is one from its first line on.
    """
    if len(_FENCE.findall(text)) % 2:
        line = text.rpartition("\n")[2]
        return len(text) - (len(line) if re.fullmatch(r"\s*[`~]+", line) else 0), ""
    start = text.rfind("\n\n") + 1
    lines = text[start:].strip("\n").split("\n")
    if lines[0].lstrip().startswith("|"):
        return _table(text, start, lines)
    end = len(text)
    for pattern in (_MARK, _BEGUN):
        if begun := pattern.search(text, max(0, end - 400), end):
            end = begun.start()
    # After a space no mark-up can close.
    end = len(text[:end].rstrip(" "))
    return end, _closing(text[text.rfind("\n", 0, end) + 1 : end])


def _closing(line: str) -> str:
    """What closes the mark-up that is open at the end of a line."""
    left: list[str] = []
    for found in _OPEN.finditer(_CODE.sub(lambda code: "x" * len(code[0]), line)):
        sign = found[0]
        if left and left[-1] == "`" and sign != "`":
            continue
        if sign in left:
            del left[left.index(sign) :]
        else:
            left.append(sign)
    return "".join(reversed(left))


def _table(text: str, start: int, lines: list[str]) -> tuple[int, str]:
    """Show the rows of a table that are whole; without its rule it gets one."""
    whole = text.endswith("\n")
    if len(lines) == 1:
        if not whole:
            return start, ""
        return len(text), _rule(lines[0])
    if len(lines) == 2 and not whole and _RULE.match(lines[1]):
        return len(text) - len(lines[1]), _rule(lines[0])
    end = len(text) if whole else text.rfind("\n") + 1
    return end, ""


def _rule(head: str) -> str:
    return "|---" * max(1, head.strip().strip("|").count("|") + 1) + "|"


# What stands for a mark, or the end of a claim without one, while Markdown is read: private characters, which no answer that
# is shown holds. The commas are for the brackets, since emphasis heeds the punctuation beside it.
_MARKS, _ENDS, _LAST = 0xE000, 0xF000, 0xF8FF
_PLACE = re.compile(f",[{chr(_MARKS)}-{chr(_ENDS - 1)}],|[{chr(_ENDS)}-{chr(_LAST)}]")
_ABSENT = re.compile(r"\[none\]", re.I)
LONGEST_RUN = 20
"""Cells before and after a mark that stay on its line without a space; a longer run could be broken inside the mark."""


def render_answer(
    text: str,
    claims: Sequence[Claim],
    chosen: int | None = None,
    width: int = 0,
    pending: Sequence[Span] | None = None,
    *,
    spoken: bool = False,
) -> list[Content]:
    """Return the answer as texts to be shown with an empty line between them, drawn for `width` cells (0: none wrapped).

    Each mark carries its verdict's sign and color and, for `places_at`, its places in `citations_of(claims)`; the mark in
    place `chosen` is shown reversed. `pending` are, of an answer that still grows, the marks whose verdict is not there yet.
    `spoken` has the verdict's word in place of its sign. A mark shows the numbers that its passages have by their first appearance. The answer's own words are not changed.
    """
    end, closing = settled(text) if pending is not None else (len(text), "")
    signs = _signs(text, claims, chosen, pending, spoken=spoken)
    source, at = "", 0
    placed: dict[str, Content] = {}
    for span, sign in signs:
        if span.start < at or span.end > end or len(placed) > _LAST - _ENDS:
            continue
        place = f",{chr(_MARKS + len(placed))}," if len(span) else chr(_ENDS + len(placed))
        placed[place] = sign
        source += sanitize_lines(text[at : span.start]) + place
        at = span.end
    source += sanitize_lines(text[at:end]) + closing
    # markdown-it is imported with it, which the first paint does without.
    from askpapers.tui.rendering.markdown import blocks_of, drawn

    blocks = blocks_of(source)
    filled = [
        replace(block, leaves=tuple(_filled(leaf, placed, numbers=block.kind != "code") for leaf in block.leaves))
        for block in blocks
    ]
    return drawn(filled, width)


def citations_of(claims: Sequence[Claim]) -> list[Citation]:
    """Return the citations of all claims in the order of their marks, each once."""
    return sorted(dict.fromkeys(c for claim in claims for c in claim.citations), key=lambda c: (c.span, c.sentences))


def places_at(style: DrawnStyle) -> range:
    """Return the places of the citations whose mark is drawn in this style; none of what is no mark."""
    first = style.meta.get("cite")
    return range(0) if first is None else range(first, first + style.meta.get("cites", 1))


def _signs(
    text: str, claims: Sequence[Claim], chosen: int | None, pending: Sequence[Span] | None, *, spoken: bool
) -> Iterator[tuple[Span, Content]]:
    """Yield what is shown in place of each mark and, at a place without length, after each claim that has none."""
    found: dict[Span, list[int]] = {}
    citations = citations_of(claims)
    for place, citation in enumerate(citations):
        found.setdefault(citation.span, []).append(place)
    passages = PassageNumbers(citations)
    marks = passages.marks(text)
    shown = {span: _mark(marks[span], citations, places, chosen, spoken=spoken) for span, places in found.items()}
    # As wide as what will stand there: a mark known by its wording, or the next passage.
    known = {span.of(text): mark for span, mark in marks.items()}
    following = count(len(passages) + 1)
    for span in pending or ():
        if span not in shown:
            if span.of(text) not in known:
                known[span.of(text)] = f"[{next(following)}]"
            mark = known[span.of(text)]
            shown[span] = Content.styled(sign_mark(defuse(sanitize_lines(mark), numbers=False), PENDING), PENDING_STYLE)
    for claim in claims:
        if (behind := sign_unmarked(claim)) and (pending is None or _is_behind(claim, text)):
            end = claim.span.start + len(claim.span.of(text).rstrip(" \n*_`~|"))
            shown.setdefault(Span(end, end), Content.styled(f" {behind}", STYLES[claim.support]))
    yield from sorted(shown.items(), key=lambda item: item[0])


def _is_behind(claim: Claim, text: str) -> bool:
    """Whether a growing answer has left a claim's paragraph: until then the mark that covers it may still come."""
    return "\n\n" in text[max(0, claim.span.end - 2) :]


def _mark(
    written: str, citations: Sequence[Citation], places: Sequence[int], chosen: int | None, *, spoken: bool
) -> Content:
    support = most_severe(citations[place].support for place in places)
    verdict = f" {SIGNS[support].word}" if spoken else SIGNS[support].sign
    shown = sign_mark(defuse(sanitize_lines(written), numbers=False), verdict)
    walked = "reverse" if chosen in places else ""
    return target(shown, STYLES[support], walked, cite=places[0], cites=len(places))


def _filled(leaf: Content, placed: dict[str, Content], *, numbers: bool) -> Content:
    """Put the marks in their places, and defuse what imitates one between them; in code `numbers` in brackets are its own."""
    parts: list[Content] = []
    at = 0
    text = leaf.plain
    for found in _PLACE.finditer(text):
        sign = placed.get(found[0])
        if sign is None:
            continue
        parts.append(_defused(leaf[at : found.start()], numbers=numbers))
        before, after = _run(text[: found.start()], -1), _run(text[found.end() :], 0)
        if before and cell_len(before) + cell_len(after) > LONGEST_RUN and not sign.plain.startswith(" "):
            parts.append(Content(" "))
        parts.append(sign)
        at = found.end()
    parts.append(_defused(leaf[at:], numbers=numbers))
    return Content.assemble(*parts).highlight_regex(_ABSENT, style="dim")


def _defused(part: Content, *, numbers: bool) -> Content:
    """As `defuse`, the styles kept; `a[1]` in code is no number of a passage."""
    from askpapers.tui.rendering.markdown import CODE

    text, at = part.plain, 0
    parts: list[Content] = []
    found = imitations(text, numbers=numbers)
    signed = set(imitations(text, numbers=False)) if found else set()
    code = [styled for styled in part.spans if styled.style == CODE] if found else []
    for span in found:
        if span not in signed and any(one.start <= span.start and span.end <= one.end for one in code):
            continue
        kept = inside(text, span)
        parts += [part[at : span.start], Content("⟦"), part[kept.start : kept.end], Content("⟧")]
        at = span.end
    return Content.assemble(*parts, part[at:]) if parts else part


def _run(text: str, place: int) -> str:
    """The characters beside a mark up to a space."""
    return (re.split(r"\s", text[-200:] if place else text[:200]) or [""])[place]
