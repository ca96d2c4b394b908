"""Papers that a list names by title alone: found at arXiv, Semantic Scholar, OpenAlex and Crossref."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from askpapers import errors
from askpapers.answers.answer import Progress
from askpapers.library.library import Library
from askpapers.network.client import Web
from askpapers.papers.deduplication import (
    LONG_TITLE,
    agree_abstracts,
    count_shared_authors,
    fold_title,
    is_untitled,
    number_as_title,
)
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import Tell
from askpapers.sources.titles import TitleServices, open_services
from askpapers.text.latex import latex_to_text
from askpapers.verbs.add import AddReport, index_added

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


def _is_numbered(paper: Paper) -> bool:
    """Whether its number alone says surely which paper is meant: it has no title, or one that stood beside it in a text."""
    return is_untitled(paper) or (paper.source == "text" and (paper.arxiv_id or paper.doi) is not None)


def match_title(paper: Paper, candidate: Paper) -> TitleMatch | None:
    """Return what speaks for a candidate and against it; None where not even its title is alike, nor the number of an untitled paper."""
    signs, doubts = [], []
    first, second = fold_title(paper.title), fold_title(candidate.title)
    if _is_numbered(paper):
        if not (paper.arxiv_id and paper.arxiv_id == candidate.arxiv_id) and not (
            paper.doi and paper.doi.casefold() == (candidate.doi or "").casefold()
        ):
            return None
        first = second
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

    What the paper says of itself stays: title, abstract, days, figures. A number in a title's place is none.
    """
    for match in found:
        candidate = match.candidate
        arxiv = paper.arxiv_id or candidate.arxiv_id
        authors = paper.authors if len(paper.authors) >= len(candidate.authors) else candidate.authors
        paper = replace(
            paper,
            title=candidate.title if _is_numbered(paper) else paper.title,
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


CHUNK = 200
"""Papers looked at together."""


@dataclass(frozen=True, slots=True)
class ResolvedPaper:
    """A paper before and after, the services that knew it, and the signs by which it was known."""

    before: Paper
    after: Paper
    services: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def learned(self) -> tuple[str, ...]:
        """The names of what was missing and is there now."""
        fields = ("arxiv_id", "doi", "authors", "published", "abstract")
        return tuple(name for name in fields if not getattr(self.before, name) and getattr(self.after, name))


@dataclass(frozen=True, slots=True)
class Unsure:
    """A paper that may be what a service found, and why that is not sure."""

    paper: Paper
    candidate: Paper
    service: str
    why: str


@dataclass(frozen=True, slots=True)
class ResolveReport:
    """What `resolve` did: `complete` counts papers of which nothing was missing, `missing` holds those that nobody knows.

    `failures` are services that could not be asked, by name, `unasked` counts papers that were left when none could be.
    Where papers were written and vectors are still to be made, `notes` say so.
    """

    resolved: tuple[ResolvedPaper, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    missing: tuple[Paper, ...] = ()
    complete: int = 0
    unasked: int = 0
    notes: tuple[str, ...] = ()
    failures: Mapping[str, errors.ServiceError] | None = None


async def resolve(
    library: Library,
    scope: Scope,
    *,
    dry: bool = False,
    tell: Tell | None = None,
    base_urls: Mapping[str, str] | None = None,
    web: Web | None = None,
) -> ResolveReport:
    """Find arXiv id, DOI, authors, date and missing abstract of the papers in scope by their titles.

    Each paper is written as soon as it is known, and what a service said is kept for a week: a run that was stopped goes on.
    With `dry` nothing is written. Raises Unreachable, RateLimited or FetchFailed where no service can be asked at all.
    """
    ids = await library.catalog.ids(scope)
    resolved: list[ResolvedPaper] = []
    unsure: list[Unsure] = []
    missing: list[Paper] = []
    complete = unasked = done = 0
    async with AsyncExitStack() as stack:
        services = await open_services(
            stack, library.settings.cache / "resolve", base_urls, web, library.settings.timeout
        )
        for start in range(0, len(ids), CHUNK):
            for paper in await library.catalog.papers(ids[start : start + CHUNK]):
                done += 1
                if is_complete(paper):
                    complete += 1
                    continue
                if tell:
                    tell(Progress(done, len(ids), "resolving titles"))
                try:
                    outcome = await _look_up(services, paper)
                except errors.ServiceError:
                    unasked += 1
                    continue
                if isinstance(outcome, ResolvedPaper):
                    resolved.append(outcome if dry else await _written(library, outcome))
                elif isinstance(outcome, Unsure):
                    unsure.append(outcome)
                else:
                    missing.append(paper)
    failures = services.failures
    if unasked and failures and not (resolved or unsure or missing):
        raise next(iter(failures.values()))
    notes: tuple[str, ...] = ()
    if resolved and not dry:
        added = await index_added(library, AddReport(), tell)
        notes = (*added.notes, *map(str, added.failures))
    return ResolveReport(tuple(resolved), tuple(unsure), tuple(missing), complete, unasked, notes, failures)


async def _look_up(services: TitleServices, paper: Paper) -> ResolvedPaper | Unsure | None:
    """Ask for one paper; raises a service's error where none of them answered."""
    answered = False
    sure: dict[str, list[TitleMatch]] = {}
    doubted: list[tuple[str, TitleMatch]] = []
    after = paper
    number = number_as_title(paper.arxiv_id, paper.doi)
    async for name, candidates in services.find(number if _is_numbered(paper) else latex_to_text(paper.title)):
        answered = True
        matches = [match for candidate in candidates if (match := match_title(after, candidate))]
        good = [match for match in matches if match.sure]
        doubted += [(name, match) for match in matches if not match.sure]
        if good:
            sure[name] = good
            found = [match for each in sure.values() for match in each]
            if two := _two_papers(found):
                return Unsure(paper, two, name, "two papers of this title fit")
            after = combine(paper, found)
        if contested := _contested(paper, sure, doubted):
            return contested
        if is_complete(after):
            break
    if after != paper:
        signs = tuple(dict.fromkeys(sign for each in sure.values() for match in each for sign in match.signs))
        return ResolvedPaper(paper, after, tuple(sure), signs)
    if doubted:
        name, match = doubted[0]
        return Unsure(paper, match.candidate, name, match.why_unsure)
    if not answered:
        raise next(iter(services.failures.values()))
    return None


def _two_papers(found: Sequence[TitleMatch]) -> Paper | None:
    """The second of two candidates that have arXiv ids of their own and so cannot be one paper."""
    known = [match.candidate for match in found if match.candidate.arxiv_id]
    return next((candidate for candidate in known if candidate.arxiv_id != known[0].arxiv_id), None)


def _contested(
    paper: Paper, sure: Mapping[str, Sequence[TitleMatch]], doubted: Sequence[tuple[str, TitleMatch]]
) -> Unsure | None:
    """A paper that one service makes sure of and another raises a doubt about, both under one id."""
    for name, matches in sure.items():
        for match in matches:
            for _, other in doubted:
                # That a record says too little speaks neither for it nor against it.
                ids = {match.candidate.arxiv_id, match.candidate.doi} & {other.candidate.arxiv_id, other.candidate.doi}
                if other.doubts and ids - {None}:
                    return Unsure(paper, match.candidate, name, other.why_unsure)
    return None


async def _written(library: Library, outcome: ResolvedPaper) -> ResolvedPaper:
    merged = await library.catalog.merge([outcome.after], default_day=library.today)
    kept = await library.catalog.paper(merged.ids[0])
    return ResolvedPaper(outcome.before, kept or outcome.after, outcome.services, outcome.signs)
