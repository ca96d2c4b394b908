"""The model's marks become sentences of papers, and each claim is checked against what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from askpapers.cited import Cited
from askpapers.directions import denies
from askpapers.foreign import is_foreign
from askpapers.marks import Mark, Reference, marks
from askpapers.papers import Citation, Claim, Paper, Span, Status, Support, plain, quote
from askpapers.pieces import Piece, asserts_nothing, bare, cut, papers_below, settled, shared_marks
from askpapers.sentences import split
from askpapers.stemming import SMALL, share, stems
from askpapers.support import Similarity, judge
from askpapers.tallies import Tally, tally

__all__ = ["Checker", "Similarity", "check", "status"]

SPOKEN = 0.5
"""The share of a counting claim's words that speak for a sentence, and of such sentences that speak for the claim."""


class Checker:
    """Checks an answer while it streams; verdicts are at most one sentence behind.

    `shown[i]` is paper i + 1 of the prompt, `scope_size` the number of papers that these were chosen from.
    """

    def __init__(
        self, shown: Sequence[Paper], similarity: Similarity | None = None, scope_size: int | None = None
    ) -> None:
        self._shown = tuple(shown)
        self._scope_size = scope_size
        self._similarity = similarity
        self._text = ""
        self._end = 0
        self._claims: tuple[Claim, ...] = ()

    def feed(self, piece: str) -> tuple[Claim, ...]:
        """Add a piece of the answer; return all claims that are complete so far."""
        self._text += piece
        end = settled(self._text)
        if end > self._end:
            claims = check(self._text, self._shown, self._similarity, self._scope_size)
            self._end = end
            self._claims = tuple(claim for claim in claims if claim.span.end <= end)
        return self._claims

    def finish(self) -> tuple[Claim, ...]:
        """Return all claims of the whole answer."""
        return check(self._text, self._shown, self._similarity, self._scope_size)


def status(claims: Sequence[Claim]) -> Status:
    """Return how an answer ended, by its structure: a known source makes an answer, and `[none]` leaves a part open."""
    sourced = any(c.sentences for claim in claims for c in claim.citations)
    if not sourced:
        return Status.NOT_FOUND
    return Status.PARTLY if any(claim.support is Support.NOT_STATED for claim in claims) else Status.ANSWERED


def check(
    text: str, shown: Sequence[Paper], similarity: Similarity | None = None, scope_size: int | None = None
) -> tuple[Claim, ...]:
    """Return the claims of a whole answer, in order, with their citations and verdicts; its wording is not touched."""
    pieces = list(cut(text, marks(text, shown)))
    claims: list[Claim] = []
    about: tuple[Mark, ...] = ()
    for place, piece in enumerate(pieces):
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
            if count := tally(body, " ".join(c.quote for c in claim.citations)):
                totals = {len(shown), scope_size or len(shown)}
                claim = _tallied(claim, count, piece, body, papers_below(pieces, place), totals, shown, similarity)
            last = piece.marks[-1]
            if last.absent:
                # "It gains 11% [1.2], but the price is open [none].": one sentence that answers, and leaves a part open.
                end = piece.marks[-2].span.end
                claims += [replace(claim, span=Span(claim.span.start, end)),
                           Claim(Span(end, claim.span.end), (), Support.NOT_STATED)]  # fmt: skip
            else:
                claims.append(claim)
        else:
            claims.append(_unmarked(piece, body, shared_marks(pieces, place), about, shown, similarity))
    return tuple(claims)


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
    cited = [_cited(c, shown) for c in known]
    verdict = judge(_unlabelled(body, cited), cited, similarity)
    judged = tuple(replace(c, support=verdict.support, reason=verdict.reason) if c.sentences else c for c in citations)
    if unknown is not None:
        return Claim(piece.span, judged, Support.UNKNOWN_SOURCE, unknown.reason)
    return Claim(piece.span, judged, verdict.support, verdict.reason)


def _unlabelled(body: str, cited: Sequence[Cited]) -> str:
    """A claim without the name of its paper in front: "Deep Merging: code" cites a sentence that says "our code".

    A label that is not of the title's words stays, to be looked for like any other word.
    """
    label, colon, rest = body.partition(":")
    titles = {c.title for c in cited}
    if not colon or len(titles) != 1 or len(label) > 100 or not any(c.isalpha() for c in rest):
        return body
    title = set(stems(*titles))
    return rest.strip() if stems(label) and all(word in title for word in stems(label)) else body


def _tallied(
    claim: Claim, count: Tally, piece: Piece, body: str, below: frozenset[int], totals: set[int], shown: Sequence[Paper],
    similarity: Similarity | None,
) -> Claim:  # fmt: skip
    """A claim that counts papers: no sentence holds the count, so it is counted, and the rest is judged as ever."""
    here = {reference.paper for mark in piece.marks for reference in mark.references}
    counted = {len(papers) for papers in (here, below, here | below) if papers}
    if claim.support is Support.UNKNOWN_SOURCE or max(counted, default=0) < min(2, count.count):
        return claim
    wrong = count.wrong(counted, totals)
    if wrong and not count.named:
        return claim
    if wrong or not count.rest:
        return _as_judged(claim, Support.WEAK, wrong or "it counts what is cited rightly, and says nothing of it")
    rest = _claim(piece, count.rest, piece.marks, shown, similarity)
    cited = [_cited(c, shown) for c in rest.citations if c.sentences]
    if rest.support is Support.VERIFIED or len(cited) < 2 or denies(count.rest) or re.search(r"\d", count.rest):
        return rest
    if is_foreign(body, " ".join(c.text for c in cited)):
        return _as_judged(rest, Support.WEAK, "counted rightly; in another language than what is cited")
    # Of many sentences together a short claim is little: it is looked for in each.
    words = [word for word in stems(count.rest) if word not in SMALL]
    spoken = [share([word in stems(f"{c.text} {c.title}") for word in words]) > SPOKEN for c in cited]
    if share(spoken) >= SPOKEN:
        return _as_judged(rest, Support.VERIFIED, "")
    return _as_judged(
        rest, rest.support, f"counted rightly; its words stand in {sum(spoken)} of {len(spoken)} that are cited"
    )


def _as_judged(claim: Claim, support: Support, reason: str) -> Claim:
    cited = tuple(replace(c, support=support, reason=reason) if c.sentences else c for c in claim.citations)
    return replace(claim, citations=cited, support=support, reason=reason)


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
