"""The model's marks become sentences of papers, and each claim, and each count of papers, is checked against what it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from askpapers.answers.answer import Claim, Status, Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage, labels
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.text.quantities import quantities
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import Span
from askpapers.text.terms import share, stems_of, terms_of
from askpapers.verification.claims import (
    ClaimSegment,
    asserts_nothing,
    before_mark,
    papers_below,
    settled_lines,
    shared_marks,
    split_claims,
    stable_length,
)
from askpapers.verification.marks import Mark, cites_in_brackets, parse_marks, unwrap
from askpapers.verification.resolution import NumberedPapers, PaperCount, parse_paper_count

BORNE_OUT = 0.5
"""More than this share of the sentences that a claim counts must bear it out, each by itself."""

ABSENT = 0.72
"""The chance from which a sentence is taken to say that something is not told; a reader's, of sentences that nothing bears out."""

FEWER = 3
"""So many times the words that one paper's cited sentences share with what a mark stands behind, another's share."""

TELLS_ABSENCE = "it says that something is not told"

SHORTEST = 4
"""Letters and figures, or words of a clause, from which they can say so; words of a heading that is no name."""

_CLAUSE = re.compile(r"[;；—]")

LONGEST_OPEN = 20_000
"""Characters that are read again at a sentence; where more may still change, as in a line without end, all waits for the end."""


@dataclass(frozen=True, slots=True)
class _Settled:
    """What of an answer nothing that comes can change: its claims up to `end`, and the marks of the heading above the rest.

    `bracketed`: a mark in brackets cites a sentence there, so that a pair in parentheses is one only where it closes its own.
    """

    end: int = 0
    claims: tuple[Claim, ...] = ()
    about: tuple[Mark, ...] = ()
    bracketed: bool = False


class Checker:
    """Checks an answer while it streams; verdicts are at most one sentence behind.

    At each sentence the lines that are not settled are read again, the last two mostly: what was judged is remembered.
    `shown[i]` is paper i + 1 of the prompt, `scope_size` the number of papers that these were chosen from.
    """

    def __init__(
        self, shown: Sequence[Paper], reader: CrossEncoder | None = None, scope_size: int | None = None
    ) -> None:
        self._shown = NumberedPapers(tuple(shown), reader, scope_size)
        self._text = ""
        self._settled = _Settled()
        self._end = 0
        self._claims: tuple[Claim, ...] = ()

    def feed(self, piece: str) -> tuple[Claim, ...]:
        """Add a piece of the answer; return all claims that are complete so far."""
        self._text += piece
        settled, text = self._settled.end, unwrap(self._text)
        if len(text) - settled <= LONGEST_OPEN and (end := stable_length(text, settled)) > self._end:
            self._end = end
            claims, self._settled = _checked(text, self._shown, self._settled)
            self._claims = tuple(claim for claim in claims if claim.span.end <= end)
        return self._claims

    def finish(self) -> tuple[Claim, ...]:
        """Return all claims of the whole answer."""
        return _checked(unwrap(self._text), self._shown, self._settled)[0]


def status(claims: Sequence[Claim]) -> Status:
    """Return how an answer ended, by its structure: a known source makes an answer, and `[none]` leaves a part open."""
    said = [claim for claim in claims if claim.support is not Support.NOT_STATED]
    sourced = any(c.sentences for claim in said for c in claim.citations)
    if not sourced:
        return Status.NOT_FOUND
    return Status.PARTLY if any(claim.support is Support.NOT_STATED for claim in claims) else Status.ANSWERED


def check(
    text: str, shown: Sequence[Paper], reader: CrossEncoder | None = None, scope_size: int | None = None
) -> tuple[Claim, ...]:
    """Return the claims of a whole answer, in order, with their citations and verdicts; its wording is not touched."""
    return _checked(unwrap(text), NumberedPapers(tuple(shown), reader, scope_size), _Settled())[0]


def _checked(text: str, shown: NumberedPapers, before: _Settled) -> tuple[tuple[Claim, ...], _Settled]:
    """Return the claims of a text, and what of it is settled; what was so before is not read again."""
    marks = parse_marks(text, shown.papers, before.end, before.bracketed)
    bracketed = before.bracketed or cites_in_brackets(text, marks)
    if bracketed > before.bracketed and before.end:
        return _checked(text, shown, _Settled())  # pairs in parentheses may have been marks until now
    pieces = split_claims(text, marks, before.end)
    shared, lines = shared_marks(pieces), settled_lines(text, pieces, before.end)
    claims, about, settled, counted = list(before.claims), before.about, before, False
    for place, piece in enumerate(pieces):
        counted &= piece.listed
        if place in lines and not counted:
            settled = _Settled(piece.line, tuple(claims), about, bracketed)
        if piece.heading:
            about = tuple(mark for mark in piece.marks if not mark.absent)
            claims += _heading(piece, about, shown)
        elif piece.code:
            claims.append(Claim(piece.span, (), Support.UNCHECKED, "code is not checked"))
        elif any(mark.absent for mark in piece.marks) and not any(mark.references for mark in piece.marks):
            claims.append(Claim(piece.span, (), Support.NOT_STATED))
        elif not piece.marks:
            claims += _aside(piece) if asserts_nothing(piece.body) else [_unmarked(piece, shared[place], about, shown)]
        else:
            claim = _claim(piece, piece.marks, shown)
            if count := parse_paper_count(piece.body, " ".join(c.quote for c in claim.citations)):
                counted |= not piece.listed
                claim = _tallied(claim, count, piece, papers_below(pieces, place), shown)
            claims += _parts(claim, piece.marks, text, shown)
    if bracketed > before.bracketed and not cites_in_brackets(text, [m for m in marks if m.span.end <= settled.end]):
        settled = before  # its bracket may still turn out to be code
    return tuple(claims), settled


def _parts(claim: Claim, marks: Sequence[Mark], text: str, shown: NumberedPapers) -> list[Claim]:
    """A sentence that answers, and leaves a part of it open before or behind what it answers."""
    last, (start, end) = marks[-1], (claim.span.start, claim.span.end)
    # "The price is open [none], but it gains 11% [1.2].", or the other way round.
    before = marks[0].span.end if marks[0].absent else start
    behind, reason = (marks[-2].span.end if last.absent else end), ""
    if not last.absent and claim.support is not Support.NOT_STATED and _tells_absence(text[last.span.end : end], shown):
        # "It names the networks [1.5]; the size of the group stays unknown.": the mark is no source of what follows it.
        behind, reason = last.span.end, TELLS_ABSENCE
    return [
        *([Claim(Span(start, before), (), Support.NOT_STATED)] if before > start else []),
        replace(claim, span=Span(before, behind)),
        *([Claim(Span(behind, end), (), Support.NOT_STATED, reason)] if behind < end else []),
    ]


def _claim(piece: ClaimSegment, own: Sequence[Mark], shown: NumberedPapers) -> Claim:
    citations = [citation for mark in own for citation in shown.citations(mark, piece.body)]
    known = [c for c in citations if c.sentences]
    unknown = next((c for c in citations if not c.sentences), None)
    if not known:
        reason = unknown.reason if unknown else ""
        return Claim(piece.span, tuple(citations), Support.UNKNOWN_SOURCE, reason)
    cited = [shown.cited(c) for c in known]
    verdict = shown.judge(_unlabeled(piece.body, cited), cited)
    if verdict.support is Support.VERIFIED:
        if _tells_absence(piece.body, shown) and not any(_tells_absence(passage.text, shown) for passage in cited):
            verdict = Verdict(Support.WEAK, f"{TELLS_ABSENCE}; {labels(cited)} may tell it", verdict.score)
    elif verdict.support is not Support.CONTRADICTED and _leaves_open(piece.body, shown):
        verdict = Verdict(Support.NOT_STATED, TELLS_ABSENCE)
    claim = _as_judged(Claim(piece.span, tuple(citations), verdict.support), verdict.support, verdict.reason)
    if verdict.support is Support.VERIFIED and len({passage.title for passage in cited}) > 1:
        claim = _of_other_words(claim, piece, shown)
    if unknown is None:
        return claim
    words = [reference.unread for mark in own for reference in mark.references if reference.unread]
    if len(words) == sum(not c.sentences for c in citations) and not any(re.search(r"[A-Z\d]", said) for said in words):
        # "[1.2, but only on toy data]" or "[1.2, abstract]": it may limit what is said, or mean nothing.
        said = f"“{sanitize(', '.join(words), 60)}” stands in its mark and is not judged"
        return replace(claim, support=Support.WEAK, reason=said) if claim.support is Support.VERIFIED else claim
    return replace(claim, support=Support.UNKNOWN_SOURCE, reason=unknown.reason)


def _of_other_words(claim: Claim, piece: ClaimSegment, shown: NumberedPapers) -> Claim:
    """A verified claim of several papers, doubted at marks that stand behind what the sentences cited of another say instead."""
    known = [citation for citation in claim.citations if citation.sentences]
    terms = {c: set(terms_of(f"{shown.cited(c).title} {c.quote}")) for c in known}
    for citation in known:
        said = set(terms_of(before_mark(piece, citation.span)))
        own = said & terms[citation]
        others = said.intersection(set[str]().union(*(terms[c] for c in known if c.paper_id != citation.paper_id)))
        if own <= others and len(others) >= FEWER * max(1, len(own)):
            why = f"{shown.cited(citation).label} has no words of its own for this; what else is cited has them"
            doubted = replace(citation, support=Support.WEAK, reason=why)
            cited = tuple(doubted if c == citation else c for c in claim.citations)
            claim = replace(claim, citations=cited, support=Support.WEAK, reason=why)
    return claim


def _leaves_open(body: str, shown: NumberedPapers) -> bool:
    """Whether a sentence says that something is not told and claims nothing more: "not stated; it reaches 90%" does."""
    clauses = [part for part in _CLAUSE.split(body) if len(part.split()) >= SHORTEST or re.search(r"\d", part)]
    return all(_tells_absence(said, shown) for said in (body, *clauses))


def _tells_absence(body: str, shown: NumberedPapers) -> bool:
    return shown.keep(_is_absence, body.strip(" \t\n,;:.–—-*_"), shown.reader)


def _is_absence(said: str, reader: CrossEncoder | None) -> bool:
    return reader is not None and sum(map(str.isalnum, said)) >= SHORTEST and reader.absence([said])[0] >= ABSENT


def _aside(piece: ClaimSegment) -> list[Claim]:
    """A question, or what leads into a list: it claims nothing, unless it gives a figure; nothing at all where no word is."""
    if not any(c.isalpha() for c in piece.body):
        return []
    asks = piece.body.endswith(("?", "？"))
    if asks or not re.search(r"\d", piece.body):
        reason = "a question claims nothing" if asks else "it leads into what follows, and is not checked by itself"
        return [Claim(piece.span, (), Support.UNCHECKED, reason)]
    return [Claim(piece.span, (), Support.UNCITED, "no sentence is cited for this")]


def _unlabeled(body: str, cited: Sequence[CitedPassage]) -> str:
    """A claim without the name of its paper in front: "Deep Merging: code" cites a sentence that says "our code".

    A label that is not of the title's words stays, to be looked for like any other word.
    """
    label, colon, rest = body.partition(":")
    titles = {c.title for c in cited}
    if not colon or len(titles) != 1 or len(label) > 100 or not any(c.isalpha() for c in rest):
        return body
    title = set(stems_of(*titles))
    return rest.strip() if stems_of(label) and all(word in title for word in stems_of(label)) else body


def _tallied(
    claim: Claim, count: PaperCount, piece: ClaimSegment, below: frozenset[int], shown: NumberedPapers
) -> Claim:
    """A claim that counts papers: no sentence holds the count, so it is counted, and the rest is judged as ever.

    `below` are the papers cited in the list that follows it.
    """
    here = {reference.paper for mark in piece.marks for reference in mark.references}
    counted = {len(papers) for papers in (here, below, here | below) if papers}
    if claim.support is Support.UNKNOWN_SOURCE or max(counted, default=0) < min(2, count.count):
        return claim
    wrong = count.wrong(counted, shown.totals)
    if wrong and not count.named:
        return claim
    if wrong or not count.rest:
        return _as_judged(claim, Support.WEAK, wrong or "it counts what is cited rightly, and says nothing of it")
    rest = _claim(replace(piece, body=count.rest), piece.marks, shown)
    # The reader takes many sentences together for support of anything: each is asked by itself.
    cited = [[shown.cited(c)] for c in rest.citations if c.sentences]
    if len(cited) < 2:
        return rest
    verdicts = [shown.judge(_unlabeled(count.rest, one), one) for one in cited]
    borne = [verdict.support is Support.VERIFIED for verdict in verdicts]
    if share(borne) > BORNE_OUT:
        return _as_judged(rest, Support.VERIFIED, "")
    support = Support.WEAK if rest.support is Support.VERIFIED else rest.support
    why = next(verdict.reason for verdict in verdicts if verdict.reason)
    return _as_judged(rest, support, f"counted rightly; {sum(borne)} of {len(borne)} that are cited bear it out: {why}")


def _as_judged(claim: Claim, support: Support, reason: str) -> Claim:
    cited = tuple(replace(c, support=support, reason=reason) if c.sentences else c for c in claim.citations)
    return replace(claim, citations=cited, support=support, reason=reason)


def _unmarked(piece: ClaimSegment, shared: Sequence[Mark], about: Sequence[Mark], shown: NumberedPapers) -> Claim:
    """A sentence without marks: covered by its line's marks or its heading's paper where they bear it out, else uncited."""
    uncited = Claim(piece.span, (), Support.UNCITED, "no sentence is cited for this")
    for borrowed in (shared, about):
        if not borrowed:
            continue
        claim = _claim(piece, borrowed, shown)
        if claim.support in {Support.VERIFIED, Support.WEAK} or (piece.listed and claim.citations):
            return claim
    if _leaves_open(piece.body, shown):
        return replace(uncited, support=Support.NOT_STATED, reason=TELLS_ABSENCE)
    return uncited


def _heading(piece: ClaimSegment, own: Sequence[Mark], shown: NumberedPapers) -> list[Claim]:
    """A heading: right where it cites and is a name or a part of its paper's title, else judged as any claim is.

    One that cites nothing is no claim where it is short or of a title, unless it gives a measured figure.
    """
    piece = replace(piece, body=re.sub(r"^\d{1,2}[.)]\s+", "", piece.body))
    claim = _claim(piece, own, shown) if own else None
    known = {c.paper_id for c in claim.citations if c.sentences} if claim else None
    named = shown.title_holds(piece.body, known)
    if claim is not None:
        return [
            _as_judged(claim, Support.VERIFIED, "") if named and claim.support is not Support.UNKNOWN_SOURCE else claim
        ]
    if any(figure.unit for figure in quantities(piece.body)):
        return [Claim(piece.span, (), Support.UNCITED, "no sentence is cited for this")]
    said = len(piece.body.split()) >= SHORTEST and not named
    return [Claim(piece.span, (), Support.UNCHECKED, "a heading is not checked by itself")] if said else []
