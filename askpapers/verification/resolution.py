"""The papers that an answer was drawn from: what a mark points at there, and a count of them that no sentence holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from askpapers.answers.answer import Citation, Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage, abstract_of, fold_words, runs
from askpapers.papers.paper import Paper
from askpapers.text import glossary
from askpapers.text.inference import CrossEncoder
from askpapers.text.lexicon import pattern
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import weigh_terms
from askpapers.verification.marks import Mark, Reference
from askpapers.verification.support.judge import judge_support

T = TypeVar("T")

MOST_JUDGED = 24
"""Sentences of one paper that are judged at most, those that share most words, where a claim cites the paper and none of them."""


@dataclass(frozen=True, slots=True)
class NumberedPapers:
    """Papers as a prompt numbers them: `papers[i]` is paper i + 1; `scope_size` is how many they were chosen from.

    `reader` is None where it could not be loaded.
    """

    papers: tuple[Paper, ...]
    reader: CrossEncoder | None = None
    scope_size: int | None = None
    _kept: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def keep(self, work: Callable[..., T], *given: Hashable) -> T:
        """Return what `work` makes of `given`, made once: an answer that streams is read again at each of its sentences."""
        key = (work, *given)
        if key not in self._kept:
            self._kept[key] = work(*given)
        found: T = self._kept[key]
        return found

    def judge(self, claim: str, cited: Sequence[CitedPassage]) -> Verdict:
        """Return the verdict on a claim by what it cites, judged once."""
        return self.keep(judge_support, claim, tuple(cited), self.reader)

    def title_holds(self, text: str, ids: Collection[str] | None = None) -> bool:
        """Whether the title of a paper, of one with these ids where they are given, is a text or holds it, by their words."""
        titles: list[tuple[str, str]] | None = self._kept.get(fold_words)
        if titles is None:
            # Of a list of 1,000 papers folding them for each heading would take as long as reading half of its sentences.
            titles = self._kept[fold_words] = [(paper.id, f" {fold_words(paper.title)} ") for paper in self.papers]
        words = f" {fold_words(text)} "
        return any(words in title for id, title in titles if ids is None or id in ids)

    @property
    def totals(self) -> frozenset[int]:
        """What an answer may rightly call the number of all papers."""
        return frozenset({len(self.papers), self.scope_size or len(self.papers)})

    def citations(self, mark: Mark, claim: str) -> list[Citation]:
        """Return the citations of a claim's mark: consecutive sentences of one paper each, so that every quotation is verbatim."""
        by_paper: dict[int, list[Reference]] = {}
        citations: list[Citation] = []

        def unknown(id: str, reason: str) -> None:
            citations.append(Citation(id, (), mark.span, Support.UNKNOWN_SOURCE, reason=reason))

        for reference in mark.references:
            if reference.unread:
                unknown("", f"“{sanitize(reference.unread, 40)}” is no paper or sentence that was shown")
            else:
                by_paper.setdefault(reference.paper, []).append(reference)
        for number, references in by_paper.items():
            if not 1 <= number <= len(self.papers):
                unknown("", f"there is no paper {number}; {len(self.papers)} were shown")
                continue
            paper = self.papers[number - 1]
            spans = abstract_of(paper).spans
            wanted = [reference.sentence for reference in references if reference.sentence is not None]
            chosen = not wanted
            if chosen and spans:
                wanted = [self._best_sentence(claim, paper)]
            for missing in [s for s in wanted if not 1 <= s <= len(spans)]:
                unknown(paper.id, f"paper {number} has no sentence {missing}; it has {len(spans)}")
            for run in runs([s for s in wanted if 1 <= s <= len(spans)]):
                text = abstract_of(paper).quote(run)
                citations.append(Citation(paper.id, run, mark.span, Support.VERIFIED, text, chosen=chosen))
        return citations

    def cited(self, citation: Citation) -> CitedPassage:
        """Return what the claim of a citation is checked against; its paper is one of these."""
        number, paper = next((n, p) for n, p in enumerate(self.papers, 1) if p.id == citation.paper_id)
        spans = abstract_of(paper).spans
        others = tuple(
            (f"{number}.{s}", span.of(paper.abstract)) for s, span in enumerate(spans, 1) if s not in citation.sentences
        )
        label = ", ".join(f"{number}.{s}" for s in citation.sentences)
        return CitedPassage(label, citation.quote, paper.title, others)

    def _best_sentence(self, claim: str, paper: Paper) -> int:
        """The sentence that bears a claim out, or else the one that speaks of it most: many are silent, and to be silent is no doubt."""
        texts, weights = abstract_of(paper).texts, weigh_terms(glossary.in_english(claim) or claim)
        shares = [sum(weights[term] for term in weights.keys() & held) for held in abstract_of(paper).terms]
        most = sum(weights.values()) or 1.0
        likeliest = sorted(range(len(texts)), key=lambda i: -shares[i])[:MOST_JUDGED]

        def fits(i: int) -> tuple[bool, float]:
            verdict = self.judge(claim, [CitedPassage("", texts[i], paper.title)])
            return verdict.support is Support.VERIFIED, verdict.score + shares[i] / most

        return max(sorted(likeliest), key=fits) + 1


_EXPLICIT = rf"""(?<![\w.,-])(?P<n>{NUMBER})(?![\d%])
    (?:\ (?:{{of}}\ )?(?:{{these}}\ )?(?:(?P<of1>{NUMBER})\ )?(?:[\w-]+\ ){{0,2}}?{{papers}}
      |\ {{of}}\ (?:these|those|them)\b(?!\ \w+s\b)|\ davon\b)"""
_FIRST = rf"\W*(?:{{only}},?\ )?(?P<n>{NUMBER})(?![\d%]|[.,]\d)\b"
_TOTAL = rf"\W*{{out_of}}\ (?:{{these,altogether}}\ ){{0,2}}(?P<of>{NUMBER})(?:\ (?:\w+\ ){{0,2}}?{{papers}})?,?\ "
_NEAR = rf"(?:\w+\ ){{0,2}}?(?P<n>{NUMBER})(?![\d%]|[.,]\d)\b"


@dataclass(frozen=True, slots=True)
class PaperCount:
    """A count of papers that a claim states: `count`, `of` how many in all where it says so; `rest` is the claim without.

    `named` says that papers are what is counted in so many words; else a number only begins the claim.
    """

    count: int
    of: int | None
    rest: str
    named: bool

    def wrong(self, counted: Collection[int], totals: Collection[int]) -> str:
        """Return in words what is wrong with the count, "" where nothing is.

        `counted` are the numbers that it may rightly be: of papers cited in the claim, and in the list below it; `totals`
        are the sizes of what was read and of the scope.
        """
        if self.of is not None and self.of not in totals:
            return f"it says {self.of:,} in all; there are {max(totals):,}"
        if self.count not in counted:
            return f"it counts {self.count:,}; {max(counted):,} {'is' if max(counted) == 1 else 'are'} cited"
        return ""


def parse_paper_count(claim: str, cited: str) -> PaperCount | None:
    """Return the count of papers that a claim (without its marks) states; None where what is cited says it itself."""
    total = _pattern(_TOTAL).match(claim)
    body = claim[total.end() :] if total else claim
    named = None if total else _pattern(_EXPLICIT).search(body)
    found = named or _pattern(_NEAR if total else _FIRST).match(body)
    if found is None:
        return None
    words = " ".join(found[0].casefold().split())
    if named is not None and words in " ".join(cited.casefold().split()):
        return None
    parts = found.groupdict()
    of = parts.get("of1") or (total and total["of"])
    rest = f"{body[: found.start('n')]} {body[found.end() :]}"
    return PaperCount(
        number_of(found["n"]), number_of(of) if of else None, " ".join(rest.split()), bool(named or total)
    )


def _pattern(template: str) -> re.Pattern[str]:
    return pattern("counts", template, re.I | re.X)
