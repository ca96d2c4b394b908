"""Any text checked against the library: a draft, another program's answer, or claims with the papers they name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askpapers import errors
from askpapers.answers.answer import Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage
from askpapers.papers.deduplication import fold_title
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import Span, split
from askpapers.text.terms import weigh_terms
from askpapers.verification.draft import sentences_of

if TYPE_CHECKING:
    from askpapers.library.library import Library
    from askpapers.text.inference import CrossEncoder

LIKELIEST = 5
"""Sentences of an abstract that a claim without sentence numbers is read against: those that share most with it."""

LONGEST = 4_000_000
"""Characters of a text; more is no draft."""


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict; `papers` are the ids of the papers it cites, `unknown` what it cites and nobody knows."""

    claim: str
    verdict: Verdict
    papers: tuple[str, ...] = ()
    sentences: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    span: Span | None = None
    quote: str = ""


async def check_claim(claim: str, sentences: Sequence[str]) -> Verdict:
    """Return how well sentences together support a claim: `support`, `reason` in words, `score` from 0 to 1.

    The score grows with support: contradiction is lowest, silence between.

    >>> (await check_claim("Lamp A burns for 900 hours.", ["Lamp A burns for 412 hours."])).reason
    '900 hours is not in sentence 1, which says 412 hours'
    """
    from askpapers.models import cross_encoder
    from askpapers.verification.support.judge import judge_support

    cited = [CitedPassage(f"sentence {n}", sentence) for n, sentence in enumerate(sentences, 1)]
    return await asyncio.to_thread(lambda: judge_support(claim, cited, cross_encoder.reader()))


async def verify(library: Library, text: str, *, bibliography: str = "") -> list[CheckedClaim]:
    """Return the claims of a text in order, each with its verdict.

    JSON Lines `{"claim", "paper", "sentences"}` are claims as they are; without `sentences` the whole abstract is asked. Of
    any other text each sentence is a claim that cites arXiv ids, titles, or keys of `bibliography` (BibTeX) as LaTeX and
    pandoc write them. Raises BadInput where a line of JSON Lines cannot be read.

    >>> [claim.verdict.support.value for claim in await verify(library, "Lamps burn for ever (arXiv:2401.00001).")]
    ['unknown-source']
    """
    if len(text) > LONGEST:
        raise errors.BadInput(f"The text has {len(text):,} characters; {LONGEST:,} are read.", "Check it in parts.")
    reader = await library.reader()
    if text.lstrip()[:1] == "{":
        rows = list(_rows(text))
        found = {paper.id: paper for paper in await library.catalog.papers([row["paper"] for row in rows])}
        known = {row["paper"]: await library.catalog.paper(row["paper"]) for row in rows if row["paper"] not in found}
        papers = {**known, **found}
        return await asyncio.to_thread(lambda: [_of_row(row, papers.get(row["paper"]), reader) for row in rows])
    keys = await asyncio.to_thread(_keys, bibliography) if bibliography else {}
    everything = [row.paper for row in await library.catalog.rows(_all(), limit=1_000_000)]
    return await asyncio.to_thread(lambda: list(_of_text(text, everything, keys, reader)))


def _all() -> Any:
    from askpapers.papers.scope import Scope

    return Scope()


def _rows(text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise errors.DamagedInput(
                f"Line {number} is no JSON: {error.msg}.", 'One {"claim", "paper"} a line.'
            ) from None
        numbers = row.get("sentences", []) if isinstance(row, dict) else None
        right = isinstance(numbers, list) and all(isinstance(n, int) and not isinstance(n, bool) for n in numbers)
        if not right or not all(isinstance(row.get(name), str) for name in ("claim", "paper")):
            raise errors.DamagedInput(
                f"Line {number} is no claim.", 'It wants {"claim": text, "paper": id} and may have "sentences": [1, …].'
            )
        yield row


def _of_row(row: dict[str, Any], paper: Paper | None, reader: CrossEncoder | None) -> CheckedClaim:
    claim, numbers = row["claim"], tuple(row.get("sentences") or ())
    if paper is None:
        return _unknown(claim, (row["paper"],))
    spans = split(paper.abstract)
    if bad := [n for n in numbers if not 1 <= n <= len(spans)]:
        reason = f"{paper.id} has no sentence {bad[0]}; it has {len(spans)}"
        return CheckedClaim(claim, Verdict(Support.UNKNOWN_SOURCE, reason, 0.0), (paper.id,), numbers)
    return _checked(claim, [paper], reader, numbers)


def _unknown(claim: str, names: tuple[str, ...], span: Span | None = None) -> CheckedClaim:
    reason = f"“{sanitize(names[0], 60)}” is not in the library"
    return CheckedClaim(claim, Verdict(Support.UNKNOWN_SOURCE, reason, 0.0), unknown=names, span=span)


def _checked(
    claim: str,
    papers: Sequence[Paper],
    reader: CrossEncoder | None,
    numbers: Sequence[int] = (),
    span: Span | None = None,
) -> CheckedClaim:
    """Judge a claim against the sentences that are named, else against the likeliest of each paper."""
    from askpapers.verification.support.judge import judge_support

    ids = tuple(paper.id for paper in papers)
    best: tuple[Verdict, tuple[int, ...], str] | None = None
    for paper in papers:
        texts = [one.of(paper.abstract).strip() for one in split(paper.abstract)]
        denied = False
        for rank, places in enumerate([tuple(numbers)] if numbers else _likeliest(claim, paper.title, texts)):
            others = tuple((f"sentence {n}", text) for n, text in enumerate(texts, 1) if n not in places)
            cited = [CitedPassage(f"sentence {n}", texts[n - 1], paper.title, others) for n in places]
            verdict = judge_support(claim, cited, reader)
            if not numbers and len(places) > 1 and verdict.support is Support.VERIFIED:
                # Two sentences that nobody put together say a false thing one time in three.
                reason = "no sentence says it alone; two together may"
                verdict = replace(verdict, support=Support.WEAK, reason=reason, score=0.6)
            # The likeliest sentence says otherwise: that another may say it is a doubt.
            denied = denied or (rank == 0 and verdict.support is Support.CONTRADICTED)
            if denied and verdict.support is Support.VERIFIED:
                verdict = replace(
                    verdict, support=Support.WEAK, reason="another sentence reads as saying otherwise", score=0.5
                )
            if best is None or verdict.score > best[0].score:
                best = (verdict, places, " ".join(texts[n - 1] for n in places))
    if best is None:
        return CheckedClaim(claim, Verdict(Support.UNCHECKED, "the paper has no abstract", 0.5), ids, span=span)
    verdict, places, quote = best
    return CheckedClaim(claim, verdict, ids, places, span=span, quote=quote)


def _likeliest(claim: str, title: str, texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the sentences that share most terms with a claim, alone and the two best together."""
    asked = weigh_terms(claim)

    def held(place: int) -> float:
        there = weigh_terms(f"{texts[place]}")
        return sum(weight for term, weight in asked.items() if term in there)

    order = sorted(range(len(texts)), key=lambda place: (-held(place), place))[:LIKELIEST]
    alone: list[tuple[int, ...]] = [(place + 1,) for place in order]
    return [*alone, tuple(sorted(place + 1 for place in order[:2]))] if len(order) > 1 else alone


def _of_text(
    text: str, papers: Sequence[Paper], keys: dict[str, str], reader: CrossEncoder | None
) -> Iterator[CheckedClaim]:
    """Yield the sentences of a text as claims, those without a letter left out."""
    by_id = {paper.id: paper for paper in papers} | {paper.arxiv_id: paper for paper in papers if paper.arxiv_id}
    by_title = {fold_title(paper.title): paper for paper in papers if len(fold_title(paper.title)) > 12}
    beginnings = {title.partition(" ")[0] for title in by_title}
    for sentence in sentences_of(text, {*by_id, *keys}):
        cited: dict[str, Paper] = {}
        unknown: list[str] = []
        for name in sentence.names:
            title = keys.get(name, "")
            paper = by_id.get(name) or by_id.get(title) or by_title.get(fold_title(title))
            if paper is not None:
                cited[paper.id] = paper
            else:
                unknown.append(name)
        folded = f" {fold_title(sentence.span.of(text))} "
        if not beginnings.isdisjoint(folded.split()):
            cited |= {paper.id: paper for title, paper in by_title.items() if f" {title} " in folded}
        if unknown and not cited:
            yield _unknown(sentence.text, tuple(unknown), sentence.span)
        elif cited:
            yield replace(
                _checked(sentence.text, list(cited.values()), reader, span=sentence.span), unknown=tuple(unknown)
            )
        else:
            verdict = Verdict(Support.UNCITED, "no paper is cited for this", 0.0)
            if sentence.text.endswith(("?", "？")):
                verdict = Verdict(Support.UNCHECKED, "a question claims nothing", 0.5)
            yield CheckedClaim(sentence.text, verdict, span=sentence.span)


def _keys(bibliography: str) -> dict[str, str]:
    """Return what each key of a BibTeX file stands for: its arXiv id where it has one, else its title."""
    from askpapers.readers.bibtex_entries import entries_in
    from askpapers.readers.formats.bibtex import paper_of

    papers = ((entry.key, paper_of(entry)) for entry in entries_in(bibliography))
    return {key: paper.arxiv_id or paper.title for key, paper in papers if paper is not None}


def read_text(path: Path) -> str:
    """Return the text of a file in whatever encoding; raises BadInput where it cannot be read."""
    from askpapers.readers.decode import decode

    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise errors.BadInput(f"{sanitize(str(path), 200)} cannot be read: {error.strerror}.") from None
