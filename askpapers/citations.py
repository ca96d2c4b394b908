"""The model's marks become sentences of papers, and each claim is checked against what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from askpapers.cited import Cited
from askpapers.marks import Mark, Reference, marks
from askpapers.papers import Citation, Claim, Paper, Span, Status, Support, plain, quote
from askpapers.pieces import Piece, asserts_nothing, bare, pieces
from askpapers.sentences import split
from askpapers.support import Similarity, judge

__all__ = ["Checker", "Similarity", "check", "status"]

_SIGN = re.compile(r"\s*(?:[-*•+]|\d{1,2}[.)]?)?\s*")
_MARK_LIKE = re.compile(r"[\[【［(][^\]】］)\n]*(?:[\]】］)]|$)")
_LEADING = re.compile(r"(?:\s*[\[【［(][^\]】］)\n]*[\]】］)][.,;]*)*")


class Checker:
    """Checks an answer while it streams; verdicts are at most one sentence behind.

    `shown[i]` is paper i + 1 of the prompt.
    """

    def __init__(self, shown: Sequence[Paper], similarity: Similarity | None = None) -> None:
        self._shown = tuple(shown)
        self._similarity = similarity
        self._text = ""
        self._end = 0
        self._claims: tuple[Claim, ...] = ()

    def feed(self, piece: str) -> tuple[Claim, ...]:
        """Add a piece of the answer; return all claims that are complete so far."""
        self._text += piece
        end = _settled(self._text)
        if end > self._end:
            claims = check(self._text, self._shown, self._similarity)
            self._end = end
            self._claims = tuple(claim for claim in claims if claim.span.end <= end)
        return self._claims

    def finish(self) -> tuple[Claim, ...]:
        """Return all claims of the whole answer."""
        return check(self._text, self._shown, self._similarity)


def _settled(text: str) -> int:
    """Return where the part of an unfinished answer begins that may still grow: its last sentence, or line, with words.

    Marks alone, whole or begun, belong to the sentence before them, after its full stop and on the next line too; but
    a line that ends in a mark has its own.
    """
    lines = list(re.finditer(r"[^\n]*\n|[^\n]+\Z", text))
    while lines and not _words_left(lines[-1][0]):
        lines.pop()
    if not lines:
        return 0
    line = lines[-1]
    if line[0].endswith("\n") and re.search(r"[\]】］)][\s.,;*_|]*$", line[0]):
        return line.end()
    for span in reversed(split(line[0])):
        if _words_left(span.of(line[0])):
            leading = _LEADING.match(line[0], span.start)
            return line.start() + (leading.end() if leading and span.start else span.start)
    return line.start()


def _words_left(text: str) -> bool:
    """Whether a text holds words beside marks, whole or begun, and the sign of a list's item."""
    return any(c.isalnum() for c in _MARK_LIKE.sub("", _SIGN.sub("", text, count=1)))


def status(claims: Sequence[Claim]) -> Status:
    """Return how an answer ended, by its structure: a known source makes an answer, and `[none]` leaves a part open."""
    sourced = any(c.sentences for claim in claims for c in claim.citations)
    if not sourced:
        return Status.NOT_FOUND
    return Status.PARTLY if any(claim.support is Support.NOT_STATED for claim in claims) else Status.ANSWERED


def check(text: str, shown: Sequence[Paper], similarity: Similarity | None = None) -> tuple[Claim, ...]:
    """Return the claims of a whole answer, in order, with their citations and verdicts; its wording is not touched."""
    found = list(pieces(text, marks(text, shown)))
    claims: list[Claim] = []
    about: tuple[Mark, ...] = ()
    for place, piece in enumerate(found):
        body = bare(text, piece)
        if piece.heading:
            about = tuple(mark for mark in piece.marks if not mark.absent)
            if about:
                claims.append(_heading(piece, body, about, shown, similarity))
            continue
        if any(mark.absent for mark in piece.marks) and not any(mark.references for mark in piece.marks):
            claims.append(Claim(piece.span, (), Support.NOT_STATED))
            continue
        if not piece.marks and asserts_nothing(body):
            continue
        if piece.marks:
            claim = _claim(piece, body, piece.marks, shown, similarity)
            last = piece.marks[-1]
            if last.absent:
                # "It gains 11% [1.2], but the price is open [none].": one sentence that answers, and leaves a part open.
                end = piece.marks[-2].span.end
                claims += [replace(claim, span=Span(claim.span.start, end)),
                           Claim(Span(end, claim.span.end), (), Support.NOT_STATED)]  # fmt: skip
            else:
                claims.append(claim)
        else:
            claims.append(_unmarked(piece, body, _shared(found, place), about, shown, similarity))
    return tuple(claims)


def _shared(pieces: Sequence[Piece], place: int) -> tuple[Mark, ...]:
    """The marks of the next sentence on the same line: a model often cites once for several sentences."""
    piece = pieces[place]
    for other in pieces[place + 1 :]:
        if other.group != piece.group:
            return ()
        if other.marks:
            return tuple(mark for mark in other.marks if not mark.absent)
    return ()


def _claim(
    piece: Piece, body: str, own: Sequence[Mark], shown: Sequence[Paper], similarity: Similarity | None
) -> Claim:
    found = [_resolve(mark, body, shown, similarity) for mark in own if mark.references]
    citations = [citation for many in found for citation in many]
    known = [c for c in citations if c.sentences]
    unknown = next((c for c in citations if not c.sentences), None)
    if not known:
        reason = unknown.reason if unknown else ""
        return Claim(piece.span, tuple(citations), Support.UNKNOWN_SOURCE, reason)
    verdict = judge(body, [_cited(c, shown) for c in known], similarity)
    judged = tuple(replace(c, support=verdict.support, reason=verdict.reason) if c.sentences else c for c in citations)
    if unknown is not None:
        return Claim(piece.span, judged, Support.UNKNOWN_SOURCE, unknown.reason)
    return Claim(piece.span, judged, verdict.support, verdict.reason)


def _unmarked(
    piece: Piece, body: str, shared: Sequence[Mark], about: Sequence[Mark], shown: Sequence[Paper],
    similarity: Similarity | None,
) -> Claim:  # fmt: skip
    """A sentence without marks: covered by its line's marks or its heading's paper where they bear it out, else uncited."""
    uncited = Claim(piece.span, (), Support.UNCITED, "no sentence is cited for this")
    for borrowed in (shared, about):
        if not borrowed:
            continue
        claim = _claim(piece, body, borrowed, shown, similarity)
        if claim.support in {Support.VERIFIED, Support.WEAK} or (piece.listed and claim.citations):
            return claim
    return uncited


def _heading(
    piece: Piece, body: str, own: Sequence[Mark], shown: Sequence[Paper], similarity: Similarity | None
) -> Claim:
    """A heading that names its paper: right where the name is the paper's own."""
    claim = _claim(piece, body, own, shown, similarity)
    known = [c for c in claim.citations if c.sentences]
    if not known or claim.support is Support.UNKNOWN_SOURCE:
        return claim
    titles = " ".join(p.title for p in shown if p.id in {c.paper_id for c in known}).casefold()
    words = re.findall(r"[^\W\d_]{3,}", body.casefold())
    right = not words or sum(word in titles for word in words) * 2 >= len(words)
    support = Support.VERIFIED if right else Support.WEAK
    reason = "" if right else "the heading's words are not in the paper's title"
    return Claim(
        piece.span, tuple(replace(c, support=support, reason=reason) if c.sentences else c for c in claim.citations),
        support, reason,
    )  # fmt: skip


def _resolve(mark: Mark, body: str, shown: Sequence[Paper], similarity: Similarity | None) -> list[Citation]:
    """Return the citations of a mark: consecutive sentences of one paper each, so that every quotation is verbatim."""
    by_paper: dict[int, list[Reference]] = {}
    citations: list[Citation] = []
    for reference in mark.references:
        if reference.unread:
            reason = f"“{plain(reference.unread, 40)}” is no paper or sentence that was shown"
            citations.append(Citation("", (), mark.span, Support.UNKNOWN_SOURCE, reason=reason))
        else:
            by_paper.setdefault(reference.paper, []).append(reference)
    for number, references in by_paper.items():
        if not 1 <= number <= len(shown):
            reason = f"there is no paper {number}; {len(shown)} were shown"
            citations.append(Citation("", (), mark.span, Support.UNKNOWN_SOURCE, reason=reason))
            continue
        paper = shown[number - 1]
        spans = _spans(paper.abstract)
        wanted = [reference.sentence for reference in references if reference.sentence is not None]
        chosen = not wanted
        if chosen and spans:
            wanted = [_best_sentence(body, paper, similarity)]
        for missing in [s for s in wanted if not 1 <= s <= len(spans)]:
            reason = f"paper {number} has no sentence {missing}; it has {len(spans)}"
            citations.append(Citation(paper.id, (), mark.span, Support.UNKNOWN_SOURCE, reason=reason))
        for run in _runs([s for s in wanted if 1 <= s <= len(spans)]):
            text = quote(paper.abstract, [spans[s - 1] for s in run])
            citations.append(Citation(paper.id, run, mark.span, Support.VERIFIED, text, chosen=chosen))
    return citations


@lru_cache(maxsize=512)
def _spans(abstract: str) -> tuple[Span, ...]:
    return split(abstract)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, ...]]:
    run: list[int] = []
    for number in sorted(set(numbers)):
        if run and number != run[-1] + 1:
            yield tuple(run)
            run = []
        run.append(number)
    if run:
        yield tuple(run)


def _best_sentence(body: str, paper: Paper, similarity: Similarity | None) -> int:
    spans = _spans(paper.abstract)
    scores = [judge(body, [Cited("", span.of(paper.abstract), paper.title)], similarity).score for span in spans]
    return max(range(len(spans)), key=lambda i: scores[i]) + 1


def _cited(citation: Citation, shown: Sequence[Paper]) -> Cited:
    number, paper = next((n, p) for n, p in enumerate(shown, 1) if p.id == citation.paper_id)
    spans = _spans(paper.abstract)
    others = tuple(
        (f"{number}.{s}", span.of(paper.abstract)) for s, span in enumerate(spans, 1) if s not in citation.sentences
    )
    label = ", ".join(f"{number}.{s}" for s in citation.sentences)
    return Cited(label, citation.quote, paper.title, others)
