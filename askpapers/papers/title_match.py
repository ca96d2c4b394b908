"""Whether a record that was found by a paper's title is that paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from askpapers.papers.deduplication import LONG_TITLE, agree_abstracts, count_shared_authors, fold_title
from askpapers.papers.paper import Paper

DAYS = 30
"""Days within which a paper is published, listed and indexed."""

ALIKE = 0.85
"""Share of the signs of two titles, in order, from which one may be the other reworded."""


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """What speaks for a record (`signs`) and against it (`doubts`), in words; sure with a sign and without a doubt."""

    candidate: Paper
    signs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether the title and a second sign agree, and nothing speaks against it."""
        return bool(self.signs) and not self.doubts

    @property
    def why_unsure(self) -> str:
        """What keeps it from being sure."""
        return ", ".join(self.doubts) or "nothing but the title is known of both"


def match_title(paper: Paper, candidate: Paper) -> TitleMatch | None:
    """Return what speaks for a candidate and against it; None where not even its title is alike."""
    signs, doubts = [], []
    first, second = fold_title(paper.title), fold_title(candidate.title)
    if first != second:
        if SequenceMatcher(None, first[:400], second[:400], autojunk=False).ratio() < ALIKE:
            return None
        doubts.append("its title differs")
    for name, one, other in (("arXiv id", paper.arxiv_id, candidate.arxiv_id), ("DOI", paper.doi, candidate.doi)):
        if one and other:
            same = one.casefold() == other.casefold()
            signs.append(name) if same else doubts.append(f"its {name} is another")
    abstracts = agree_abstracts(paper, candidate)
    if abstracts is not None:
        signs.append("abstract") if abstracts else doubts.append("its abstract differs")
    shared = count_shared_authors(paper, candidate)
    if shared is not None:
        few = min(len(paper.authors), len(candidate.authors))
        signs.append("authors") if 2 * shared >= few else doubts.append("its authors differ")
    elif paper.author_count and paper.author_count == candidate.author_count:
        signs.append("number of authors")
    if _is_near(paper, candidate):
        signs.append("date")
    if len(first) < LONG_TITLE and not paper.abstract and not paper.authors:
        doubts.append("its title is too short to name one paper")
    return TitleMatch(candidate, tuple(signs), tuple(doubts))


def combine(paper: Paper, found: Sequence[TitleMatch]) -> Paper:
    """Return the paper with what is missing in it from records that are sure to be it, the first one's first.

    What the paper says of itself stays: title, abstract, days, figures.
    """
    for match in found:
        candidate = match.candidate
        arxiv = paper.arxiv_id or candidate.arxiv_id
        authors = paper.authors if len(paper.authors) >= len(candidate.authors) else candidate.authors
        paper = replace(
            paper,
            id=arxiv or paper.id,
            arxiv_id=arxiv,
            doi=paper.doi or candidate.doi,
            abstract=paper.abstract or candidate.abstract,
            authors=authors,
            author_count=max(paper.author_count or 0, len(authors)) or None,
            published=paper.published or candidate.published,
            url=paper.url or (f"https://arxiv.org/abs/{arxiv}" if arxiv else candidate.url),
            version=paper.version or candidate.version,
            categories=paper.categories or candidate.categories,
        )
    return paper


def is_complete(paper: Paper) -> bool:
    """Return whether a paper can be opened, cited and merged: an arXiv id or a DOI, authors, a date and an abstract."""
    return bool((paper.arxiv_id or paper.doi) and paper.authors and paper.published and paper.abstract)


def _is_near(paper: Paper, candidate: Paper) -> bool:
    """Whether the candidate is as old as the paper, or as the list that the paper was on where that is all one knows."""
    days = (paper.published,) if paper.published else paper.listed
    return any(abs((day - candidate.published).days) <= DAYS for day in days if day and candidate.published)
